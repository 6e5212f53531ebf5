// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Appeal, Side} from "../interfaces/IAppeals.sol";
import {Dispute, Verdict} from "../interfaces/IDisputes.sol";
import {Terms} from "../interfaces/ICourts.sol";
import {
    Client,
    EtherRefusingClient,
    GasEater,
    ReenteringClient,
    ReturndataBomb,
    RevertingClient
} from "../mocks/Clients.sol";
import {Hall} from "./Hall.sol";
import {Test} from "./Test.sol";

/// @notice Everything anybody may do, in any order, at any time. No call here may revert: what isn't lawful isn't tried.
/// @dev Beside the contracts it keeps the plainest model of them: whole histories, and money in and out. What disputes
/// hold is counted as it comes in and goes out, apart from what the contracts say of it.
contract World is Hall {
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
        court.createDispute(within(seats, 1, 255), extraData, address(token), fee + seats % 2);
        heldTokens += fee;
    }

    function relent(uint256 who) external {
        Client client = clients[who % clients.length];
        if (address(client) == address(clients[1])) RevertingClient(payable(address(client))).relent();
        if (address(client) == address(clients[4])) EtherRefusingClient(payable(address(client))).relent();
    }

    function withdrawTab(uint256 who) external {
        withdrawFrom(accounts[who % accounts.length]);
    }

    function withdrawFrom(address account) private {
        (int128 tokens, uint96 amount) = court.tabOf(account);
        // Nobody can make it take its ether; it stays owed.
        if (tokens <= 0 && (amount == 0 || refuses(account))) return;
        (uint256 paid,) = court.withdraw(account);
        paidOut += paid;
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
            court.contribute(id, side, amount + over);
            heldTokens += amount + over < missing ? amount + over : missing;
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
            court.appeal(id, "");
            heldTokens += price;
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

    function takeContributions(uint256 id, bool isInToken) private {
        for (uint256 i; i < delivered[id].length; ++i) {
            for (uint256 who; who < 4; ++who) {
                takeContribution(id, delivered[id][i], contributor(who, false), isInToken);
            }
        }
    }

    function takeContribution(uint256 id, uint64 of_, address account, bool isInToken) private {
        (uint96 against, uint96 inFavour) = court.contributionOf(id, of_, account);
        if (against == 0 && inFavour == 0) return;
        uint256 before = address(court).balance;
        uint256 amount = court.withdrawContribution(id, of_, account);
        paidOut += before - address(court).balance;
        if (isInToken) heldTokens -= amount;
        else heldEther -= amount;
        claims += 2;
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
    function settleNow(uint256 id, Dispute memory dispute) private {
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
        vault.stake(within(amount, 1, amount % 2 == 0 ? 1e20 : 1e24), isServing ? courts(0, humans) : none());
        note(juror);
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
        vault.withdrawStake();
        note(juror);
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

    function pick(uint256 which) private view returns (uint256 id, Dispute memory dispute) {
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
    function checkExit() external {
        for (uint256 id = 1; id <= court.disputeCount(); ++id) {
            Dispute memory dispute = court.disputeOf(id);
            if (!isSettled[id]) settleNow(id, dispute);
            takeContributions(id, dispute.isInToken);
        }
        for (uint256 i; i < accounts.length; ++i) {
            withdrawFrom(accounts[i]);
        }
        for (uint256 i; i < jurors.length; ++i) {
            leave(jurors[i]);
        }
        (, uint96 refused) = court.tabOf(address(clients[4]));
        atMost(address(court).balance - refused, claims, "a wei for each claim of the arbitrator's ether");
        atMost(token.balanceOf(address(vault)), claims, "and of the vault's tokens");
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

/// @notice The laws, checked after every move of every story.
contract InvariantTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    World private world;

    function setUp() public {
        world = new World();
        world.begin();
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(world);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory list) {
        bytes4[] memory moves = new bytes4[](28);
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
        list = new FuzzSelector[](1);
        list[0] = FuzzSelector(address(world), moves);
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
