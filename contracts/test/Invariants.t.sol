// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

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
import {Courthouse} from "./Courthouse.sol";
import {Test} from "./Test.sol";

/// @notice Everything anybody may do, in any order, at any time. No call here may revert: what isn't lawful isn't tried.
/// @dev Beside the contracts it keeps the plainest model of them: whole histories, and money in and out.
contract World is Courthouse {
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
    uint256 public feesHeld;
    Client[] public clients;
    address[] public jurors;
    mapping(address juror => Change[]) public changes;
    mapping(address juror => uint256) public asked;
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
        for (uint160 i; i < 4; ++i) {
            jurors.push(address(0x1000 + i));
            fund(address(0x1000 + i), 1e30);
        }
        vm.deal(address(this), 1e30);
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
        feesHeld += fee;
    }

    function relent(uint256 who) external {
        Client client = clients[who % clients.length];
        if (address(client) == address(clients[1])) RevertingClient(payable(address(client))).relent();
        if (address(client) == address(clients[4])) EtherRefusingClient(payable(address(client))).relent();
    }

    function withdraw(uint256 who) external {
        Client client = clients[who % clients.length];
        uint256 amount = owed(address(client));
        if (amount == 0) return;
        // Nobody can make it take its ether; it stays owed.
        if (address(client) == address(clients[4]) && !EtherRefusingClient(payable(address(client))).isWilling()) {
            return;
        }
        court.withdraw(address(client));
        paidOut += amount;
    }

    // ATTESTORS

    function deliverVerdict(uint256 which, uint256 ruling, uint256 from, bool isRedraw, bool isTied) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id == 0 || dispute.isFinal || dispute.deliveredAt != 0) return;
        if (clock() > dispute.deadline - 3 * FLOOR) return;
        Verdict memory verdict = verdictOf(within(ruling, 0, dispute.choices), dispute.serial + 1);
        verdict.panel = isRedraw || dispute.panel == 1 ? 1 : 0;
        verdict.tied = isTied;
        if (dispute.court == humans) verdict.policyHash = 0;
        bytes memory signatures = sign(bench, typed(verdictHash(id, verdict, bench)), from % 3, 3);
        court.deliver(id, verdict, bench.members, bench.k, signatures);
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
            if (clock() < dispute.deadline) court.lapse(id, signed.members, signed.k, bench.members, bench.k);
            return;
        }
        if (clock() < dispute.deliveredAt + windowSeconds()) return;
        uint256 before = court.disputeCount();
        if (dispute.attestorSet == benches.length) court.execute(id);
        else court.execute(id, signed.members, signed.k, bench.members, bench.k);
        remember(id, dispute.ruling);
        noteOpened(before);
    }

    function expireDispute(uint256 which) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id == 0 || dispute.isFinal || clock() < dispute.deadline) return;
        if (dispute.deliveredAt == 0) feesHeld -= costOf(dispute);
        uint256 before = court.disputeCount();
        court.expire(id);
        remember(id, dispute.ruling);
        noteOpened(before);
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
        vault.stake(within(amount, 1, 1e24), isServing ? courts(0, humans) : none());
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
        (,, uint128 staked,) = vault.jurorOf(juror);
        if (staked == 0) return;
        amount = within(amount, 1, staked);
        vm.prank(juror);
        vault.requestUnstake(amount);
        asked[juror] += amount;
        note(juror);
    }

    function takeStakeBack(uint256 who) external {
        address juror = jurors[who % jurors.length];
        (uint128 pending, uint64 readyAt) = vault.pendingOf(juror);
        if (pending == 0 || clock() < readyAt) return;
        vm.prank(juror);
        asked[juror] -= vault.withdrawStake();
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
        feesHeld += fees;
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

    function costOf(Dispute memory dispute) private pure returns (uint256) {
        return uint256(dispute.seats) * 0.01 ether + 0.005 ether;
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
        uint256 due;
        for (uint256 i; i < clients.length; ++i) {
            due += owed(address(clients[i]));
        }
        equal(address(court).balance, paidIn - paidOut, "in = out + what is here");
        equal(address(court).balance, feesHeld + due, "what is here is held or owed");
    }

    function checkStake() external view {
        uint256 held;
        for (uint256 i; i < jurors.length; ++i) {
            (uint128 pending,) = vault.pendingOf(jurors[i]);
            equal(pending, asked[jurors[i]], "pending");
            held += pending;
            if (changes[jurors[i]].length == 0) continue;
            (,, uint128 staked,) = vault.jurorOf(jurors[i]);
            held += staked;
        }
        equal(token.balanceOf(address(vault)), held, "the vault holds what it says");
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
            // Enough for any caller, and so that one client that burns its gas leaves some for the next.
            court.expire{gas: 2_000_000}(id);
            isTrue(court.disputeOf(id).isFinal, "ended");
        }
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
        bytes4[] memory moves = new bytes4[](17);
        moves[0] = world.openDispute.selector;
        moves[1] = world.relent.selector;
        moves[2] = world.withdraw.selector;
        moves[3] = world.deliverVerdict.selector;
        moves[4] = world.post.selector;
        moves[5] = world.announceRotation.selector;
        moves[6] = world.completeRotation.selector;
        moves[7] = world.executeRuling.selector;
        moves[8] = world.expireDispute.selector;
        moves[9] = world.retryRuling.selector;
        moves[10] = world.passTime.selector;
        moves[11] = world.putUpStake.selector;
        moves[12] = world.chooseCourts.selector;
        moves[13] = world.askStakeBack.selector;
        moves[14] = world.takeStakeBack.selector;
        moves[15] = world.admitOrExpire.selector;
        moves[16] = world.becomeHuman.selector;
        list = new FuzzSelector[](1);
        list[0] = FuzzSelector(address(world), moves);
    }

    /// @dev One invariant, so that one set of stories is told for all the laws.
    function invariantTheLawsHold() external view {
        world.checkMoney();
        world.checkStake();
        world.checkBoundaries();
        world.checkRulings();
    }

    /// @dev At the end of each story the time comes for every dispute that is left.
    function afterInvariant() external {
        world.checkEndings();
    }
}
