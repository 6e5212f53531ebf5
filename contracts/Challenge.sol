// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Hearing} from "./Hearing.sol";
import {
    BallotShown,
    Case,
    Delivered,
    EntryLeafShown,
    EntryShown,
    HeadShown,
    IChallenge,
    ReceiptShown,
    RollHeader,
    Seat,
    Shown
} from "./interfaces/IChallenge.sol";
import {Terms} from "./interfaces/ICourts.sol";
import {Verdict} from "./interfaces/IDisputes.sol";
import {IProven} from "./interfaces/IProven.sol";
import {BallotLib} from "./libraries/BallotLib.sol";
import {DocketLib} from "./libraries/DocketLib.sol";
import {DrawLib} from "./libraries/DrawLib.sol";
import {FaultLib} from "./libraries/FaultLib.sol";
import {MerkleLib} from "./libraries/MerkleLib.sol";
import {RollLib} from "./libraries/RollLib.sol";
import {SignatureLib} from "./libraries/SignatureLib.sol";
import {TimetableLib} from "./libraries/TimetableLib.sol";

/// @title Venire's challenge
/// @notice The faults of a delivered verdict: see IChallenge for what is promised.
/// @dev Each function reads: find the verdict, require what was handed in to be what it is bound to, ask whether that
/// is a fault, strike. Nothing of a challenger's own decides: that is why an honest delivery can't be voided.
/// @dev Deployed before the arbitrator, with its future address. It holds no money, and its one power is to void a
/// delivery in which it saw a fault.
contract Challenge is IChallenge, Hearing {
    using TimetableLib for TimetableLib.Times;

    // CONSTANTS

    bytes32 private constant RECEIPT_TYPEHASH =
        keccak256("Receipt(bytes32 disputeKey,uint64 number,bytes32 entryHash,bytes32 head,uint64 acceptedAt)");

    // STORAGE

    /// @dev Where beacon rounds are proven.
    IProven private immutable _lane;

    // CONSTRUCTION

    constructor(
        address arbitrator,
        IProven lane,
        uint64 genesis,
        uint64 period,
        uint64 confirmSeconds,
        uint64 epochSeconds
    ) Hearing(arbitrator, genesis, period, confirmSeconds, epochSeconds) {
        _lane = lane;
    }

    // THE SEED

    /// @inheritdoc IChallenge
    function wrongSeed(uint256 disputeId, Delivered calldata delivered) external {
        _summon(disputeId, delivered);
        bytes32 randomness = _lane.randomnessOf(delivered.verdict.beaconRound);
        require(randomness != 0, UnknownRound(delivered.verdict.beaconRound));
        _strike(disputeId, "wrongSeed", randomness != delivered.verdict.randomness);
    }

    /// @inheritdoc IChallenge
    function wrongTimetable(uint256 disputeId, Delivered calldata delivered, Terms calldata terms) external {
        Case memory case_ = _summon(disputeId, delivered);
        _requireTerms(case_, terms);
        (, bytes24 roll) = _rollOf(case_);
        (, bool isKept) = _timesOf(case_, delivered.verdict, terms);
        // A panel that was never drawn names neither roll nor round.
        bool isUndrawn = delivered.verdict.beaconRound == 0 && delivered.verdict.rollsRoot == 0;
        bool isRoll = roll != 0 && roll == bytes24(delivered.verdict.rollsRoot);
        _strike(disputeId, "wrongTimetable", !isUndrawn && !(isKept && isRoll));
    }

    // THE PANEL

    /// @inheritdoc IChallenge
    function wrongSeat(
        uint256 disputeId,
        Delivered calldata delivered,
        Shown calldata shown,
        RollHeader calldata roll,
        Seat calldata seat
    ) external {
        Case memory case_ = _summon(disputeId, delivered);
        _requireLeaf(delivered.verdict, shown);
        // Of an epoch's root only 192 bits are kept. A verdict that bends the others names no roll of its own.
        bytes32 rollsRoot = _rootOf(case_.court, roll);
        require(bytes24(rollsRoot) == bytes24(delivered.verdict.rollsRoot), WrongRoll());
        // Leaves of a sitting that was drawn again have another seed.
        require(shown.draw.panel == delivered.verdict.panel, NotInTree(shown.index));
        uint128 point =
            DrawLib.unit(delivered.verdict.randomness, _key(disputeId), shown.draw.panel, shown.draw.i, roll.total);
        bool isDrawn = seat.path.length == RollLib.LEVEL * RollLib.depthOf(roll.jurors)
            && DrawLib.proves(roll.root, roll.total, point, seat.juror, seat.weight, seat.number, seat.path);
        require(isDrawn, WrongSeat(point));

        bool isSame = rollsRoot == delivered.verdict.rollsRoot && shown.draw.jurorNumber == seat.number
            && shown.draw.juror == seat.juror && shown.draw.weight == seat.weight;
        _strike(disputeId, "wrongSeat", !isSame);
    }

    /// @inheritdoc IChallenge
    function wrongLeaf(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata shown,
        uint32 choice
    ) external {
        Case memory case_ = _summon(disputeId, delivered);
        _requireTerms(case_, terms);
        _requireLeaf(delivered.verdict, shown);
        BallotLib.Draw memory draw = shown.draw;
        FaultLib.Rules memory rules = _rules(disputeId, case_, terms);

        bool isFault = FaultLib.isMisplaced(draw, shown.index, delivered.verdict.panel) || FaultLib.isMisseated(draw)
            || FaultLib.isMalformed(draw) || FaultLib.isMisread(draw, choice, rules);
        // Silence is the juror's where a gazette came, and nobody's where none did.
        if (draw.panel == delivered.verdict.panel) {
            uint8 wrong = delivered.verdict.gazette == 0 ? BallotLib.ABSENT : BallotLib.UNHEARD;
            isFault = isFault || draw.state == wrong;
        }
        if (!isFault) {
            TimetableLib.Times[2] memory sitting = _sitting(case_, delivered.verdict, terms, draw.panel);
            rules.beaconRound = sitting[0].beaconRound;
            isFault = FaultLib.isForgedOpening(draw, rules);
            if (isFault && sitting[1].beaconRound != sitting[0].beaconRound) {
                rules.beaconRound = sitting[1].beaconRound;
                isFault = FaultLib.isForgedOpening(draw, rules);
            }
        }
        _strike(disputeId, "wrongLeaf", isFault);
    }

    /// @inheritdoc IChallenge
    function wrongPair(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata earlier,
        Shown calldata later
    ) external {
        Case memory case_ = _summon(disputeId, delivered);
        _requireTerms(case_, terms);
        _requireLeaf(delivered.verdict, earlier);
        _requireLeaf(delivered.verdict, later);
        FaultLib.Rules memory rules = _rules(disputeId, case_, terms);
        _strike(disputeId, "wrongPair", FaultLib.isContradiction(earlier.draw, later.draw, rules));
    }

    /// @inheritdoc IChallenge
    function wrongOrder(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata before,
        Shown calldata shown,
        FaultLib.Count calldata count
    ) external {
        Case memory case_ = _summon(disputeId, delivered);
        _requireTerms(case_, terms);
        _requireNeighbours(delivered.verdict, before, shown);
        _requireCount(count, before.draw.tally);
        (uint256 seated, uint256 voted) = FaultLib.turnout(count);
        FaultLib.Rules memory rules = _rules(disputeId, case_, terms);
        bool isFault = FaultLib.isOutOfOrder(before.draw, shown.draw, seated, delivered.verdict.panel, rules);
        // A panel that had its quorum isn't drawn again.
        bool isRedraw = shown.draw.panel != before.draw.panel;
        _strike(disputeId, "wrongOrder", isFault || (isRedraw && 2 * voted > case_.seats));
    }

    // THE TALLY

    /// @inheritdoc IChallenge
    function wrongTally(
        uint256 disputeId,
        Delivered calldata delivered,
        Shown calldata before,
        Shown calldata shown,
        FaultLib.Count calldata count
    ) external {
        Case memory case_ = _summon(disputeId, delivered);
        FaultLib.Count memory then = FaultLib.empty(case_.choices);
        if (shown.draw.i == 0) {
            _requireLeaf(delivered.verdict, shown);
        } else {
            _requireNeighbours(delivered.verdict, before, shown);
            _requireCount(count, before.draw.tally);
            then = count;
        }
        bool isCounted = FaultLib.step(then, shown.draw.state, shown.draw.choice);
        _strike(disputeId, "wrongTally", !isCounted || FaultLib.hash(then) != shown.draw.tally);
    }

    /// @inheritdoc IChallenge
    function wrongRuling(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata last,
        FaultLib.Count calldata count
    ) external {
        Case memory case_ = _summon(disputeId, delivered);
        _requireTerms(case_, terms);
        Verdict calldata verdict = delivered.verdict;
        FaultLib.Rules memory rules = _rules(disputeId, case_, terms);
        FaultLib.Count memory end = FaultLib.empty(case_.choices);
        bool isFault;
        if (verdict.draws != 0) {
            _requireLeaf(verdict, last);
            require(last.index == verdict.draws - 1, NotInTree(last.index));
            _requireCount(count, last.draw.tally);
            end = count;
            (uint256 seated,) = FaultLib.turnout(end);
            isFault = !FaultLib.isComplete(last.draw.i, seated, rules);
            // The redraw was never drawn: what stands last is the sitting before it.
            if (last.draw.panel != verdict.panel) end = FaultLib.empty(case_.choices);
        }
        (uint256 choice, bool tied, bool hasQuorum) = FaultLib.judge(end, case_.seats);
        if (tied) choice = case_.standing;
        isFault = isFault || choice != verdict.ruling || tied != verdict.tied || (!hasQuorum && verdict.panel % 2 == 0);
        // forge-lint: disable-next-line(unsafe-typecast) choices are at most 255
        isFault = isFault || verdict.outcome != BallotLib.choiceHash(uint32(choice));
        _strike(disputeId, "wrongRuling", isFault);
    }

    // THE BALLOTS

    /// @inheritdoc IChallenge
    function forgedBallot(
        uint256 disputeId,
        Delivered calldata delivered,
        Shown calldata shown,
        EntryShown calldata entry,
        bytes calldata signature
    ) external {
        _summon(disputeId, delivered);
        _requireLeaf(delivered.verdict, shown);
        BallotLib.Draw calldata draw = shown.draw;
        bytes32 structHash = _requireEntry(disputeId, draw, entry);
        _requireSignature(entry, signature);

        bool isOwn = SignatureLib.recover(_typed(structHash), signature) == draw.juror;
        _strike(disputeId, "forgedBallot", !isOwn && !_isContract(draw.juror));
    }

    /// @inheritdoc IChallenge
    function lateBallot(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata shown,
        EntryShown calldata entry,
        HeadShown calldata head
    ) external {
        Case memory case_ = _summon(disputeId, delivered);
        _requireTerms(case_, terms);
        _requireLeaf(delivered.verdict, shown);
        _requireEntry(disputeId, shown.draw, entry);
        TimetableLib.Times[2] memory sitting = _sitting(case_, delivered.verdict, terms, shown.draw.panel);
        bool isFault = _isLate(shown.draw, entry, sitting[0]) && _isLate(shown.draw, entry, sitting[1]);
        if (!isFault && shown.draw.panel == delivered.verdict.panel) {
            if (delivered.verdict.gazette == 0) {
                isFault = true;
            } else {
                require(head.serial == delivered.verdict.gazette, WrongGazette(head.serial));
                _requireHead(_key(disputeId), head);
                isFault = entry.number > head.number;
            }
        }
        _strike(disputeId, "lateBallot", isFault);
    }

    function _isLate(BallotLib.Draw calldata draw, EntryShown calldata entry, TimetableLib.Times memory times)
        private
        pure
        returns (bool)
    {
        if (entry.acceptedAt >= times.commitClosesAt) return true;
        return draw.state != BallotLib.RECUSED
            && (entry.beaconRound != times.beaconRound || draw.revision > times.commitClosesAt * 1000);
    }

    /// @inheritdoc IChallenge
    function strayBallot(
        uint256 disputeId,
        Delivered calldata delivered,
        Shown calldata shown,
        EntryShown calldata entry,
        EntryLeafShown calldata held
    ) external {
        _summon(disputeId, delivered);
        _requireLeaf(delivered.verdict, shown);
        _requireEntry(disputeId, shown.draw, entry);
        _requireHeld(delivered.verdict, held);
        require(held.number == entry.number, NotInTree(entry.number));
        _strike(disputeId, "strayBallot", held.entryHash != shown.draw.entryHash);
    }

    /// @inheritdoc IChallenge
    function omittedReceipt(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata shown,
        BallotShown calldata ballot,
        ReceiptShown calldata receipt
    ) external {
        TimetableLib.Times memory times = _requireBetter(disputeId, delivered, terms, shown, ballot);
        bytes32 entryHash = _ballotEntry(disputeId, shown.draw, ballot);
        require(receipt.entryHash == entryHash, WrongEntry(receipt.entryHash, entryHash));
        bool isPromised = receipt.number == ballot.entry.number && receipt.acceptedAt == ballot.entry.acceptedAt;
        require(isPromised, WrongReceipt());
        _requireReceipt(disputeId, receipt);
        // Where no gazette came, no docket's ballot counts and nobody pays for silence. And nobody signed a proven
        // ruling.
        bool isInTime = ballot.entry.acceptedAt < times.commitClosesAt && delivered.verdict.gazette != 0
            && delivered.configDigest != 0;
        _convict(disputeId, "omittedReceipt", isInTime, false);
    }

    /// @inheritdoc IChallenge
    function omittedBallot(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata shown,
        BallotShown calldata ballot,
        bytes32 before,
        bytes32[] calldata entries,
        HeadShown calldata head
    ) external {
        TimetableLib.Times memory times = _requireBetter(disputeId, delivered, terms, shown, ballot);
        bytes32 reached = DocketLib.nextHead(before, _ballotEntry(disputeId, shown.draw, ballot));
        for (uint256 i; i < entries.length; ++i) {
            reached = DocketLib.nextHead(reached, entries[i]);
        }
        uint64 postedAt = _requireHead(_key(disputeId), head);
        bool isChained = reached == head.head && uint256(ballot.entry.number) + entries.length == head.number;
        require(isChained, WrongEntry(reached, head.head));
        bool isInTime = ballot.entry.acceptedAt < times.commitClosesAt && times.admits(postedAt);
        _strike(disputeId, "omittedBallot", isInTime);
    }

    /// @inheritdoc IChallenge
    function wrongAgain(uint256 disputeId, Delivered calldata delivered, Terms calldata terms, HeadShown calldata head)
        external
    {
        Case memory case_ = _summon(disputeId, delivered);
        _requireTerms(case_, terms);
        TimetableLib.Times memory first = _times(case_, terms, delivered.verdict.panel, false);
        if (first.seedRound != delivered.verdict.beaconRound && delivered.verdict.panel % 2 == 1) {
            first = _times(case_, terms, delivered.verdict.panel, true);
        }
        (uint64 postedAt,) = _arbitrator.gazetteOf(delivered.verdict.gazette);
        bool isAgain = delivered.verdict.gazette == 0 || !first.admits(postedAt);
        bool isDrawn = first.seedRound == delivered.verdict.beaconRound;
        _strike(disputeId, "wrongAgain", isDrawn && isAgain && first.admits(_requireHead(_key(disputeId), head)));
    }

    /// @dev That `ballot` is for this leaf's sitting and beats what the leaf holds.
    function _requireBetter(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata shown,
        BallotShown calldata ballot
    ) private view returns (TimetableLib.Times memory times) {
        Case memory case_ = _summon(disputeId, delivered);
        _requireTerms(case_, terms);
        _requireLeaf(delivered.verdict, shown);
        BallotLib.Draw calldata draw = shown.draw;
        require(draw.panel == delivered.verdict.panel, NotInTree(shown.index));
        (times,) = _timesOf(case_, delivered.verdict, terms);
        // A recusal takes every ballot with it; it is proven by itself.
        bool isSeated = draw.state != BallotLib.SKIPPED && draw.state != BallotLib.RECUSED;
        bool isBetter = ballot.revision > draw.revision
            || (ballot.revision == draw.revision && ballot.commitment < draw.commitment);
        bool isForSitting =
            ballot.entry.beaconRound == times.beaconRound && ballot.revision <= times.commitClosesAt * 1000;
        require(isSeated && isBetter && isForSitting, NoFault());
    }

    // THE DOCKET

    /// @inheritdoc IChallenge
    function secondReceipt(
        uint256 disputeId,
        Delivered calldata delivered,
        ReceiptShown calldata receipt,
        EntryLeafShown calldata held
    ) external {
        _summon(disputeId, delivered);
        _requireHeld(delivered.verdict, held);
        require(receipt.number == held.number, WrongReceipt());
        _requireReceipt(disputeId, receipt);
        bool isOther = receipt.entryHash != held.entryHash || receipt.head != held.head;
        _convict(disputeId, "secondReceipt", isOther && delivered.configDigest != 0, false);
    }

    /// @inheritdoc IChallenge
    function secondHead(
        uint256 disputeId,
        Delivered calldata delivered,
        HeadShown calldata head,
        EntryLeafShown calldata held
    ) external {
        _summon(disputeId, delivered);
        _requireHeld(delivered.verdict, held);
        require(head.number == held.number, WrongGazette(head.serial));
        _requireHead(_key(disputeId), head);
        _convict(disputeId, "secondHead", head.head != held.head && delivered.configDigest != 0, false);
    }

    /// @inheritdoc IChallenge
    function brokenDocket(
        uint256 disputeId,
        Delivered calldata delivered,
        EntryLeafShown calldata before,
        EntryLeafShown calldata held
    ) external {
        _summon(disputeId, delivered);
        _requireHeld(delivered.verdict, held);
        bytes32 head = DocketLib.firstHead(_key(disputeId));
        if (held.number != 1) {
            _requireHeld(delivered.verdict, before);
            require(before.number + 1 == held.number, NotInTree(before.number));
            head = before.head;
        }
        _strike(disputeId, "brokenDocket", DocketLib.nextHead(head, held.entryHash) != held.head);
    }

    // WHAT IS HANDED IN

    function _requireNeighbours(Verdict calldata verdict, Shown calldata before, Shown calldata shown) private pure {
        _requireLeaf(verdict, before);
        _requireLeaf(verdict, shown);
        require(before.index + 1 == shown.index, NotInTree(before.index));
    }

    /// @dev The timetables a leaf's sitting may have had: the verdict's own is known from its gazette, that of a
    /// sitting drawn again is one of two.
    function _sitting(Case memory case_, Verdict calldata verdict, Terms calldata terms, uint256 panel)
        private
        view
        returns (TimetableLib.Times[2] memory times)
    {
        if (panel == verdict.panel) {
            (times[0],) = _timesOf(case_, verdict, terms);
            times[1] = times[0];
        } else {
            times[0] = _times(case_, terms, panel & ~uint256(1), false);
            times[1] = TimetableLib.again(times[0], terms, _clock());
        }
    }

    function _ballotEntry(uint256 disputeId, BallotLib.Draw calldata draw, BallotShown calldata ballot)
        private
        view
        returns (bytes32)
    {
        return _entry(
            ballot.entry, DocketLib.COMMIT, _commit(disputeId, draw, ballot.revision, ballot.commitment, ballot.entry)
        );
    }

    function _requireReceipt(uint256 disputeId, ReceiptShown calldata receipt) private view {
        bytes32 structHash = keccak256(
            abi.encode(
                RECEIPT_TYPEHASH, _key(disputeId), receipt.number, receipt.entryHash, receipt.head, receipt.acceptedAt
            )
        );
        address signer = SignatureLib.recover(_typed(structHash), receipt.signature);
        require(signer != address(0) && signer == _arbitrator.operator(), WrongReceipt());
    }

    /// @dev An account whose code can't go away: no key's account, and none that lends itself code by EIP-7702. A juror
    /// has sent `stake` itself, so its code, if it has any, was there before.
    function _isContract(address account) private view returns (bool) {
        if (account.code.length == 0) return false;
        bytes32 start;
        assembly ("memory-safe") {
            extcodecopy(account, 0, 0, 0x20)
            start := mload(0)
        }
        return !(account.code.length == 23 && bytes3(start) == 0xef0100);
    }
}
