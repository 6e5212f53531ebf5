// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Delivered, EntryLeafShown, EntryShown, HeadShown, Shown} from "./IChallenge.sol";
import {Leaf} from "./IPurse.sol";

/// @notice What can be asked for of a delivered verdict.
enum Piece {
    /// `RUN` leaves of its `ballotsRoot`; `index` counts runs.
    Leaves,
    /// What the `entryHash` of leaf `index` was hashed from, with the signature.
    Entry,
    /// Leaf `index − 1` of its `entriesRoot`.
    Docket
}

/// @notice Demand and answer: a verdict whose signers keep to themselves what they signed can't be checked, and so
/// doesn't stand. Whoever misses a piece of it asks for it here; whoever has it answers with calldata that is hashed
/// against the verdict, and is paid the demand's deposit. Unanswered for a quarter of W, it is a fault like any other.
///
/// A piece may be asked for in the first half of the challenge window, so that an answer leaves at least a quarter of W
/// to challenge what it shows, and once per delivery.
///
/// The deposit for entries and dockets doubles with every eight demands on them that are open on the delivery. Whoever
/// can answer carries one answer after the other, so in great number demands would outrun them for the price of gas;
/// this way the last of a hundred and fifty costs 2^18 times the first, and all that were answered are gone. A fixed
/// number of places would have a stranger fill them. Leaves cost what they burn, however much is open: there are few
/// runs of them, and a liar who demands pieces of its own verdict mustn't be able to price out who asks for those.
///
/// Assumptions for safety:
/// - Of the attestors who signed, or of the public that keeps dockets, somebody answers within W/4.
///
/// Warning: a deposit whose demand nobody answers is the demander's again, with the strike or after the window.
interface IDemand {
    event Demanded(
        uint256 indexed disputeId, bytes32 indexed id, Piece piece, uint256 index, address demander, uint256 deposit
    );
    /// @notice The answer is this transaction's calldata.
    event Answered(bytes32 indexed id, address answerer);

    error DepositTooLow(uint256 paid, uint256 expected);
    error TooLateToDemand(uint256 lastAt);
    error DemandedBefore(bytes32 id);
    error NotDemanded(bytes32 id);
    error NoSuchPiece(uint256 index);
    error StillTime(uint256 until);
    error WrongLeaves(bytes32 received, bytes32 expected);
    error NotTaken(address account, uint256 amount);

    // ASKING

    function demandLeaves(uint256 disputeId, Delivered calldata delivered, uint256 run) external payable;

    function demandEntry(uint256 disputeId, Delivered calldata delivered, uint256 index) external payable;

    /// @param head The dispute's docket in the verdict's own gazette, which the docket of the verdict reaches.
    function demandDocket(uint256 disputeId, Delivered calldata delivered, HeadShown calldata head, uint64 number)
        external
        payable;

    // ANSWERING

    /// @param leaves All of the run.
    /// @param path What the run lacks up to `ballotsRoot`: see MerkleLib.rootOfRun.
    function answerLeaves(
        uint256 disputeId,
        Delivered calldata delivered,
        uint256 run,
        Leaf[] calldata leaves,
        bytes32[] calldata path
    ) external;

    /// @param entry Ignored, like `signature`, for a leaf without one.
    function answerEntry(
        uint256 disputeId,
        Delivered calldata delivered,
        Shown calldata shown,
        EntryShown calldata entry,
        bytes calldata signature
    ) external;

    function answerDocket(uint256 disputeId, Delivered calldata delivered, EntryLeafShown calldata held) external;

    // ENDS

    /// @notice Voids a verdict of which a piece was asked for and not shown; its signers are convicted.
    function withheld(uint256 disputeId, Delivered calldata delivered, Piece piece, uint256 index) external;

    /// @notice Gives back the deposit of a demand that nobody answered, once its window is over.
    function takeBack(bytes32 id) external;

    // VIEWS

    /// @notice A demand's id; `deliveryHash` names the delivery.
    function idOf(uint256 disputeId, bytes32 deliveryHash, Piece piece, uint256 index) external pure returns (bytes32);

    /// @notice What asking for a piece of a delivery costs at today's base fee, in wei: twice what its answer burns;
    /// for entries and dockets doubled with every eight demands on them that are open.
    function depositFor(bytes32 deliveryHash, Piece piece, uint256 draws, uint256 index)
        external
        view
        returns (uint256 deposit);

    /// @notice Demands for entries and dockets of a delivery that nobody has answered.
    function openDemandsOf(bytes32 deliveryHash) external view returns (uint256);

    /// @notice `askedAt` 0: never. `demander` 0 besides: answered, or over.
    function demandOf(bytes32 id)
        external
        view
        returns (address demander, uint40 askedAt, uint40 endsAt, uint256 deposit);
}
