// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Ended, Open} from "../../interfaces/ICredit.sol";
import {Dispute, Verdict} from "../../interfaces/IDisputes.sol";
import {Heard, Leaf, Progress, Settlement, Tally} from "../../interfaces/IPurse.sol";
import {Parties} from "./Parties.sol";

/// @notice What attestors, accounts with credit and passers-by may do, in any order, at any time. No call here may
/// revert: what isn't lawful isn't tried.
abstract contract Keepers is Parties {
    // ATTESTORS

    /// @dev A panel of a few draws, whatever the seats paid for: the contract needn't be told why.
    function deliverVerdict(uint256 which, uint256 seed, uint256 from, bool isRedraw) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id == 0 || dispute.isFinal || clock() > dispute.deadline - 3 * FLOOR) return;
        if (dispute.deliveredAt != 0) {
            if (!dispute.isAppealed || clock() < dispute.deliveredAt + windowSeconds()) return;
        } else if (dispute.panel % 2 == 1) {
            isRedraw = true;
        }
        Verdict memory verdict = sitting(id, ballots(seed, dispute.choices, isRedraw), seed % 6);
        delivered[id].push(verdict.serial);
        bytes memory signatures = sign(bench, typed(verdictHash(id, verdict, bench)), from % 3, 3);
        vm.prank(DELIVERER);
        court.deliver(id, verdict, bench.members, bench.k, signatures);
    }

    function ballots(uint256 seed, uint256 choices, bool isRedraw) private pure returns (bytes memory made) {
        uint256 count = 1 + seed % 7;
        made = new bytes(count + (isRedraw ? 1 : 0));
        for (uint256 i; i < made.length; ++i) {
            uint256 roll = uint8(uint256(keccak256(abi.encode(seed, i))));
            bytes1 vote = bytes1(uint8(48 + roll / 16 % ((choices < 3 ? choices : 3) + 1)));
            made[i] = roll % 16 < 10 ? vote : bytes("aruilsqa")[roll % 8];
        }
        if (isRedraw) made[count / 2] = "|";
    }

    function post(uint256 skip) external {
        gazettes += uint64(within(skip, 1, 3));
        post(gazettes);
    }

    function announceRotation(uint256 slide) external {
        Bench memory next = slidingBench(benches.length + slide % 3);
        announce(++serial, next);
        announced = next;
    }

    function completeRotation() external {
        (bytes32 waiting, uint64 effectiveAt,) = court.rotation();
        if (waiting == 0 || clock() < effectiveAt) return;
        court.completeRotation(announced.addresses, announced.k);
        bench = announced;
        benches.push(bench);
    }

    // PREPAID CREDIT

    function depositCredit(uint256 who, uint256 amount) external {
        address payer = payers[who % payers.length];
        amount = within(amount, 0, 0.2 ether);
        court.depositCredit{value: amount}(payer);
        paidIn += amount;
        prepaid[payer] += amount;
    }

    function askCreditBack(uint256 who, uint256 amount) external {
        address payer = payers[who % payers.length];
        (uint256 free,,) = court.creditOf(payer);
        if (free == 0) return;
        vm.prank(payer);
        court.requestCredit(within(amount, 1, free));
    }

    function takeCreditBack(uint256 who) external {
        takeCredit(payers[who % payers.length]);
    }

    function takeCredit(address payer) internal {
        (, uint256 requested, uint64 readyAt) = court.creditOf(payer);
        if (requested == 0 || clock() < readyAt) return;
        uint256 amount = court.withdrawCredit(payer);
        equal(amount, requested, "what was asked back");
        paidOut += amount;
        prepaid[payer] -= amount;
    }

    /// @dev Few nonces, so that they are used twice.
    function askOffChain(uint256 who, uint256 seats, uint64 nonce, bool isNamed) external {
        seats = within(seats, 1, 9);
        Open memory open_ = Open({
            account: payers[who % payers.length],
            court: isNamed ? humans : 0,
            policyHash: isNamed ? bytes32(0) : POLICY,
            questionHash: keccak256(abi.encode("question", asked.length)),
            seats: uint32(seats),
            maxFee: 1 ether,
            nonce: nonce % 5,
            expiresAt: uint64(clock())
        });
        Asked storage made = asked.push();
        made.id = court.offChainId(open_.account, open_.nonce);
        made.fee = costOf(seats, false);
        made.openedAt = uint64(clock());
        Ended memory ended;
        ended.open = open_;
        ended.signature = signature(payerKey(who), typed(openHashOf(open_)));
        ended.version = 1;
        ended.opening = hold(++gazettes, made.id, 0, openHashOf(open_));
        made.ended = abi.encode(ended);
    }

    /// @dev The next step of what was asked: its delivery, its charge, its settlement, and both of these once more. Time
    /// passes for it, or few stories would come so far.
    function goOnOffChain(uint256 which, uint256 seed) external {
        if (asked.length == 0) return;
        which %= asked.length;
        Asked storage case_ = asked[which];
        if (case_.deliveredAt == 0) {
            if (clock() == case_.openedAt) vm.warp(clock() + 1);
            deliverOffChain(case_, seed);
            return;
        }
        uint256 chargeableAt = case_.deliveredAt + windowSeconds();
        if (clock() < chargeableAt) vm.warp(chargeableAt);
        bool wasCharged = chargedFor[case_.id] != 0;
        chargeOffChain(which);
        if (wasCharged) settleCharged(case_.id);
    }

    function deliverOffChain(Asked storage case_, uint256 seed) private {
        case_.deliveredAt = uint64(clock());
        Ended memory ended = abi.decode(case_.ended, (Ended));
        Leaf[] memory made;
        Tally memory tally;
        (made, tally, ended.verdict) = panelOffChain(ballots(seed, 3, false));
        ended.verdict.policyHash = ended.open.policyHash;
        ended.configDigest = configDigest(bench);
        bytes32 hash = verdictHash(case_.id, ended.verdict, bench);
        ended.delivery = hold(++gazettes, case_.id, hash, openHashOf(ended.open));
        Heard[] memory panels = new Heard[](1);
        panels[0] = Heard(0, hash, ended.verdict.ballotsRoot, ended.verdict.draws, DELIVERER, 0, false);
        case_.ended = abi.encode(ended);
        case_.settlement = abi.encode(Settlement(case_.id, panels, made, tally));
    }

    /// @dev Again and again for what was charged already, by this question or another one of its nonce, and where the
    /// credit doesn't suffice: the one changes nothing, the other is refused.
    function chargeOffChain(uint256 which) public {
        if (asked.length == 0) return;
        which %= asked.length;
        Asked storage case_ = asked[which];
        if (case_.deliveredAt == 0 || clock() < case_.deliveredAt + windowSeconds()) return;
        Ended[] memory list = new Ended[](1);
        list[0] = abi.decode(case_.ended, (Ended));
        address payer = list[0].open.account;
        bool isCharged = chargedFor[case_.id] != 0;
        bool isEnough = prepaid[payer] >= case_.fee;
        vm.prank(DELIVERER);
        try court.charge(list) {
            isTrue(isCharged || isEnough, "nothing is bought on trust");
        } catch {
            isTrue(!isCharged && !isEnough, "whoever has credit is charged");
            return;
        }
        if (isCharged) return;
        chargedFor[case_.id] = which + 1;
        prepaid[payer] -= case_.fee;
        heldEther += case_.fee;
    }

    /// @dev A second time it is passed over.
    function settleCharged(uint256 id) internal {
        Asked storage case_ = asked[chargedFor[id] - 1];
        Settlement[] memory list = new Settlement[](1);
        list[0] = abi.decode(case_.settlement, (Settlement));
        (int256 tokens, uint256 amount) = tabs();
        court.settle(list);
        uint256 price = isSettled[id] ? 0 : case_.fee;
        (int256 tokensAfter, uint256 amountAfter) = tabs();
        equal(amountAfter - amount, price, "wei of a settlement off chain");
        isTrue(tokensAfter == tokens, "whose penalties only move");
        isSettled[id] = true;
        heldEther -= price;
    }

    // ANYONE

    function executeRuling(uint256 which) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id == 0 || dispute.isFinal || dispute.deliveredAt == 0) return;
        uint256 survivors = stillAttestors(dispute);
        Bench memory signed = benches[dispute.attestorSet - 1];
        if (survivors < bench.k) {
            // Once an appeal took effect its panel is sitting, and nothing is taken from under it.
            bool isSitting = dispute.isAppealed && clock() >= dispute.deliveredAt + windowSeconds();
            if (clock() >= dispute.deadline || isSitting) return;
            court.lapse(id, signed.members, signed.k, bench.members, bench.k);
            forget(id);
            return;
        }
        if (dispute.isAppealed || clock() < dispute.deliveredAt + windowSeconds()) return;
        uint256 before = court.disputeCount();
        if (dispute.attestorSet == benches.length) court.execute(id);
        else court.execute(id, signed.members, signed.k, bench.members, bench.k);
        remember(id, dispute.ruling);
        noteOpened(before);
    }

    function expireDispute(uint256 which) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id == 0 || dispute.isFinal || clock() < dispute.deadline) return;
        refund(id, dispute);
        uint256 before = court.disputeCount();
        court.expire(id);
        remember(id, dispute.ruling);
        noteOpened(before);
    }

    /// @dev What expiry gives back when no verdict stands.
    function refund(uint256 id, Dispute memory dispute) internal {
        if (heard[id].length != 0) return;
        isSettled[id] = true;
        if (dispute.isInToken) heldTokens -= costOf(dispute.seats, true);
        else heldEther -= costOf(dispute.seats, false);
    }

    function settleDispute(uint256 which) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id == 0 || !dispute.isFinal || isSettled[id]) return;
        settleNow(id, dispute);
    }

    /// @dev What a settlement gives to tabs is what was paid for it, to the wei: penalties only move.
    function settleNow(uint256 id, Dispute memory dispute) internal {
        (int256 tokens, uint256 amount) = tabs();
        uint256 price = priceOf(id, dispute);
        settle(id);
        isSettled[id] = true;
        (int256 tokensAfter, uint256 amountAfter) = tabs();
        equal(amountAfter - amount, dispute.isInToken ? 0 : price, "wei of a settlement");
        equal(uint256(tokensAfter - tokens), dispute.isInToken ? price : 0, "tokens of a settlement");
        if (dispute.isInToken) heldTokens -= price;
        else heldEther -= price;
    }

    function foldDebt(uint256 who) external {
        address account = jurors[who % jurors.length];
        if (changes[account].length == 0) return;
        vault.fold(account);
        note(account);
    }

    function retryRuling(uint256 which) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id == 0 || !dispute.isFinal || dispute.isRuled) return;
        uint256 before = court.disputeCount();
        court.retry(id);
        noteOpened(before);
    }

    function passTime(uint256 by) external {
        vm.warp(clock() + within(by, 1 hours, 9 days));
    }

    /// @dev What nobody settled in 180 days after its deadline goes back: the first price to the wei, and contributions
    /// whole, whenever they are withdrawn. Some wait for it.
    function returnFees(uint256 which, uint256 patience) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id == 0 || !dispute.isFinal || isSettled[id] || heard[id].length == 0) return;
        if (!hasWaited(id, patience)) return;
        uint256 price = costOf(dispute.seats, dispute.isInToken);
        returnNow(id, panelsOf(id), dispute.isInToken ? 0 : price, dispute.isInToken ? price : 0);
    }

    function returnCharged(uint256 which, uint256 patience) external {
        if (asked.length == 0) return;
        uint256 id = asked[which % asked.length].id;
        if (chargedFor[id] == 0 || isSettled[id] || !hasWaited(id, patience)) return;
        Asked storage case_ = asked[chargedFor[id] - 1];
        returnNow(id, abi.decode(case_.settlement, (Settlement)).panels, case_.fee, 0);
    }

    function hasWaited(uint256 id, uint256 patience) private returns (bool) {
        uint256 returnableAt = court.disputeOf(id).deadline + 180 days;
        if (clock() >= returnableAt) return true;
        if (patience % 4 != 0) return false;
        vm.warp(returnableAt);
        return true;
    }

    function returnNow(uint256 id, Heard[] memory panels, uint256 amount, uint256 tokens) private {
        Progress memory none_;
        (int256 tokensBefore, uint256 amountBefore) = tabs();
        court.returnFees(id, panels, none_);
        isSettled[id] = true;
        (int256 tokensAfter, uint256 amountAfter) = tabs();
        equal(amountAfter - amountBefore, amount, "wei that go back");
        equal(uint256(tokensAfter - tokensBefore), tokens, "tokens that go back");
        heldEther -= amount;
        heldTokens -= tokens;
    }
}
