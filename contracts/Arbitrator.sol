// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrable} from "@kleros/erc-792/contracts/IArbitrable.sol";
import {IArbitrator as IERC792} from "@kleros/erc-792/contracts/IArbitrator.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Attestors} from "./Attestors.sol";
import {Courts} from "./Courts.sol";
import {Gazette} from "./Gazette.sol";
import {Terms} from "./interfaces/ICourts.sol";
import {Dispute, IDisputes, Verdict} from "./interfaces/IDisputes.sol";
import {IVault} from "./interfaces/IVault.sol";
import {DocketLib} from "./libraries/DocketLib.sol";
import {SignatureLib} from "./libraries/SignatureLib.sol";

/// @notice What a deployment fixes for ever. Lengths in seconds.
/// @dev The longest dispute and the length of an epoch are the vault's, and read from it.
struct Setup {
    /// Deployed before, with this contract's future address.
    address vault;
    /// W: no challenge window is shorter.
    uint64 challengeFloorSeconds;
    /// How long the chain needs until a block is taken for final.
    uint64 confirmSeconds;
    /// How long a rotation waits: every challenge window is shorter.
    uint64 rotationSeconds;
    uint64 beaconGenesis;
    uint64 beaconPeriod;
    /// H of the beacon's group key in the form EIP-2537 takes it.
    bytes32 beaconKeyHash;
    /// The first attestors, strictly ascending.
    address[] attestors;
    uint32 k;
    /// Court 0, where disputes open that name no court.
    bytes32 policyHash;
    Terms terms;
}

/// @title Venire's arbitrator
/// @notice See IDisputes, ICourts, IAttestors and IGazette for what is promised. One address, so that one
/// verifyingContract stands in every typed datum.
/// @dev Two rules keep re-entry harmless. Everything is written before anything is called; and the four functions that
/// call out (execute, expire, retry, withdraw) share a transient lock, so a client can't take one ruling twice while it
/// is taking it. Opening stays open to re-entry: a client may lawfully open its next dispute inside rule().
contract Arbitrator is IDisputes, Courts, Gazette, ReentrancyGuardTransient {
    /// @dev Two slots are written at opening, a third at delivery.
    struct Record {
        address arbitrable;
        uint32 court;
        uint40 openedAt;
        uint8 choices;
        uint16 version;
        // second slot
        uint32 seats;
        uint40 deadline;
        uint16 panel;
        uint40 deliveredAt;
        uint32 attestorSet;
        uint32 signers;
        uint48 serial;
        uint8 ruling;
        uint8 flags;
        // third slot
        bytes32 verdictHash;
    }

    // CONSTANTS

    bytes32 internal constant VERDICT_TYPEHASH = keccak256(
        "Verdict(bytes32 disputeKey,uint32 panel,bytes32 rollsRoot,uint64 beaconRound,bytes32 randomness,uint64 gazette,bytes32 ballotsRoot,uint32 draws,bytes32 entriesRoot,uint256 ruling,bytes32 outcome,bool tied,bytes32 policyHash,uint64 serial,bytes32 configDigest)"
    );

    uint8 private constant TIED = 1;
    uint8 private constant FINAL = 2;
    uint8 private constant RULED = 4;
    uint8 private constant EXPIRED = 8;

    uint256 private constant MOST_CHOICES = 255;
    /// @dev What ERC-792 arbitrators answer where there is nothing to buy.
    uint256 private constant NOT_PAYABLE = 2 ** 255 - 1;
    /// @dev Gas an arbitrable is sure to get.
    uint256 private constant CALL_GAS = 500_000;
    /// @dev To get it through the 63/64 rule and still have enough to write down how it went.
    uint256 private constant LEAST_GAS = CALL_GAS * 64 / 63 + 20_000;

    // STORAGE

    /// @inheritdoc IDisputes
    address public immutable vault;
    /// @inheritdoc IDisputes
    uint64 public immutable beaconGenesis;
    /// @inheritdoc IDisputes
    uint64 public immutable beaconPeriod;
    /// @inheritdoc IDisputes
    bytes32 public immutable beaconKeyHash;

    /// @inheritdoc IDisputes
    uint256 public disputeCount;
    mapping(uint256 disputeId => Record) private _records;
    /// @inheritdoc IDisputes
    mapping(address account => uint256) public owed;

    // CONSTRUCTION

    constructor(Setup memory setup)
        Courts(
            IVault(setup.vault).epochSeconds(),
            setup.challengeFloorSeconds,
            setup.rotationSeconds,
            IVault(setup.vault).longestDisputeSeconds(),
            setup.confirmSeconds
        )
        Attestors(setup.attestors, setup.k, setup.rotationSeconds)
        Gazette(IVault(setup.vault).longestDisputeSeconds())
    {
        require(IVault(setup.vault).arbitrator() == address(this), WrongVault(setup.vault));
        require(setup.beaconPeriod != 0, LimitsMalformed());
        vault = setup.vault;
        beaconGenesis = setup.beaconGenesis;
        beaconPeriod = setup.beaconPeriod;
        beaconKeyHash = setup.beaconKeyHash;
        _createCourt(NO_PARENT, setup.policyHash, setup.terms);
    }

    // OPENING

    /// @inheritdoc IDisputes
    function createDispute(uint256 _choices, bytes calldata _extraData) external payable returns (uint256 disputeID) {
        (uint32 court, Head memory head, uint256 seats) = _seating(_extraData);
        uint256 cost = seats * head.feePerSeat + head.deliveryFee;
        require(_choices != 0, NoChoices());
        require(_choices <= MOST_CHOICES, TooManyChoices(_choices, MOST_CHOICES));
        require(msg.value >= cost, FeeTooLow(msg.value, cost));

        disputeID = ++disputeCount;
        Record storage record = _records[disputeID];
        // Casts are safe: choices and seats are bounded above, instants fit 40 bits for 34,000 years.
        record.arbitrable = msg.sender;
        record.court = court;
        record.openedAt = uint40(block.timestamp);
        record.choices = uint8(_choices);
        record.version = head.version;
        record.seats = uint32(seats);
        record.deadline = uint40(block.timestamp + head.lifeSeconds);
        if (msg.value > cost) _owe(msg.sender, msg.value - cost);
        emit DisputeCreation(disputeID, IArbitrable(msg.sender));
    }

    /// @inheritdoc IDisputes
    function createDispute(uint256, bytes calldata, address _feeToken, uint256) external pure returns (uint256) {
        revert FeeTokenNotAccepted(_feeToken);
    }

    /// @inheritdoc IDisputes
    function arbitrationCost(bytes calldata _extraData) external view returns (uint256) {
        (, Head memory head, uint256 seats) = _seating(_extraData);
        return seats * head.feePerSeat + head.deliveryFee;
    }

    /// @inheritdoc IDisputes
    function arbitrationCost(bytes calldata, address _feeToken) external pure returns (uint256) {
        revert FeeTokenNotAccepted(_feeToken);
    }

    /// @dev The court and number of seats that `extraData` asks for.
    function _seating(bytes calldata extraData) private view returns (uint32 court, Head memory head, uint256 seats) {
        uint256 asked;
        if (extraData.length != 0) {
            require(extraData.length == 64 || extraData.length == 96, MalformedExtraData(extraData.length));
            (asked, seats) = abi.decode(extraData[:64], (uint256, uint256));
        }
        head = _heads[asked];
        require(head.version != 0, UnknownCourt(asked));
        if (seats == 0) seats = head.seats;
        require(seats <= MOST_SEATS, SeatsOutOfRange(seats, MOST_SEATS));
        // forge-lint: disable-next-line(unsafe-typecast) a court that exists is below the u32 count
        court = uint32(asked);
    }

    // APPEAL

    /// @inheritdoc IDisputes
    function appeal(uint256 _disputeID, bytes calldata) external payable {
        revert AppealImpossible(_disputeID);
    }

    /// @inheritdoc IDisputes
    function appealCost(uint256, bytes calldata) external pure returns (uint256) {
        return NOT_PAYABLE;
    }

    /// @inheritdoc IDisputes
    function appealPeriod(uint256 _disputeID) external view returns (uint256, uint256) {
        _find(_disputeID);
        return (0, 0);
    }

    // DELIVERY

    /// @inheritdoc IDisputes
    function deliver(
        uint256 disputeId,
        Verdict calldata verdict,
        bytes calldata members,
        uint32 k,
        bytes calldata signatures
    ) external {
        Record storage record = _find(disputeId);
        bytes32 configDigest = SignatureLib.configDigest(members, k);
        // A Verdict is static, so it is encoded in place: this is its EIP-712 struct hash.
        bytes32 verdictHash = keccak256(abi.encode(VERDICT_TYPEHASH, disputeKeyOf(disputeId), verdict, configDigest));
        if (record.deliveredAt != 0 && record.verdictHash == verdictHash) return;

        require(record.flags & FINAL == 0, AlreadyFinal(disputeId));
        require(record.deliveredAt == 0, AlreadyDelivered(disputeId, record.verdictHash));
        _checkVerdict(disputeId, record, verdict);
        _requireInForce(configDigest);
        uint256 signers = SignatureLib.signersOf(_hashTypedDataV4(verdictHash), members, k, signatures);

        // Casts are safe: _checkVerdict bounds panel, ruling and serial, and a set has at most 32 members.
        record.panel = uint16(verdict.panel);
        record.deliveredAt = uint40(block.timestamp);
        record.attestorSet = _setInForce();
        record.signers = uint32(signers);
        record.serial = uint48(verdict.serial);
        record.ruling = uint8(verdict.ruling);
        record.flags = verdict.tied ? TIED : 0;
        record.verdictHash = verdictHash;
        emit VerdictDelivered(disputeId, verdictHash, verdict.panel, verdict.serial, verdict.ruling, verdict.tied);
    }

    /// @dev What a verdict must be whoever signed it. Its proofs are a challenger's business.
    function _checkVerdict(uint256 disputeId, Record storage record, Verdict calldata verdict) private view {
        require(verdict.serial > record.serial, StaleVerdict(verdict.serial, record.serial));
        require(verdict.serial <= type(uint48).max, SerialTooHigh(verdict.serial, type(uint48).max));
        require(verdict.panel >= record.panel, StalePanel(verdict.panel, record.panel));
        // No appeal has been made, so the panel is the first one or its redraw.
        require(verdict.panel <= 1, PanelOutOfRange(verdict.panel, 1));
        require(verdict.ruling <= record.choices, RulingOutOfRange(verdict.ruling, record.choices));

        bytes32 policyHash = _policyHashes[record.court][record.version];
        require(verdict.policyHash == policyHash, WrongPolicy(verdict.policyHash, policyHash));

        // A verdict that couldn't outlive its challenge window by the deadline would be worth nothing.
        uint256 window = 3 * challengeFloorSeconds;
        uint256 challenge = _terms[record.court][record.version].challengeSeconds;
        uint256 lastAt = record.deadline - (challenge > window ? challenge : window);
        require(block.timestamp <= lastAt, DeliveryTooLate(disputeId, uint64(lastAt)));
    }

    /// @inheritdoc IDisputes
    function lapse(uint256 disputeId, bytes calldata signedMembers, uint32 signedK, bytes calldata members, uint32 k)
        external
    {
        Record storage record = _findDelivered(disputeId);
        require(block.timestamp < record.deadline, DeadlinePassed(disputeId, record.deadline));
        uint256 survivors = _survivors(record, signedMembers, signedK, members, k);
        require(survivors < k, SignersStillStand(survivors, k));

        emit VerdictLapsed(disputeId, record.verdictHash, survivors, k);
        // Serial and panel stay: the same verdict can't come back under the same numbers.
        record.deliveredAt = 0;
        record.signers = 0;
        record.ruling = 0;
        record.flags = 0;
        record.verdictHash = 0;
    }

    // ENDINGS

    /// @inheritdoc IDisputes
    function execute(uint256 disputeId) external nonReentrant {
        Record storage record = _findDelivered(disputeId);
        uint32 inForce = _setInForce();
        require(record.attestorSet == inForce, SignersMustBeCounted(record.attestorSet, inForce));
        _execute(disputeId, record);
    }

    /// @inheritdoc IDisputes
    function execute(uint256 disputeId, bytes calldata signedMembers, uint32 signedK, bytes calldata members, uint32 k)
        external
        nonReentrant
    {
        Record storage record = _findDelivered(disputeId);
        uint256 survivors = _survivors(record, signedMembers, signedK, members, k);
        require(survivors >= k, TooFewSigners(survivors, k));
        _execute(disputeId, record);
    }

    function _execute(uint256 disputeId, Record storage record) private {
        Terms storage terms = _terms[record.court][record.version];
        uint256 window = terms.appealSeconds > terms.challengeSeconds ? terms.appealSeconds : terms.challengeSeconds;
        uint256 executableAt = record.deliveredAt + window;
        require(block.timestamp >= executableAt, ExecutedTooEarly(disputeId, uint64(executableAt)));

        _finish(disputeId, record, record.ruling, record.flags | FINAL);
    }

    /// @inheritdoc IDisputes
    function expire(uint256 disputeId) external nonReentrant {
        Record storage record = _find(disputeId);
        require(record.flags & FINAL == 0, AlreadyFinal(disputeId));
        require(block.timestamp >= record.deadline, DeadlineNotReached(disputeId, record.deadline));

        // A delivery is only taken while its challenge window still ends by the deadline, so one that stands outlived it.
        if (record.deliveredAt != 0) {
            _finish(disputeId, record, record.ruling, record.flags | FINAL);
            return;
        }
        Terms storage terms = _terms[record.court][record.version];
        _owe(record.arbitrable, uint256(record.seats) * terms.feePerSeat + terms.deliveryFee);
        emit DisputeExpired(disputeId);
        _finish(disputeId, record, 0, FINAL | EXPIRED);
    }

    /// @inheritdoc IDisputes
    function retry(uint256 disputeId) external nonReentrant {
        Record storage record = _find(disputeId);
        require(record.flags & FINAL != 0, NotFinal(disputeId));
        require(record.flags & RULED == 0, AlreadyRuled(disputeId));
        _callArbitrable(disputeId, record, record.ruling, record.flags);
    }

    /// @dev The one place where a ruling becomes final.
    function _finish(uint256 disputeId, Record storage record, uint8 ruling, uint8 flags) private {
        record.flags = flags;
        emit Ruling(IArbitrable(record.arbitrable), disputeId, ruling);
        _callArbitrable(disputeId, record, ruling, flags);
    }

    /// @dev Whatever the arbitrable does, the caller gets through; its return data is never copied.
    function _callArbitrable(uint256 disputeId, Record storage record, uint8 ruling, uint8 flags) private {
        IArbitrable arbitrable = IArbitrable(record.arbitrable);
        require(gasleft() >= LEAST_GAS, NotEnoughGas(gasleft(), LEAST_GAS));

        bool isTaken;
        if (address(arbitrable).code.length != 0) {
            bytes memory data = abi.encodeCall(IArbitrable.rule, (disputeId, ruling));
            assembly ("memory-safe") {
                isTaken := call(gas(), arbitrable, 0, add(data, 0x20), mload(data), 0, 0)
            }
        }
        if (isTaken) {
            record.flags = flags | RULED;
            emit RulingExecuted(arbitrable, disputeId, ruling);
        } else {
            emit RulingNotTaken(arbitrable, disputeId, ruling);
        }
    }

    // MONEY

    /// @inheritdoc IDisputes
    function withdraw(address account) external nonReentrant returns (uint256 amount) {
        amount = owed[account];
        require(amount != 0, NothingOwed(account));

        owed[account] = 0;
        emit Withdrawn(account, amount);
        bool isPaid;
        assembly ("memory-safe") {
            isPaid := call(gas(), account, amount, 0, 0, 0, 0)
        }
        // Reverting puts the debt back: it stays owed, visibly.
        require(isPaid, EtherRefused(account, amount));
    }

    function _owe(address account, uint256 amount) private {
        owed[account] += amount;
        emit Owed(account, amount);
    }

    // VIEWS

    /// @inheritdoc IDisputes
    function disputeStatus(uint256 _disputeID) external view returns (IERC792.DisputeStatus) {
        return _find(_disputeID).flags & FINAL == 0 ? IERC792.DisputeStatus.Waiting : IERC792.DisputeStatus.Solved;
    }

    /// @inheritdoc IDisputes
    function currentRuling(uint256 _disputeID) external view returns (uint256 ruling, bool tied, bool overridden) {
        Record storage record = _find(_disputeID);
        return (record.ruling, record.flags & TIED != 0, false);
    }

    /// @inheritdoc IDisputes
    function disputeOf(uint256 disputeId) external view returns (Dispute memory) {
        Record memory record = _find(disputeId);
        return Dispute({
            arbitrable: record.arbitrable,
            court: record.court,
            version: record.version,
            choices: record.choices,
            seats: record.seats,
            openedAt: record.openedAt,
            deadline: record.deadline,
            panel: record.panel,
            deliveredAt: record.deliveredAt,
            attestorSet: record.attestorSet,
            signers: record.signers,
            serial: record.serial,
            ruling: record.ruling,
            tied: record.flags & TIED != 0,
            isFinal: record.flags & FINAL != 0,
            isRuled: record.flags & RULED != 0,
            isExpired: record.flags & EXPIRED != 0,
            verdictHash: record.verdictHash
        });
    }

    /// @inheritdoc IDisputes
    function disputeKeyOf(uint256 disputeId) public view returns (bytes32) {
        return DocketLib.disputeKey(block.chainid, address(this), disputeId);
    }

    function _find(uint256 disputeId) private view returns (Record storage record) {
        record = _records[disputeId];
        require(record.openedAt != 0, UnknownDispute(disputeId));
    }

    /// @dev A dispute whose delivered verdict isn't final yet.
    function _findDelivered(uint256 disputeId) private view returns (Record storage record) {
        record = _find(disputeId);
        require(record.flags & FINAL == 0, AlreadyFinal(disputeId));
        require(record.deliveredAt != 0, NotDelivered(disputeId));
    }

    /// @dev How many of the verdict's signers are attestors today.
    function _survivors(
        Record storage record,
        bytes calldata signedMembers,
        uint32 signedK,
        bytes calldata members,
        uint32 k
    ) private view returns (uint256) {
        _requireSet(record.attestorSet, signedMembers, signedK);
        _requireInForce(SignatureLib.configDigest(members, k));
        return SignatureLib.survivors(record.signers, signedMembers, members);
    }
}
