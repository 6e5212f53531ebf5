// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IAudit, Walk} from "./interfaces/IAudit.sol";
import {IChallenge} from "./interfaces/IChallenge.sol";
import {ICourts} from "./interfaces/ICourts.sol";
import {IDemand} from "./interfaces/IDemand.sol";
import {IGazette} from "./interfaces/IGazette.sol";
import {ITried} from "./interfaces/ITried.sol";
import {IVault} from "./interfaces/IVault.sol";
import {RollLib} from "./libraries/RollLib.sol";
import {TermsLib} from "./libraries/TermsLib.sol";
import {WalkLib} from "./libraries/WalkLib.sol";

/// @notice The arbitrator, as far as rolls are held against it.
interface RollRecord is ICourts, IGazette, ITried {}

/// @title Venire's audit
/// @notice Rolls held against the vault: see IAudit for what is promised.
/// @dev Deployed before the arbitrator, with its future address. It holds deposits and nothing else; its one power is
/// to void the rolls of the epoch that runs.
contract Audit is IAudit {
    // CONSTANTS

    /// @dev Parts of an epoch: one of them is the time to answer.
    uint256 private constant PARTS = 64;
    /// @dev Gas of an answer by itself, calldata at its floor price included: the longest one, a header.
    uint256 private constant ANSWER_GAS = 55_000;

    /// @dev What a walk came to. Sound: all that was shown is as it has to be.
    enum Finding {
        Sound,
        Fault,
        Missing
    }

    /// @dev Where a walk is: what stands there, how much weight under it, and how many preimages led to it.
    struct Stand {
        bytes32 hash;
        uint128 sum;
        uint256 used;
    }

    /// @dev What the chain says of a court's roll. Version 0: the court wasn't there before the epoch began.
    struct Facts {
        uint64 epoch;
        bytes24 roll;
        uint32 version;
        uint32 jurors;
        uint96 root;
        bytes32 termsHash;
    }

    struct Asked {
        address demander;
        uint64 askedAt;
        uint256 deposit;
    }

    // STORAGE

    RollRecord private immutable _arbitrator;
    IVault private immutable _vault;
    uint64 private immutable _epochSeconds;
    uint256 private immutable _answerSeconds;

    /// @inheritdoc IAudit
    mapping(uint64 epoch => mapping(bytes32 hash => Asked)) public nodeDemandOf;

    // CONSTRUCTION

    constructor(address arbitrator, IVault vault) {
        _arbitrator = RollRecord(arbitrator);
        _vault = vault;
        _epochSeconds = vault.epochSeconds();
        _answerSeconds = _epochSeconds / PARTS;
    }

    // FAULTS

    /// @inheritdoc IAudit
    function wrongRoll(uint64 epoch, Walk calldata walk) external {
        (Finding finding,) = _examine(epoch, walk);
        require(finding == Finding.Fault, IChallenge.NoFault());
        _strike(epoch, "wrongRoll");
    }

    /// @inheritdoc IAudit
    function withheldNode(uint64 epoch, bytes32 hash) external {
        _requireOpen(epoch);
        Asked storage asked = nodeDemandOf[epoch][hash];
        require(asked.demander != address(0), IDemand.NotDemanded(hash));
        uint256 until = asked.askedAt + _answerSeconds;
        require(block.timestamp > until, IDemand.StillTime(until));
        // The deposit stays to be taken back: an account that refuses it mustn't save the rolls.
        _strike(epoch, "withheldNode");
    }

    function _strike(uint64 epoch, bytes32 fault) private {
        emit RollsFaulty(epoch, fault, msg.sender);
        _arbitrator.strikeRolls(epoch, msg.sender);
    }

    // DEMANDS

    /// @inheritdoc IAudit
    function demandNode(uint64 epoch, Walk calldata walk) external payable returns (bytes32 hash) {
        Finding finding;
        (finding, hash) = _examine(epoch, walk);
        require(finding == Finding.Missing, NothingMissing());
        uint256 lastAt = (uint256(epoch) + 1) * _epochSeconds - 2 * _answerSeconds;
        require(block.timestamp <= lastAt, IDemand.TooLateToDemand(lastAt));
        uint256 expected = depositFor();
        require(msg.value >= expected, IDemand.DepositTooLow(msg.value, expected));
        require(nodeDemandOf[epoch][hash].askedAt == 0, IDemand.DemandedBefore(hash));

        nodeDemandOf[epoch][hash] = Asked(msg.sender, uint64(block.timestamp), msg.value);
        emit NodeDemanded(epoch, hash, msg.sender, msg.value);
    }

    /// @inheritdoc IAudit
    function answerNodes(uint64 epoch, bytes[] calldata preimages) external {
        bytes24 roll = _arbitrator.rollsOf(epoch);
        uint256 earned;
        bool isAnswer;
        for (uint256 i; i < preimages.length; ++i) {
            bytes calldata preimage = preimages[i];
            // Whoever has to hand it in again, at the end of a walk, needs room for it.
            require(preimage.length <= WalkLib.LONGEST, PreimageTooLong(preimage.length));
            bytes32 hash = _named(keccak256(preimage), roll);
            Asked storage asked = nodeDemandOf[epoch][hash];
            if (asked.demander == address(0)) continue;
            earned += asked.deposit;
            (asked.demander, asked.deposit, isAnswer) = (address(0), 0, true);
            emit NodeShown(epoch, hash, preimage, msg.sender);
        }
        require(isAnswer, NothingAsked(epoch));
        Address.sendValue(payable(msg.sender), earned);
    }

    /// @inheritdoc IAudit
    function takeBack(uint64 epoch, bytes32 hash) external {
        Asked storage asked = nodeDemandOf[epoch][hash];
        (address demander, uint256 deposit) = (asked.demander, asked.deposit);
        uint256 endsAt = (uint256(epoch) + 1) * _epochSeconds;
        require(demander != address(0), IDemand.NotDemanded(hash));
        require(block.timestamp >= endsAt || _arbitrator.rollsOf(epoch) == 0, IDemand.StillTime(endsAt));
        (asked.demander, asked.deposit) = (address(0), 0);
        Address.sendValue(payable(demander), deposit);
    }

    /// @inheritdoc IAudit
    function depositFor() public view returns (uint256) {
        return 2 * block.basefee * ANSWER_GAS;
    }

    // THE WALK

    /// @dev What a walk comes to; `missing` is the hash whose preimage it lacks.
    function _examine(uint64 epoch, Walk calldata walk) private view returns (Finding finding, bytes32 missing) {
        Facts memory facts = _factsOf(epoch, walk.court);
        Stand memory at;
        (at.hash, at.used) = (bytes32(facts.roll), 0);
        finding = _toHeader(at, facts, walk);
        if (finding == Finding.Sound && at.hash == 0) {
            // An empty place: nobody has weight in this court, or somebody does.
            if (facts.version != 0 && _weightOf(facts, walk) != 0) finding = Finding.Fault;
            return (finding, 0);
        }
        if (finding == Finding.Sound) finding = _toRoll(at, facts, walk);
        if (finding == Finding.Sound) finding = _toLeaf(at, facts, walk);
        if (finding == Finding.Missing) missing = at.hash;
    }

    /// @dev From the rolls' root to the header's hash; 0 where the court has none.
    function _toHeader(Stand memory at, Facts memory facts, Walk calldata walk) private view returns (Finding) {
        uint256 most = RollLib.depthOf(_arbitrator.courtCount());
        // Court 0's own way ends where something else than a node over courts stands.
        uint256 depth = walk.court == 0 ? most : _depthOf(facts.roll, walk.toFirst, most);
        if (walk.court >> depth != 0) {
            at.hash = 0;
            return Finding.Sound;
        }
        for (uint256 height = depth; height > 0; --height) {
            if (at.hash == 0) return walk.court == 0 ? Finding.Sound : Finding.Fault;
            if (at.used == walk.shown.length) return Finding.Missing;
            _requirePreimage(walk.shown[at.used], at, facts.roll);
            (bool isNode, bytes32 left, bytes32 right) = WalkLib.courts(walk.shown[at.used]);
            if (!isNode) return walk.court == 0 ? Finding.Sound : Finding.Fault;
            // A tree isn't deeper than the last court in which anybody has weight.
            if (height == depth && WalkLib.isEmpty(right, most)) return Finding.Fault;
            at.hash = (walk.court >> (height - 1)) & 1 == 0 ? left : right;
            ++at.used;
        }
        return Finding.Sound;
    }

    /// @dev How many levels the tree over courts has: those on the way to court 0.
    function _depthOf(bytes24 roll, bytes[] calldata toFirst, uint256 most) private pure returns (uint256 depth) {
        Stand memory at;
        at.hash = bytes32(roll);
        for (; depth < most && at.hash != 0; ++depth) {
            require(depth < toFirst.length, UnfinishedWay());
            _requirePreimage(toFirst[depth], at, roll);
            (bool isNode, bytes32 left,) = WalkLib.courts(toFirst[depth]);
            if (!isNode) break;
            (at.hash, at.used) = (left, depth + 1);
        }
    }

    /// @dev From the header's hash to the root of the court's roll.
    function _toRoll(Stand memory at, Facts memory facts, Walk calldata walk) private pure returns (Finding) {
        if (at.used == walk.shown.length) return Finding.Missing;
        _requirePreimage(walk.shown[at.used], at, facts.roll);
        (bool isHeader, bytes32 root, uint128 total) = WalkLib.header(walk.shown[at.used++]);
        bytes32 made = RollLib.header(facts.epoch, walk.court, facts.version, root, total, facts.jurors);
        bool isOwn = facts.version != 0 && total != 0 && _named(made, facts.roll) == at.hash;
        (at.hash, at.sum) = (root, total);
        return isHeader && isOwn ? Finding.Sound : Finding.Fault;
    }

    /// @dev From the root of the court's roll to a leaf, and what the vault says of that.
    function _toLeaf(Stand memory at, Facts memory facts, Walk calldata walk) private view returns (Finding) {
        uint256 number = walk.number;
        uint256 depth = RollLib.depthOf(facts.jurors);
        require(number >> depth == 0, NoSuchLeaf(walk.number));
        for (uint256 height = depth; height > 0; --height) {
            // The hash of a node is never 0, nor is what isn't there a node.
            if (at.hash == 0) return Finding.Fault;
            if (at.used == walk.shown.length) return Finding.Missing;
            _requirePreimage(walk.shown[at.used], at, 0);
            (bool isNode, bytes32 left, uint128 leftSum, bytes32 right, uint128 rightSum) =
                WalkLib.jurors(walk.shown[at.used++]);
            if (!isNode || uint256(leftSum) + rightSum != at.sum) return Finding.Fault;
            (at.hash, at.sum) = (number >> (height - 1)) & 1 == 0 ? (left, leftSum) : (right, rightSum);
        }
        address juror;
        if (at.hash == 0) {
            if (at.sum != 0) return Finding.Fault;
        } else {
            if (at.used == walk.shown.length) return Finding.Missing;
            _requirePreimage(walk.shown[at.used], at, 0);
            bool isLeaf;
            uint128 weight;
            (isLeaf, juror, weight) = WalkLib.leaf(walk.shown[at.used++]);
            if (!isLeaf || weight != at.sum) return Finding.Fault;
        }
        if (number >= facts.jurors) return at.sum == 0 ? Finding.Sound : Finding.Fault;
        bool isRight = at.sum == _weightOf(facts, walk) && (at.sum == 0 || juror == walk.juror);
        return isRight ? Finding.Sound : Finding.Fault;
    }

    /// @dev Of the rolls' root 192 bits are kept; those are its name here, and what it is asked for by.
    function _named(bytes32 hash, bytes24 roll) private pure returns (bytes32) {
        return bytes24(hash) == roll ? bytes32(roll) : hash;
    }

    function _requirePreimage(bytes calldata shown, Stand memory at, bytes24 roll) private pure {
        bytes32 hash = _named(keccak256(shown), roll);
        require(hash == at.hash, WrongPreimage(at.used, hash, at.hash));
    }

    // WHAT THE CHAIN SAYS

    /// @dev The rolls of the epoch that runs, as far as they are kept.
    function _requireOpen(uint64 epoch) private view returns (bytes24 roll) {
        roll = _arbitrator.rollsOf(epoch);
        require(roll != 0 && epoch == block.timestamp / _epochSeconds, RollsSettled(epoch));
    }

    /// @dev What the roll of a court has to be made from: the version in force before the epoch began, and the jurors
    /// numbered before it.
    function _factsOf(uint64 epoch, uint96 court) private view returns (Facts memory facts) {
        facts.epoch = epoch;
        facts.roll = _requireOpen(epoch);
        facts.jurors = _vault.jurorCountAt(epoch);
        if (court >= _arbitrator.courtCount()) return facts;
        uint256 beginsAt = uint256(epoch) * _epochSeconds;
        (, uint96 root,, uint32 version,) = _arbitrator.courtOf(court);
        facts.root = root;
        for (; version > 0; --version) {
            (, bytes32 termsHash, uint64 adoptedAt) = _arbitrator.versionOf(court, version);
            if (adoptedAt >= beginsAt) continue;
            (facts.version, facts.termsHash) = (version, termsHash);
            break;
        }
    }

    /// @dev What a juror weighs in a court that was there before the epoch began: from the smaller of two boundaries.
    /// @dev Mirrors jurors/stake.ts, weightIn.
    function _weightOf(Facts memory facts, Walk calldata walk) private view returns (uint256) {
        bytes32 hash = TermsLib.hash(walk.terms);
        require(hash == facts.termsHash, WrongTerms(hash, facts.termsHash));
        (uint32 number,,,) = _vault.jurorOf(walk.juror);
        require(number == walk.number, WrongNumber(walk.juror, walk.number));

        uint256 stake = _stakeIn(walk.court, walk.juror, facts.epoch);
        uint256 before = _stakeIn(walk.court, walk.juror, facts.epoch - 1);
        if (before < stake) stake = before;
        if (stake == 0 || stake < walk.terms.minStake) return 0;
        if (walk.terms.personSource != 0) {
            bool isPerson = _isAdmitted(facts, walk, facts.epoch) && _isAdmitted(facts, walk, facts.epoch - 1);
            if (!isPerson) return 0;
        }
        return walk.terms.weight == 1 ? 1 : stake;
    }

    function _isAdmitted(Facts memory facts, Walk calldata walk, uint64 boundary) private view returns (bool) {
        return _vault.admittedIn(facts.root, walk.terms.personSource, walk.terms.personRegistry, walk.juror, boundary);
    }

    /// @dev Stake that counts in a court: split evenly over the courts chosen, those at or below this one counted.
    /// Rounds down, once per chosen court.
    function _stakeIn(uint256 court, address juror, uint64 boundary) private view returns (uint256) {
        (uint128 staked, uint256 chosen) = _vault.stateAt(juror, boundary);
        uint256 count;
        uint256 counted;
        for (; chosen != 0; chosen >>= 32) {
            ++count;
            if (_isUnder((chosen & type(uint32).max) - 1, court)) ++counted;
        }
        return count == 0 ? 0 : staked / count * counted;
    }

    /// @dev Whether `court` is `chosen` or above it. A parent always has the lower number.
    function _isUnder(uint256 chosen, uint256 court) private view returns (bool) {
        while (chosen > court) {
            // forge-lint: disable-next-line(unsafe-typecast) courts are numbered by a u32
            (uint96 parent,,,,) = _arbitrator.courtOf(uint96(chosen));
            if (parent == chosen) return false;
            chosen = parent;
        }
        return chosen == court;
    }
}
