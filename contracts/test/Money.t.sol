// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IDisputes} from "../interfaces/IDisputes.sol";
import {Heard, IPurse, Leaf, Progress, Run, Settlement, Tally} from "../interfaces/IPurse.sol";
import {IReturns} from "../interfaces/IReturns.sol";
import {IVault} from "../interfaces/IVault.sol";
import {Client} from "../mocks/Clients.sol";
import {Hall} from "./Hall.sol";
import {Vm} from "./Test.sol";

/// @notice Settlement: what a final ruling takes and gives, seat by seat.
contract SettlementTest is Hall {
    uint256 private constant FEE = 0.01 ether;

    function setUp() public override {
        super.setUp();
        enrol(0, 15);
    }

    /// @dev One panel sits, nobody appeals, the ruling bites.
    function held(string memory seats) internal returns (uint256 id) {
        uint256 count = bytes(seats).length;
        id = court.createDispute{value: count * FEE + 0.005 ether}(3, abi.encode(uint96(0), count));
        sit(id, seats, 0);
        passWindows();
        court.execute(id);
    }

    function expectTab(uint256 number, int256 tokens, uint256 amount) private view {
        (int128 has, uint96 wei_) = court.tabOf(juror(number));
        isTrue(has == tokens, "tokens");
        equal(wei_, amount, "wei");
    }

    // THE TABLE

    function testEveryStateOfASeatPaysItsPrice() public {
        uint256 id = held("11111112aruilsq");
        settle(id);
        uint256 pot = 10 ether + 12.5 ether + 6.25 ether + 15 ether + 15 ether + 100 ether;
        expectTab(0, int256(pot / 7), 15 * FEE / 7);
        expectTab(6, int256(pot / 7), 15 * FEE / 7);
        expectTab(7, -10 ether, 0);
        expectTab(8, -12.5 ether, 0);
        expectTab(9, -6.25 ether, 0);
        expectTab(10, -15 ether, 0);
        expectTab(11, -15 ether, 0);
        expectTab(12, -100 ether, 0);
        expectTab(13, 0, 0);
        expectTab(14, 0, 0);
        (int128 tokens, uint96 amount) = court.tabOf(DELIVERER);
        isTrue(
            amount == 0.005 ether + 15 * FEE % 7 && uint128(tokens) == pot % 7,
            "the delivery, and what seven can't share"
        );
        isTrue(court.disputeOf(id).deliveryHash == bytes32(uint256(1)), "settled");
    }

    function testUnanimityCostsNobody() public {
        settle(held("111"));
        expectTab(0, 0, FEE);
        expectTab(2, 0, FEE);
    }

    function testDustGoesToTheDeliverer() public {
        settle(held("1112222"));
        expectTab(3, 30 ether / 4, 7 * FEE / 4);
        equal(owed(DELIVERER), 0.005 ether + (7 * FEE) % 4, "wei that four can't share");
    }

    function testARedrawnPanelPaysForBothSittings() public {
        uint256 id = court.createDispute{value: cost()}(3, "");
        sit(id, "1aa|112", 0);
        passWindows();
        court.execute(id);
        settle(id);
        // Fees of three seats are shared by three earners of both sittings: juror 0 earned in the first one.
        expectTab(0, int256(35 ether) / 3, 3 * FEE / 3);
        expectTab(1, -12.5 ether, 0);
        expectTab(3, int256(35 ether) / 3, FEE);
        expectTab(5, -10 ether, 0);
    }

    // NOBODY PAID TWICE, NOBODY LEFT OUT

    function testADisputeIsSettledOnce() public {
        uint256 id = held("112");
        settle(id);
        uint256 before = owed(juror(0));
        settle(id);
        equal(owed(juror(0)), before, "the second time does nothing");
    }

    function testABatchIsNotSpoiltByWhoeverSettlesOneOfItFirst() public {
        uint256 a = held("112");
        uint256 b = held("122");
        Settlement[] memory both = new Settlement[](2);
        (both[0], both[1]) = (settlementOf(a), settlementOf(b));
        settle(a);
        court.settle(both);
        isTrue(court.disputeOf(b).deliveryHash == bytes32(uint256(1)), "the other one is settled");
        expectTab(1, int256(PENALTY), 3 * FEE);
    }

    function testNothingIsSettledBeforeTheRulingIsFinal() public {
        uint256 id = court.createDispute{value: cost()}(3, "");
        sit(id, "112", 0);
        Settlement[] memory one = new Settlement[](1);
        one[0] = settlementOf(id);
        vm.expectRevert(abi.encodeWithSelector(IPurse.NotSettleable.selector, id));
        court.settle(one);
    }

    function testForeignLeavesAreRefused() public {
        uint256 id = held("112");
        Settlement[] memory one = new Settlement[](1);
        one[0] = settlementOf(id);
        // Another juror, another state, another order: all another root.
        for (uint256 i; i < 3; ++i) {
            one[0].leaves = leaves[id];
            if (i == 0) one[0].leaves[0].who = one[0].leaves[2].who;
            if (i == 1) one[0].leaves[2].what = one[0].leaves[0].what;
            if (i == 2) (one[0].leaves[0], one[0].leaves[1]) = (one[0].leaves[1], one[0].leaves[0]);
            vm.expectRevert(abi.encodeWithSelector(IPurse.WrongBallots.selector, id, 0));
            court.settle(one);
        }
        one[0].leaves = new Leaf[](2);
        vm.expectRevert(abi.encodeWithSelector(IPurse.WrongLeafCount.selector, id, 2, 3));
        court.settle(one);
    }

    function testForeignPanelsAreRefused() public {
        uint256 id = held("112");
        Settlement[] memory one = new Settlement[](1);
        one[0] = settlementOf(id);
        one[0].panels[0].deliverer = address(this);
        vm.expectRevert(abi.encodeWithSelector(IPurse.WrongDelivery.selector, id, 0));
        court.settle(one);
        one[0] = settlementOf(id);
        one[0].panels[0].panel = 1;
        vm.expectRevert(abi.encodeWithSelector(IPurse.WrongPanel.selector, 1, 0));
        court.settle(one);
        one[0].panels = new Heard[](2);
        vm.expectRevert(abi.encodeWithSelector(IPurse.WrongPanels.selector, id, 2, 1));
        court.settle(one);
    }

    function testTheHistoryOfAnAppealIsRefusedWhenItIsRewritten() public {
        uint256 id = court.createDispute{value: cost()}(3, "");
        sit(id, "112", 0);
        appeal(id, address(0xA11A));
        passWindows();
        sit(id, "2222222", 3);
        passWindows();
        court.execute(id);
        Settlement[] memory one = new Settlement[](1);
        for (uint256 i; i < 3; ++i) {
            one[0] = settlementOf(id);
            if (i == 0) one[0].panels[0].isContested = true;
            if (i == 1) one[0].panels[0].ruling = 2;
            if (i == 2) one[0].panels[0].deliverer = address(this);
            vm.expectRevert(abi.encodeWithSelector(IPurse.WrongHistory.selector, id));
            court.settle(one);
        }
        settle(id);
    }

    function testEveryPanelIsHeldToTheFinalRuling() public {
        uint256 id = court.createDispute{value: cost()}(3, "");
        sit(id, "112", 0);
        appeal(id, address(0xA11A));
        passWindows();
        sit(id, "2222221", 3);
        passWindows();
        court.execute(id);
        settle(id);
        expectTab(0, -10 ether, 0);
        expectTab(2, int256(30 ether) / 7, 3 * FEE);
        expectTab(3, int256(30 ether) / 7, 7 * FEE / 6);
        expectTab(9, -10 ether, 0);
    }

    // DEBTS

    function testADebtIsTakenOutOfTheStakeWhenItIsFolded() public {
        settle(held("112"));
        equal(stakeOf(juror(2)), STAKE, "not yet");
        equal(vault.fold(juror(2)), PENALTY, "by anyone");
        equal(stakeOf(juror(2)), STAKE - PENALTY, "now");
        expectTab(2, 0, 0);
        equal(vault.fold(juror(2)), 0, "once");
        vm.warp(clock() + EPOCH);
        (uint128 at,) = vault.stateAt(juror(2), vault.epoch());
        equal(at, STAKE - PENALTY, "and at the next boundary it weighs less");
    }

    function testADebtIsTakenOutOfWhatWasAskedBackToo() public {
        uint256 id = held("112");
        vm.prank(juror(2));
        vault.requestUnstake(STAKE);
        settle(id);
        vault.fold(juror(2));
        (uint128 pending,) = vault.pendingOf(juror(2));
        equal(pending, STAKE - PENALTY, "out of what is pending");
    }

    function testStakeThatLeavesIsFoldedFirst() public {
        uint256 id = held("112");
        vm.prank(juror(2));
        vault.requestUnstake(STAKE);
        settle(id);
        (, uint64 readyAt) = vault.pendingOf(juror(2));
        vm.warp(readyAt);
        vm.prank(juror(2));
        equal(vault.withdrawStake(), STAKE - PENALTY, "less what it owes");
        equal(token.balanceOf(juror(2)), STAKE - PENALTY, "paid");
    }

    function testWhatAJurorEarnedIsWithdrawnByAnyone() public {
        settle(held("112"));
        (uint256 amount, uint256 tokens) = court.withdraw(juror(0));
        isTrue(amount == 3 * FEE / 2 && tokens == PENALTY / 2, "fee and pot");
        isTrue(juror(0).balance == amount && token.balanceOf(juror(0)) == tokens, "paid");
        equal(token.balanceOf(address(vault)), 15 * STAKE - tokens, "out of the vault");
    }

    function testOnlyTheVaultCollects() public {
        vm.expectRevert(abi.encodeWithSelector(IPurse.OnlyVault.selector, address(this)));
        court.collect(juror(0));
    }

    function testOnlyTheArbitratorPaysTokensOut() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.NotArbitrator.selector, address(this)));
        vault.pay(address(this), 1);
    }

    function rule(uint256, uint256) external {}
}

/// @notice Settlements too long for one transaction: runs that ascend, charges before credits.
contract LongSettlementTest is Hall {
    uint256 private constant FEE = 0.01 ether;
    uint256 private id;

    /// @dev 600 leaves, of which 100 are skipped draws.
    function setUp() public override {
        super.setUp();
        id = court.createDispute{value: 500 * FEE + 0.005 ether}(3, abi.encode(uint96(0), uint256(500)));
    }

    function hold(bytes1 odd) private {
        bytes memory seats = new bytes(600);
        for (uint256 i; i < 600; ++i) {
            seats[i] = i % 6 == 5 ? bytes1("s") : i % 2 == 0 ? bytes1("1") : odd;
        }
        sit(id, string(seats), 0);
        passWindows();
        court.execute(id);
        enrol(0, 12);
    }

    function run(Progress memory progress, uint256 count) private view returns (Run memory made) {
        made.leaves = new Leaf[](count);
        for (uint256 i; i < count; ++i) {
            made.leaves[i] = leaves[id][progress.nextLeaf + i];
        }
        made.path = pathOf(progress.nextLeaf, count);
    }

    /// @dev What a run lacks of the tree: left neighbour, then right one, level by level; padding isn't handed in.
    function pathOf(uint256 from, uint256 count) private view returns (bytes32[] memory path) {
        uint256 width = leaves[id].length;
        bytes32[] memory level = new bytes32[](width);
        for (uint256 i; i < width; ++i) {
            level[i] = hashOf(leaves[id][i], 0);
        }
        uint256 to = from + count;
        bytes32 pad;
        bytes32[64] memory found;
        uint256 length;
        while (width > 1) {
            if (from % 2 == 1) found[length++] = level[from - 1];
            if (to % 2 == 1 && to < width) found[length++] = level[to];
            for (uint256 i; i < (width + 1) / 2; ++i) {
                bytes32 right = 2 * i + 1 < width ? level[2 * i + 1] : pad;
                level[i] = keccak256(abi.encodePacked(bytes1(0x01), level[2 * i], right));
            }
            pad = keccak256(abi.encodePacked(bytes1(0x01), pad, pad));
            (from, to, width) = (from / 2, (to + 1) / 2, (width + 1) / 2);
        }
        path = new bytes32[](length);
        for (uint256 i; i < length; ++i) {
            path[i] = found[i];
        }
    }

    function none_() private pure returns (Run memory run_) {}

    /// @dev The progress that the last run's event told.
    function told() private returns (Progress memory progress) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == IPurse.SettlementRun.selector) progress = abi.decode(logs[i].data, (Progress));
        }
    }

    function settleInRuns(uint256 size) private returns (uint256 runs) {
        Progress memory progress;
        Run memory last;
        if (court.disputeOf(id).isTied) {
            progress.nextLeaf = 599;
            last = run(progress, 1);
            progress.nextLeaf = 0;
        }
        vm.recordLogs();
        for (; court.disputeOf(id).deliveryHash != bytes32(uint256(1)); ++runs) {
            uint256 count = 600 - progress.nextLeaf < size ? 600 - progress.nextLeaf : size;
            court.settleRun(id, panelsOf(id), progress, run(progress, count), last, tallies[id]);
            progress = told();
        }
    }

    function testALongSettlementIsTheSameWhateverItsRuns() public {
        hold("2");
        uint256 state = vm.snapshotState();
        equal(settleInRuns(600), 2, "one to charge, one to pay");
        (int128 tokens, uint96 amount) = court.tabOf(juror(0));
        (int128 lost,) = court.tabOf(juror(1));
        uint256 delivered = owed(DELIVERER);
        vm.revertToState(state);
        equal(settleInRuns(131), 10, "five and five");
        (int128 tokensAgain, uint96 amountAgain) = court.tabOf(juror(0));
        isTrue(tokens == tokensAgain && amount == amountAgain, "the same");
        (int128 lostAgain,) = court.tabOf(juror(1));
        isTrue(lost == lostAgain && lost < 0 && delivered == owed(DELIVERER), "for everybody");
    }

    function testALongTieLearnsItsLeadersFromTheLastLeaf() public {
        bytes memory seats = new bytes(600);
        for (uint256 i; i < 600; ++i) {
            seats[i] = i < 299 ? bytes1("1") : i < 598 ? bytes1("2") : bytes1("3");
        }
        sit(id, string(seats), 0);
        passWindows();
        court.execute(id);
        enrol(598, 2);
        settleInRuns(200);
        isTrue(court.disputeOf(id).isTied && tokensOf(juror(599)) == -int256(PENALTY), "only the strays pay");
        equal(owed(juror(599)), 500 * FEE / 600, "and keep their fee");
    }

    function testARunIsNeitherRepeatedNorSkippedNorShort() public {
        hold("2");
        Progress memory progress;
        Heard[] memory panels = panelsOf(id);
        vm.expectRevert(abi.encodeWithSelector(IPurse.RunTooShort.selector, 127, 128));
        court.settleRun(id, panels, progress, run(progress, 127), none_(), tallies[id]);
        Run memory first = run(progress, 200);
        vm.recordLogs();
        court.settleRun(id, panels, progress, first, none_(), tallies[id]);
        Progress memory second = told();
        vm.expectRevert(abi.encodeWithSelector(IPurse.WrongDelivery.selector, id, 0));
        court.settleRun(id, panels, progress, first, none_(), tallies[id]);
        second.nextLeaf = 400;
        vm.expectRevert(abi.encodeWithSelector(IPurse.WrongProgress.selector, id));
        court.settleRun(id, panels, second, run(second, 200), none_(), tallies[id]);
        second.nextLeaf = 200;
        Run memory other = run(second, 200);
        other.leaves[7] = first.leaves[7];
        vm.expectRevert(abi.encodeWithSelector(IPurse.WrongBallots.selector, id, 0));
        court.settleRun(id, panels, second, other, none_(), tallies[id]);
        second.pot += 1;
        vm.expectRevert(abi.encodeWithSelector(IPurse.WrongProgress.selector, id));
        court.settleRun(id, panels, second, run(second, 200), none_(), tallies[id]);
    }

    // GIVEN UP

    /// @dev As if nobody had leaves from 400 on: fees go back, and what was taken of the jurors before.
    function testALongSettlementThatStopsWhileItChargesIsGivenUp() public {
        hold("2");
        Progress memory progress;
        vm.recordLogs();
        court.settleRun(id, panelsOf(id), progress, run(progress, 400), none_(), tallies[id]);
        Progress memory second = told();
        vm.warp(court.disputeOf(id).deadline + 180 days);
        Heard[] memory panels = panelsOf(id);
        vm.expectRevert(abi.encodeWithSelector(IPurse.WrongDelivery.selector, id, 0));
        court.returnFees(id, panels, progress);
        court.returnFees(id, panels, second);

        int256 taken;
        for (uint256 i; i < 12; ++i) {
            taken -= tokensOf(juror(i));
        }
        isTrue(taken > 0 && taken == int256(second.pot) && tokensOf(address(this)) == taken, "to who opened it");
        equal(owed(address(this)), 500 * FEE + 0.005 ether, "with the price");
        Run memory next = run(second, 200);
        vm.expectRevert(abi.encodeWithSelector(IPurse.WrongProgress.selector, id));
        court.settleRun(id, panels, second, next, none_(), tallies[id]);
    }

    /// @dev All its leaves have been shown by then, and some are paid: what is paid twice would be others' money.
    function testALongSettlementThatPaysAlreadyIsNeverGivenUp() public {
        hold("2");
        Progress memory progress;
        vm.recordLogs();
        court.settleRun(id, panelsOf(id), progress, run(progress, 600), none_(), tallies[id]);
        progress = told();
        vm.warp(court.disputeOf(id).deadline + 180 days);
        Heard[] memory panels = panelsOf(id);
        vm.expectRevert(abi.encodeWithSelector(IReturns.AllLeavesShown.selector, id));
        court.returnFees(id, panels, progress);
        court.settleRun(id, panelsOf(id), progress, run(progress, 600), none_(), tallies[id]);
        isTrue(court.disputeOf(id).deliveryHash == bytes32(uint256(1)), "anyone goes on");
    }

    function testALongOneIsNotSettledAtOnceAndAShortOneNotInRuns() public {
        hold("2");
        Settlement[] memory one = new Settlement[](1);
        one[0] = settlementOf(id);
        vm.expectRevert(abi.encodeWithSelector(IPurse.TooManyLeaves.selector, id, 600, 511));
        court.settle(one);

        id = open();
        sit(id, "112", 0);
        passWindows();
        court.execute(id);
        Progress memory progress;
        Heard[] memory panels = panelsOf(id);
        Run memory all = run(progress, 3);
        vm.expectRevert(abi.encodeWithSelector(IPurse.TooFewLeaves.selector, id, 3, 512));
        court.settleRun(id, panels, progress, all, none_(), tallies[id]);
    }

    function rule(uint256, uint256) external {}
}
