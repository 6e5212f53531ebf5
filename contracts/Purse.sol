// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Appeals} from "./Appeals.sol";
import {Standing} from "./Standing.sol";
import {Dispute} from "./interfaces/IDisputes.sol";
import {Heard, IPurse, Leaf, Progress, Run, Settlement, Tally} from "./interfaces/IPurse.sol";
import {IVault} from "./interfaces/IVault.sol";
import {BallotLib} from "./libraries/BallotLib.sol";
import {MerkleLib} from "./libraries/MerkleLib.sol";
import {PurseLib} from "./libraries/PurseLib.sol";

/// @notice The purse: see IPurse for what is promised.
abstract contract Purse is IPurse, Appeals, Standing {
    using PurseLib for Leaf;

    /// @dev What settling a dispute needs to know, read once.
    struct Case {
        uint256 disputeId;
        address arbitrable;
        uint256 ruling;
        bool isTied;
        bool isInToken;
        Rates[] rates;
        /// Stakes of appeals that were wrong and unanswered, in the dispute's currency.
        uint256 forfeited;
    }

    /// @dev Prices of one panel, in the court it sat in.
    struct Rates {
        /// Shared by the panel's earning seats, in the dispute's currency.
        uint256 fees;
        uint256 delivery;
        uint256 seatStake;
        uint256 penalty;
    }

    /// @dev What each seat earns, once all are charged.
    struct Shares {
        /// Of its panel's fees, by panel.
        uint256[] fees;
        uint256 pot;
        uint256 feePot;
    }

    // CONSTANTS

    /// @dev Leaves of a dispute that is settled in one go: as many as fit a transaction of 128 kB.
    uint256 private constant MOST_AT_ONCE = 511;
    /// @dev A run that doesn't end its panel has at least this many leaves: whoever wants to be in the way of a long
    /// settlement does a good part of it.
    uint256 private constant LEAST_RUN = 128;

    // TABS

    /// @inheritdoc IPurse
    function tabOf(address account) external view returns (int128 tokens, uint96 amount) {
        Tab storage tab = _tabs[account];
        return (tab.tokens, tab.amount);
    }

    /// @inheritdoc IPurse
    function withdraw(address account) external nonReentrant returns (uint256 amount, uint256 tokens) {
        Tab storage tab = _tabs[account];
        amount = tab.amount;
        tokens = tab.tokens > 0 ? uint256(int256(tab.tokens)) : 0;
        require(amount != 0 || tokens != 0, NothingOwed(account));

        tab.amount = 0;
        if (tokens != 0) tab.tokens = 0;
        bool isPaid = amount == 0 || _pay(account, amount, false);
        bool isTokenPaid = tokens == 0 || _pay(account, tokens, true);
        // What one currency's payment is refused doesn't hold the other's back. It stays owed, visibly.
        require(isPaid || (tokens != 0 && isTokenPaid), EtherRefused(account, amount));
        require(isTokenPaid || (amount != 0 && isPaid), TokensRefused(account, tokens));
        // Casts are safe: both amounts come from the tab. Something may have been added meanwhile.
        if (!isPaid) (tab.amount, amount) = (tab.amount + uint96(amount), 0);
        if (!isTokenPaid) (tab.tokens, tokens) = (tab.tokens + int128(int256(tokens)), 0);
        emit Withdrawn(account, amount, tokens);
    }

    /// @inheritdoc IPurse
    function collect(address account) external returns (uint128 debt) {
        require(msg.sender == _vault, OnlyVault(msg.sender));
        Tab storage tab = _tabs[account];
        int128 tokens = tab.tokens;
        if (!tab.isOpen) tab.isOpen = true;
        if (tokens >= 0) return 0;
        tab.tokens = 0;
        // forge-lint: disable-next-line(unsafe-typecast) negative, and far from the end of its type
        return uint128(-tokens);
    }

    // SETTLEMENT

    /// @inheritdoc IPurse
    function settle(Settlement[] calldata settlements) external {
        for (uint256 i; i < settlements.length; ++i) {
            if (_disputes[settlements[i].disputeId].deliveryHash == SETTLED) continue;
            uint256 free;
            assembly ("memory-safe") {
                free := mload(0x40)
            }
            _settle(settlements[i]);
            // Nothing in memory outlives a dispute: the next one needn't pay for more of it.
            assembly ("memory-safe") {
                mstore(0x40, free)
            }
        }
    }

    function _settle(Settlement calldata settlement) private {
        uint256 disputeId = settlement.disputeId;
        Dispute memory dispute = _find(disputeId);
        Heard[] calldata panels = settlement.panels;
        Leaf[] calldata leaves = settlement.leaves;
        _requireStanding(disputeId, dispute, panels);
        uint256 draws = _drawsOf(panels);
        require(draws <= MOST_AT_ONCE, TooManyLeaves(disputeId, draws, MOST_AT_ONCE));
        require(draws == leaves.length, WrongLeafCount(disputeId, leaves.length, draws));
        Case memory case_ = _caseOf(disputeId, dispute, panels);
        Progress memory progress;
        progress.earners = new uint32[](panels.length);

        uint256 from;
        for (uint256 p; p < panels.length; ++p) {
            uint256 to = from + panels[p].draws;
            _requireBallots(disputeId, p, panels[p], leaves[from:to], 0, new bytes32[](0));
            from = to;
        }
        if (case_.isTied && panels[0].draws != 0) {
            progress.leaders = _leadersOf(disputeId, panels[0], leaves[panels[0].draws - 1], settlement.tally);
        }
        from = 0;
        for (uint256 p; p < panels.length; ++p) {
            uint256 to = from + panels[p].draws;
            _charge(case_, progress, p, leaves[from:to]);
            from = to;
        }
        Shares memory shares = _sharesOf(case_, progress);
        from = 0;
        for (uint256 p; p < panels.length; ++p) {
            uint256 to = from + panels[p].draws;
            _credit(case_, progress, shares, p, leaves[from:to]);
            from = to;
        }
        _close(case_, progress, panels);
    }

    /// @inheritdoc IPurse
    function settleRun(
        uint256 disputeId,
        Heard[] calldata panels,
        Progress calldata progress,
        Run calldata run,
        Run calldata last,
        Tally calldata tally
    ) external {
        Dispute memory dispute = _find(disputeId);
        Progress memory now_ = progress;
        Case memory case_;
        if (progress.earners.length == 0) {
            _requireStanding(disputeId, dispute, panels);
            uint256 draws = _drawsOf(panels);
            require(draws > MOST_AT_ONCE, TooFewLeaves(disputeId, draws, MOST_AT_ONCE + 1));
            case_ = _caseOf(disputeId, dispute, panels);
            now_ = _begin(case_, panels, last, tally);
        } else {
            bytes32 kept = dispute.deliveryHash;
            require(kept == keccak256(abi.encode(panels, progress)), WrongProgress(disputeId));
            case_ = _caseOf(disputeId, dispute, panels);
        }

        uint256 p = now_.nextPanel;
        uint256 end = now_.nextLeaf + run.leaves.length;
        require(run.leaves.length >= LEAST_RUN || end == panels[p].draws, RunTooShort(run.leaves.length, LEAST_RUN));
        _requireBallots(disputeId, p, panels[p], run.leaves, now_.nextLeaf, run.path);
        if (now_.isPaying) _credit(case_, now_, _sharesOf(case_, now_), p, run.leaves);
        else _charge(case_, now_, p, run.leaves);

        // forge-lint: disable-next-line(unsafe-typecast) at most a panel's draws, a u32
        now_.nextLeaf = uint32(end);
        if (end == panels[p].draws) _skipTo(now_, panels, p + 1);
        if (now_.nextPanel == panels.length && !now_.isPaying) {
            now_.isPaying = true;
            _skipTo(now_, panels, 0);
        }
        if (now_.nextPanel == panels.length) {
            _close(case_, now_, panels);
        } else {
            _disputes[disputeId].deliveryHash = keccak256(abi.encode(panels, now_));
            emit SettlementRun(disputeId, now_);
        }
    }

    /// @dev The first run of a long settlement begins here.
    function _begin(Case memory case_, Heard[] calldata panels, Run calldata last, Tally calldata tally)
        private
        pure
        returns (Progress memory progress)
    {
        progress.earners = new uint32[](panels.length);
        _skipTo(progress, panels, 0);
        if (!case_.isTied || panels[0].draws == 0) return progress;
        require(last.leaves.length == 1, WrongLeafCount(case_.disputeId, last.leaves.length, 1));
        _requireBallots(case_.disputeId, 0, panels[0], last.leaves, panels[0].draws - 1, last.path);
        progress.leaders = _leadersOf(case_.disputeId, panels[0], last.leaves[0], tally);
    }

    /// @dev To the first leaf of panel `p`, or of the next one that has any.
    function _skipTo(Progress memory progress, Heard[] calldata panels, uint256 p) private pure {
        while (p < panels.length && panels[p].draws == 0) ++p;
        // forge-lint: disable-next-line(unsafe-typecast) at most 17 panels
        (progress.nextPanel, progress.nextLeaf) = (uint32(p), 0);
    }

    // WHAT IS HANDED IN

    function _drawsOf(Heard[] calldata panels) private pure returns (uint256 draws) {
        for (uint256 p; p < panels.length; ++p) {
            draws += panels[p].draws;
        }
    }

    /// @dev The leaves are leaf `from` and those after it of the panel's ballots.
    function _requireBallots(
        uint256 disputeId,
        uint256 p,
        Heard calldata panel,
        Leaf[] calldata leaves,
        uint256 from,
        bytes32[] memory path
    ) private pure {
        bytes32[] memory hashes = new bytes32[](leaves.length);
        for (uint256 i; i < leaves.length; ++i) {
            hashes[i] = leaves[i].hash(p);
        }
        bytes32 root = MerkleLib.rootOfRun(hashes, from, panel.draws, path);
        require(root == panel.ballotsRoot, WrongBallots(disputeId, p));
    }

    /// @dev The leading choices of panel 0, out of the tally that its last leaf is the hash of. If its last sitting had
    /// no draw, the last leaf is one of the sitting before, and nobody leads.
    function _leadersOf(uint256 disputeId, Heard calldata panel, Leaf calldata last, Tally calldata tally)
        internal
        pure
        returns (uint256)
    {
        if (last.sittingOf() != panel.panel % 2) return 0;
        bytes32 hash = BallotLib.tally(tally.seats, tally.absent, tally.recused, tally.unopened);
        require(hash == last.tally, WrongTally(disputeId));
        return PurseLib.leadersOf(tally.seats);
    }

    function _caseOf(uint256 disputeId, Dispute memory dispute, Heard[] calldata panels)
        private
        view
        returns (Case memory case_)
    {
        case_.disputeId = disputeId;
        case_.arbitrable = dispute.arbitrable;
        case_.ruling = dispute.ruling;
        case_.isTied = dispute.isTied;
        case_.isInToken = dispute.isInToken;
        case_.rates = new Rates[](panels.length);
        for (uint256 p; p < panels.length; ++p) {
            (uint256 court, uint256 number, uint256 seats) = _panelOf(dispute, p);
            Version storage version = _versions[court][number];
            Rates memory rates = case_.rates[p];
            (rates.fees, rates.delivery) = _price(version, seats, case_.isInToken);
            rates.seatStake = version.seatStake;
            rates.penalty = PurseLib.penalty(rates.seatStake, version.penaltyBps);
            bool isLost = p != 0 && !panels[p - 1].isContested && panels[p - 1].ruling == case_.ruling;
            if (isLost) case_.forfeited += (rates.fees + rates.delivery) / 2;
        }
    }

    // CHARGES BEFORE CREDITS

    /// @dev Charges what leaves of panel `p` lost, and counts what they have earned.
    function _charge(Case memory case_, Progress memory progress, uint256 p, Leaf[] calldata leaves) internal {
        Rates memory rates = case_.rates[p];
        uint256 agreeing = _coherentChoices(case_, progress);
        uint256 earners;
        uint256 coherent;
        for (uint256 i; i < leaves.length; ++i) {
            Leaf calldata leaf = leaves[i];
            uint256 state = leaf.stateOf();
            bool isCoherent = state == BallotLib.OPENED && (agreeing >> leaf.choiceOf()) & 1 == 1;
            if (isCoherent) ++coherent;
            if (isCoherent || (case_.isTied && state == BallotLib.OPENED)) ++earners;
            uint256 due = PurseLib.charge(state, isCoherent, rates.seatStake, rates.penalty);
            if (due != 0) progress.pot += _debit(case_.disputeId, leaf.jurorOf(), due);
        }
        // Casts are safe: at most as many as there are leaves.
        progress.earners[p] += uint32(earners);
        progress.coherent += uint32(coherent);
    }

    function _coherentChoices(Case memory case_, Progress memory progress) private pure returns (uint256) {
        return PurseLib.coherentChoices(case_.ruling, case_.isTied, progress.leaders);
    }

    /// @dev Takes `due` off a juror's tab, or what is left of stake, pending and debt.
    function _debit(uint256 disputeId, address juror, uint256 due) private returns (uint256 taken) {
        int256 tokens = _tabs[juror].tokens;
        uint256 left = IVault(_vault).atRisk(juror);
        // A debt is never more than what it will be taken from.
        if (tokens < 0) left -= uint256(-tokens);
        taken = due < left ? due : left;
        if (taken == 0) return 0;
        // forge-lint: disable-next-line(unsafe-typecast) see Tab
        _add(juror, 0, -int256(taken));
        emit SeatSettled(disputeId, juror, -int256(taken), 0);
    }

    /// @dev What each seat earns. Rounds down; `_close` gives the rest away.
    function _sharesOf(Case memory case_, Progress memory progress) internal pure returns (Shares memory shares) {
        uint256 panels = case_.rates.length;
        shares.fees = new uint256[](panels);
        for (uint256 p; p < panels; ++p) {
            if (progress.earners[p] != 0) shares.fees[p] = case_.rates[p].fees / progress.earners[p];
        }
        if (progress.coherent == 0) return shares;
        (uint256 pot, uint256 feePot) = _potsOf(case_, progress);
        shares.pot = pot / progress.coherent;
        shares.feePot = feePot / progress.coherent;
    }

    /// @dev The pot: penalties, what no panel's seats earned of fees, and what appeals forfeited. Two currencies, or
    /// one.
    function _potsOf(Case memory case_, Progress memory progress) private pure returns (uint256 pot, uint256 feePot) {
        (pot, feePot) = (progress.pot, case_.forfeited);
        for (uint256 p; p < case_.rates.length; ++p) {
            if (progress.earners[p] == 0) feePot += case_.rates[p].fees;
        }
        if (case_.isInToken) (pot, feePot) = (pot + feePot, 0);
    }

    /// @dev Pays what leaves of panel `p` have earned.
    function _credit(
        Case memory case_,
        Progress memory progress,
        Shares memory shares,
        uint256 p,
        Leaf[] calldata leaves
    ) internal {
        uint256 agreeing = _coherentChoices(case_, progress);
        for (uint256 i; i < leaves.length; ++i) {
            Leaf calldata leaf = leaves[i];
            if (leaf.stateOf() != BallotLib.OPENED) continue;
            bool isCoherent = (agreeing >> leaf.choiceOf()) & 1 == 1;
            if (!isCoherent && !case_.isTied) continue;

            uint256 fee = shares.fees[p] + (isCoherent ? shares.feePot : 0);
            uint256 tokens = isCoherent ? shares.pot : 0;
            if (case_.isInToken) (fee, tokens) = (0, tokens + fee);
            if (fee == 0 && tokens == 0) continue;
            address juror = leaf.jurorOf();
            // forge-lint: disable-next-line(unsafe-typecast) see Tab
            _add(juror, fee, int256(tokens));
            emit SeatSettled(case_.disputeId, juror, int256(tokens), fee);
        }
    }

    /// @dev Pays the deliverers, gives away what is left, and settles the dispute for ever.
    function _close(Case memory case_, Progress memory progress, Heard[] calldata panels) internal {
        uint256 coherent = progress.coherent;
        (uint256 pot, uint256 feePot) = _potsOf(case_, progress);
        _disputes[case_.disputeId].deliveryHash = SETTLED;
        emit Settled(case_.disputeId, pot, feePot, coherent);

        if (coherent == 0) _owe(case_.arbitrable, feePot, pot);
        (pot, feePot) = coherent == 0 ? (0, 0) : (pot % coherent, feePot % coherent);
        uint256 last = panels.length - 1;
        uint256 fee = case_.rates[last].delivery;
        for (uint256 p; p <= last; ++p) {
            uint256 earners = progress.earners[p];
            if (earners != 0) fee += case_.rates[p].fees % earners;
            if (p != last) _owe(panels[p].deliverer, case_.rates[p].delivery, case_.isInToken);
        }
        if (case_.isInToken) (pot, fee) = (pot + fee, 0);
        _owe(panels[last].deliverer, fee + feePot, pot);
    }
}
