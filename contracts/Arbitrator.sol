// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrable} from "@kleros/erc-792/contracts/IArbitrable.sol";
import {IArbitrator as IERC792} from "@kleros/erc-792/contracts/IArbitrator.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Attestors} from "./Attestors.sol";
import {Courts} from "./Courts.sol";
import {Gazette} from "./Gazette.sol";
import {Dispute, IDisputes, Setup, Verdict} from "./interfaces/IDisputes.sol";
import {IVault} from "./interfaces/IVault.sol";
import {DocketLib} from "./libraries/DocketLib.sol";
import {SignatureLib} from "./libraries/SignatureLib.sol";

/// @title Venire's arbitrator
/// @notice See IDisputes, ICourts, IAttestors and IGazette for what is promised. One address, so that one
/// verifyingContract stands in every typed datum.
/// @dev Two rules keep re-entry harmless. Everything is written before anything is called; and the four functions that
/// call out (execute, expire, retry, withdraw) share a transient lock, so a client can't take one ruling twice while it
/// is taking it. Opening stays open to re-entry: a client may lawfully open its next dispute inside rule().
contract Arbitrator is IDisputes, Courts, Gazette, ReentrancyGuardTransient {
    // CONSTANTS

    bytes32 internal constant VERDICT_TYPEHASH = keccak256(
        "Verdict(bytes32 disputeKey,uint32 panel,bytes32 rollsRoot,uint64 beaconRound,bytes32 randomness,"
        "uint64 gazette,bytes32 ballotsRoot,uint32 draws,bytes32 entriesRoot,uint256 ruling,bytes32 outcome,"
        "bool tied,bytes32 policyHash,uint64 serial,bytes32 configDigest)"
    );

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
    mapping(uint256 disputeId => Dispute) private _disputes;
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
        Dispute storage dispute = _disputes[disputeID];
        // Casts are safe: choices and seats are bounded above, instants fit 40 bits for 34,000 years.
        dispute.arbitrable = msg.sender;
        dispute.court = court;
        dispute.openedAt = uint40(block.timestamp);
        dispute.choices = uint8(_choices);
        dispute.version = head.version;
        dispute.seats = uint16(seats);
        dispute.deadline = uint40(block.timestamp + head.lifeSeconds);
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
        Dispute storage dispute = _find(disputeId);
        bytes32 configDigest = SignatureLib.configDigest(members, k);
        bytes32 verdictHash = _hash(disputeKeyOf(disputeId), verdict, configDigest);
        if (dispute.deliveredAt != 0 && dispute.verdictHash == verdictHash) return;

        require(!dispute.isFinal, AlreadyFinal(disputeId));
        require(dispute.deliveredAt == 0, AlreadyDelivered(disputeId, dispute.verdictHash));
        _checkVerdict(disputeId, dispute, verdict);
        _requireInForce(configDigest);
        uint256 signers = SignatureLib.signersOf(_hashTypedDataV4(verdictHash), members, k, signatures);

        // Casts are safe: _checkVerdict bounds panel, ruling and serial, and a set has at most 32 members.
        dispute.panel = uint16(verdict.panel);
        dispute.deliveredAt = uint40(block.timestamp);
        dispute.attestorSet = _setInForce();
        dispute.signers = uint32(signers);
        dispute.serial = uint48(verdict.serial);
        dispute.ruling = uint8(verdict.ruling);
        dispute.isTied = verdict.tied;
        dispute.verdictHash = verdictHash;
        emit VerdictDelivered(disputeId, verdictHash, verdict.panel, verdict.serial, verdict.ruling, verdict.tied);
    }

    /// @dev EIP-712 struct hash. A Verdict is 13 static words, hashed as they came: a word with bits beyond its type
    /// gives a hash nobody signed.
    function _hash(bytes32 disputeKey, Verdict calldata verdict, bytes32 configDigest)
        private
        pure
        returns (bytes32 hash)
    {
        bytes32 typeHash = VERDICT_TYPEHASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            mstore(add(free, 0x20), disputeKey)
            calldatacopy(add(free, 0x40), verdict, 0x1a0)
            mstore(add(free, 0x1e0), configDigest)
            hash := keccak256(free, 0x200)
        }
    }

    /// @dev What a verdict must be whoever signed it. Its proofs are a challenger's business.
    function _checkVerdict(uint256 disputeId, Dispute storage dispute, Verdict calldata verdict) private view {
        require(verdict.serial > dispute.serial, StaleVerdict(verdict.serial, dispute.serial));
        require(verdict.serial <= type(uint48).max, SerialTooHigh(verdict.serial, type(uint48).max));
        require(verdict.panel >= dispute.panel, StalePanel(verdict.panel, dispute.panel));
        // No appeal has been made, so the panel is the first one or its redraw.
        require(verdict.panel <= 1, PanelOutOfRange(verdict.panel, 1));
        require(verdict.ruling <= dispute.choices, RulingOutOfRange(verdict.ruling, dispute.choices));

        Version storage version = _versions[dispute.court][dispute.version];
        require(verdict.policyHash == version.policyHash, WrongPolicy(verdict.policyHash, version.policyHash));

        // A verdict that couldn't outlive its challenge window by the deadline would be worth nothing.
        uint256 window = 3 * challengeFloorSeconds;
        if (version.challengeSeconds > window) window = version.challengeSeconds;
        uint256 lastAt = dispute.deadline - window;
        require(block.timestamp <= lastAt, DeliveryTooLate(disputeId, uint64(lastAt)));
    }

    /// @inheritdoc IDisputes
    function lapse(uint256 disputeId, bytes calldata signedMembers, uint32 signedK, bytes calldata members, uint32 k)
        external
    {
        Dispute storage dispute = _findDelivered(disputeId);
        require(block.timestamp < dispute.deadline, DeadlinePassed(disputeId, dispute.deadline));
        uint256 survivors = _survivors(dispute, signedMembers, signedK, members, k);
        require(survivors < k, SignersStillStand(survivors, k));

        emit VerdictLapsed(disputeId, dispute.verdictHash, survivors, k);
        // Serial and panel stay: the same verdict can't come back under the same numbers.
        dispute.deliveredAt = 0;
        dispute.signers = 0;
        dispute.ruling = 0;
        dispute.isTied = false;
        dispute.verdictHash = 0;
    }

    // ENDINGS

    /// @inheritdoc IDisputes
    function execute(uint256 disputeId) external nonReentrant {
        Dispute storage dispute = _findDelivered(disputeId);
        uint32 inForce = _setInForce();
        require(dispute.attestorSet == inForce, SignersMustBeCounted(dispute.attestorSet, inForce));
        _execute(disputeId, dispute);
    }

    /// @inheritdoc IDisputes
    function execute(uint256 disputeId, bytes calldata signedMembers, uint32 signedK, bytes calldata members, uint32 k)
        external
        nonReentrant
    {
        Dispute storage dispute = _findDelivered(disputeId);
        uint256 survivors = _survivors(dispute, signedMembers, signedK, members, k);
        require(survivors >= k, TooFewSigners(survivors, k));
        _execute(disputeId, dispute);
    }

    function _execute(uint256 disputeId, Dispute storage dispute) private {
        Version storage version = _versions[dispute.court][dispute.version];
        uint256 window =
            version.appealSeconds > version.challengeSeconds ? version.appealSeconds : version.challengeSeconds;
        uint256 executableAt = dispute.deliveredAt + window;
        require(block.timestamp >= executableAt, ExecutedTooEarly(disputeId, uint64(executableAt)));

        _finish(disputeId, dispute);
    }

    /// @inheritdoc IDisputes
    function expire(uint256 disputeId) external nonReentrant {
        Dispute storage dispute = _find(disputeId);
        require(!dispute.isFinal, AlreadyFinal(disputeId));
        require(block.timestamp >= dispute.deadline, DeadlineNotReached(disputeId, dispute.deadline));

        // A delivery is only taken while its challenge window still ends by the deadline, so one that stands has
        // outlived it. Without one the ruling is 0, as it has been since the opening.
        if (dispute.deliveredAt == 0) {
            Version storage version = _versions[dispute.court][dispute.version];
            _owe(dispute.arbitrable, uint256(dispute.seats) * version.feePerSeat + version.deliveryFee);
            emit DisputeExpired(disputeId);
        }
        _finish(disputeId, dispute);
    }

    /// @inheritdoc IDisputes
    function retry(uint256 disputeId) external nonReentrant {
        Dispute storage dispute = _find(disputeId);
        require(dispute.isFinal, NotFinal(disputeId));
        require(!dispute.isRuled, AlreadyRuled(disputeId));
        _callArbitrable(disputeId, dispute);
    }

    /// @dev The one place where a ruling becomes final.
    function _finish(uint256 disputeId, Dispute storage dispute) private {
        dispute.isFinal = true;
        emit Ruling(IArbitrable(dispute.arbitrable), disputeId, dispute.ruling);
        _callArbitrable(disputeId, dispute);
    }

    /// @dev Whatever the arbitrable does, the caller gets through; its return data is never copied.
    function _callArbitrable(uint256 disputeId, Dispute storage dispute) private {
        IArbitrable arbitrable = IArbitrable(dispute.arbitrable);
        uint256 ruling = dispute.ruling;
        require(gasleft() >= LEAST_GAS, NotEnoughGas(gasleft(), LEAST_GAS));

        bool isTaken;
        if (address(arbitrable).code.length != 0) {
            bytes memory data = abi.encodeCall(IArbitrable.rule, (disputeId, ruling));
            assembly ("memory-safe") {
                isTaken := call(gas(), arbitrable, 0, add(data, 0x20), mload(data), 0, 0)
            }
        }
        if (isTaken) {
            dispute.isRuled = true;
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
        return _find(_disputeID).isFinal ? IERC792.DisputeStatus.Solved : IERC792.DisputeStatus.Waiting;
    }

    /// @inheritdoc IDisputes
    function currentRuling(uint256 _disputeID) external view returns (uint256 ruling, bool tied, bool overridden) {
        Dispute storage dispute = _find(_disputeID);
        return (dispute.ruling, dispute.isTied, false);
    }

    /// @inheritdoc IDisputes
    function disputeOf(uint256 disputeId) external view returns (Dispute memory) {
        return _find(disputeId);
    }

    /// @inheritdoc IDisputes
    function disputeKeyOf(uint256 disputeId) public view returns (bytes32) {
        return DocketLib.disputeKey(block.chainid, address(this), disputeId);
    }

    function _find(uint256 disputeId) private view returns (Dispute storage dispute) {
        dispute = _disputes[disputeId];
        require(dispute.openedAt != 0, UnknownDispute(disputeId));
    }

    /// @dev A dispute whose delivered verdict isn't final yet.
    function _findDelivered(uint256 disputeId) private view returns (Dispute storage dispute) {
        dispute = _find(disputeId);
        require(!dispute.isFinal, AlreadyFinal(disputeId));
        require(dispute.deliveredAt != 0, NotDelivered(disputeId));
    }

    /// @dev How many of the verdict's signers are attestors today.
    function _survivors(
        Dispute storage dispute,
        bytes calldata signedMembers,
        uint32 signedK,
        bytes calldata members,
        uint32 k
    ) private view returns (uint256) {
        _requireSet(dispute.attestorSet, signedMembers, signedK);
        _requireInForce(SignatureLib.configDigest(members, k));
        return SignatureLib.survivors(dispute.signers, signedMembers, members);
    }
}
