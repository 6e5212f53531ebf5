// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Hearing} from "./Hearing.sol";
import {Proven} from "./Proven.sol";
import {Case, Delivered, IChallenge, Shown} from "./interfaces/IChallenge.sol";
import {Terms} from "./interfaces/ICourts.sol";
import {ILane} from "./interfaces/ILane.sol";
import {BallotLib} from "./libraries/BallotLib.sol";
import {TimetableLib} from "./libraries/TimetableLib.sol";

/// @title Venire's lane
/// @notice The way in without an operator, and the way out without attestors: see ILane and IProven for what is
/// promised.
/// @dev Deployed before the arbitrator, with its future address. It holds no money; its powers are to deliver what it
/// computed and to void a delivery that contradicts what it keeps.
contract Lane is ILane, Proven {
    using TimetableLib for TimetableLib.Times;

    /// @dev The best commit of a juror in one commit period.
    struct Best {
        bytes32 commitment;
        uint64 revision;
        uint64 committedAt;
    }

    /// @dev What was shown of a commitment.
    struct Light {
        uint48 openedAt;
        uint48 leakedAt;
        address claimant;
    }

    // STORAGE

    mapping(bytes32 place => Best) private _best;
    /// @dev By commitment and juror: a commitment that somebody copied opens for its own juror alone.
    mapping(bytes32 ballot => Light) private _lights;
    mapping(bytes32 claim => uint256 blockNumber) private _claims;
    /// @dev Whether anybody committed here, or leaked: where nobody did, a proof needn't look for each juror.
    mapping(uint256 disputeId => bool) private _isUsed;

    // CONSTRUCTION

    constructor(
        address arbitrator,
        uint64 genesis,
        uint64 period,
        bytes memory beaconKey,
        uint64 confirmSeconds,
        uint64 epochSeconds
    ) Hearing(arbitrator, genesis, period, confirmSeconds, epochSeconds) Proven(beaconKey) {}

    // COMMITTING AND OPENING

    /// @inheritdoc ILane
    function commitInLane(
        uint256 disputeId,
        Terms calldata terms,
        Sitting calldata sitting,
        uint64 revision,
        bytes32 commitment,
        bytes calldata sealedBallot
    ) external {
        TimetableLib.Times memory times = _timesOf(disputeId, terms, sitting);
        bool isOpen = block.timestamp >= times.commitOpensAt && block.timestamp < times.commitClosesAt;
        require(isOpen, CommitClosed(times.commitOpensAt, times.commitClosesAt));
        require(revision <= times.commitClosesAt * 1000, RevisionInFuture(revision, times.commitClosesAt * 1000));
        // forge-lint: disable-next-line(unsafe-typecast) a beacon round is a u64 by construction
        uint64 beaconRound = uint64(times.beaconRound);
        Best storage best = _best[_place(disputeId, sitting.panel, beaconRound, msg.sender)];
        bool isBetter = best.committedAt == 0 || revision > best.revision
            || (revision == best.revision && commitment < best.commitment);
        require(isBetter, RevisionNotHigher(revision, best.revision));

        (best.commitment, best.revision, best.committedAt) = (commitment, revision, uint64(block.timestamp));
        if (!_isUsed[disputeId]) _isUsed[disputeId] = true;
        emit LaneCommitted(disputeId, msg.sender, sitting.panel, beaconRound, revision, commitment, sealedBallot);
    }

    /// @inheritdoc ILane
    function openInLane(
        uint256 disputeId,
        uint32 panel,
        address juror,
        uint64 beaconRound,
        uint64 revision,
        bytes calldata answer,
        bytes32 opening
    ) external {
        uint256 revealAt = _publishedAt(beaconRound);
        require(block.timestamp >= revealAt, TooEarlyToOpen(revealAt));
        bytes32 commitment =
            BallotLib.commitment(_key(disputeId), panel, juror, beaconRound, revision, keccak256(answer), opening);
        Light storage light = _lights[_ballot(commitment, juror)];
        if (light.openedAt != 0) return;

        light.openedAt = uint48(block.timestamp);
        emit LaneOpened(disputeId, juror, panel, commitment, answer, opening);
    }

    // LEAKING

    /// @inheritdoc ILane
    function claimLeak(bytes32 claim) external {
        if (_claims[claim] == 0) _claims[claim] = block.number;
        emit LeakClaimed(claim);
    }

    /// @inheritdoc ILane
    function leak(
        uint256 disputeId,
        uint32 panel,
        address juror,
        uint64 beaconRound,
        uint64 revision,
        bytes calldata answer,
        bytes32 opening
    ) external {
        uint256 lastAt = _publishedAt(beaconRound) - TimetableLib.MARGIN_SECONDS;
        require(block.timestamp <= lastAt, TooLateToLeak(lastAt));
        bytes32 commitment =
            BallotLib.commitment(_key(disputeId), panel, juror, beaconRound, revision, keccak256(answer), opening);
        bytes32 claim = keccak256(abi.encode(msg.sender, commitment, opening));
        require(_claims[claim] != 0 && _claims[claim] < block.number, NotClaimed(claim));
        Light storage light = _lights[_ballot(commitment, juror)];
        if (light.leakedAt != 0) return;

        (light.leakedAt, light.claimant) = (uint48(block.timestamp), msg.sender);
        if (!_isUsed[disputeId]) _isUsed[disputeId] = true;
        emit BallotLeaked(disputeId, juror, panel, commitment, answer, opening, msg.sender);
    }

    // THE FAULT

    /// @inheritdoc ILane
    function wrongLane(uint256 disputeId, Delivered calldata delivered, Terms calldata terms, Shown calldata shown)
        external
    {
        Case memory case_ = _summon(disputeId, delivered);
        _requireTerms(case_, terms);
        _requireLeaf(delivered.verdict, shown);
        BallotLib.Draw calldata draw = shown.draw;
        require(draw.panel == delivered.verdict.panel, IChallenge.NotInTree(shown.index));
        (TimetableLib.Times memory times,) = _timesOf(case_, delivered.verdict, terms);

        bool isFault;
        if (draw.state != BallotLib.SKIPPED && draw.state != BallotLib.RECUSED) {
            // forge-lint: disable-next-line(unsafe-typecast) a beacon round is a u64 by construction
            Best storage best = _best[_place(disputeId, draw.panel, uint64(times.beaconRound), draw.juror)];
            isFault = best.committedAt != 0
                && (best.revision > draw.revision
                    || (best.revision == draw.revision && best.commitment < draw.commitment));
            bool hasLaneBallot = draw.commitment != 0 && draw.entryHash == 0;
            isFault = isFault || (hasLaneBallot && best.commitment != draw.commitment);
        }
        Light memory light = _lights[_ballot(draw.commitment, draw.juror)];
        bool isLeaked = draw.commitment != 0 && light.leakedAt != 0;
        if (draw.commitment != 0) isFault = isFault || isLeaked != (draw.state == BallotLib.LEAKED);
        if (draw.state == BallotLib.UNOPENED && light.openedAt != 0) {
            // Nobody chose what a proven ruling leaves closed: whatever can be opened in its window is.
            bool isInTime = light.openedAt + _confirmSeconds <= times.revealEndsAt || delivered.configDigest == 0;
            isFault = isFault || isInTime;
        }
        _strike(disputeId, "wrongLane", isFault);
    }

    // VIEWS

    /// @inheritdoc ILane
    function laneBallot(uint256 disputeId, uint32 panel, uint64 beaconRound, address juror)
        external
        view
        returns (bytes32 commitment, uint64 revision, uint64 committedAt)
    {
        Best storage best = _best[_place(disputeId, panel, beaconRound, juror)];
        return (best.commitment, best.revision, best.committedAt);
    }

    /// @inheritdoc ILane
    function shownOf(bytes32 commitment, address juror)
        external
        view
        returns (uint64 openedAt, uint64 leakedAt, address claimant)
    {
        Light memory light = _lights[_ballot(commitment, juror)];
        return (light.openedAt, light.leakedAt, light.claimant);
    }

    function _laneBallot(uint256 disputeId, uint32 panel, uint256 beaconRound, address juror)
        internal
        view
        override
        returns (bytes32 commitment, uint64 revision)
    {
        // forge-lint: disable-next-line(unsafe-typecast) a beacon round is a u64 by construction
        Best storage best = _best[_place(disputeId, panel, uint64(beaconRound), juror)];
        return best.committedAt == 0 ? (bytes32(0), uint64(0)) : (best.commitment, best.revision);
    }

    function _isLaneUsed(uint256 disputeId) internal view override returns (bool) {
        return _isUsed[disputeId];
    }

    function _isLeaked(bytes32 commitment, address juror) internal view override returns (bool) {
        return _lights[_ballot(commitment, juror)].leakedAt != 0;
    }

    function _ballot(bytes32 commitment, address juror) private pure returns (bytes32) {
        return keccak256(abi.encode(commitment, juror));
    }

    function _place(uint256 disputeId, uint32 panel, uint64 beaconRound, address juror) private pure returns (bytes32) {
        return keccak256(abi.encode(disputeId, panel, beaconRound, juror));
    }

    function _publishedAt(uint64 beaconRound) private view returns (uint256) {
        return _genesis + (uint256(beaconRound) - 1) * _period;
    }

    /// @dev The timetable of a sitting that was opened: the first panel, or one that an appeal seated.
    function _timesOf(uint256 disputeId, Terms calldata terms, Sitting calldata sitting)
        private
        view
        returns (TimetableLib.Times memory times)
    {
        Case memory case_ = _arbitrator.caseOf(disputeId, sitting.panel / 2);
        require(sitting.panel < 2 || case_.seatedFrom != 0, NotSeatedYet(disputeId, sitting.panel));
        _requireTerms(case_, terms);
        times = _times(case_, terms, sitting.panel, sitting.isLate);
        if (sitting.isAgain) times = TimetableLib.again(times, terms, _clock());
    }
}
