// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Appeal} from "./interfaces/IAppeals.sol";
import {Dispute, IDisputes} from "./interfaces/IDisputes.sol";
import {IPurse} from "./interfaces/IPurse.sol";
import {IVault} from "./interfaces/IVault.sol";

/// @notice What the arbitrator keeps, and how it is read: shared by the arbitrator and its chambers.
/// @dev One address must hold the ether and stand in every signed datum, but a contract has at most 24,576 bytes. So
/// the arbitrator calls its chambers by `delegatecall` for whatever it has no room for, and both inherit their storage
/// from here, first of all: a slot means the same in each. Nothing can be exchanged later; the chambers' address is
/// immutable, like everything it was made with.
/// @dev No storage may be declared in a contract of the chambers.
abstract contract Records {
    /// @dev All that opening a dispute needs, in one slot. Version 0 is no court.
    struct Head {
        uint16 version;
        uint16 seats;
        /// Opening → deadline.
        uint40 lifeSeconds;
        uint80 feePerSeat;
        uint80 deliveryFee;
    }

    /// @dev Where a court stands; a root is its own parent.
    struct Place {
        uint32 parent;
        uint32 root;
        /// The longest panel of this court or any above it, as of its last adoption.
        uint32 panelSeconds;
        address creator;
    }

    /// @dev What a dispute is held to. The rest of the terms is known by its hash, like the attestors.
    struct Version {
        bytes32 policyHash;
        bytes32 termsHash;
        // Third slot: all that a delivery needs.
        uint40 adoptedAt;
        uint32 appealSeconds;
        uint32 challengeSeconds;
        /// The most a panel of this version may take.
        uint32 panelSeconds;
        uint8 appeals;
        /// Or 2^16 − 1, which no panel exceeds.
        uint16 jumpSeats;
        uint16 penaltyBps;
        uint8 personSource;
        // Fourth slot.
        uint80 feePerSeat;
        uint80 deliveryFee;
        uint80 tokenFeePerSeat;
        // Fifth slot.
        uint80 tokenDeliveryFee;
        address personRegistry;
        // Sixth slot.
        uint128 seatStake;
    }

    /// @dev The next version, by hash: its terms stand in the event and are handed in again at adoption.
    struct Proposal {
        bytes32 policyHash;
        bytes32 termsHash;
        /// 0 while nothing is proposed.
        uint64 adoptableAt;
    }

    /// @dev What an account is owed. Both amounts are safe in their types: there is less ether, and the vault takes in
    /// less than 2^120 tokens.
    struct Tab {
        int128 tokens;
        uint96 amount;
        /// Once open, a tab's slot is never zero again, so that later payments cost little.
        bool isOpen;
    }

    /// @dev The panels whose rulings were appealed and heard again: all of them by hash, the last one as it ruled.
    struct Past {
        bytes32 hash;
        uint48 serial;
        uint8 ruling;
        bool isTied;
        /// When both windows of the last one were over: what the timetable of the panel after it begins with.
        uint40 windowsEndAt;
    }

    /// @dev What an account has prepaid for disputes off chain, in wei. One slot.
    struct Prepaid {
        uint96 free;
        uint96 requested;
        uint40 readyAt;
    }

    struct Contribution {
        uint96 against;
        uint96 inFavour;
        /// It was paid what it had become while its dispute wasn't settled: the rest is its own if the fees go back.
        bool isPaid;
    }

    // CONSTANTS

    /// @dev What ERC-792 arbitrators answer where there is nothing to buy.
    uint256 internal constant NOT_PAYABLE = 2 ** 255 - 1;
    /// @dev `deliveryHash` of a dispute that is settled, or whose fees have gone back.
    bytes32 internal constant SETTLED = bytes32(uint256(1));
    /// @dev `hash` of the panels heard before the last one, once the fees of all have gone back.
    bytes32 internal constant RETURNED = bytes32(uint256(1));
    /// @dev `deliveryHash` of a dispute that is owed half a bond for a delivery that was voided.
    bytes32 internal constant FORFEITED = bytes32(uint256(2));
    /// @dev The largest first panel.
    uint256 internal constant MOST_SEATS = 511;
    /// @dev No panel is larger: 2n + 1 from 511 five times.
    uint256 internal constant LARGEST_PANEL = 16_383;
    /// @dev The first panel and 16 appeals.
    uint256 internal constant MOST_PANELS = 17;
    /// @dev A deadline lies three challenge floors behind the last panel's timetable.
    uint256 internal constant FLOORS = 3;

    // STORAGE

    address internal immutable _vault;
    address internal immutable _token;
    uint64 internal immutable _challengeFloorSeconds;
    uint64 internal immutable _confirmSeconds;
    uint64 internal immutable _longestDisputeSeconds;
    uint64 internal immutable _rotationSeconds;

    uint256 internal _disputeCount;
    mapping(uint256 disputeId => Dispute) internal _disputes;
    mapping(uint256 disputeId => Past) internal _pasts;
    mapping(uint256 disputeId => mapping(uint256 serial => Appeal)) internal _appeals;
    mapping(uint256 disputeId => mapping(uint256 serial => mapping(address account => Contribution))) internal
        _contributions;
    mapping(address account => Tab) internal _tabs;

    uint32 internal _courtCount;
    mapping(uint256 court => Head) internal _heads;
    mapping(uint256 court => Place) internal _places;
    mapping(uint256 court => mapping(uint256 version => Version)) internal _versions;
    mapping(uint256 court => Proposal) internal _proposals;
    mapping(address account => Prepaid) internal _credits;

    // CONSTRUCTION

    constructor(address vault_, uint64 challengeFloor, uint64 confirm, uint64 rotation) {
        _vault = vault_;
        _token = IVault(vault_).token();
        _longestDisputeSeconds = IVault(vault_).longestDisputeSeconds();
        _challengeFloorSeconds = challengeFloor;
        _confirmSeconds = confirm;
        _rotationSeconds = rotation;
    }

    /// @notice H of what this contract was made with: the arbitrator refuses chambers that were made with anything
    /// else.
    function limitsHash() external view returns (bytes32) {
        return _limitsHash();
    }

    function _limitsHash() internal view returns (bytes32) {
        return keccak256(abi.encode(_vault, _challengeFloorSeconds, _confirmSeconds, _rotationSeconds));
    }

    // DISPUTES

    function _find(uint256 disputeId) internal view returns (Dispute storage dispute) {
        dispute = _disputes[disputeId];
        require(dispute.openedAt != 0, IDisputes.UnknownDispute(disputeId));
    }

    /// @dev The version a dispute was opened under.
    function _versionOf(Dispute memory dispute) internal view returns (Version storage) {
        return _versions[dispute.court][dispute.version];
    }

    /// @dev When both windows of a verdict have passed.
    function _windowsEnd(uint256 deliveredAt, Version storage version) internal view returns (uint256) {
        uint256 window =
            version.appealSeconds > version.challengeSeconds ? version.appealSeconds : version.challengeSeconds;
        return deliveredAt + window;
    }

    /// @dev How many panels have a verdict that stands.
    function _standing(uint256 panel, uint256 deliveredAt) internal pure returns (uint256) {
        return panel / 2 + (deliveredAt == 0 ? 0 : 1);
    }

    /// @dev Where panel `panel` sits, and with how many seats: 2n + 1 after n, and past the jump size in the parent.
    function _panelOf(Dispute memory dispute, uint256 panel)
        internal
        view
        returns (uint256 court, uint256 version, uint256 seats)
    {
        (court, version, seats) = (dispute.court, dispute.version, dispute.seats);
        for (uint256 p; p < panel; ++p) {
            seats = 2 * seats + 1;
            if (seats <= _versions[court][version].jumpSeats) continue;
            uint256 parent = _places[court].parent;
            if (parent == court) continue;
            (court, version) = (parent, _versionBefore(parent, dispute.openedAt));
        }
    }

    /// @dev The version in force before `instant`, or a court's first one: an adoption in the block of the opening
    /// doesn't reach the dispute, whichever came first.
    function _versionBefore(uint256 court, uint256 instant) private view returns (uint256 version) {
        version = _heads[court].version;
        while (version > 1 && _versions[court][version].adoptedAt >= instant) --version;
    }

    /// @dev What `seats` cost under a version: C of a panel.
    function _price(Version storage version, uint256 seats, bool isInToken)
        internal
        view
        returns (uint256 fees, uint256 delivery)
    {
        return isInToken
            ? (seats * version.tokenFeePerSeat, version.tokenDeliveryFee)
            : (seats * version.feePerSeat, version.deliveryFee);
    }

    function _takesToken(Version storage version) internal view returns (bool) {
        return version.tokenFeePerSeat != 0 || version.tokenDeliveryFee != 0;
    }

    /// @dev Whether an appeal against the verdict that stands can be made now.
    function _isAppealable(Dispute memory dispute) internal view returns (bool) {
        if (dispute.deliveredAt == 0 || dispute.isFinal || dispute.isAppealed) return false;
        Version storage version = _versionOf(dispute);
        if (block.timestamp >= uint256(dispute.deliveredAt) + version.appealSeconds) return false;
        uint256 panel = dispute.panel / 2 + 1;
        if (panel > version.appeals) return false;

        (uint256 court, uint256 number, uint256 seats) = _panelOf(dispute, panel);
        Version storage next = _versions[court][number];
        if (seats > LARGEST_PANEL || (dispute.isInToken && !_takesToken(next))) return false;
        return _windowsEnd(dispute.deliveredAt, version) + next.panelSeconds + FLOORS * _challengeFloorSeconds
            <= dispute.deadline;
    }

    // MONEY

    /// @dev Puts what is owed apart from seats on a tab.
    function _owe(address account, uint256 amount, bool isInToken) internal {
        if (isInToken) _owe(account, 0, amount);
        else _owe(account, amount, 0);
    }

    function _owe(address account, uint256 amount, uint256 tokens) internal {
        if (amount == 0 && tokens == 0) return;
        // forge-lint: disable-next-line(unsafe-typecast) see Tab
        _add(account, amount, int256(tokens));
        emit IPurse.Owed(account, amount, tokens);
    }

    /// @dev Adds to both amounts of a tab in one write. Neither leaves its type, see Tab, so neither reaches the other.
    function _add(address account, uint256 amount, int256 tokens) internal {
        Tab storage tab = _tabs[account];
        assembly ("memory-safe") {
            let word := sload(tab.slot)
            let low := shr(128, shl(128, add(word, tokens)))
            let high := shl(128, add(shr(128, word), amount))
            sstore(tab.slot, or(high, low))
        }
    }

    /// @dev Takes tokens into the vault, from an account that approved this contract. What arrives must be what was
    /// asked for: a token that keeps a part of it would make the last one to leave pay for that.
    function _takeTokens(address from, uint256 amount) internal {
        if (amount == 0) return;
        uint256 before = IERC20(_token).balanceOf(_vault);
        SafeERC20.safeTransferFrom(IERC20(_token), from, _vault, amount);
        uint256 received = IERC20(_token).balanceOf(_vault) - before;
        require(received == amount, IVault.FeeOnTransfer(amount, received));
    }
}
