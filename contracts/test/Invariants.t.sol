// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Appeal, Side} from "../interfaces/IAppeals.sol";
import {Ended, Open} from "../interfaces/ICredit.sol";
import {Dispute, Verdict} from "../interfaces/IDisputes.sol";
import {Terms} from "../interfaces/ICourts.sol";
import {Heard, Leaf, Settlement, Tally} from "../interfaces/IPurse.sol";
import {
    Client,
    EtherRefusingClient,
    GasEater,
    ReenteringClient,
    ReturndataBomb,
    RevertingClient
} from "../mocks/Clients.sol";
import {TreacherousToken} from "../mocks/HostileTokens.sol";
import {StakeToken} from "../mocks/StakeToken.sol";
import {OffChain} from "./OffChain.sol";
import {Test} from "./Test.sol";

/// @notice Everything anybody may do, in any order, at any time. No call here may revert: what isn't lawful isn't tried.
/// @dev Beside the contracts it keeps the plainest model of them: whole histories, and money in and out. What disputes
/// hold is counted as it comes in and goes out, apart from what the contracts say of it.
contract World is OffChain {
    struct Change {
        uint64 epoch;
        uint128 stake;
        uint256 courts;
        bool isAdmitted;
    }

    struct Ending {
        bool isFinal;
        uint256 ruling;
    }

    /// @dev A dispute off chain: what will be charged, and what settles it. Of two with one nonce one is ever charged.
    struct Asked {
        uint256 id;
        uint256 fee;
        uint64 openedAt;
        uint64 deliveredAt;
        /// The `Ended`, encoded.
        bytes ended;
        /// The `Settlement`, encoded.
        bytes settlement;
    }

    uint256 public paidIn;
    uint256 public paidOut;
    /// @dev What disputes hold: fees and contributions that are nobody's yet.
    uint256 public heldEther;
    uint256 public heldTokens;
    /// @dev Withdrawals that may each leave a wei behind.
    uint256 public claims;
    address[] public accounts;
    mapping(uint256 id => uint64[]) public delivered;
    mapping(uint256 id => bool) public isSettled;
    Client[] public clients;
    address[] public jurors;
    mapping(address juror => Change[]) public changes;
    mapping(uint256 id => Ending) public endings;
    /// @dev What each account that asks off chain paid in and hasn't spent or taken back.
    mapping(address payer => uint256) public prepaid;
    address[] public payers;
    Asked[] private asked;
    /// @dev Number of the case that an id was charged for, plus one.
    mapping(uint256 id => uint256) private chargedFor;
    Bench[] private benches;
    Bench private announced;
    uint64 private serial;
    uint64 private gazettes;
    uint96 private humans;

    function begin() external {
        setUp();
        benches.push(bench);
        Terms memory t = terms();
        t.personSource = 1;
        t.personRegistry = address(registry);
        humans = court.createCourt(0, 0, t);

        clients.push(new Client(court));
        clients.push(new RevertingClient(court));
        clients.push(new GasEater(court));
        clients.push(new ReenteringClient(court));
        clients.push(new EtherRefusingClient(court));
        clients.push(new ReturndataBomb(court));
        for (uint256 i; i < 6; ++i) {
            jurors.push(juror(i));
            accounts.push(juror(i));
            fund(juror(i), 1e30);
        }
        for (uint256 i; i < clients.length; ++i) {
            accounts.push(address(clients[i]));
        }
        for (uint160 i; i < 3; ++i) {
            accounts.push(address(0xC0 + i));
            fund(address(0xC0 + i), 1e30);
            vm.prank(address(0xC0 + i));
            token.approve(address(court), type(uint256).max);
            vm.deal(address(0xC0 + i), 1e30);
        }
        for (uint256 i; i < 2; ++i) {
            payers.push(vm.addr(payerKey(i)));
            accounts.push(payers[i]);
        }
        vm.deal(address(clients[4]), 1e30);
        accounts.push(DELIVERER);
        accounts.push(address(this));
        fund(address(this), 1e30);
        token.approve(address(court), type(uint256).max);
        vm.deal(address(this), 1e30);
    }

    /// @dev Few jurors, so that they meet again; two of the six never get a stake in some stories.
    function juror(uint256 number) internal pure override returns (address) {
        return address(uint160(0x5000 + number % 6));
    }

    /// @dev Five of a pool, sliding: neighbours in time share four members, so that some verdicts outlive a rotation.
    function slidingBench(uint256 first) private pure returns (Bench memory) {
        return makeBench("attestor", first, 5, 3);
    }

    // CLIENTS

    function openDispute(uint256 who, uint256 seats, uint256 over, bool isNamed) external {
        Client client = clients[who % clients.length];
        seats = within(seats, 1, 511);
        bytes memory extraData = isNamed ? abi.encode(humans, seats) : bytes("");
        uint256 fee = court.arbitrationCost(extraData);
        over = over % 3 == 0 ? within(over, 1, 1 ether) : 0;
        client.open{value: fee + over}(within(seats, 1, 255), extraData);
        paidIn += fee + over;
        heldEther += fee;
    }

    function openDisputeInToken(uint256 seats, bool isNamed) external {
        seats = within(seats, 1, 511);
        bytes memory extraData = isNamed ? abi.encode(humans, seats) : bytes("");
        uint256 fee = court.arbitrationCost(extraData, address(token));
        try court.createDispute(within(seats, 1, 255), extraData, address(token), fee + seats % 2) {
            heldTokens += fee;
        } catch {
            onlyTheTokenRefuses();
        }
    }

    function relent(uint256 who) external {
        Client client = clients[who % clients.length];
        if (address(client) == address(clients[1])) RevertingClient(payable(address(client))).relent();
        if (address(client) == address(clients[4])) EtherRefusingClient(payable(address(client))).relent();
    }

    function withdrawTab(uint256 who) external {
        withdrawFrom(accounts[who % accounts.length]);
    }

    function withdrawFrom(address account) internal {
        (int128 tokens, uint96 amount) = court.tabOf(account);
        // Nobody can make it take its ether; it stays owed.
        if (tokens <= 0 && (amount == 0 || refuses(account))) return;
        try court.withdraw(account) returns (uint256 paid, uint256) {
            paidOut += paid;
        } catch {
            onlyTheTokenRefuses();
        }
    }

    function refuses(address account) private view returns (bool) {
        return account == address(clients[4]) && !EtherRefusingClient(payable(account)).isWilling();
    }

    // CONTRIBUTORS

    function contributeTo(uint256 which, uint256 who, uint256 amount, bool isFor, bool isFull) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id == 0) return;
        Side side = isFor ? Side.For : Side.Against;
        uint256 missing = court.missingOf(id, side);
        if (missing == 0) return;
        amount = isFull ? missing : within(amount, 1, missing);
        uint256 over = isFull ? 0 : amount % 2;
        address account = contributor(who, dispute.isInToken);
        vm.prank(account);
        if (dispute.isInToken) {
            try court.contribute(id, side, amount + over) {
                heldTokens += amount + over < missing ? amount + over : missing;
            } catch {
                onlyTheTokenRefuses();
            }
            return;
        }
        court.contribute{value: amount + over}(id, side);
        paidIn += amount + over;
        heldEther += amount + over < missing ? amount + over : missing;
    }

    function appealRuling(uint256 which, uint256 who, uint256 over) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id == 0) return;
        uint256 price = court.appealCost(id, "");
        if (price == 2 ** 255 - 1) return;
        vm.prank(contributor(who, dispute.isInToken));
        if (dispute.isInToken) {
            try court.appeal(id, "") {
                heldTokens += price;
            } catch {
                onlyTheTokenRefuses();
            }
            return;
        }
        over %= 1 ether;
        court.appeal{value: price + over}(id, "");
        paidIn += price + over;
        heldEther += price;
    }

    /// @dev The fourth of them takes no ether back, until it relents.
    function contributor(uint256 who, bool isInToken) private view returns (address) {
        who %= isInToken ? 3 : 4;
        return who == 3 ? address(clients[4]) : address(uint160(0xC0 + who));
    }

    function withdrawContributions(uint256 which) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id == 0 || !dispute.isFinal) return;
        takeContributions(id, dispute.isInToken);
    }

    function takeContributions(uint256 id, bool isInToken) internal {
        for (uint256 i; i < delivered[id].length; ++i) {
            for (uint256 who; who < 4; ++who) {
                takeContribution(id, delivered[id][i], contributor(who, false), isInToken);
            }
        }
    }

    function takeContribution(uint256 id, uint64 of_, address account, bool isInToken) private {
        (uint96 against, uint96 inFavour) = court.contributionOf(id, of_, account);
        if (against == 0 && inFavour == 0) return;
        claims += 2;
        uint256 before = address(court).balance;
        uint256 amount = court.withdrawContribution(id, of_, account);
        if (isInToken) {
            heldTokens -= amount;
            return;
        }
        paidOut += before - address(court).balance;
        heldEther -= amount;
    }

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

    function payerKey(uint256 who) private pure returns (uint256) {
        return uint256(keccak256(abi.encode("an account that asks", who % 2)));
    }

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

    function takeCredit(address payer) private {
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
    function settleCharged(uint256 id) private {
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
    function refund(uint256 id, Dispute memory dispute) private {
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

    /// @dev Fees and deliveries of all panels whose verdict stands, and stakes that were wrong and unanswered.
    function priceOf(uint256 id, Dispute memory dispute) private view returns (uint256 price) {
        uint256 seats = dispute.seats;
        for (uint256 p; p < heard[id].length; ++p) {
            uint256 cost_ = costOf(seats, dispute.isInToken);
            price += cost_;
            seats = 2 * seats + 1;
            if (p == 0) continue;
            Appeal memory made = court.appealOf(id, serials[id][p - 1]);
            if (!made.isContested && made.ruling == dispute.ruling) price += cost_ / 2;
        }
    }

    function tabs() private view returns (int256 tokens, uint256 amount) {
        for (uint256 i; i < accounts.length; ++i) {
            (int128 has, uint96 wei_) = court.tabOf(accounts[i]);
            (tokens, amount) = (tokens + has, amount + wei_);
        }
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

    // JURORS

    function putUpStake(uint256 who, uint256 amount, bool isServing) external {
        address juror = jurors[who % jurors.length];
        vm.prank(juror);
        amount = within(amount, 1, amount % 2 == 0 ? 1e20 : 1e24);
        try vault.stake(amount, isServing ? courts(0, humans) : none()) {
            note(juror);
        } catch {
            onlyTheTokenRefuses();
        }
    }

    function chooseCourts(uint256 who, uint256 choice) external {
        address juror = jurors[who % jurors.length];
        if (changes[juror].length == 0) return;
        vm.prank(juror);
        vault.serve(choice % 3 == 0 ? none() : choice % 3 == 1 ? courts(0) : courts(humans, 0));
        note(juror);
    }

    function askStakeBack(uint256 who, uint256 amount) external {
        address juror = jurors[who % jurors.length];
        if (changes[juror].length == 0) return;
        vault.fold(juror);
        note(juror);
        (,, uint128 staked,) = vault.jurorOf(juror);
        if (staked == 0) return;
        amount = within(amount, 1, staked);
        vm.prank(juror);
        vault.requestUnstake(amount);
        note(juror);
    }

    function takeStakeBack(uint256 who) external {
        address juror = jurors[who % jurors.length];
        (uint128 pending, uint64 readyAt) = vault.pendingOf(juror);
        if (pending == 0 || clock() < readyAt) return;
        vm.prank(juror);
        try vault.withdrawStake() {
            note(juror);
        } catch {
            onlyTheTokenRefuses();
        }
    }

    /// @dev An honest token moves whatever is owed or approved; so nothing may be refused for its sake.
    function onlyTheTokenRefuses() internal view virtual {
        isTrue(false, "an honest token refuses nothing");
    }

    function becomeHuman(uint256 who, uint160 human) external {
        registry.register(jurors[who % jurors.length], bytes20(human % 4));
    }

    function admitOrExpire(uint256 who) external {
        address juror = jurors[who % jurors.length];
        if (changes[juror].length == 0) return;
        bytes32 recorded = vault.personOf(humans, juror);
        bytes20 human = registry.humanityOf(juror);
        bytes32 now_ = human == 0
            ? bytes32(0)
            : keccak256(abi.encodePacked(keccak256("venire/1/person"), uint96(0), uint8(1), human));
        if (recorded != 0 && recorded != now_) {
            vault.expireAdmission(humans, juror);
        } else if (recorded == 0 && now_ != 0) {
            for (uint256 i; i < jurors.length; ++i) {
                if (vault.personOf(humans, jurors[i]) == now_) return;
            }
            vault.admit(humans, juror);
        } else {
            return;
        }
        note(juror);
    }

    // THE MODEL

    function note(address juror) private {
        (,, uint128 staked, uint256 packed_) = vault.jurorOf(juror);
        changes[juror].push(Change(vault.epoch(), staked, packed_, vault.personOf(humans, juror) != 0));
    }

    /// @dev A client may open its next dispute inside rule(), with what it was paid back.
    function noteOpened(uint256 before) private {
        uint256 fees = (court.disputeCount() - before) * cost();
        paidIn += fees;
        heldEther += fees;
    }

    function remember(uint256 id, uint256 ruling) private {
        isTrue(!endings[id].isFinal, "final once");
        endings[id] = Ending(true, ruling);
    }

    function pick(uint256 which) internal view returns (uint256 id, Dispute memory dispute) {
        uint256 count = court.disputeCount();
        if (count == 0) return (0, dispute);
        id = within(which, 1, count);
        dispute = court.disputeOf(id);
    }

    function costOf(uint256 seats, bool isInToken) private pure returns (uint256) {
        return isInToken ? seats * 3 ether + 1 ether : seats * 0.01 ether + 0.005 ether;
    }

    function stillAttestors(Dispute memory dispute) private view returns (uint256 count) {
        Bench memory signed = benches[dispute.attestorSet - 1];
        for (uint256 i; i < 5; ++i) {
            if ((dispute.signers >> i) & 1 == 0) continue;
            for (uint256 j; j < 5; ++j) {
                if (bench.addresses[j] == signed.addresses[i]) ++count;
            }
        }
    }

    // WHAT MUST HOLD

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
        Change memory expected;
        for (uint256 i; i < changes[juror].length; ++i) {
            if (changes[juror][i].epoch < boundary) expected = changes[juror][i];
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

/// @notice The same world over a token that turns as it is told: it refuses, says nothing, or lets anybody act while it
/// moves what others paid.
contract TreacherousWorld is World {
    function makeToken() internal override returns (StakeToken) {
        return new TreacherousToken();
    }

    function turnToken(uint256 to, bytes32 move) external {
        TreacherousToken(address(token)).turn(TreacherousToken.Mood(to % 5), move);
    }

    /// @dev Everybody takes what is owed while the token lets others in.
    function payEverybody(uint256 which, bytes32 move) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id != 0 && dispute.isFinal && !isSettled[id]) settleNow(id, dispute);
        TreacherousToken(address(token)).turn(TreacherousToken.Mood.Reentering, move);
        for (uint256 i; i < accounts.length; ++i) {
            withdrawFrom(accounts[i]);
        }
        if (id != 0 && dispute.isFinal) takeContributions(id, dispute.isInToken);
    }

    /// @dev Called by the token while it moves. What the locks refuse to whoever is inside changes nothing.
    function interrupt(bytes32 move) external {
        (uint256 a, uint256 b, bool isSo) = (uint64(bytes8(move)), uint64(uint256(move)), move[15] & 0x01 == 0);
        bytes[] memory moves = new bytes[](9);
        moves[0] = abi.encodeCall(this.putUpStake, (a, b, isSo));
        moves[1] = abi.encodeCall(this.takeStakeBack, (a));
        moves[2] = abi.encodeCall(this.openDisputeInToken, (a, isSo));
        moves[3] = abi.encodeCall(this.contributeTo, (a, b, b, isSo, true));
        moves[4] = abi.encodeCall(this.appealRuling, (a, b, b));
        moves[5] = abi.encodeCall(this.withdrawTab, (a));
        moves[6] = abi.encodeCall(this.withdrawContributions, (a));
        moves[7] = abi.encodeCall(this.settleDispute, (a));
        moves[8] = abi.encodeCall(this.chargeOffChain, (a));
        (bool isDone,) = address(this).call(moves[uint8(move[16]) % 9]);
        isDone;
    }

    function onlyTheTokenRefuses() internal view override {
        TreacherousToken.Mood mood = TreacherousToken(address(token)).mood();
        isTrue(mood != TreacherousToken.Mood.Honest && mood != TreacherousToken.Mood.Mute, "an honest token");
    }

    /// @dev In the end it moves what it is asked to: a token that never does is worth nothing to anybody.
    function checkExit() public override {
        TreacherousToken(address(token)).turn(TreacherousToken.Mood.Honest, 0);
        super.checkExit();
    }
}

/// @notice The laws, checked after every move of every story.
contract InvariantTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    World internal world;

    function setUp() public {
        world = makeWorld();
        world.begin();
    }

    function makeWorld() internal virtual returns (World) {
        return new World();
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(world);
    }

    function targetSelectors() external view virtual returns (FuzzSelector[] memory list) {
        list = new FuzzSelector[](1);
        list[0] = FuzzSelector(address(world), everyMove());
    }

    function everyMove() internal view returns (bytes4[] memory moves) {
        moves = new bytes4[](36);
        moves[0] = world.openDispute.selector;
        moves[1] = world.openDisputeInToken.selector;
        moves[2] = world.relent.selector;
        moves[3] = world.withdrawTab.selector;
        moves[4] = world.contributeTo.selector;
        moves[5] = world.appealRuling.selector;
        moves[6] = world.withdrawContributions.selector;
        moves[7] = world.deliverVerdict.selector;
        moves[8] = world.post.selector;
        moves[9] = world.announceRotation.selector;
        moves[10] = world.completeRotation.selector;
        moves[11] = world.executeRuling.selector;
        moves[12] = world.expireDispute.selector;
        moves[13] = world.settleDispute.selector;
        moves[14] = world.foldDebt.selector;
        moves[15] = world.retryRuling.selector;
        moves[16] = world.passTime.selector;
        moves[17] = world.putUpStake.selector;
        moves[18] = world.chooseCourts.selector;
        moves[19] = world.askStakeBack.selector;
        moves[20] = world.takeStakeBack.selector;
        moves[21] = world.admitOrExpire.selector;
        moves[22] = world.becomeHuman.selector;
        moves[23] = world.deliverVerdict.selector;
        moves[24] = world.appealRuling.selector;
        moves[25] = world.settleDispute.selector;
        moves[26] = world.executeRuling.selector;
        moves[27] = world.contributeTo.selector;
        moves[28] = world.depositCredit.selector;
        moves[29] = world.askCreditBack.selector;
        moves[30] = world.takeCreditBack.selector;
        moves[31] = world.askOffChain.selector;
        moves[32] = world.goOnOffChain.selector;
        moves[33] = world.goOnOffChain.selector;
        moves[34] = world.goOnOffChain.selector;
        moves[35] = world.goOnOffChain.selector;
    }

    /// @dev One invariant, so that one set of stories is told for all the laws.
    function invariantTheLawsHold() external view {
        world.checkMoney();
        world.checkBoundaries();
        world.checkRulings();
    }

    /// @dev At the end of each story the time comes for every dispute that is left.
    function afterInvariant() external {
        world.checkEndings();
        world.checkExit();
    }
}

/// @notice The same laws where the token itself is the attacker.
contract TreacherousInvariantTest is InvariantTest {
    function makeWorld() internal override returns (World) {
        return new TreacherousWorld();
    }

    /// @dev The token turns as often as anything of tokens happens.
    function targetSelectors() external view override returns (FuzzSelector[] memory list) {
        list = new FuzzSelector[](2);
        list[0] = FuzzSelector(address(world), everyMove());
        bytes4[] memory turns = new bytes4[](2);
        turns[0] = TreacherousWorld.turnToken.selector;
        turns[1] = TreacherousWorld.payEverybody.selector;
        list[1] = FuzzSelector(address(world), turns);
    }
}
