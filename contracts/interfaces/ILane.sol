// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Delivered, Shown} from "./IChallenge.sol";
import {Terms} from "./ICourts.sol";

/// @notice The lane: the contract's own way in for a juror whom the operator refuses, and for whoever opens a ballot
/// that the operator leaves closed. What stands here is part of every transcript.
///
/// Per panel, reveal round and juror the best commit is kept: the highest revision, of equal ones the smaller
/// commitment. Per ballot it is kept when it was opened, and when and by whom it was leaked; of a commitment that
/// another juror copied nothing can be shown. Ciphertexts are events.
///
/// Leaking, which is opening before R, voids a ballot and costs its seats their whole stake at risk. It takes two
/// steps, so that nobody who sees a leak on its way can take it: a hash bound to the claimant, and a block later the
/// opening.
///
/// Warning: whoever leaks shows the vote to everybody. A juror who does so with an account of its own loses more than
/// that account gains.
/// Warning: commits of accounts that hold no seat are kept and count for nothing.
interface ILane {
    /// @notice Which sitting: its number, and which of its commit periods.
    /// @dev `isLate`: the sitting drawn again committed twice (a redraw only). `isAgain`: this one commits for the
    /// second time.
    struct Sitting {
        uint32 panel;
        bool isLate;
        bool isAgain;
    }

    event LaneCommitted(
        uint256 indexed disputeId,
        address indexed juror,
        uint32 panel,
        uint64 beaconRound,
        uint64 revision,
        bytes32 commitment,
        bytes sealedBallot
    );
    event LaneOpened(
        uint256 indexed disputeId,
        address indexed juror,
        uint32 panel,
        bytes32 commitment,
        bytes answer,
        bytes32 opening
    );
    event LeakClaimed(bytes32 indexed claim);
    event BallotLeaked(
        uint256 indexed disputeId,
        address indexed juror,
        uint32 panel,
        bytes32 commitment,
        bytes answer,
        bytes32 opening,
        address claimant
    );

    error NotSeatedYet(uint256 disputeId, uint32 panel);
    error CommitClosed(uint256 opensAt, uint256 closesAt);
    error RevisionInFuture(uint64 revision, uint256 latest);
    error RevisionNotHigher(uint64 revision, uint64 kept);
    error TooEarlyToOpen(uint256 revealAt);
    error TooLateToLeak(uint256 lastAt);
    error NotClaimed(bytes32 claim);

    /// @notice Commits, by the juror's own transaction, before the commit deadline of the sitting.
    function commitInLane(
        uint256 disputeId,
        Terms calldata terms,
        Sitting calldata sitting,
        uint64 revision,
        bytes32 commitment,
        bytes calldata sealedBallot
    ) external;

    /// @notice Opens a ballot, whoever's it is, once R has been published. It counts if its block is `confirmSeconds`
    /// older than the end of the reveal period.
    function openInLane(
        uint256 disputeId,
        uint32 panel,
        address juror,
        uint64 beaconRound,
        uint64 revision,
        bytes calldata answer,
        bytes32 opening
    ) external;

    /// @notice Announces a leak: claim = H(abi.encode(claimant, commitment, opening)).
    function claimLeak(bytes32 claim) external;

    /// @notice Leaks a ballot that the caller claimed in an earlier block, at the latest 30 s before R.
    function leak(
        uint256 disputeId,
        uint32 panel,
        address juror,
        uint64 beaconRound,
        uint64 revision,
        bytes calldata answer,
        bytes32 opening
    ) external;

    /// @notice A leaf that the lane contradicts: a better commit, an opening of what it calls closed, a leak it keeps
    /// quiet or invents, or a ballot that came by neither docket nor lane.
    function wrongLane(uint256 disputeId, Delivered calldata delivered, Terms calldata terms, Shown calldata shown)
        external;

    function laneBallot(uint256 disputeId, uint32 panel, uint64 beaconRound, address juror)
        external
        view
        returns (bytes32 commitment, uint64 revision, uint64 committedAt);

    /// @notice When a juror's ballot was opened and leaked here, 0 if it wasn't, and by whom it was leaked.
    function shownOf(bytes32 commitment, address juror)
        external
        view
        returns (uint64 openedAt, uint64 leakedAt, address claimant);
}
