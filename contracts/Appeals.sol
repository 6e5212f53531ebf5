// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrable} from "@kleros/erc-792/contracts/IArbitrable.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Records} from "./Records.sol";
import {Appeal, IAppeals, Side} from "./interfaces/IAppeals.sol";
import {Dispute, IDisputes} from "./interfaces/IDisputes.sol";
import {IVault} from "./interfaces/IVault.sol";

/// @notice Appeals: see IAppeals for what is promised.
abstract contract Appeals is IAppeals, Records, ReentrancyGuardTransient {
    // FUNDING

    /// @inheritdoc IAppeals
    function appeal(uint256 _disputeID, bytes calldata) external payable {
        Dispute memory dispute = _find(_disputeID);
        uint256 missing = _missing(_disputeID, dispute, Side.Against);
        require(missing != NOT_PAYABLE, AppealImpossible(_disputeID));
        if (dispute.isInToken) {
            require(msg.value == 0, WrongCurrency(_disputeID, true));
        } else {
            require(msg.value >= missing, AppealUnderfunded(msg.value, missing));
            _owe(msg.sender, msg.value - missing, false);
        }

        _take(_disputeID, dispute, Side.Against, missing, missing);
        if (dispute.isInToken) _takeTokens(msg.sender, missing);
    }

    /// @inheritdoc IAppeals
    function contribute(uint256 disputeId, Side side) external payable {
        Dispute memory dispute = _find(disputeId);
        require(!dispute.isInToken, WrongCurrency(disputeId, true));
        uint256 taken = _contribute(disputeId, dispute, side, msg.value);
        _owe(msg.sender, msg.value - taken, false);
    }

    /// @inheritdoc IAppeals
    function contribute(uint256 disputeId, Side side, uint256 tokens) external {
        Dispute memory dispute = _find(disputeId);
        require(dispute.isInToken, WrongCurrency(disputeId, false));
        _takeTokens(msg.sender, _contribute(disputeId, dispute, side, tokens));
    }

    function _contribute(uint256 disputeId, Dispute memory dispute, Side side, uint256 offered)
        private
        returns (uint256 taken)
    {
        uint256 missing = _missing(disputeId, dispute, side);
        require(missing != NOT_PAYABLE, AppealImpossible(disputeId));
        require(missing != 0, NothingMissing(disputeId, side));
        taken = offered < missing ? offered : missing;
        _take(disputeId, dispute, side, taken, missing);
    }

    /// @dev Writes a contribution down; the one that fills "against" makes the appeal.
    function _take(uint256 disputeId, Dispute memory dispute, Side side, uint256 taken, uint256 missing) private {
        Appeal storage appeal_ = _appeals[disputeId][dispute.serial];
        Contribution storage contribution = _contributions[disputeId][dispute.serial][msg.sender];
        // Casts are safe: a side takes at most 3C/2, and C is below 2^95.
        if (side == Side.For) {
            contribution.inFavour += uint96(taken);
            appeal_.inFavour += uint96(taken);
            if (taken == missing) appeal_.isContested = true;
        } else {
            contribution.against += uint96(taken);
            appeal_.against += uint96(taken);
        }
        emit Contributed(disputeId, msg.sender, dispute.serial, side, taken);
        if (side == Side.For || taken != missing) return;

        appeal_.ruling = dispute.ruling;
        appeal_.panel = dispute.panel / 2 + 1;
        appeal_.isMade = true;
        _disputes[disputeId].isAppealed = true;
        emit AppealDecision(disputeId, IArbitrable(dispute.arbitrable));
    }

    /// @dev What a side still takes, or NOT_PAYABLE when it can't be funded.
    function _missing(uint256 disputeId, Dispute memory dispute, Side side) private view returns (uint256) {
        bool isOpen = dispute.isAppealed
            ? side == Side.For && !dispute.isFinal
                && block.timestamp < _windowsEnd(dispute.deliveredAt, _versionOf(dispute))
            : _isAppealable(dispute);
        if (!isOpen) return NOT_PAYABLE;

        Appeal storage appeal_ = _appeals[disputeId][dispute.serial];
        (uint256 cost, uint256 stake, uint256 half) = _shares(dispute, dispute.panel / 2 + 1);
        return side == Side.For ? half + stake - appeal_.inFavour : cost + stake - appeal_.against;
    }

    /// @dev C of a panel, S = ⌊C/2⌋, and ⌈C/2⌉.
    function _shares(Dispute memory dispute, uint256 panel)
        private
        view
        returns (uint256 cost, uint256 stake, uint256 half)
    {
        (uint256 court, uint256 version, uint256 seats) = _panelOf(dispute, panel);
        (uint256 fees, uint256 delivery) = _price(_versions[court][version], seats, dispute.isInToken);
        cost = fees + delivery;
        stake = cost / 2;
        half = cost - stake;
    }

    // AFTERWARDS

    /// @inheritdoc IAppeals
    function withdrawContribution(uint256 disputeId, uint64 serial, address account)
        external
        nonReentrant
        returns (uint256 amount)
    {
        Dispute memory dispute = _find(disputeId);
        Contribution memory given = _contributions[disputeId][serial][account];
        require(dispute.isFinal, IDisputes.NotFinal(disputeId));
        bool isReturned = _isReturned(disputeId);
        uint256 whole = uint256(given.against) + given.inFavour;
        require(whole != 0 && (isReturned || !given.isPaid), NothingContributed(disputeId, serial, account));

        amount = _worth(dispute, _appeals[disputeId][serial], given);
        // What it has become is never more than it was. What an unsettled dispute may yet give back is remembered.
        bool isRestOpen = !isReturned && amount != whole && dispute.deliveryHash != SETTLED;
        if (isRestOpen) _contributions[disputeId][serial][account].isPaid = true;
        else delete _contributions[disputeId][serial][account];
        if (isReturned) amount = given.isPaid ? whole - amount : whole;
        emit ContributionWithdrawn(disputeId, account, serial, amount);
        if (amount != 0 && !_pay(account, amount, dispute.isInToken)) _owe(account, amount, dispute.isInToken);
    }

    /// @dev Whether the panels' fees have gone back, and with them everything that was contributed to appeals.
    function _isReturned(uint256 disputeId) private view returns (bool) {
        return _pasts[disputeId].hash == RETURNED;
    }

    /// @dev What a contribution has become. Rounds down, against the contributor.
    function _worth(Dispute memory dispute, Appeal memory appeal_, Contribution memory given)
        internal
        view
        returns (uint256 amount)
    {
        // Never made, or made against a verdict that lapsed, or never answered by a panel: everything goes back.
        if (!appeal_.isHeard || _standing(dispute.panel, dispute.deliveredAt) <= appeal_.panel) {
            return uint256(given.against) + given.inFavour;
        }

        (, uint256 stake, uint256 half) = _shares(dispute, appeal_.panel);
        bool isRight = dispute.ruling != appeal_.ruling;
        if (!appeal_.isContested) {
            if (isRight && given.against != 0) amount = stake * given.against / appeal_.against;
            return amount + given.inFavour;
        }
        // What "for" brought to the cost is what "against" brought too much.
        uint256 toAgainst = half + (isRight ? 2 * stake : 0);
        uint256 toFor = isRight ? 0 : 2 * stake;
        if (given.against != 0) amount = toAgainst * given.against / appeal_.against;
        if (given.inFavour != 0) amount += toFor * given.inFavour / appeal_.inFavour;
    }

    /// @dev Pays at once, whatever the account makes of it.
    function _pay(address account, uint256 amount, bool isInToken) internal returns (bool isPaid) {
        if (isInToken) {
            try IVault(_vault).pay(account, amount) {
                isPaid = true;
            } catch {}
            return isPaid;
        }
        assembly ("memory-safe") {
            isPaid := call(gas(), account, amount, 0, 0, 0, 0)
        }
    }

    // VIEWS

    /// @inheritdoc IAppeals
    function appealCost(uint256 _disputeID, bytes calldata) external view returns (uint256) {
        return _missing(_disputeID, _find(_disputeID), Side.Against);
    }

    /// @inheritdoc IAppeals
    function appealPeriod(uint256 _disputeID) external view returns (uint256 start, uint256 end) {
        Dispute memory dispute = _find(_disputeID);
        if (!_isAppealable(dispute)) return (0, 0);
        return (dispute.deliveredAt, uint256(dispute.deliveredAt) + _versionOf(dispute).appealSeconds);
    }

    /// @inheritdoc IAppeals
    function missingOf(uint256 disputeId, Side side) external view returns (uint256 missing) {
        missing = _missing(disputeId, _find(disputeId), side);
        if (missing == NOT_PAYABLE) return 0;
    }

    /// @inheritdoc IAppeals
    function appealOf(uint256 disputeId, uint64 serial) external view returns (Appeal memory) {
        return _appeals[disputeId][serial];
    }

    /// @inheritdoc IAppeals
    function contributionOf(uint256 disputeId, uint64 serial, address account)
        external
        view
        returns (uint96 against, uint96 inFavour)
    {
        Contribution storage given = _contributions[disputeId][serial][account];
        if (given.isPaid && !_isReturned(disputeId)) return (0, 0);
        return (given.against, given.inFavour);
    }

    /// @inheritdoc IAppeals
    function panelOf(uint256 disputeId, uint256 panel)
        external
        view
        returns (uint96 court, uint32 version, uint256 seats)
    {
        require(panel < MOST_PANELS, PanelUnknown(disputeId, panel));
        (uint256 court_, uint256 version_, uint256 seats_) = _panelOf(_find(disputeId), panel);
        return (uint96(court_), uint32(version_), seats_);
    }
}
