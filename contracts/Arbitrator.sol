// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrable} from "@kleros/erc-792/contracts/IArbitrable.sol";
import {IArbitrator as IERC792} from "@kleros/erc-792/contracts/IArbitrator.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Attestors} from "./Attestors.sol";
import {Gazette} from "./Gazette.sol";
import {Records} from "./Records.sol";
import {Appeal} from "./interfaces/IAppeals.sol";
import {ICourts} from "./interfaces/ICourts.sol";
import {Dispute, IDisputes, Setup, Verdict} from "./interfaces/IDisputes.sol";
import {Case} from "./interfaces/IChallenge.sol";
import {ITried} from "./interfaces/ITried.sol";
import {IVault} from "./interfaces/IVault.sol";
import {DocketLib} from "./libraries/DocketLib.sol";
import {PurseLib} from "./libraries/PurseLib.sol";
import {SignatureLib} from "./libraries/SignatureLib.sol";
import {VerdictLib} from "./libraries/VerdictLib.sol";

/// @title Venire's arbitrator
/// @notice See IDisputes, IAttestors and IGazette for what is promised here, and ICourts, IAppeals and IPurse for what
/// its chambers do in its name. One address, so that one verifyingContract stands in every typed datum.
/// @dev Two rules keep re-entry harmless. Everything is written before anything is called; and the functions that call
/// accounts (execute, expire, retry, withdraw, withdrawContribution) share a transient lock, so a client can't take one
/// ruling twice while it is taking it. Opening stays open to re-entry: a client may lawfully open its next dispute
/// inside rule().
contract Arbitrator is IDisputes, ITried, Records, Attestors, Gazette, ReentrancyGuardTransient {
    // CONSTANTS

    uint256 private constant MOST_CHOICES = 255;
    /// @dev `parent` of a court that starts a tree of its own.
    uint96 private constant NO_PARENT = type(uint96).max;
    /// @dev How far a verdict's serial may lie above the one before.
    uint64 private constant MOST_STEP = 1 << 20;
    /// @dev Gas an arbitrable is sure to get.
    uint256 private constant CALL_GAS = 500_000;
    /// @dev To get it through the 63/64 rule and still have enough to write down how it went.
    uint256 private constant LEAST_GAS = CALL_GAS * 64 / 63 + 20_000;

    // STORAGE

    /// @inheritdoc IDisputes
    address public immutable chambers;
    /// @inheritdoc ITried
    address public immutable challenge;
    /// @inheritdoc ITried
    address public immutable lane;
    /// @inheritdoc ITried
    address public immutable demand;
    /// @inheritdoc ITried
    address public immutable audit;
    /// @inheritdoc ITried
    address public immutable operator;
    /// @inheritdoc ITried
    uint96 public immutable bond;
    /// @inheritdoc IDisputes
    uint64 public immutable beaconGenesis;
    /// @inheritdoc IDisputes
    uint64 public immutable beaconPeriod;
    /// @inheritdoc IDisputes
    bytes32 public immutable beaconKeyHash;

    // CONSTRUCTION

    constructor(Setup memory setup)
        Records(setup.vault, setup.challengeFloorSeconds, setup.confirmSeconds, setup.rotationSeconds)
        Attestors(setup.attestors, setup.k, setup.rotationSeconds)
        Gazette(IVault(setup.vault).longestDisputeSeconds(), IVault(setup.vault).epochSeconds())
    {
        require(IVault(setup.vault).arbitrator() == address(this), WrongVault(setup.vault));
        require(Records(setup.chambers).limitsHash() == _limitsHash(), WrongChambers(setup.chambers));
        require(setup.beaconPeriod != 0, ICourts.LimitsMalformed());
        chambers = setup.chambers;
        challenge = setup.challenge;
        lane = setup.lane;
        demand = setup.demand;
        audit = setup.audit;
        operator = setup.operator;
        bond = setup.bond;
        beaconGenesis = setup.beaconGenesis;
        beaconPeriod = setup.beaconPeriod;
        beaconKeyHash = setup.beaconKeyHash;
        // Court 0, by the chambers' hand like every other one.
        Address.functionDelegateCall(
            setup.chambers, abi.encodeCall(ICourts.createCourt, (NO_PARENT, setup.policyHash, setup.terms))
        );
    }

    // CHAMBERS

    /// @dev Whatever has no room here (see Records): courts, appeals, the purse. What isn't there either reverts.
    fallback() external payable {
        address to = chambers;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let isDone := delegatecall(gas(), to, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if isDone { return(0, returndatasize()) }
            revert(0, returndatasize())
        }
    }

    // OPENING

    /// @inheritdoc IDisputes
    function createDispute(uint256 _choices, bytes calldata _extraData) external payable returns (uint256 disputeID) {
        (uint32 court, Head memory head, uint256 seats) = _seating(_extraData);
        uint256 cost = seats * head.feePerSeat + head.deliveryFee;
        require(msg.value >= cost, FeeTooLow(msg.value, cost));

        disputeID = _open(_choices, court, head, seats, false);
        if (msg.value > cost) _owe(msg.sender, msg.value - cost, false);
    }

    /// @inheritdoc IDisputes
    function createDispute(uint256 _choices, bytes calldata _extraData, address _feeToken, uint256 _feeAmount)
        external
        returns (uint256 disputeID)
    {
        (uint32 court, Head memory head, uint256 seats) = _seating(_extraData);
        uint256 cost = _tokenCost(court, head, seats, _feeToken);
        require(_feeAmount >= cost, FeeTooLow(_feeAmount, cost));

        disputeID = _open(_choices, court, head, seats, true);
        _takeTokens(msg.sender, cost);
    }

    function _open(uint256 choices, uint32 court, Head memory head, uint256 seats, bool isInToken)
        private
        returns (uint256 disputeId)
    {
        require(choices != 0, NoChoices());
        require(choices <= MOST_CHOICES, TooManyChoices(choices, MOST_CHOICES));

        disputeId = ++_disputeCount;
        Dispute storage dispute = _disputes[disputeId];
        // Casts are safe: choices and seats are bounded above, instants fit 40 bits for 34,000 years.
        dispute.arbitrable = msg.sender;
        dispute.court = court;
        dispute.openedAt = uint40(block.timestamp);
        dispute.choices = uint8(choices);
        dispute.version = head.version;
        dispute.seats = uint16(seats);
        dispute.deadline = uint40(block.timestamp + head.lifeSeconds);
        dispute.isInToken = isInToken;
        emit DisputeCreation(disputeId, IArbitrable(msg.sender));
    }

    /// @inheritdoc IDisputes
    function arbitrationCost(bytes calldata _extraData) external view returns (uint256) {
        (, Head memory head, uint256 seats) = _seating(_extraData);
        return seats * head.feePerSeat + head.deliveryFee;
    }

    /// @inheritdoc IDisputes
    function arbitrationCost(bytes calldata _extraData, address _feeToken) external view returns (uint256) {
        (uint32 court, Head memory head, uint256 seats) = _seating(_extraData);
        return _tokenCost(court, head, seats, _feeToken);
    }

    function _tokenCost(uint32 court, Head memory head, uint256 seats, address feeToken)
        private
        view
        returns (uint256)
    {
        Version storage version = _versions[court][head.version];
        require(feeToken == _token && _takesToken(version), FeeTokenNotAccepted(feeToken));
        (uint256 fees, uint256 delivery) = _price(version, seats, true);
        return fees + delivery;
    }

    /// @dev The court and number of seats that `extraData` asks for.
    function _seating(bytes calldata extraData) private view returns (uint32 court, Head memory head, uint256 seats) {
        uint256 asked;
        if (extraData.length != 0) {
            require(extraData.length == 64 || extraData.length == 96, MalformedExtraData(extraData.length));
            (asked, seats) = abi.decode(extraData[:64], (uint256, uint256));
        }
        head = _heads[asked];
        require(head.version != 0, ICourts.UnknownCourt(asked));
        if (seats == 0) seats = head.seats;
        require(seats <= MOST_SEATS, ICourts.SeatsOutOfRange(seats, MOST_SEATS));
        // forge-lint: disable-next-line(unsafe-typecast) a court that exists is below the u32 count
        court = uint32(asked);
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
        Dispute memory dispute = _find(disputeId);
        // A serial names one verdict: whoever brings it a second time needn't bring its signatures.
        bool isKept = dispute.deliveredAt != 0 && verdict.serial == dispute.serial;
        if (isKept && verdict.panel == dispute.panel && verdict.ruling == dispute.ruling) return;

        require(bond == 0 || _sitting.bonds != 0, BondShort());
        bool isNext = _checkVerdict(disputeId, dispute, verdict, FLOORS);
        bytes32 configDigest = SignatureLib.configDigest(members, k);
        _requireInForce(configDigest);
        bytes32 verdictHash = VerdictLib.hash(disputeKeyOf(disputeId), verdict, configDigest);
        uint256 signers = SignatureLib.signersOf(_hashTypedDataV4(verdictHash), members, k, signatures);

        _requireUnstruck(signers);
        // forge-lint: disable-next-line(unsafe-typecast) a set has at most 32 members
        _deliver(disputeId, dispute, verdict, verdictHash, uint32(signers), msg.sender, isNext);
    }

    /// @inheritdoc ITried
    function deliverProven(uint256 disputeId, Verdict calldata verdict, address deliverer) external {
        require(msg.sender == lane, NotTheChallenge(msg.sender));
        Dispute memory dispute = _find(disputeId);
        bool isNext = _checkVerdict(disputeId, dispute, verdict, 1);
        bytes32 verdictHash = VerdictLib.hash(disputeKeyOf(disputeId), verdict, 0);
        _deliver(disputeId, dispute, verdict, verdictHash, 0, deliverer, isNext);
    }

    /// @dev `signers` is 0 for a ruling that was proven instead of signed.
    function _deliver(
        uint256 disputeId,
        Dispute memory dispute,
        Verdict calldata verdict,
        bytes32 verdictHash,
        uint32 signers,
        address deliverer,
        bool isNext
    ) private {
        if (isNext) _turnOver(disputeId, dispute);
        else if (dispute.deliveryHash == FORFEITED) _compensate(dispute.arbitrable);
        // On appeal a tie only confirms, and the first panel's tie stays the first panel's.
        if (!verdict.tied || verdict.panel < 2) dispute.isTied = verdict.tied;
        // Casts are safe: _checkVerdict bounds panel, ruling and serial.
        dispute.panel = uint8(verdict.panel);
        dispute.deliveredAt = uint40(block.timestamp);
        dispute.attestorSet = uint24(_setInForce());
        dispute.signers = signers;
        dispute.serial = uint48(verdict.serial);
        dispute.ruling = uint8(verdict.ruling);
        dispute.deliveryHash = PurseLib.deliveryHash(verdictHash, verdict.ballotsRoot, verdict.draws, deliverer);
        _keep(_disputes[disputeId], dispute);
        emit VerdictDelivered(
            disputeId, verdictHash, verdict.panel, verdict.serial, verdict.ruling, verdict.tied, deliverer
        );
        if (_isAppealable(dispute)) emit AppealPossible(disputeId, IArbitrable(dispute.arbitrable));
    }

    /// @dev Writes what a delivery changes of a dispute that isn't final: its second and third slot, each once. Member
    /// by member the compiler would read and write the second one eight times.
    function _keep(Dispute storage kept, Dispute memory dispute) private {
        uint256 second = uint256(dispute.seats) | uint256(dispute.deadline) << 16 | uint256(dispute.panel) << 56
            | uint256(dispute.deliveredAt) << 64 | uint256(dispute.attestorSet) << 104 | uint256(dispute.signers) << 128
            | uint256(dispute.serial) << 160 | uint256(dispute.ruling) << 208;
        if (dispute.isTied) second |= 1 << 216;
        if (dispute.isInToken) second |= 1 << 224;
        bytes32 third = dispute.deliveryHash;
        assembly ("memory-safe") {
            sstore(add(kept.slot, 1), second)
            sstore(add(kept.slot, 2), third)
        }
    }

    /// @dev An appeal took effect: the verdict appealed becomes the past, by which its panel can be settled later.
    function _turnOver(uint256 disputeId, Dispute memory dispute) private {
        Appeal storage made = _appeals[disputeId][dispute.serial];
        Past storage past = _pasts[disputeId];
        made.isHeard = true;
        past.hash = PurseLib.pastHash(past.hash, dispute.deliveryHash, dispute.panel, dispute.ruling, made.isContested);
        (past.serial, past.ruling, past.isTied) = (dispute.serial, dispute.ruling, dispute.isTied);
        // forge-lint: disable-next-line(unsafe-typecast) instants fit 40 bits for 34,000 years
        past.windowsEndAt = uint40(_windowsEnd(dispute.deliveredAt, _versionOf(dispute)));
        dispute.isAppealed = false;
    }

    /// @dev What a verdict must be whoever signed it. Its proofs are a challenger's business.
    /// @param floors How many challenge floors there must be left to the deadline.
    /// @return isNext Whether it is the verdict of the panel that an appeal seated.
    function _checkVerdict(uint256 disputeId, Dispute memory dispute, Verdict calldata verdict, uint256 floors)
        private
        view
        returns (bool isNext)
    {
        require(!dispute.isFinal, AlreadyFinal(disputeId));
        Version storage version = _versionOf(dispute);
        isNext = dispute.deliveredAt != 0;
        if (isNext) {
            bool isAppealDue = dispute.isAppealed && block.timestamp >= _windowsEnd(dispute.deliveredAt, version);
            require(isAppealDue, AlreadyDelivered(disputeId, dispute.deliveryHash));
        }
        // The panel's first sitting has an even number and its redraw the odd one after; neither is followed by a
        // lower.
        uint32 least = isNext ? (dispute.panel | 1) + 1 : dispute.panel;
        require(verdict.serial > dispute.serial, StaleVerdict(verdict.serial, dispute.serial));
        // A false verdict that is voided keeps its number: it mustn't be able to use them up.
        uint64 most = dispute.serial + MOST_STEP;
        require(verdict.serial <= most, SerialTooHigh(verdict.serial, most));
        require(verdict.panel >= least, StalePanel(verdict.panel, least));
        require(verdict.panel <= least | 1, PanelOutOfRange(verdict.panel, least | 1));
        require(verdict.ruling <= dispute.choices, RulingOutOfRange(verdict.ruling, dispute.choices));
        // A panel that doesn't decide leaves the ruling as it is: 0 before the first one, which nobody has to overturn.
        require(!verdict.tied || verdict.ruling == dispute.ruling, TieChangesRuling(verdict.ruling, dispute.ruling));

        bytes32 policyHash = version.policyHash;
        if (least > 1) {
            (uint256 court, uint256 number,) = _panelOf(dispute, least / 2);
            policyHash = _versions[court][number].policyHash;
        }
        require(verdict.policyHash == policyHash, WrongPolicy(verdict.policyHash, policyHash));

        // A verdict that couldn't outlive its challenge window by the deadline would be worth nothing.
        uint256 window = floors * _challengeFloorSeconds;
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
        require(dispute.signers != 0, NothingSigned(disputeId));
        uint256 survivors = _survivors(dispute, signedMembers, signedK, members, k);
        require(survivors < k, SignersStillStand(survivors, k));

        if (dispute.isAppealed) {
            uint256 effectiveAt = _windowsEnd(dispute.deliveredAt, _versions[dispute.court][dispute.version]);
            require(block.timestamp < effectiveAt, AppealTookEffect(disputeId, uint64(effectiveAt)));
        }

        emit VerdictLapsed(disputeId, dispute.deliveryHash, survivors, k);
        _clear(disputeId, dispute);
    }

    /// @inheritdoc ITried
    function strike(uint256 disputeId, bool signersToo, address challenger) external nonReentrant {
        require(msg.sender == challenge || msg.sender == lane || msg.sender == demand, NotTheChallenge(msg.sender));
        Dispute storage dispute = _findDelivered(disputeId);
        uint32 signers = dispute.signers;
        // Nobody vouched for a proven ruling, and so no bond stands behind it. A second lie told while there was one
        // bond left is void like the first, and pays nobody.
        bool hasBond = signers != 0 && _sitting.bonds != 0;
        emit VerdictVoided(disputeId, dispute.deliveryHash, challenger, signersToo, hasBond ? bond / 2 : 0);
        if (signersToo && signers != 0) _strikeOff(dispute.attestorSet, signers);
        _clear(disputeId, dispute);
        if (!hasBond) return;
        // The other half is whose the dispute's refunds are, with the next delivery or the end, so that a challenge
        // doesn't pay for the slot.
        dispute.deliveryHash = FORFEITED;
        _forfeit(challenger);
    }

    /// @inheritdoc ITried
    function strikeRolls(uint64 epoch, address challenger) external nonReentrant {
        require(msg.sender == audit, NotTheChallenge(msg.sender));
        (uint32 set, uint32 signers) = _unseal(epoch);
        _strikeOff(set, signers);
        bool hasBond = _sitting.bonds != 0;
        emit RollsVoided(epoch, challenger, hasBond ? bond / 2 : 0);
        if (!hasBond) return;
        // A roll has no dispute to refund. To burn the other half leaves liars nothing of it, whoever challenges.
        uint256 rest = bond - bond / 2;
        assembly ("memory-safe") {
            pop(call(gas(), 0, rest, 0, 0, 0, 0))
        }
        _forfeit(challenger);
    }

    /// @dev One bond: half of it to who showed the fault, at once.
    function _forfeit(address challenger) private {
        uint256 half = bond / 2;
        --_sitting.bonds;
        bool isPaid;
        assembly ("memory-safe") {
            isPaid := call(gas(), challenger, half, 0, 0, 0, 0)
        }
        if (!isPaid) _owe(challenger, half, false);
    }

    /// @dev The half that waited, with the odd wei.
    function _compensate(address injured) private {
        _owe(injured, bond - bond / 2, false);
    }

    /// @inheritdoc ITried
    function fillBond(uint16 count) external payable {
        require(bond != 0 && msg.value == uint256(count) * bond, WrongBond(msg.value, uint256(count) * bond));
        _sitting.bonds += count;
        emit BondFilled(msg.sender, count, _sitting.bonds);
    }

    /// @dev Takes back the verdict that stands. Its serial stays: the same verdict can't come back under the same one.
    /// What the panel before ruled stands again; before the first one that is nothing. The panel may be heard as its
    /// first sitting, whichever the verdict claimed: a redraw that never was mustn't shut the true one out.
    function _clear(uint256 disputeId, Dispute storage dispute) private {
        Past storage past = _pasts[disputeId];
        dispute.deliveredAt = 0;
        dispute.panel &= 0xfe;
        dispute.signers = 0;
        dispute.isAppealed = false;
        (dispute.ruling, dispute.isTied) = (past.ruling, past.isTied);
        dispute.deliveryHash = 0;
    }

    // ENDINGS

    /// @inheritdoc IDisputes
    function execute(uint256 disputeId) external nonReentrant {
        Dispute storage dispute = _findDelivered(disputeId);
        // A proven ruling has no signers to count.
        if (dispute.signers != 0) {
            uint32 inForce = _setInForce();
            require(dispute.attestorSet == inForce, SignersMustBeCounted(dispute.attestorSet, inForce));
            _requireUnstruck(dispute.signers);
        }
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
        require(!dispute.isAppealed, RulingAppealed(disputeId));
        uint256 executableAt = _windowsEnd(dispute.deliveredAt, _versions[dispute.court][dispute.version]);
        require(block.timestamp >= executableAt, ExecutedTooEarly(disputeId, uint64(executableAt)));

        _finish(disputeId, dispute);
    }

    /// @inheritdoc IDisputes
    function expire(uint256 disputeId) external nonReentrant {
        Dispute storage dispute = _find(disputeId);
        require(!dispute.isFinal, AlreadyFinal(disputeId));
        require(block.timestamp >= dispute.deadline, DeadlineNotReached(disputeId, dispute.deadline));

        // What convicted attestors signed is void, whether anybody said so in time or not.
        bool isStruck = dispute.signers & _struckOf(dispute.attestorSet) != 0;
        if (isStruck && dispute.deliveredAt != 0 && !dispute.isAppealed) _clear(disputeId, dispute);
        if (dispute.deliveryHash == FORFEITED) {
            dispute.deliveryHash = 0;
            _compensate(dispute.arbitrable);
        }
        // A delivery is only taken while its challenge window still ends by the deadline, so one that stands has
        // outlived it, appealed or not. Without any the ruling is 0, as it has been since the opening.
        if (_standing(dispute.panel, dispute.deliveredAt) == 0) {
            (uint256 fees, uint256 delivery) = _price(_versionOf(dispute), dispute.seats, dispute.isInToken);
            _owe(dispute.arbitrable, fees + delivery, dispute.isInToken);
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

    // VIEWS

    /// @inheritdoc IDisputes
    function disputeStatus(uint256 _disputeID) external view returns (IERC792.DisputeStatus) {
        Dispute storage dispute = _find(_disputeID);
        if (dispute.isFinal) return IERC792.DisputeStatus.Solved;
        return _isAppealable(dispute) ? IERC792.DisputeStatus.Appealable : IERC792.DisputeStatus.Waiting;
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

    /// @inheritdoc ITried
    function caseOf(uint256 disputeId, uint256 panel) external view returns (Case memory case_) {
        Dispute memory dispute = _find(disputeId);
        Version storage own = _versionOf(dispute);
        case_.openedAt = dispute.openedAt;
        case_.deliveredAt = dispute.deliveredAt;
        case_.challengeEndsAt = dispute.deliveredAt + own.challengeSeconds;
        case_.panel = dispute.panel;
        case_.serial = dispute.serial;
        case_.choices = dispute.choices;
        case_.isFinal = dispute.isFinal;
        case_.deliveryHash = dispute.deliveryHash;
        Version storage version = own;
        (case_.court, case_.seats) = (dispute.court, dispute.seats);
        if (panel != 0) {
            uint256 number;
            (case_.court, number, case_.seats) = _panelOf(dispute, panel);
            version = _versions[case_.court][number];
            bool isNext = panel == dispute.panel / 2 + 1;
            if (panel == dispute.panel / 2) {
                (case_.seatedFrom, case_.standing) = (_pasts[disputeId].windowsEndAt, _pasts[disputeId].ruling);
            } else if (isNext && dispute.isAppealed) {
                // forge-lint: disable-next-line(unsafe-typecast) instants fit 40 bits for 34,000 years
                (case_.seatedFrom, case_.standing) = (uint64(_windowsEnd(dispute.deliveredAt, own)), dispute.ruling);
            }
        }
        case_.termsHash = version.termsHash;
    }

    /// @inheritdoc ITried
    function bonds() external view returns (uint16) {
        return _sitting.bonds;
    }

    /// @inheritdoc IDisputes
    function disputeCount() external view returns (uint256) {
        return _disputeCount;
    }

    /// @inheritdoc IDisputes
    function vault() external view returns (address) {
        return _vault;
    }

    /// @inheritdoc IDisputes
    function disputeKeyOf(uint256 disputeId) public view returns (bytes32) {
        return DocketLib.disputeKey(block.chainid, address(this), disputeId);
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
        uint256 unstruck = dispute.signers & ~_struckOf(dispute.attestorSet);
        return SignatureLib.survivors(unstruck, signedMembers, members);
    }
}
