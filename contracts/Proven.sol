// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Hearing} from "./Hearing.sol";
import {Case, IChallenge, RollHeader, Seat} from "./interfaces/IChallenge.sol";
import {Terms} from "./interfaces/ICourts.sol";
import {Verdict} from "./interfaces/IDisputes.sol";
import {IProven, ProvenPanel, ProvenSeat} from "./interfaces/IProven.sol";
import {BallotLib} from "./libraries/BallotLib.sol";
import {BeaconLib} from "./libraries/BeaconLib.sol";
import {DocketLib} from "./libraries/DocketLib.sol";
import {DrawLib} from "./libraries/DrawLib.sol";
import {FaultLib} from "./libraries/FaultLib.sol";
import {MerkleLib} from "./libraries/MerkleLib.sol";
import {RollLib} from "./libraries/RollLib.sol";
import {SignatureLib} from "./libraries/SignatureLib.sol";
import {TimetableLib} from "./libraries/TimetableLib.sol";

/// @notice The ruling without attestors: see IProven for what is promised.
/// @dev The same libraries that judge a leaf make one here: there is one rule for a seat, an opening, a tally step.
abstract contract Proven is IProven, Hearing {
    using TimetableLib for TimetableLib.Times;

    /// @dev What a panel is heard with, and what has come of it so far.
    struct Work {
        bytes32 key;
        uint32 panel;
        bytes32 randomness;
        uint256 total;
        TimetableLib.Times times;
        FaultLib.Rules rules;
        FaultLib.Count count;
        uint256 seated;
        bool isLaneUsed;
        BallotLib.Draw[] draws;
        /// Index of the first draw of each draw's juror.
        uint256[] first;
        bytes32[] leaves;
    }

    uint8 private constant BALLOT = 1;
    uint8 private constant RECUSAL = 2;

    // STORAGE

    /// @dev The beacon's key, word by word: 256 bytes of calldata less in each proof.
    bytes32 private immutable _key0;
    bytes32 private immutable _key1;
    bytes32 private immutable _key2;
    bytes32 private immutable _key3;
    bytes32 private immutable _key4;
    bytes32 private immutable _key5;
    bytes32 private immutable _key6;
    bytes32 private immutable _key7;

    /// @inheritdoc IProven
    mapping(uint256 disputeId => mapping(uint32 panel => bytes32)) public missedOf;

    /// @inheritdoc IProven
    mapping(uint64 beaconRound => bytes32) public randomnessOf;

    // CONSTRUCTION

    constructor(bytes memory beaconKey) {
        bytes32[8] memory words = BeaconLib.keyOf(beaconKey);
        (_key0, _key1, _key2, _key3) = (words[0], words[1], words[2], words[3]);
        (_key4, _key5, _key6, _key7) = (words[4], words[5], words[6], words[7]);
    }

    // PROVING

    /// @inheritdoc IProven
    function proveRound(uint64 beaconRound, bytes calldata point) external {
        bytes memory signature = point;
        bytes32[8] memory key = [_key0, _key1, _key2, _key3, _key4, _key5, _key6, _key7];
        require(BeaconLib.isSignature(beaconRound, signature, key), NotThatRound(beaconRound));

        bytes32 randomness = BeaconLib.randomness(signature);
        randomnessOf[beaconRound] = randomness;
        emit RoundProven(beaconRound, randomness);
    }

    /// @inheritdoc IProven
    function prove(uint256 disputeId, Terms calldata terms, ProvenPanel calldata given) external {
        Case memory case_ = _arbitrator.caseOf(disputeId, given.panel / 2);
        _requireTerms(case_, terms);
        require(given.panel < 2 || case_.seatedFrom != 0, WrongSitting(given.panel));
        Work memory work;
        bool isAgain = _convene(disputeId, case_, terms, given, work);
        bytes32 rollsRoot = _callRoll(case_, given, work);
        _requireChain(given);
        for (uint256 i; i < given.seats.length; ++i) {
            BallotLib.Draw memory draw;
            work.draws[i] = draw;
            // Nothing else that a seat needs is needed behind it: memory is taken back, or a large panel would pay for
            // its size.
            uint256 free;
            assembly ("memory-safe") {
                free := mload(0x40)
            }
            _hear(disputeId, given, given.seats[i], i, work, draw);
            assembly ("memory-safe") {
                mstore(0x40, free)
            }
        }
        uint256 seats = given.seats.length;
        bool isComplete = seats != 0 && FaultLib.isComplete(seats - 1, work.seated, work.rules);
        require(isComplete, PanelIncomplete(work.seated));

        (uint256 choice, bool tied, bool hasQuorum) = FaultLib.judge(work.count, case_.seats);
        if (!hasQuorum && given.panel % 2 == 0) {
            missedOf[disputeId][given.panel] = keccak256(abi.encode(isAgain, work.leaves));
            emit QuorumMissed(disputeId, given.panel, isAgain, work.leaves);
            return;
        }
        if (tied) choice = case_.standing;
        // Casts are safe: panels, rounds and choices are bounded, and a draw's number is a u32.
        Verdict memory verdict = Verdict({
            panel: given.panel,
            rollsRoot: rollsRoot,
            beaconRound: uint64(work.times.seedRound),
            randomness: work.randomness,
            gazette: given.head.serial,
            ballotsRoot: 0,
            draws: uint32(given.firstLeaves.length + seats),
            entriesRoot: 0,
            ruling: choice,
            outcome: BallotLib.choiceHash(uint32(choice)),
            tied: tied,
            policyHash: given.policyHash,
            serial: case_.serial + 1
        });
        verdict.ballotsRoot = MerkleLib.root(_joined(given.firstLeaves, work.leaves));
        emit PanelProven(disputeId, msg.sender, verdict);
        _arbitrator.deliverProven(disputeId, verdict, msg.sender);
    }

    /// @dev Seed, timetable and rules of the sitting.
    function _convene(
        uint256 disputeId,
        Case memory case_,
        Terms calldata terms,
        ProvenPanel calldata given,
        Work memory work
    ) private view returns (bool isAgain) {
        bool isLate;
        if (given.panel % 2 == 1) {
            // The first sitting's own proof says when it ended.
            bytes32 missed = missedOf[disputeId][given.panel - 1];
            isLate = missed == keccak256(abi.encode(true, given.firstLeaves));
            bool isMissed = missed != 0 && (isLate || missed == keccak256(abi.encode(false, given.firstLeaves)));
            require(isMissed, WrongSitting(given.panel));
        } else {
            require(given.firstLeaves.length == 0, WrongSitting(given.panel));
        }
        TimetableLib.Times memory times = _times(case_, terms, given.panel, isLate);
        TimetableLib.Times memory second = TimetableLib.again(times, terms, _clock());
        uint256 from = second.revealEndsAt + terms.silenceSeconds;
        if (given.head.serial != 0) {
            uint64 postedAt = _requireHead(_key(disputeId), given.head);
            isAgain = !times.admits(postedAt);
            require(!isAgain || second.admits(postedAt), IChallenge.WrongGazette(given.head.serial));
            if (!isAgain) from = times.revealEndsAt + terms.silenceSeconds;
        } else {
            isAgain = true;
        }
        require(block.timestamp >= from, TooSoonForProof(from));

        work.key = _key(disputeId);
        work.isLaneUsed = _isLaneUsed(disputeId);
        work.panel = given.panel;
        work.times = isAgain ? second : times;
        work.rules = _rules(disputeId, case_, terms);
        work.count = FaultLib.empty(case_.choices);
        // forge-lint: disable-next-line(unsafe-typecast) a beacon round is a u64 by construction
        work.randomness = randomnessOf[uint64(times.seedRound)];
        // forge-lint: disable-next-line(unsafe-typecast) likewise
        require(work.randomness != 0, IChallenge.UnknownRound(uint64(times.seedRound)));
        work.draws = new BallotLib.Draw[](given.seats.length);
        work.first = new uint256[](given.seats.length);
        work.leaves = new bytes32[](given.seats.length);
    }

    function _callRoll(Case memory case_, ProvenPanel calldata given, Work memory work)
        private
        view
        returns (bytes32 rollsRoot)
    {
        (, bytes24 roll) = _rollOf(case_);
        require(roll != 0, NoRoll());
        rollsRoot = _rootOf(case_.court, given.roll);
        require(bytes24(rollsRoot) == roll, IChallenge.WrongRoll());
        work.total = given.roll.total;
    }

    /// @dev That the entries handed in lead to the gazetted head.
    function _requireChain(ProvenPanel calldata given) private pure {
        if (given.head.serial == 0) return;
        bytes32 head = given.before;
        for (uint256 i; i < given.entries.length; ++i) {
            head = DocketLib.nextHead(head, given.entries[i]);
        }
        bool isChained = head == given.head.head && given.number + given.entries.length == given.head.number;
        require(isChained, IChallenge.WrongEntry(head, given.head.head));
    }

    /// @dev Draws, seats and counts one more.
    function _hear(
        uint256 disputeId,
        ProvenPanel calldata given,
        ProvenSeat calldata seat,
        uint256 i,
        Work memory work,
        BallotLib.Draw memory draw
    ) private view {
        require(i == 0 || !FaultLib.isComplete(i - 1, work.seated, work.rules), PanelComplete(i));
        _requireDrawn(given.roll, seat.seat, i, work);
        draw.panel = work.panel;
        // Casts are safe: a transaction's calldata holds far fewer draws than 2^32.
        draw.i = uint32(i);
        (draw.jurorNumber, draw.juror, draw.weight) = (seat.seat.number, seat.seat.juror, seat.seat.weight);
        draw.prev = BallotLib.NO_PREV;
        for (uint256 j = i; j > 0; --j) {
            if (work.draws[j - 1].jurorNumber != draw.jurorNumber) continue;
            draw.prev = uint32(j - 1);
            break;
        }
        if (draw.prev == BallotLib.NO_PREV) {
            work.first[i] = i;
            draw.held = 1;
            _cast(disputeId, given, seat, i, work, draw);
        } else {
            _seatAgain(i, work, draw);
        }
        if (draw.state != BallotLib.SKIPPED) ++work.seated;
        FaultLib.step(work.count, draw.state, draw.choice);
        draw.tally = FaultLib.hash(work.count);
        work.leaves[i] = BallotLib.leaf(draw);
    }

    function _requireDrawn(RollHeader calldata roll, Seat calldata seat, uint256 i, Work memory work) private pure {
        // Casts are safe: see above, and a header's total is a u128.
        uint128 point = DrawLib.unit(work.randomness, work.key, work.panel, uint32(i), uint128(work.total));
        bool isDrawn = seat.path.length == RollLib.LEVEL * RollLib.depthOf(roll.jurors)
            && DrawLib.proves(roll.root, roll.total, point, seat.juror, seat.weight, seat.number, seat.path);
        require(isDrawn, NotDrawn(i));
    }

    /// @dev A juror drawn again: skipped by the cap, or one seat more with the same ballot.
    function _seatAgain(uint256 i, Work memory work, BallotLib.Draw memory draw) private pure {
        BallotLib.Draw memory before = work.draws[draw.prev];
        work.first[i] = work.first[draw.prev];
        bool isCapped = work.rules.seatCap != 0 && before.held >= work.rules.seatCap && i < 8 * work.rules.seats;
        draw.held = before.held + (isCapped ? 0 : 1);
        if (isCapped) return;
        BallotLib.Draw memory same = work.draws[work.first[i]];
        draw.state = same.state;
        draw.revision = same.revision;
        draw.opening = same.opening;
        draw.answerHash = same.answerHash;
        draw.choice = same.choice;
        draw.commitment = same.commitment;
        draw.entryHash = same.entryHash;
    }

    /// @dev What a juror did: a recusal before everything, then the better of docket and lane, opened if it can be.
    function _cast(
        uint256 disputeId,
        ProvenPanel calldata given,
        ProvenSeat calldata seat,
        uint256 i,
        Work memory work,
        BallotLib.Draw memory draw
    ) private view {
        draw.state = given.head.serial == 0 ? BallotLib.UNHEARD : BallotLib.ABSENT;
        if (seat.kind == RECUSAL) {
            bytes32 recusal = DocketLib.recuseStruct(work.key, work.panel, draw.juror, seat.sealedHash);
            (draw.state, draw.answerHash) = (BallotLib.RECUSED, seat.sealedHash);
            draw.entryHash = _requireEntry(given, seat, i, work, DocketLib.RECUSE, recusal, 0);
            return;
        }
        uint256 R = work.times.beaconRound;
        bytes32 answerHash = seat.answerHash == 0 ? BallotLib.choiceHash(seat.choice) : seat.answerHash;
        (bytes32 commitment, uint64 revision) =
            work.isLaneUsed ? _laneBallot(disputeId, work.panel, R, draw.juror) : (bytes32(0), uint64(0));
        if (seat.kind == BALLOT) {
            bytes32 own = seat.opening == 0
                ? seat.commitment
                : _commitment(work, draw.juror, seat.revision, answerHash, seat.opening);
            bool isLane =
                commitment != 0 && (revision > seat.revision || (revision == seat.revision && commitment < own));
            if (!isLane) {
                (commitment, revision) = (own, seat.revision);
                require(revision <= work.times.commitClosesAt * 1000, BallotTooLate(i));
                // forge-lint: disable-next-line(unsafe-typecast) a beacon round is a u64 by construction
                bytes32 signed = DocketLib.commitStruct(
                    work.key, work.panel, draw.juror, uint64(R), revision, commitment, seat.sealedHash
                );
                draw.entryHash = _requireEntry(given, seat, i, work, DocketLib.COMMIT, signed, seat.sealedHash);
            }
        }
        if (commitment == 0) return;

        (draw.commitment, draw.revision) = (commitment, revision);
        draw.state = work.isLaneUsed && _isLeaked(commitment, draw.juror) ? BallotLib.LEAKED : BallotLib.UNOPENED;
        if (draw.state == BallotLib.LEAKED || seat.opening == 0) return;
        // A ballot of the docket was committed to with what is shown here.
        bool isOpened =
            draw.entryHash != 0 || _commitment(work, draw.juror, revision, answerHash, seat.opening) == commitment;
        require(isOpened, DoesNotOpen(i));
        (draw.opening, draw.answerHash) = (seat.opening, answerHash);
        bool isChoice = seat.answerHash == 0 && seat.choice <= work.rules.choices;
        draw.state = isChoice ? BallotLib.OPENED : BallotLib.INVALID;
        if (isChoice) draw.choice = seat.choice;
    }

    /// @dev That a seat's entry stands in the gazetted docket, in time, and was signed by its juror.
    function _requireEntry(
        ProvenPanel calldata given,
        ProvenSeat calldata seat,
        uint256 i,
        Work memory work,
        bytes32 kindHash,
        bytes32 structHash,
        bytes32 sealedHash
    ) private view returns (bytes32 entryHash) {
        require(given.head.serial != 0 && seat.entry < given.entries.length, EntryNotHeld(i));
        require(seat.acceptedAt < work.times.commitClosesAt, BallotTooLate(i));
        bytes32 body = DocketLib.commitBody(structHash, keccak256(seat.signature), sealedHash);
        entryHash = DocketLib.entry(given.number + 1 + seat.entry, seat.acceptedAt, kindHash, body);
        require(entryHash == given.entries[seat.entry], EntryNotHeld(i));
        address juror = seat.seat.juror;
        bytes32 digest = _typed(structHash);
        bool isOwn = SignatureLib.recover(digest, seat.signature) == juror
            || SignatureChecker.isValidERC1271SignatureNow(juror, digest, seat.signature);
        require(isOwn, BadBallotSignature(i));
    }

    function _commitment(Work memory work, address juror, uint64 revision, bytes32 answerHash, bytes32 opening)
        private
        pure
        returns (bytes32)
    {
        // forge-lint: disable-next-line(unsafe-typecast) a beacon round is a u64 by construction
        uint64 beaconRound = uint64(work.times.beaconRound);
        return BallotLib.commitment(work.key, work.panel, juror, beaconRound, revision, answerHash, opening);
    }

    function _joined(bytes32[] calldata before, bytes32[] memory after_) private pure returns (bytes32[] memory all) {
        all = new bytes32[](before.length + after_.length);
        for (uint256 i; i < all.length; ++i) {
            all[i] = i < before.length ? before[i] : after_[i - before.length];
        }
    }

    // SIBLINGS

    function _laneBallot(uint256 disputeId, uint32 panel, uint256 beaconRound, address juror)
        internal
        view
        virtual
        returns (bytes32 commitment, uint64 revision);

    function _isLaneUsed(uint256 disputeId) internal view virtual returns (bool);

    function _isLeaked(bytes32 commitment, address juror) internal view virtual returns (bool);
}
