// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Dispute} from "../../interfaces/IDisputes.sol";
import {Keepers} from "./Keepers.sol";

/// @notice Everything anybody may do, and what must hold whatever they did.
contract World is Keepers {
    function checkMoney() external view {
        (int256 tokens, uint256 amount) = tabs();
        equal(address(court).balance, paidIn - paidOut, "in = out + what is here");
        for (uint256 i; i < payers.length; ++i) {
            (uint256 free, uint256 requested,) = court.creditOf(payers[i]);
            equal(free + requested, prepaid[payers[i]], "credit: paid in, less each charge once, less what left");
            amount += free + requested;
        }
        equal(address(court).balance, heldEther + amount, "what is here is held or owed");
        uint256 staked;
        for (uint256 i; i < jurors.length; ++i) {
            uint256 atRisk = vault.atRisk(jurors[i]);
            (int128 tab,) = court.tabOf(jurors[i]);
            isTrue(tab >= 0 || uint128(-tab) <= atRisk, "nobody owes more than is left");
            staked += atRisk;
        }
        equal(
            token.balanceOf(address(vault)),
            uint256(int256(staked + heldTokens) + tokens),
            "the vault holds stakes, tabs, and what disputes paid"
        );
    }

    function checkBoundaries() external view {
        uint64 epoch = vault.epoch();
        for (uint256 i; i < jurors.length; ++i) {
            for (uint64 back; back < 3; ++back) {
                checkBoundary(jurors[i], epoch - back);
            }
        }
        uint256 numbered;
        for (uint256 i; i < jurors.length; ++i) {
            if (changes[jurors[i]].length != 0 && changes[jurors[i]][0].epoch < epoch) ++numbered;
        }
        equal(vault.jurorCountAt(epoch), numbered, "jurors numbered before the boundary");
    }

    function checkBoundary(address juror, uint64 boundary) private view {
        // The last change before it; they ascend.
        Change memory expected;
        for (uint256 i = changes[juror].length; i != 0; --i) {
            if (changes[juror][i - 1].epoch >= boundary) continue;
            expected = changes[juror][i - 1];
            break;
        }
        (uint128 staked, uint256 packed_) = vault.stateAt(juror, boundary);
        equal(staked, expected.stake, "stake at a boundary");
        equal(packed_, expected.courts, "courts at a boundary");
        isTrue(vault.admittedAt(humans, juror, boundary) == expected.isAdmitted, "admission at a boundary");
    }

    function checkRulings() external view {
        uint256 ruled;
        uint256 heard;
        for (uint256 id = 1; id <= court.disputeCount(); ++id) {
            Dispute memory dispute = court.disputeOf(id);
            isTrue(dispute.isFinal == endings[id].isFinal, "final is for ever");
            if (dispute.isFinal) equal(dispute.ruling, endings[id].ruling, "and never changes");
            if (dispute.isRuled) ++ruled;
        }
        for (uint256 i; i < clients.length; ++i) {
            heard += clients[i].rulings();
        }
        equal(heard, ruled, "each client heard each ruling once");
    }

    /// @dev Whatever state a dispute is in, at its deadline anyone ends it.
    function checkEndings() external {
        for (uint256 id = 1; id <= court.disputeCount(); ++id) {
            Dispute memory dispute = court.disputeOf(id);
            if (dispute.isFinal) continue;
            if (clock() < dispute.deadline) vm.warp(dispute.deadline);
            refund(id, dispute);
            uint256 before = court.disputeCount();
            // Enough for any caller, and so that one client that burns its gas leaves some for the next.
            court.expire{gas: 2_000_000}(id);
            noteOpened(before);
            isTrue(court.disputeOf(id).isFinal, "ended");
        }
    }

    /// @dev And then everything leaves, but what an account refuses to take.
    function checkExit() public virtual {
        for (uint256 id = 1; id <= court.disputeCount(); ++id) {
            Dispute memory dispute = court.disputeOf(id);
            if (!isSettled[id]) settleNow(id, dispute);
            takeContributions(id, dispute.isInToken);
        }
        for (uint256 i; i < asked.length; ++i) {
            if (chargedFor[asked[i].id] != 0) settleCharged(asked[i].id);
        }
        for (uint256 i; i < accounts.length; ++i) {
            withdrawFrom(accounts[i]);
        }
        for (uint256 i; i < payers.length; ++i) {
            leaveCredit(payers[i]);
        }
        for (uint256 i; i < jurors.length; ++i) {
            leave(jurors[i]);
        }
        (, uint96 refused) = court.tabOf(address(clients[4]));
        atMost(address(court).balance - refused, claims, "a wei for each claim of the arbitrator's ether");
        atMost(token.balanceOf(address(vault)), claims, "and of the vault's tokens");
    }

    function leaveCredit(address payer) private {
        (uint256 free,,) = court.creditOf(payer);
        if (free != 0) {
            vm.prank(payer);
            court.requestCredit(free);
        }
        (,, uint64 readyAt) = court.creditOf(payer);
        if (clock() < readyAt) vm.warp(readyAt);
        takeCredit(payer);
        equal(prepaid[payer], 0, "all credit leaves");
    }

    function leave(address account) private {
        if (changes[account].length == 0) return;
        vault.fold(account);
        (,, uint128 staked,) = vault.jurorOf(account);
        if (staked != 0) {
            vm.prank(account);
            vault.requestUnstake(staked);
        }
        (uint128 pending, uint64 readyAt) = vault.pendingOf(account);
        if (pending == 0) return;
        if (clock() < readyAt) vm.warp(readyAt);
        vm.prank(account);
        vault.withdrawStake();
    }
}
