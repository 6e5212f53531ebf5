// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Terms} from "../interfaces/ICourts.sol";
import {IAppeals, Side} from "../interfaces/IAppeals.sol";
import {Dispute, IDisputes, Verdict} from "../interfaces/IDisputes.sol";
import {IPurse, Settlement} from "../interfaces/IPurse.sol";
import {IVault} from "../interfaces/IVault.sol";
import {Client, EtherRefusingClient, RevertingClient} from "../mocks/Clients.sol";
import {FalseReturningToken, FeeOnTransferToken} from "../mocks/HostileTokens.sol";
import {StakeToken} from "../mocks/StakeToken.sol";
import {Arbitrator} from "./Courthouse.sol";
import {Hall} from "./Hall.sol";

/// @notice Other courts' troubles with money, by their number in docs/3-threats.md, and attacks on this one.
contract TroublesTest is Hall {
    address private constant ANNA = address(0xA11A);
    uint256 private constant FEE = 0.01 ether;

    function setUp() public override {
        super.setUp();
        enrol(0, 40);
    }

    function opened(uint256 seats) private returns (uint256) {
        return court.createDispute{value: seats * FEE + 0.005 ether}(3, abi.encode(uint96(0), seats));
    }

    function finish(uint256 id) private {
        passWindows();
        court.execute(id);
    }

    function held(string memory seats) private returns (uint256 id) {
        id = opened(bytes(seats).length);
        sit(id, seats, 0);
        finish(id);
    }

    function rulingOf(uint256 id) private view returns (uint256 ruling) {
        (ruling,,) = court.currentRuling(id);
    }

    // TROUBLES

    function testTrouble1WhatIsStakedIsWhatIsHeldAfterPenaltiesAndRewards() public {
        settle(held("112"));
        fold(0, 3);
        int256 owed_;
        uint256 staked;
        for (uint256 i; i < 40; ++i) {
            owed_ += tokensOf(juror(i));
            staked += stakeOf(juror(i));
        }
        equal(token.balanceOf(address(vault)), uint256(int256(staked) + owed_), "stakes and tabs");
    }

    function testTrouble2AClientThatRevertsBlocksNeitherContributorsNorJurors() public {
        RevertingClient client = new RevertingClient(court);
        uint256 id = client.open{value: cost()}(2, "");
        sit(id, "112", 0);
        appeal(id, ANNA);
        passWindows();
        sit(id, "2222222", 3);
        finish(id);
        isTrue(!court.disputeOf(id).isRuled, "it reverts");
        isTrue(court.withdrawContribution(id, serials[id][0], ANNA) != 0, "and they have their money");
        settle(id);
        isTrue(owed(juror(3)) != 0, "and they their fees");
    }

    /// @dev A court of its own over another token.
    function over(StakeToken other) private returns (Arbitrator) {
        address next = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 3);
        vault = deployVault(other, next);
        chambers = deployChambers();
        return Arbitrator(deploy("Arbitrator.sol:Arbitrator", abi.encode(setup())));
    }

    function testTrouble3ATokenThatKeepsAPartOrSaysNoPaysForNoDispute() public {
        StakeToken taking = new FeeOnTransferToken();
        Arbitrator other = over(taking);
        taking.mint(address(this), 100 ether);
        taking.approve(address(other), 100 ether);
        vm.expectRevert(abi.encodeWithSelector(IVault.FeeOnTransfer.selector, 10 ether, 9.9 ether));
        other.createDispute(2, "", address(taking), 10 ether);
        StakeToken saying = new FalseReturningToken();
        other = over(saying);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(saying)));
        other.createDispute(2, "", address(saying), 10 ether);
    }

    function testTrouble5AndProbe17In2To2To1TheFifthIsNotCoherent() public {
        settle(held("11223"));
        isTrue(tokensOf(juror(0)) == int256(PENALTY) / 4 && tokensOf(juror(3)) == int256(PENALTY) / 4, "leaders share");
        isTrue(tokensOf(juror(4)) == -int256(PENALTY), "the stray pays");
        equal(owed(juror(4)), FEE, "and keeps a fee for voting");
    }

    function testTrouble14AnUnknownDisputeHasNoMoney() public {
        bytes memory reason = abi.encodeWithSelector(IDisputes.UnknownDispute.selector, 9);
        vm.expectRevert(reason);
        court.appeal{value: 1}(9, "");
        vm.expectRevert(reason);
        court.contribute{value: 1}(9, Side.For);
        vm.expectRevert(reason);
        court.withdrawContribution(9, 1, ANNA);
        vm.expectRevert(reason);
        court.appealCost(9, "");
        Settlement[] memory list = new Settlement[](1);
        list[0].disputeId = 9;
        vm.expectRevert(reason);
        court.settle(list);
    }

    function testTrouble20AJurorInEightCourtsLeavesThemAllAtOnce() public {
        uint96[] memory eight = new uint96[](8);
        for (uint96 i = 1; i < 8; ++i) {
            court.createCourt(0, keccak256(abi.encode(i)), terms());
            eight[i] = i;
        }
        vm.prank(juror(0));
        vault.serve(eight);
        vm.prank(juror(0));
        vault.serve(none());
        (,,, uint256 packed_) = vault.jurorOf(juror(0));
        equal(packed_, 0, "in none");
    }

    function testTrouble21AJurorThatRefusesEtherStillGetsItsTokens() public {
        EtherRefusingClient client = new EtherRefusingClient(court);
        vm.etch(juror(0), address(client).code);
        settle(held("112"));
        (uint256 amount, uint256 tokens) = court.withdraw(juror(0));
        isTrue(amount == 0 && tokens == PENALTY / 2, "tokens only");
        equal(owed(juror(0)), 3 * FEE / 2, "its ether stays owed, visibly");
        vm.expectRevert(abi.encodeWithSelector(IPurse.EtherRefused.selector, juror(0), 3 * FEE / 2));
        court.withdraw(juror(0));
    }

    function testTrouble24AnInsolventJurorPaysWhatIsLeftInManyDisputesAtOnce() public {
        // A stake of 12 and penalties of 10 each: the second dispute gets 2, the third nothing.
        stake(juror(50), 12 ether, courts(0));
        uint256[3] memory ids;
        for (uint256 i; i < 3; ++i) {
            ids[i] = opened(3);
            sit(ids[i], "211", 50);
        }
        passWindows();
        for (uint256 i; i < 3; ++i) {
            court.execute(ids[i]);
            settle(ids[i]);
        }
        isTrue(tokensOf(juror(50)) == -12 ether, "twelve");
        isTrue(tokensOf(juror(51)) == 6 ether, "and nobody earned more than was paid");
        equal(vault.fold(juror(50)), 12 ether, "folded");
        equal(vault.atRisk(juror(50)), 0, "nothing left, nothing owed");
    }

    function testTrouble28NoConfigurationSeatsAPanelOfNobody() public {
        Terms memory t = terms();
        t.jumpSeats = 0;
        uint96 odd = court.createCourt(0, keccak256("odd"), t);
        uint256 id = court.createDispute{value: 1 ether}(2, abi.encode(odd, uint256(1)));
        (uint96 sitsIn,, uint256 seats) = court.panelOf(id, 1);
        isTrue(sitsIn == 0 && seats == 3, "2n + 1, in the parent");
    }

    function testTrouble31AnInnerNodeIsNoLeaf() public {
        uint256 id = held("1121");
        Settlement[] memory list = new Settlement[](1);
        list[0] = settlementOf(id);
        list[0].panels[0].draws = 2;
        vm.expectRevert(abi.encodeWithSelector(IPurse.WrongDelivery.selector, id, 0));
        court.settle(list);
    }

    // PROBES

    function testProbe2AMissedRevealCostsItsPriceAndNoSeatInAnyCourt() public {
        settle(held("11u"));
        fold(2, 1);
        equal(stakeOf(juror(2)), STAKE - 3 * PENALTY / 2, "one and a half penalties");
        (,,, uint256 packed_) = vault.jurorOf(juror(2));
        equal(packed_, 1, "still in court 0");
    }

    function testProbe3WhenNobodyVotesFeesAndPenaltiesGoToWhoOpened() public {
        uint256 id = opened(3);
        sit(id, "aaa|aaa", 0);
        finish(id);
        settle(id);
        isTrue(rulingOf(id) == 0 && court.disputeOf(id).isTied, "ruling 0");
        equal(owed(address(this)), 3 * FEE, "the fees of three seats");
        equal(uint256(tokensOf(address(this))), 6 * 12.5 ether, "six no-shows");
    }

    function testProbe4OneOfThreeVotersDecidesNothing() public {
        uint256 id = held("1aa");
        settle(id);
        isTrue(rulingOf(id) == 0 && court.disputeOf(id).isTied, "no quorum");
        equal(owed(juror(0)), 3 * FEE, "but she is paid for coming");
        equal(uint256(tokensOf(juror(0))), 25 ether, "by those who didn't");
    }

    function testProbe10OneFundedSideOfATieOverridesNothing() public {
        uint256 id = opened(3);
        sit(id, "123", 0);
        appeal(id, ANNA);
        passWindows();
        equal(rulingOf(id), 0, "a tie until a panel votes");
        sit(id, "1111122", 3);
        equal(rulingOf(id), 1, "which it did");
    }

    function testProbe11ARulingBitesBeforeAnybodySettlesAndOnce() public {
        Client client = new Client(court);
        uint256 id = client.open{value: cost()}(2, "");
        sit(id, "112", 0);
        finish(id);
        equal(client.rulings(), 1, "ruled");
        settle(id);
        settle(id);
        equal(client.rulings(), 1, "once");
    }

    function testProbe13LeavingIsOneWord() public {
        vm.prank(juror(0));
        uint256 before = gasleft();
        vault.serve(none());
        atMost(before - gasleft(), 60_000, "gas");
    }

    function testProbe16AnUnansweredAppealAfterThreeToNothingFlipsNothing() public {
        uint256 id = opened(3);
        sit(id, "111", 0);
        appeal(id, ANNA);
        passWindows();
        vm.expectRevert(abi.encodeWithSelector(IDisputes.RulingAppealed.selector, id));
        court.execute(id);
        equal(rulingOf(id), 1, "as three said");
        sit(id, "1111112", 3);
        finish(id);
        settle(id);
        equal(rulingOf(id), 1, "as seven said");
        equal(court.withdrawContribution(id, serials[id][0], ANNA), 0, "the deposit isn't refunded");
        uint256 stake_ = (7 * FEE + 0.005 ether) / 2;
        equal(owed(juror(0)), FEE + stake_ / 9, "the honest three are paid, and share it");
    }

    // ATTACKS

    function testAttackRevealingByHandOnlyIfCoherent() public {
        settle(held("1112u"));
        isTrue(tokensOf(juror(4)) < tokensOf(juror(3)), "to hide a losing vote costs more than to show it");
    }

    function testAttackElevenSilentSeatsOf31() public {
        uint256 id = held("11111111111122222222aaaaaaaaaaa");
        equal(rulingOf(id), 1, "twenty of 31 are a quorum");
        settle(id);
        isTrue(tokensOf(juror(30)) == -12.5 ether, "and silence pays more than a wrong vote");
    }

    function testAttackRecusalToShopForAPanel() public {
        uint256 id = opened(3);
        sit(id, "rr2|112", 0);
        finish(id);
        settle(id);
        isTrue(tokensOf(juror(0)) == -6.25 ether && tokensOf(juror(1)) == -6.25 ether, "a redraw has its price");
        isTrue(tokensOf(juror(2)) == -10 ether, "and the first sitting is held to the final ruling");
    }

    function testAttackAnAppealThatStallsToTheDeadline() public {
        Client client = new Client(court);
        uint256 id = client.open{value: cost()}(3, "");
        sit(id, "112", 0);
        uint256 price = court.appealCost(id, "");
        appeal(id, ANNA);
        vm.warp(deadlineOf(id));
        court.expire(id);
        isTrue(client.rulings() == 1 && client.lastRuling() == 1, "the verdict that stands is final");
        equal(court.withdrawContribution(id, serials[id][0], ANNA), price, "its money goes back whole");
        settle(id);
        equal(owed(juror(0)), 3 * FEE / 2, "and the panel that sat is paid");
    }

    function testAttackATieBoughtByAWhale() public {
        uint256 id = opened(3);
        sit(id, "111", 0);
        appeal(id, ANNA);
        passWindows();
        sit(id, "111222a", 3);
        isTrue(rulingOf(id) == 1 && !court.disputeOf(id).isTied, "a tie on appeal confirms");
        finish(id);
        settle(id);
        isTrue(tokensOf(juror(6)) == -10 ether, "and the whale's seats pay");
    }

    function testAttackATieThatSaysAnotherRuling() public {
        uint256 id = opened(3);
        sit(id, "111", 0);
        appeal(id, ANNA);
        passWindows();
        Verdict memory verdict = sitting(id, "111222a", 3);
        verdict.ruling = 2;
        bytes memory signatures = sign(bench, typed(verdictHash(id, verdict, bench)), 0, 3);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.TieChangesRuling.selector, 2, 1));
        court.deliver(id, verdict, bench.members, 3, signatures);
    }

    function testAttackAHostileChildCourtThatDraftsItsParentsJurors() public {
        Terms memory cheap = terms();
        (cheap.feePerSeat, cheap.deliveryFee, cheap.jumpSeats) = (0, 0, 0);
        (cheap.seatStake, cheap.penaltyBps) = (1e30, 6000);
        uint96 child = court.createCourt(0, keccak256("cheap"), cheap);
        vm.warp(clock() + 1);
        uint256 id = court.createDispute(2, abi.encode(child, uint256(3)));
        sit(id, "112", 0);
        equal(court.appealCost(id, ""), (7 * FEE + 0.005 ether) * 3 / 2, "the parent's jurors at the parent's price");
        appeal(id, ANNA);
        passWindows();
        sit(id, "1111112", 10);
        finish(id);
        settle(id);
        isTrue(tokensOf(juror(16)) == -int256(PENALTY), "and at the parent's stake");
    }

    function testAttackALastMinuteDeliveryThatRestoresTheOldVerdict() public {
        uint256 id = opened(3);
        sit(id, "112", 0);
        appeal(id, ANNA);
        vm.warp(deadlineOf(id) - 3 * FLOOR + 1);
        Verdict memory verdict = sitting(id, "2222222", 3);
        bytes memory signatures = sign(bench, typed(verdictHash(id, verdict, bench)), 0, 3);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.DeliveryTooLate.selector, id, uint64(clock() - 1)));
        court.deliver(id, verdict, bench.members, 3, signatures);
    }

    function testAttackRotatingAwayAVerdictThatWasAppealed() public {
        uint256 id = opened(3);
        sit(id, "112", 0);
        uint64 first = serials[id][0];
        Bench memory before = bench;
        Bench memory next = makeBench("successor", 5, 3);
        announce(1, next);
        vm.warp(clock() + ROTATION - 1 hours);
        // Too late for that one: its windows passed. A second dispute is appealed with the rotation at the door.
        uint256 late = opened(3);
        sit(late, "112", 0);
        uint256 price = court.appealCost(late, "");
        appeal(late, ANNA);
        vm.warp(clock() + 1 hours);
        court.completeRotation(next.addresses, next.k);
        bench = next;
        court.lapse(late, before.members, before.k, next.members, next.k);
        forget(late);
        isTrue(!court.disputeOf(late).isAppealed && rulingOf(late) == 0, "as if it had never been");
        sit(late, "222", 0);
        finish(late);
        equal(court.withdrawContribution(late, first, ANNA), price, "the money goes back whole");
        settle(late);
    }

    function testAttackRotatingAwayTheLargerPanelsVerdict() public {
        uint256 id = opened(3);
        sit(id, "112", 0);
        uint256 price = court.appealCost(id, "");
        appeal(id, ANNA);
        passWindows();
        sit(id, "2222222", 3);
        equal(rulingOf(id), 2, "overturned");
        Bench memory before = bench;
        rotate(1, makeBench("successor", 5, 3));
        Bench memory next = makeBench("successor", 5, 3);
        court.lapse(id, before.members, before.k, next.members, next.k);
        forget(id);
        equal(rulingOf(id), 1, "what stood before stands again");
        vm.warp(deadlineOf(id));
        court.expire(id);
        equal(rulingOf(id), 1, "and is final");
        equal(court.withdrawContribution(id, serials[id][0], ANNA), price, "an unfinished panel's money goes back");
        settle(id);
        equal(owed(juror(0)), 3 * FEE / 2, "the first panel is settled against its own ruling");
    }

    function testAttackRotatingAwayAVerdictWhoseAppealIsSitting() public {
        uint256 id = opened(3);
        sit(id, "112", 0);
        appeal(id, ANNA);
        uint256 effectiveAt = clock() + windowSeconds();
        Bench memory before = bench;
        Bench memory next = makeBench("successor", 5, 3);
        rotate(1, next);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.AppealTookEffect.selector, id, uint64(effectiveAt)));
        court.lapse(id, before.members, before.k, next.members, next.k);
    }

    function rule(uint256, uint256) external {}
}
