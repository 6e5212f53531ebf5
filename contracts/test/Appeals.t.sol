// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrator as IERC792} from "@kleros/erc-792/contracts/IArbitrator.sol";
import {Terms} from "../interfaces/ICourts.sol";
import {Appeal, IAppeals, Side} from "../interfaces/IAppeals.sol";
import {Dispute, IDisputes, Verdict} from "../interfaces/IDisputes.sol";
import {IPurse} from "../interfaces/IPurse.sol";
import {IVault} from "../interfaces/IVault.sol";
import {Client, EtherRefusingClient, RevertingClient} from "../mocks/Clients.sol";
import {Hall} from "./Hall.sol";

/// @notice Appeals: who may ask a larger panel, for how much, until when, and what becomes of the money.
contract AppealsTest is Hall {
    address private constant ANNA = address(0xA11A);
    address private constant BEN = address(0xBE11);
    uint256 private constant C = 7 * 0.01 ether + 0.005 ether;
    uint256 private constant S = C / 2;

    function setUp() public override {
        super.setUp();
        vm.deal(ANNA, 100 ether);
        vm.deal(BEN, 100 ether);
        enrol(0, 40);
    }

    function give(uint256 id, address who, Side side, uint256 amount) private {
        vm.prank(who);
        court.contribute{value: amount}(id, side);
    }

    function takeBack(uint256 id, address who) private returns (uint256 amount) {
        uint256 before = who.balance;
        amount = court.withdrawContribution(id, serials[id][0], who);
        equal(who.balance - before, amount, "paid at once");
    }

    function refuseAppeal(uint256 id) private {
        equal(court.appealCost(id, ""), 2 ** 255 - 1, "nothing to buy");
        (uint256 start, uint256 end) = court.appealPeriod(id);
        isTrue(start == 0 && end == 0, "no period");
        isTrue(court.disputeStatus(id) != IERC792.DisputeStatus.Appealable, "not appealable");
        vm.expectRevert(abi.encodeWithSelector(IAppeals.AppealImpossible.selector, id));
        court.appeal{value: 1 ether}(id, "");
        vm.expectRevert(abi.encodeWithSelector(IAppeals.AppealImpossible.selector, id));
        court.contribute{value: 1 ether}(id, Side.Against);
    }

    // IN ONE CALL

    function testADisputeIsAppealableFromItsDeliveryToTheEndOfTheWindow() public {
        uint256 id = open();
        refuseAppeal(id);
        sit(id, "112", 0);
        (uint256 start, uint256 end) = court.appealPeriod(id);
        isTrue(start == clock() && end == clock() + 2 days, "the appeal window");
        isTrue(court.disputeStatus(id) == IERC792.DisputeStatus.Appealable, "appealable");
        equal(court.appealCost(id, ""), C + S, "seven seats, a delivery, and half of it at stake");
        vm.warp(end);
        refuseAppeal(id);
        isTrue(court.disputeStatus(id) == IERC792.DisputeStatus.Waiting, "waiting");
        court.execute(id);
        refuseAppeal(id);
        isTrue(isSolved(id), "solved");
    }

    function testOneCallMakesAnAppealAndALargerPanelDecides() public {
        uint256 id = open();
        sit(id, "111", 0);
        vm.prank(ANNA);
        court.appeal{value: C + S + 5}(id, "");
        equal(owed(ANNA), 5, "overpayment is owed back");
        refuseAppeal(id);
        isTrue(court.disputeStatus(id) == IERC792.DisputeStatus.Waiting, "waiting for seven");
        passWindows();
        vm.expectRevert(abi.encodeWithSelector(IDisputes.RulingAppealed.selector, id));
        court.execute(id);
        sit(id, "2222211", 3);
        (uint256 ruling,,) = court.currentRuling(id);
        equal(ruling, 2, "seven overturned three");
        (,, uint256 seats) = court.panelOf(id, 1);
        equal(seats, 7, "2n + 1");
        passWindows();
        court.execute(id);
        equal(takeBack(id, ANNA), S, "right: the stake comes back, the cost is borne");
        vm.expectRevert(abi.encodeWithSelector(IAppeals.NothingContributed.selector, id, serials[id][0], ANNA));
        court.withdrawContribution(id, serials[id][0], ANNA);
    }

    function testTheLargerPanelIsHeardOnlyOnceBothWindowsHavePassed() public {
        uint256 id = open();
        sit(id, "112", 0);
        appeal(id, ANNA);
        bytes32 kept = court.disputeOf(id).deliveryHash;
        vm.warp(clock() + windowSeconds() - 1);
        Verdict memory verdict = sitting(id, "2222222", 3);
        bytes memory signatures = sign(bench, typed(verdictHash(id, verdict, bench)), 0, 3);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.AlreadyDelivered.selector, id, kept));
        court.deliver(id, verdict, bench.members, 3, signatures);
        vm.warp(clock() + 1);
        court.deliver(id, verdict, bench.members, 3, signatures);
        equal(court.disputeOf(id).panel, 2, "panel 2");
    }

    function testAVerdictOfAnotherPanelIsRefused() public {
        uint256 id = open();
        sit(id, "112", 0);
        appeal(id, ANNA);
        passWindows();
        Verdict memory verdict = sitting(id, "2222222", 3);
        uint32[3] memory wrong = [uint32(0), 1, 4];
        for (uint256 i; i < 3; ++i) {
            verdict.panel = wrong[i];
            bytes memory signatures = sign(bench, typed(verdictHash(id, verdict, bench)), 0, 3);
            vm.expectRevert(
                i == 2
                    ? abi.encodeWithSelector(IDisputes.PanelOutOfRange.selector, 4, 3)
                    : abi.encodeWithSelector(IDisputes.StalePanel.selector, wrong[i], 2)
            );
            court.deliver(id, verdict, bench.members, 3, signatures);
        }
    }

    function testTheNumberOfAppealsIsCapped() public {
        uint256 id = open();
        sit(id, "112", 0);
        appeal(id, ANNA);
        passWindows();
        sit(id, "1122112", 3);
        equal(court.appealCost(id, ""), (15 * 0.01 ether + 0.005 ether) * 3 / 2, "fifteen seats");
        appeal(id, ANNA);
        passWindows();
        sit(id, "112211211221122", 10);
        refuseAppeal(id);
        passWindows();
        court.execute(id);
        isTrue(isSolved(id), "two appeals, three panels");
    }

    // BY CONTRIBUTIONS

    function testASideIsFilledByManyAndTakesOnlyWhatIsMissing() public {
        uint256 id = open();
        sit(id, "112", 0);
        give(id, ANNA, Side.Against, C);
        isTrue(!court.disputeOf(id).isAppealed, "not yet");
        equal(court.appealCost(id, ""), S, "what is missing is the price");
        give(id, BEN, Side.Against, 1 ether);
        isTrue(court.disputeOf(id).isAppealed, "made");
        equal(owed(BEN), 1 ether - S, "the rest is owed back");
        vm.expectRevert(abi.encodeWithSelector(IAppeals.AppealImpossible.selector, id));
        court.contribute{value: 1}(id, Side.Against);
    }

    function testForMayBeFundedUntilTheAppealTakesEffect() public {
        uint256 id = open();
        sit(id, "112", 0);
        give(id, BEN, Side.For, 1);
        appeal(id, ANNA);
        vm.warp(clock() + windowSeconds() - 1);
        give(id, BEN, Side.For, 1);
        vm.warp(clock() + 1);
        equal(court.missingOf(id, Side.For), 0, "closed");
        vm.expectRevert(abi.encodeWithSelector(IAppeals.AppealImpossible.selector, id));
        court.contribute{value: 1}(id, Side.For);
    }

    /// @dev Both sides full, by one account each; then the whole economy of the appeal in one place.
    function contested(string memory second) private returns (uint256 id) {
        id = open();
        sit(id, "112", 0);
        appeal(id, ANNA);
        give(id, BEN, Side.For, C - C / 2 + S);
        passWindows();
        sit(id, second, 3);
        passWindows();
        court.execute(id);
    }

    function testBothSidesFullAndAgainstWasRight() public {
        uint256 id = contested("2222222");
        equal(takeBack(id, ANNA), C - C / 2 + 2 * S, "half of the cost, both stakes");
        equal(takeBack(id, BEN), 0, "nothing");
    }

    function testBothSidesFullAndForWasRight() public {
        uint256 id = contested("1111111");
        equal(takeBack(id, ANNA), C - C / 2, "half of the cost");
        equal(takeBack(id, BEN), 2 * S, "both stakes");
    }

    function testAStakeNobodyAnsweredJoinsThePotWhenItWasWrong() public {
        uint256 id = open();
        sit(id, "111", 0);
        appeal(id, ANNA);
        passWindows();
        sit(id, "1111111", 3);
        passWindows();
        court.execute(id);
        equal(takeBack(id, ANNA), 0, "cost and stake are gone");
        settle(id);
        equal(owed(juror(0)), 0.01 ether + S / 10, "a fee and a tenth of the stake");
    }

    function testEverythingShortGoesBack() public {
        uint256 id = open();
        sit(id, "112", 0);
        give(id, ANNA, Side.Against, C + S - 1);
        give(id, BEN, Side.For, 3);
        passWindows();
        vm.expectRevert(abi.encodeWithSelector(IDisputes.NotFinal.selector, id));
        court.withdrawContribution(id, serials[id][0], ANNA);
        court.execute(id);
        equal(takeBack(id, ANNA), C + S - 1, "an appeal that wasn't made");
        equal(takeBack(id, BEN), 3, "for it, neither");
    }

    function testASideForThatIsNotFullGoesBackWhole() public {
        uint256 id = open();
        sit(id, "112", 0);
        appeal(id, ANNA);
        give(id, BEN, Side.For, C - C / 2 + S - 1);
        passWindows();
        sit(id, "2222222", 3);
        passWindows();
        court.execute(id);
        equal(takeBack(id, BEN), C - C / 2 + S - 1, "for");
        equal(takeBack(id, ANNA), S, "against, alone");
    }

    function testFuzzContributorsShareTheirSideProRata(uint256 part, bool isOverturned) public {
        uint256 id = open();
        sit(id, "112", 0);
        part = within(part, 1, C + S - 1);
        give(id, ANNA, Side.Against, part);
        give(id, BEN, Side.Against, C + S - part);
        give(id, BEN, Side.For, C - C / 2 + S);
        passWindows();
        sit(id, isOverturned ? "2222222" : "1111111", 3);
        passWindows();
        court.execute(id);
        uint256 anna = takeBack(id, ANNA);
        uint256 ben = takeBack(id, BEN);
        equal(anna, (C - C / 2 + (isOverturned ? 2 * S : 0)) * part / (C + S), "her part, down");
        atMost(C - C / 2 + 2 * S - anna - ben, 2, "all but dust");
        settle(id);
    }

    function testAnAccountThatRefusesEtherIsOwedItsContribution() public {
        EtherRefusingClient client = new EtherRefusingClient(court);
        uint256 id = open();
        sit(id, "112", 0);
        vm.deal(address(client), 7);
        give(id, address(client), Side.Against, 7);
        passWindows();
        court.execute(id);
        equal(court.withdrawContribution(id, serials[id][0], address(client)), 7, "seven");
        equal(owed(address(client)), 7, "visibly");
        client.relent();
        equal(withdraw(address(client)), 7, "paid after all");
    }

    // THE WAY UP

    function testPastTheJumpSizeAPanelSitsInTheParentUnderItsTermsAtTheOpening() public {
        Terms memory child = terms();
        child.jumpSeats = 3;
        child.feePerSeat = 1;
        uint96 below = court.createCourt(0, keccak256("child"), child);
        vm.warp(clock() + 1);
        uint256 id = court.createDispute{value: 1 ether}(2, abi.encode(below, uint256(3)));

        Terms memory dearer = terms();
        dearer.feePerSeat = 1 ether;
        court.proposeVersion(0, keccak256("dearer"), dearer);
        vm.warp(clock() + 5 * EPOCH);
        court.adoptVersion(0, dearer);
        (uint96 sitsIn, uint32 version, uint256 seats) = court.panelOf(id, 1);
        isTrue(sitsIn == 0 && version == 1 && seats == 7, "the parent as it was");
        (sitsIn,, seats) = court.panelOf(id, 2);
        isTrue(sitsIn == 0 && seats == 15, "and stays");
    }

    function testAVersionAdoptedInTheBlockOfTheOpeningDoesNotReachTheDispute() public {
        Terms memory child = terms();
        child.jumpSeats = 3;
        uint96 below = court.createCourt(0, keccak256("child"), child);
        court.proposeVersion(0, keccak256("dearer"), terms());
        vm.warp(clock() + 5 * EPOCH);
        uint256 id = court.createDispute{value: 1 ether}(2, abi.encode(below, uint256(3)));
        court.adoptVersion(0, terms());
        (, uint32 version,) = court.panelOf(id, 1);
        equal(version, 1, "the version before");
    }

    function testAnAppealThatDoesNotFitBeforeTheDeadlineIsNotOffered() public {
        uint256 id = open();
        uint256 panelSeconds = 2 * (60 + CONFIRM + 10 minutes + 1 days + 10 minutes + 1 days) + 3 days;
        uint256 lastAt = deadlineOf(id) - 3 * FLOOR - panelSeconds - windowSeconds();
        vm.warp(lastAt + 1);
        uint256 state = vm.snapshotState();
        sit(id, "112", 0);
        refuseAppeal(id);
        vm.revertToState(state);
        vm.warp(lastAt);
        deliver(id, 1);
        isTrue(court.disputeStatus(id) == IERC792.DisputeStatus.Appealable, "a second before it did");
    }

    // IN THE TOKEN

    function testADisputePaidInTheTokenIsAppealedInTheToken() public {
        fund(address(this), 1000 ether);
        token.approve(address(court), type(uint256).max);
        uint256 id = court.createDispute(2, "", address(token), 10 ether);
        equal(token.balanceOf(address(this)), 990 ether, "exactly the cost");
        sit(id, "112", 0);
        equal(court.appealCost(id, ""), 33 ether, "seven seats and a delivery, and half");
        vm.expectRevert(abi.encodeWithSelector(IAppeals.WrongCurrency.selector, id, true));
        court.appeal{value: 1}(id, "");
        vm.expectRevert(abi.encodeWithSelector(IAppeals.WrongCurrency.selector, id, true));
        court.contribute{value: 1}(id, Side.Against);
        court.contribute(id, Side.For, 1 ether);
        court.contribute(id, Side.Against, 3 ether);
        court.appeal(id, "");
        equal(token.balanceOf(address(this)), 956 ether, "no more than was missing");
        passWindows();
        sit(id, "2222222", 3);
        passWindows();
        court.execute(id);
        equal(court.withdrawContribution(id, serials[id][0], address(this)), 12 ether, "stake, and what was for");
        equal(token.balanceOf(address(this)), 968 ether, "in the token");
        settle(id);
        // Three for the seat, and an eighth of two penalties: eight seats of both panels are coherent.
        equal(uint256(tokensOf(juror(3))), 3 ether + 2 * PENALTY / 8, "fee and pot in one currency");
        equal(uint256(tokensOf(juror(2))), 9 ether + 2 * PENALTY / 8, "all fees of the first panel");
        equal(owed(juror(3)), 0, "and no ether");
    }

    function testAnEtherDisputeTakesNoTokens() public {
        uint256 id = open();
        sit(id, "112", 0);
        vm.expectRevert(abi.encodeWithSelector(IAppeals.WrongCurrency.selector, id, false));
        court.contribute(id, Side.Against, 1);
    }

    function rule(uint256, uint256) external {}
}
