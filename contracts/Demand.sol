// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Hearing} from "./Hearing.sol";
import {Case, Delivered, EntryLeafShown, EntryShown, HeadShown, IChallenge, Shown} from "./interfaces/IChallenge.sol";
import {IDemand, Piece} from "./interfaces/IDemand.sol";
import {Leaf} from "./interfaces/IPurse.sol";
import {MerkleLib} from "./libraries/MerkleLib.sol";
import {PurseLib} from "./libraries/PurseLib.sol";

/// @title Venire's demand
/// @notice What was signed has to be shown: see IDemand for what is promised.
/// @dev Deployed before the arbitrator, with its future address. It holds deposits and nothing else; its one power is
/// to void a delivery of which it was refused a piece. A proven ruling has all its pieces in calldata and can't be
/// asked for any.
contract Demand is IDemand, Hearing {
    /// @dev Leaves that one answer shows: its calldata fits a transaction several times.
    uint256 private constant RUN = 256;
    /// @dev Gas of an answer, calldata at its floor price included.
    uint256 private constant ANSWER_GAS = 120_000;
    uint256 private constant LEAF_GAS = 12_000;
    /// @dev Demands on one delivery, open at once, with which the deposit of the next one doubles.
    uint256 private constant DOUBLING = 8;
    /// @dev Doublings at most: more ether than there is, and far from overflowing.
    uint256 private constant MOST_DOUBLINGS = 64;

    struct Asked {
        address demander;
        uint40 askedAt;
        uint40 endsAt;
        uint256 deposit;
    }

    // STORAGE

    uint256 private immutable _answerSeconds;

    /// @inheritdoc IDemand
    mapping(bytes32 id => Asked) public demandOf;

    /// @inheritdoc IDemand
    mapping(bytes32 deliveryHash => uint256) public openDemandsOf;

    // CONSTRUCTION

    /// @param challengeFloorSeconds W, as the arbitrator has it.
    constructor(
        address arbitrator,
        uint64 genesis,
        uint64 period,
        uint64 confirmSeconds,
        uint64 epochSeconds,
        uint64 challengeFloorSeconds
    ) Hearing(arbitrator, genesis, period, confirmSeconds, epochSeconds) {
        _answerSeconds = challengeFloorSeconds / 4;
    }

    // ASKING

    /// @inheritdoc IDemand
    function demandLeaves(uint256 disputeId, Delivered calldata delivered, uint256 run) external payable {
        require(run < _runs(delivered.verdict.draws), NoSuchPiece(run));
        _demand(disputeId, delivered, Piece.Leaves, run);
    }

    /// @inheritdoc IDemand
    function demandEntry(uint256 disputeId, Delivered calldata delivered, uint256 index) external payable {
        require(index < delivered.verdict.draws, NoSuchPiece(index));
        _demand(disputeId, delivered, Piece.Entry, index);
    }

    /// @inheritdoc IDemand
    function demandDocket(uint256 disputeId, Delivered calldata delivered, HeadShown calldata head, uint64 number)
        external
        payable
    {
        require(head.serial == delivered.verdict.gazette, IChallenge.WrongGazette(head.serial));
        _requireHead(_key(disputeId), head);
        require(number != 0 && number <= head.number, NoSuchPiece(number));
        _demand(disputeId, delivered, Piece.Docket, number);
    }

    function _demand(uint256 disputeId, Delivered calldata delivered, Piece piece, uint256 index) private {
        Case memory case_ = _summon(disputeId, delivered);
        require(delivered.configDigest != 0, NoSuchPiece(index));
        uint256 lastAt = (uint256(case_.deliveredAt) + case_.challengeEndsAt) / 2;
        require(block.timestamp <= lastAt, TooLateToDemand(lastAt));
        uint256 expected = depositFor(case_.deliveryHash, piece, delivered.verdict.draws, index);
        require(msg.value >= expected, DepositTooLow(msg.value, expected));
        bytes32 id = idOf(disputeId, case_.deliveryHash, piece, index);
        require(demandOf[id].askedAt == 0, DemandedBefore(id));
        if (piece != Piece.Leaves) ++openDemandsOf[case_.deliveryHash];

        // Casts are safe: instants fit 40 bits for 34,000 years.
        demandOf[id] = Asked(msg.sender, uint40(block.timestamp), uint40(case_.challengeEndsAt), msg.value);
        emit Demanded(disputeId, id, piece, index, msg.sender, msg.value);
    }

    // ANSWERING

    /// @inheritdoc IDemand
    function answerLeaves(
        uint256 disputeId,
        Delivered calldata delivered,
        uint256 run,
        Leaf[] calldata leaves,
        bytes32[] calldata path
    ) external {
        Case memory case_ = _summon(disputeId, delivered);
        uint256 draws = delivered.verdict.draws;
        bytes32[] memory hashes = new bytes32[](leaves.length);
        for (uint256 i; i < leaves.length; ++i) {
            hashes[i] = PurseLib.hash(leaves[i], delivered.verdict.panel / 2);
        }
        uint256 size = _sizeOf(draws, run);
        require(leaves.length == size, NoSuchPiece(leaves.length));
        bytes32 root = MerkleLib.rootOfRun(hashes, run * RUN, draws, path);
        require(root == delivered.verdict.ballotsRoot, WrongLeaves(root, delivered.verdict.ballotsRoot));
        _answer(disputeId, case_.deliveryHash, Piece.Leaves, run);
    }

    /// @inheritdoc IDemand
    function answerEntry(
        uint256 disputeId,
        Delivered calldata delivered,
        Shown calldata shown,
        EntryShown calldata entry,
        bytes calldata signature
    ) external {
        Case memory case_ = _summon(disputeId, delivered);
        _requireLeaf(delivered.verdict, shown);
        if (shown.draw.entryHash != 0) {
            _requireEntry(disputeId, shown.draw, entry);
            _requireSignature(entry, signature);
        }
        _answer(disputeId, case_.deliveryHash, Piece.Entry, shown.index);
    }

    /// @inheritdoc IDemand
    function answerDocket(uint256 disputeId, Delivered calldata delivered, EntryLeafShown calldata held) external {
        Case memory case_ = _summon(disputeId, delivered);
        _requireHeld(delivered.verdict, held);
        _answer(disputeId, case_.deliveryHash, Piece.Docket, held.number);
    }

    function _answer(uint256 disputeId, bytes32 deliveryHash, Piece piece, uint256 index) private {
        bytes32 id = idOf(disputeId, deliveryHash, piece, index);
        Asked storage asked = demandOf[id];
        require(asked.demander != address(0), NotDemanded(id));
        uint256 deposit = asked.deposit;
        (asked.demander, asked.deposit) = (address(0), 0);
        if (piece != Piece.Leaves) --openDemandsOf[deliveryHash];
        emit Answered(id, msg.sender);
        _pay(msg.sender, deposit);
    }

    // ENDS

    /// @inheritdoc IDemand
    function withheld(uint256 disputeId, Delivered calldata delivered, Piece piece, uint256 index) external {
        Case memory case_ = _summon(disputeId, delivered);
        bytes32 id = idOf(disputeId, case_.deliveryHash, piece, index);
        Asked memory asked = demandOf[id];
        require(asked.demander != address(0), NotDemanded(id));
        uint256 until = asked.askedAt + _answerSeconds;
        require(block.timestamp > until, StillTime(until));
        // The deposit stays to be taken back: an account that refuses it mustn't save the verdict.
        demandOf[id].endsAt = uint40(block.timestamp);
        _strike(disputeId, "withheld", true);
    }

    /// @inheritdoc IDemand
    function takeBack(bytes32 id) external {
        Asked storage asked = demandOf[id];
        (address demander, uint256 deposit, uint256 endsAt) = (asked.demander, asked.deposit, asked.endsAt);
        require(demander != address(0), NotDemanded(id));
        require(block.timestamp >= endsAt, StillTime(endsAt));
        (asked.demander, asked.deposit) = (address(0), 0);
        _pay(demander, deposit);
    }

    function _pay(address to, uint256 amount) private {
        bool isPaid;
        assembly ("memory-safe") {
            isPaid := call(gas(), to, amount, 0, 0, 0, 0)
        }
        require(isPaid, NotTaken(to, amount));
    }

    // VIEWS

    /// @inheritdoc IDemand
    function idOf(uint256 disputeId, bytes32 deliveryHash, Piece piece, uint256 index) public pure returns (bytes32) {
        return keccak256(abi.encode(disputeId, deliveryHash, piece, index));
    }

    /// @inheritdoc IDemand
    function depositFor(bytes32 deliveryHash, Piece piece, uint256 draws, uint256 index) public view returns (uint256) {
        uint256 burnt = 2 * block.basefee * ANSWER_GAS;
        if (piece == Piece.Leaves) return burnt + 2 * block.basefee * _sizeOf(draws, index) * LEAF_GAS;
        uint256 doublings = openDemandsOf[deliveryHash] / DOUBLING;
        return burnt << (doublings < MOST_DOUBLINGS ? doublings : MOST_DOUBLINGS);
    }

    function _runs(uint256 draws) private pure returns (uint256) {
        return (draws + RUN - 1) / RUN;
    }

    /// @dev Reverts beyond the last run.
    function _sizeOf(uint256 draws, uint256 run) private pure returns (uint256) {
        uint256 left = draws - run * RUN;
        return left < RUN ? left : RUN;
    }
}
