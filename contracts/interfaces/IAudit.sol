// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Terms} from "./ICourts.sol";

/// @notice A way from the rolls' root down towards leaf `number` of the roll of `court`.
struct Walk {
    uint96 court;
    /// The terms of the court's version that was in force before the epoch began. Looked at where a weight is.
    Terms terms;
    /// The leaf is juror `number`'s. From the number of jurors on, and below the next power of two, it is nobody's.
    uint32 number;
    /// Who the vault numbers so; nobody for a leaf that is nobody's.
    address juror;
    /// The way to court 0 down to its header, or to where it has none: it says how many levels the tree over courts
    /// has. Left out for court 0 itself.
    bytes[] toFirst;
    /// Preimages from the root down, as far as they are known: see WalkLib.
    bytes[] shown;
}

/// @notice Rolls: what k attestors sealed as the list of those who may be drawn, held against what the vault says.
///
/// Every bit of a rolls root is decided by the chain's own record: how many jurors were numbered before the epoch, what
/// each had staked and where, who was admitted, which terms were in force. So whoever walks from the root to a place
/// where the two differ has disproved the rolls, all courts' together: their epoch has none then, and isn't given
/// others, since the rolls before are in force for one epoch more. Court by court would keep what nobody has checked.
/// Those who signed are struck; of one bond, if there is any left, half is paid to the challenger and half burnt.
///
/// Rolls of epoch e can be disproved until T_(e+1), which is when they come into force.
///
/// A fault is any of these on the way: a preimage of another shape than stands at its level; a node whose two sums
/// aren't the sum stated above it; a header that isn't the court's, the epoch's, the version's or the vault's number of
/// jurors; a leaf that isn't what the vault says, or is missing; courts beyond the tree, or a right half without any.
///
/// What nobody shows may be asked for: the preimage of the hash that a walk ends at, against a deposit of twice what an
/// answer burns. Unanswered for 1/64 epoch, it disproves the rolls like a fault. It is asked for at least 2/64 before
/// their time is over, so that there is 1/64 left to challenge what the answer shows. A walk has a node for each
/// doubling up to the number of courts and to that of jurors, a header and a leaf; to another court than the first the
/// way to the first comes before it. In the three quarters of an epoch after a posting there is time for 46 of them to
/// be shown at the last moment, one after the other.
///
/// Assumptions for safety:
/// - Nothing of a challenger's decides: what it shows is hashed, and everything compared with it is read from the vault
///   and the arbitrator. Honest rolls can't be struck while somebody who has their nodes answers.
///
/// Assumptions for liveness:
/// - An answer costs far less than asking, and one transaction answers any number of demands. That is why the deposit
///   doesn't grow with the demands that are open: to outrun those who answer one would have to buy several times the
///   block space that they need, and a liar can't make it dear to ask for nodes by asking for them itself.
interface IAudit {
    /// @notice Rolls were disproved: `fault` is the name of the function that showed it.
    event RollsFaulty(uint64 indexed epoch, bytes32 fault, address challenger);
    event NodeDemanded(uint64 indexed epoch, bytes32 indexed hash, address demander, uint256 deposit);
    /// @notice Shown: what `hash` was hashed from. An event, so that nobody can hide it in somebody else's call.
    event NodeShown(uint64 indexed epoch, bytes32 indexed hash, bytes preimage, address answerer);

    error RollsSettled(uint64 epoch);
    error WrongPreimage(uint256 place, bytes32 received, bytes32 expected);
    error UnfinishedWay();
    error NoSuchLeaf(uint32 number);
    error WrongNumber(address juror, uint32 number);
    error WrongTerms(bytes32 received, bytes32 expected);
    error NothingMissing();
    error NothingAsked(uint64 epoch);
    error PreimageTooLong(uint256 length);

    /// @notice Disproves the rolls of the epoch that runs by what a walk comes across.
    function wrongRoll(uint64 epoch, Walk calldata walk) external;

    /// @notice Asks for the preimage of the hash that a walk ends at.
    function demandNode(uint64 epoch, Walk calldata walk) external payable returns (bytes32 hash);

    /// @notice Shows what was asked for, as many at once as fit, and takes their deposits. What nobody asked for, or
    /// somebody answered, is passed over.
    function answerNodes(uint64 epoch, bytes[] calldata preimages) external;

    /// @notice Disproves the rolls of the epoch that runs by a demand that nobody answered.
    function withheldNode(uint64 epoch, bytes32 hash) external;

    /// @notice Gives back the deposit of a demand that nobody answered, once the rolls are disproved or in force.
    function takeBack(uint64 epoch, bytes32 hash) external;

    /// @notice What an account must lay down for a demand at today's base fee, in wei: twice what its answer burns.
    function depositFor() external view returns (uint256);

    /// @notice `askedAt` 0: never. `demander` 0 besides: answered, or taken back.
    function nodeDemandOf(uint64 epoch, bytes32 hash)
        external
        view
        returns (address demander, uint64 askedAt, uint256 deposit);
}
