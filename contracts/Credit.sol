// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Records} from "./Records.sol";
import {Returns} from "./Returns.sol";
import {ICourts} from "./interfaces/ICourts.sol";
import {Ended, HeldHead, ICredit, Open} from "./interfaces/ICredit.sol";
import {Dispute, Verdict} from "./interfaces/IDisputes.sol";
import {IGazette} from "./interfaces/IGazette.sol";
import {IPurse} from "./interfaces/IPurse.sol";
import {IVault} from "./interfaces/IVault.sol";
import {DocketLib} from "./libraries/DocketLib.sol";
import {MerkleLib} from "./libraries/MerkleLib.sol";
import {PurseLib} from "./libraries/PurseLib.sol";
import {VerdictLib} from "./libraries/VerdictLib.sol";

/// @title Prepaid credit of Venire's arbitrator, and fees that go back
/// @notice See ICredit and IReturns for what is promised.
/// @dev The chambers have no room for it (see Records), so they call it as the arbitrator calls them: what is on chain
/// from the start pays nothing for what isn't.
/// @dev A dispute off chain becomes a record like any other, final from its first block, so that the purse needs to
/// know nothing of it. `choices` stays 0: the question is in the docket.
contract Credit is ICredit, Returns, ReentrancyGuardTransient {
    // CONSTANTS

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant OPEN_TYPEHASH = keccak256(
        "Open(address account,uint96 court,bytes32 policyHash,bytes32 questionHash,uint32 seats,uint256 maxFee,"
        "uint64 nonce,uint64 expiresAt)"
    );

    // CONSTRUCTION

    constructor(address vault, uint64 challengeFloorSeconds, uint64 confirmSeconds, uint64 rotationSeconds)
        Records(vault, challengeFloorSeconds, confirmSeconds, rotationSeconds)
    {}

    // CREDIT

    /// @inheritdoc ICredit
    function depositCredit(address account) external payable {
        Prepaid storage prepaid = _credits[account];
        // Casts are safe: there is less ether.
        prepaid.free += uint96(msg.value);
        _tell(account, prepaid);
    }

    /// @inheritdoc ICredit
    function requestCredit(uint256 amount) external {
        Prepaid storage prepaid = _credits[msg.sender];
        uint96 free = prepaid.free;
        require(amount != 0 && amount <= free, NoCredit(msg.sender, free, amount));
        // Casts are safe: at most what is free, and an instant.
        (prepaid.free, prepaid.requested) = (free - uint96(amount), prepaid.requested + uint96(amount));
        prepaid.readyAt = uint40(block.timestamp + _longestDisputeSeconds + IVault(_vault).settlementSeconds());
        _tell(msg.sender, prepaid);
    }

    /// @inheritdoc ICredit
    function withdrawCredit(address account) external nonReentrant returns (uint256 amount) {
        Prepaid storage prepaid = _credits[account];
        amount = prepaid.requested;
        require(amount != 0, NoCredit(account, prepaid.free, 0));
        require(block.timestamp >= prepaid.readyAt, CreditLocked(account, prepaid.readyAt));

        prepaid.requested = 0;
        _tell(account, prepaid);
        bool isPaid;
        assembly ("memory-safe") {
            isPaid := call(gas(), account, amount, 0, 0, 0, 0)
        }
        // Reverting puts it back: it stays the account's, visibly.
        require(isPaid, IPurse.EtherRefused(account, amount));
    }

    /// @inheritdoc ICredit
    function creditOf(address account) external view returns (uint256 free, uint256 requested, uint64 readyAt) {
        Prepaid storage prepaid = _credits[account];
        return (prepaid.free, prepaid.requested, prepaid.readyAt);
    }

    /// @inheritdoc ICredit
    function offChainId(address account, uint64 nonce) external pure returns (uint256) {
        return DocketLib.offChainId(account, nonce);
    }

    function _tell(address account, Prepaid storage prepaid) private {
        emit CreditChanged(account, prepaid.free, prepaid.requested, prepaid.readyAt);
    }

    // DISPUTES OFF CHAIN

    /// @inheritdoc ICredit
    function charge(Ended[] calldata ended) external {
        for (uint256 i; i < ended.length; ++i) {
            uint256 disputeId = DocketLib.offChainId(ended[i].open.account, ended[i].open.nonce);
            if (_disputes[disputeId].openedAt == 0) _charge(disputeId, ended[i]);
        }
    }

    function _charge(uint256 disputeId, Ended calldata ended) private {
        Open calldata open = ended.open;
        Verdict calldata verdict = ended.verdict;
        Version storage version = _versions[open.court][ended.version];
        require(
            version.adoptedAt != 0 && version.policyHash == open.policyHash,
            WrongLaw(open.policyHash, version.policyHash)
        );
        require(open.seats != 0 && open.seats <= MOST_SEATS, ICourts.SeatsOutOfRange(open.seats, MOST_SEATS));
        require(verdict.policyHash == open.policyHash, WrongLaw(verdict.policyHash, open.policyHash));
        // Off chain there is one panel, which may be drawn anew.
        require(verdict.panel <= 1 && verdict.ruling <= type(uint8).max, WrongVerdict(disputeId));

        bytes32 openHash = keccak256(abi.encode(OPEN_TYPEHASH, open));
        _requireSigned(open.account, openHash, ended.signature);
        bytes32 key = DocketLib.disputeKey(block.chainid, address(this), disputeId);
        bytes32 verdictHash = VerdictLib.hash(key, verdict, ended.configDigest);
        uint64 openedAt = _postedAt(ended.opening, key, 0, openHash);
        uint64 deliveredAt = _postedAt(ended.delivery, key, verdictHash, openHash);
        require(openedAt <= open.expiresAt, OpenExpired(openedAt, open.expiresAt));
        require(openedAt < deliveredAt, OutOfOrder(openedAt, deliveredAt));

        Dispute memory dispute;
        dispute.arbitrable = open.account;
        // Casts are safe: a court with versions is below the u32 count, a version below its court's; the rest is
        // bounded above, or an instant.
        dispute.court = uint32(open.court);
        dispute.version = uint16(ended.version);
        dispute.openedAt = uint40(openedAt);
        dispute.deliveredAt = uint40(deliveredAt);
        dispute.panel = uint8(verdict.panel);
        dispute.serial = uint48(verdict.serial);
        dispute.ruling = uint8(verdict.ruling);
        dispute.isTied = verdict.tied;
        dispute.isFinal = true;
        dispute.isRuled = true;
        uint256 chargeableAt = _windowsEnd(deliveredAt, version);
        require(block.timestamp >= chargeableAt, ChargedTooEarly(disputeId, chargeableAt));
        // Until now nobody could settle it: what waits for a settlement waits from now on.
        dispute.deadline = uint40(block.timestamp);
        dispute.seats = uint16(open.seats);
        dispute.deliveryHash = PurseLib.deliveryHash(verdictHash, verdict.ballotsRoot, verdict.draws, msg.sender);
        _disputes[disputeId] = dispute;

        (uint256 fees, uint256 delivery) = _price(version, dispute.seats, false);
        _spend(disputeId, open, fees + delivery);
    }

    /// @dev Takes a dispute's price out of what is free, then out of what was asked back.
    function _spend(uint256 disputeId, Open calldata open, uint256 fee) private {
        require(fee <= open.maxFee, FeeAboveMost(fee, open.maxFee));
        Prepaid storage prepaid = _credits[open.account];
        uint256 free = prepaid.free;
        uint256 requested = prepaid.requested;
        require(fee <= free + requested, CreditTooLow(open.account, free + requested, fee));

        uint256 ofFree = fee < free ? fee : free;
        // Casts are safe: both amounts only shrink.
        (prepaid.free, prepaid.requested) = (uint96(free - ofFree), uint96(requested - (fee - ofFree)));
        _tell(open.account, prepaid);
        emit DisputeCharged(disputeId, open.account, msg.sender, fee);
    }

    /// @dev When a gazette was posted that holds this head of the docket, with these hashes beside it.
    function _postedAt(HeldHead calldata held, bytes32 key, bytes32 verdictHash, bytes32 openHash)
        private
        view
        returns (uint64 postedAt)
    {
        bytes24 kept;
        (postedAt, kept) = IGazette(address(this)).gazetteOf(held.serial);
        bytes32 digest = DocketLib.gazette(held.serial, held.epoch, held.rollsRoot, held.headsRoot, postedAt);
        require(postedAt != 0 && kept == bytes24(digest), WrongGazette(held.serial));
        bytes32 leaf = DocketLib.headLeaf(key, held.number, held.head, verdictHash, openHash);
        require(MerkleLib.rootFrom(leaf, held.index, held.path) == held.headsRoot, HeadNotHeld(held.serial));
    }

    function _requireSigned(address account, bytes32 openHash, bytes calldata signature) private view {
        bytes32 domain =
            keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256("Venire"), keccak256("1"), block.chainid, address(this)));
        bytes32 digest = MessageHashUtils.toTypedDataHash(domain, openHash);
        require(SignatureChecker.isValidSignatureNow(account, digest, signature), OpenNotSigned(account));
    }
}
