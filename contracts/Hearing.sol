// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Case, Delivered, EntryLeafShown, EntryShown, HeadShown, RollHeader, Shown} from "./interfaces/IChallenge.sol";
import {IChallenge} from "./interfaces/IChallenge.sol";
import {Terms} from "./interfaces/ICourts.sol";
import {IDisputes, Verdict} from "./interfaces/IDisputes.sol";
import {IGazette} from "./interfaces/IGazette.sol";
import {ITried} from "./interfaces/ITried.sol";
import {BallotLib} from "./libraries/BallotLib.sol";
import {DocketLib} from "./libraries/DocketLib.sol";
import {FaultLib} from "./libraries/FaultLib.sol";
import {MerkleLib} from "./libraries/MerkleLib.sol";
import {PurseLib} from "./libraries/PurseLib.sol";
import {RollLib} from "./libraries/RollLib.sol";
import {TermsLib} from "./libraries/TermsLib.sol";
import {TimetableLib} from "./libraries/TimetableLib.sol";
import {VerdictLib} from "./libraries/VerdictLib.sol";

/// @notice The arbitrator, as far as proofs ask it.
interface Record is IDisputes, IGazette, ITried {}

/// @notice What every proof begins with: the verdict as it was delivered, a leaf of it, the timetable it is held to, a
/// docket's head in a gazette. Each is either bound by the verdict or read from the arbitrator.
abstract contract Hearing {
    using TimetableLib for TimetableLib.Times;

    // CONSTANTS

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    // STORAGE

    Record internal immutable _arbitrator;
    uint64 internal immutable _genesis;
    uint64 internal immutable _period;
    uint64 internal immutable _confirmSeconds;
    uint64 internal immutable _epochSeconds;
    /// @dev EIP-712's domain separator, on the chain that this was deployed on.
    uint256 private immutable _chainId;
    bytes32 private immutable _domain;

    // CONSTRUCTION

    constructor(address arbitrator_, uint64 genesis, uint64 period, uint64 confirmSeconds, uint64 epochSeconds) {
        _arbitrator = Record(arbitrator_);
        (_genesis, _period, _confirmSeconds, _epochSeconds) = (genesis, period, confirmSeconds, epochSeconds);
        (_chainId, _domain) = (block.chainid, _domainOf(arbitrator_));
    }

    // THE VERDICT

    function _key(uint256 disputeId) internal view returns (bytes32) {
        return DocketLib.disputeKey(block.chainid, address(_arbitrator), disputeId);
    }

    /// @dev A verdict that stands and can still be challenged.
    function _summon(uint256 disputeId, Delivered calldata delivered) internal view returns (Case memory case_) {
        case_ = _arbitrator.caseOf(disputeId, delivered.verdict.panel / 2);
        bool isOpen = case_.deliveredAt != 0 && !case_.isFinal && block.timestamp < case_.challengeEndsAt;
        require(isOpen, IChallenge.NotChallengeable(disputeId));
        bytes32 hash = PurseLib.deliveryHash(
            VerdictLib.hash(_key(disputeId), delivered.verdict, delivered.configDigest),
            delivered.verdict.ballotsRoot,
            delivered.verdict.draws,
            delivered.deliverer
        );
        require(hash == case_.deliveryHash, IChallenge.WrongDelivery(hash, case_.deliveryHash));
    }

    /// @dev What is signed: the domain is the arbitrator's, whoever checks.
    function _typed(bytes32 structHash) internal view returns (bytes32) {
        bytes32 domain = block.chainid == _chainId ? _domain : _domainOf(address(_arbitrator));
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _domainOf(address arbitrator_) private view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256("Venire"), keccak256("1"), block.chainid, arbitrator_));
    }

    // LEAVES

    function _requireLeaf(Verdict calldata verdict, Shown calldata shown) internal pure {
        bool isHeld = shown.index < verdict.draws && shown.path.length == RollLib.depthOf(verdict.draws)
            && MerkleLib.rootFrom(BallotLib.leaf(shown.draw), shown.index, shown.path) == verdict.ballotsRoot;
        require(isHeld, IChallenge.NotInTree(shown.index));
    }

    /// @dev The tally behind a leaf, unhashed.
    function _requireCount(FaultLib.Count memory count, bytes32 tally) internal pure {
        bytes32 hash = FaultLib.hash(count);
        require(hash == tally, IChallenge.WrongCount(hash, tally));
    }

    // ENTRIES

    /// @dev The struct hash that a leaf's juror signed, if the entry shown is the leaf's.
    function _requireEntry(uint256 disputeId, BallotLib.Draw calldata draw, EntryShown calldata entry)
        internal
        view
        returns (bytes32 structHash)
    {
        bytes32 made;
        if (draw.state == BallotLib.RECUSED) {
            structHash = DocketLib.recuseStruct(_key(disputeId), draw.panel, draw.juror, draw.answerHash);
            made = _entry(entry, DocketLib.RECUSE, structHash);
        } else {
            structHash = _commit(disputeId, draw, draw.revision, draw.commitment, entry);
            made = _entry(entry, DocketLib.COMMIT, structHash);
        }
        require(draw.entryHash != 0 && made == draw.entryHash, IChallenge.WrongEntry(made, draw.entryHash));
    }

    function _commit(
        uint256 disputeId,
        BallotLib.Draw calldata draw,
        uint64 revision,
        bytes32 commitment,
        EntryShown calldata entry
    ) internal view returns (bytes32) {
        return DocketLib.commitStruct(
            _key(disputeId), draw.panel, draw.juror, entry.beaconRound, revision, commitment, entry.sealedHash
        );
    }

    function _entry(EntryShown calldata entry, bytes32 kindHash, bytes32 structHash) internal pure returns (bytes32) {
        bytes32 body = DocketLib.commitBody(structHash, entry.signatureHash, entry.sealedHash);
        return DocketLib.entry(entry.number, entry.acceptedAt, kindHash, body);
    }

    function _requireSignature(EntryShown calldata entry, bytes calldata signature) internal pure {
        bytes32 hash = keccak256(signature);
        require(hash == entry.signatureHash, IChallenge.WrongEntry(hash, entry.signatureHash));
    }

    /// @dev Assumes nothing of how many entries there are: a leaf shown in the verdict's own tree is one the signers
    /// signed.
    function _requireHeld(Verdict calldata verdict, EntryLeafShown calldata held) internal pure {
        bytes32 leaf = DocketLib.entryLeaf(held.number, held.entryHash, held.head);
        bool isHeld = held.number != 0 && MerkleLib.rootFrom(leaf, held.number - 1, held.path) == verdict.entriesRoot;
        require(isHeld, IChallenge.NotInTree(held.number));
    }

    // THE TIMETABLE

    function _clock() internal view returns (TimetableLib.Clock memory) {
        return TimetableLib.Clock(_genesis, _period, _confirmSeconds);
    }

    function _requireTerms(Case memory case_, Terms calldata terms) internal pure {
        bytes32 hash = TermsLib.hash(terms);
        require(hash == case_.termsHash, IChallenge.WrongTerms(hash, case_.termsHash));
    }

    /// @dev The epoch of the roll that a dispute is drawn from, and that roll: the newest in force at its opening, else
    /// the first that comes into force afterwards. Root 0 while there is none.
    function _rollOf(Case memory case_) internal view returns (uint64 epoch, bytes24 roll) {
        uint64 running = case_.openedAt / _epochSeconds;
        uint64 oldest = running < 2 ? 0 : running - 2;
        for (epoch = running == 0 ? 0 : running - 1; epoch >= oldest; --epoch) {
            roll = _arbitrator.rollsOf(epoch);
            if (roll != 0) return (epoch, roll);
            if (epoch == 0) break;
        }
        for (epoch = running; (epoch + 1) * _epochSeconds <= block.timestamp; ++epoch) {
            roll = _arbitrator.rollsOf(epoch);
            if (roll != 0) return (epoch, roll);
        }
    }

    /// @dev When the first sitting of a panel is drawn.
    function _drawAt(Case memory case_, Terms calldata terms) internal view returns (uint256) {
        TimetableLib.Clock memory clock = _clock();
        if (case_.seatedFrom != 0) return TimetableLib.seedNotBefore(case_.seatedFrom, clock);
        (uint64 epoch,) = _rollOf(case_);
        return TimetableLib.firstDrawAt(case_.openedAt, (uint256(epoch) + 1) * _epochSeconds, terms, clock);
    }

    /// @dev The timetable of a sitting, by its number. A redraw follows the first sitting, which may have committed
    /// once or twice: `isLate` says which. Its own second commit period is `again` of what is returned.
    function _times(Case memory case_, Terms calldata terms, uint256 panel, bool isLate)
        internal
        view
        returns (TimetableLib.Times memory times)
    {
        TimetableLib.Clock memory clock = _clock();
        times = TimetableLib.sitting(_drawAt(case_, terms), terms, clock);
        if (panel % 2 == 0) return times;
        if (isLate) times = TimetableLib.again(times, terms, clock);
        return TimetableLib.sitting(TimetableLib.seedNotBefore(times.revealEndsAt, clock), terms, clock);
    }

    /// @dev The timetable that a verdict's seed round names, with the commit period that its gazette ended: the first
    /// one if the gazette stood in time for it, else the second. `isKept` is false if no timetable has that seed round,
    /// or the gazette ended neither period.
    function _timesOf(Case memory case_, Verdict calldata verdict, Terms calldata terms)
        internal
        view
        returns (TimetableLib.Times memory times, bool isKept)
    {
        times = _times(case_, terms, verdict.panel, false);
        if (times.seedRound != verdict.beaconRound && verdict.panel % 2 == 1) {
            times = _times(case_, terms, verdict.panel, true);
        }
        isKept = times.seedRound == verdict.beaconRound;
        if (verdict.gazette == 0) return (TimetableLib.again(times, terms, _clock()), isKept);
        (uint64 postedAt,) = _arbitrator.gazetteOf(verdict.gazette);
        if (times.admits(postedAt)) return (times, isKept);
        times = TimetableLib.again(times, terms, _clock());
        if (!times.admits(postedAt)) isKept = false;
    }

    /// @dev What the leaves of the verdict's own sitting are held to.
    function _rules(uint256 disputeId, Case memory case_, Terms calldata terms)
        internal
        view
        returns (FaultLib.Rules memory)
    {
        return FaultLib.Rules({
            disputeKey: _key(disputeId),
            beaconRound: 0,
            seats: case_.seats,
            seatCap: terms.seatCap,
            strict: terms.strict,
            choices: case_.choices
        });
    }

    // GAZETTES

    /// @dev The block time of the gazette in which a docket's head is shown to stand.
    function _requireHead(bytes32 disputeKey, HeadShown calldata shown) internal view returns (uint64 postedAt) {
        bytes24 kept;
        (postedAt, kept) = _arbitrator.gazetteOf(shown.serial);
        bytes32 made = DocketLib.gazette(shown.serial, shown.epoch, shown.rollsRoot, shown.headsRoot, postedAt);
        bytes32 leaf = DocketLib.headLeaf(disputeKey, shown.number, shown.head, shown.verdictHash, shown.openHash);
        bool isHeld = postedAt != 0 && bytes24(made) == kept
            && MerkleLib.rootFrom(leaf, shown.index, shown.path) == shown.headsRoot;
        require(isHeld, IChallenge.WrongGazette(shown.serial));
    }

    /// @dev The rolls root that a court's roll leads to.
    function _rootOf(uint256 court, RollHeader calldata roll) internal pure returns (bytes32) {
        // forge-lint: disable-next-line(unsafe-typecast) courts are numbered by a u32
        bytes32 header = RollLib.header(roll.epoch, uint96(court), roll.version, roll.root, roll.total, roll.jurors);
        return MerkleLib.rootFrom(header, court, roll.path);
    }

    // CONVICTION

    /// @dev Convicts those who signed the verdict.
    function _strike(uint256 disputeId, bytes32 fault, bool isFault) internal {
        _convict(disputeId, fault, isFault, true);
    }

    function _convict(uint256 disputeId, bytes32 fault, bool isFault, bool signersToo) internal {
        require(isFault, IChallenge.NoFault());
        emit IChallenge.FaultShown(disputeId, fault, msg.sender);
        _arbitrator.strike(disputeId, signersToo, msg.sender);
    }
}
