// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IAppeals, Side} from "../interfaces/IAppeals.sol";
import {Ended, Open} from "../interfaces/ICredit.sol";
import {Heard, IPurse, Progress} from "../interfaces/IPurse.sol";
import {IReturns} from "../interfaces/IReturns.sol";
import {OffChain} from "./OffChain.sol";

/// @notice Disputes that nobody can settle, because nobody knows the leaves of what was signed: their fees go back.
contract ReturnsTest is OffChain {
    uint256 private constant KEY = uint256(keccak256("an account that asks"));
    address private constant AGAINST = address(0xA11A);
    address private constant FOR = address(0xF04);
    Progress private none_;

    function setUp() public override {
        super.setUp();
        enrol(0, 12);
        vm.deal(address(this), 100 ether);
    }

    /// @dev 180 days behind the deadline.
    function wait(uint256 id) private {
        vm.warp(court.disputeOf(id).deadline + 180 days);
    }

    /// @dev Asks first what it hands in: the next call is the one that has to fail.
    function refuse(uint256 id, bytes memory reason) private {
        Heard[] memory panels = panelsOf(id);
        Progress memory none;
        vm.expectRevert(reason);
        court.returnFees(id, panels, none);
    }

    function give(uint256 id) private {
        court.returnFees(id, panelsOf(id), none_);
    }

    function ruled(string memory seats) private returns (uint256 id) {
        id = court.createDispute{value: cost()}(3, "");
        sit(id, seats, 0);
        passWindows();
        court.execute(id);
    }

    /// @dev Three, then seven; with `isContested` both sides are full.
    function appealed(string memory first, string memory second, bool isContested) private returns (uint256 id) {
        id = court.createDispute{value: cost()}(3, "");
        sit(id, first, 0);
        appeal(id, AGAINST);
        if (isContested) {
            uint256 missing = court.missingOf(id, Side.For);
            vm.deal(FOR, missing);
            vm.prank(FOR);
            court.contribute{value: missing}(id, Side.For);
        }
        passWindows();
        sit(id, second, 3);
        passWindows();
        court.execute(id);
    }

    function take(uint256 id, address who) private returns (uint256) {
        return court.withdrawContribution(id, serials[id][0], who);
    }

    function testFeesWhoseLeavesNobodyKnowsGoBackToWhoPaidThem() public {
        uint256 id = ruled("112");
        wait(id);
        vm.prank(address(0xB0B));
        give(id);
        equal(owed(address(this)), cost(), "the whole price");
        isTrue(owed(DELIVERER) == 0 && owed(juror(0)) == 0, "and nobody else is owed anything");
        equal(court.disputeOf(id).ruling, 1, "the ruling stays");
        court.withdraw(address(this));
        equal(address(court).balance, 0, "nothing sticks");
    }

    function testFeesPaidInTheTokenGoBackInTheToken() public {
        token.mint(address(this), 1000 ether);
        token.approve(address(court), 1000 ether);
        uint256 id = court.createDispute(3, "", address(token), 10 ether);
        sit(id, "112", 0);
        passWindows();
        court.execute(id);
        wait(id);
        give(id);
        (, uint256 tokens) = court.withdraw(address(this));
        isTrue(tokens == 10 ether && token.balanceOf(address(this)) == 1000 ether, "all of it");
    }

    function testNothingGoesBackBefore180DaysAfterTheDeadline() public {
        uint256 id = ruled("112");
        uint256 at = court.disputeOf(id).deadline + 180 days;
        vm.warp(at - 1);
        refuse(id, abi.encodeWithSelector(IReturns.ReturnedTooEarly.selector, id, at));
        settle(id);
    }

    function testNothingGoesBackTwiceOrBesideASettlement() public {
        uint256 id = ruled("112");
        uint256 other = ruled("112");
        wait(other);
        give(id);
        refuse(id, abi.encodeWithSelector(IPurse.WrongDelivery.selector, id, 0));
        settle(id);
        equal(owed(juror(0)), 0, "settling what went back is passed over");
        settle(other);
        refuse(other, abi.encodeWithSelector(IPurse.WrongDelivery.selector, other, 0));
    }

    function testADisputeThatIsNotFinalOrWasRefundedGivesNothingBack() public {
        uint256 id = court.createDispute{value: cost()}(3, "");
        wait(id);
        refuse(id, abi.encodeWithSelector(IPurse.NotSettleable.selector, id));
        court.expire(id);
        refuse(id, abi.encodeWithSelector(IPurse.NotSettleable.selector, id));
        equal(owed(address(this)), cost(), "its price came back at the deadline, once");
    }

    // APPEALS

    /// @dev Whoever won, whether both sides were full, and whichever contributions were withdrawn before.
    function testOfAnAppealedDisputeEverybodyGetsBackWhatTheyPaid() public {
        for (uint256 i; i < 16; ++i) {
            (bool isContested, bool isRight) = (i & 1 != 0, i & 2 != 0);
            uint256 id = appealed("112", isRight ? "2222221" : "1111112", isContested);
            uint256 gaveAgainst;
            uint256 gaveFor;
            (gaveAgainst,) = court.contributionOf(id, serials[id][0], AGAINST);
            (, gaveFor) = court.contributionOf(id, serials[id][0], FOR);
            uint256 before = address(court).balance - cost() - gaveAgainst - gaveFor;
            if (i & 4 != 0) take(id, AGAINST);
            if (i & 8 != 0 && isContested) take(id, FOR);
            wait(id);
            give(id);
            if (AGAINST.balance != gaveAgainst) take(id, AGAINST);
            if (FOR.balance != gaveFor) take(id, FOR);
            equal(AGAINST.balance, gaveAgainst, "against");
            equal(FOR.balance, gaveFor, "for");
            court.withdraw(address(this));
            equal(address(court).balance, before, "nothing sticks");
            vm.deal(AGAINST, 0);
            vm.deal(FOR, 0);
        }
    }

    function testAContributionThatWasPaidIsPaidNoMoreUnlessFeesGoBack() public {
        uint256 id = appealed("112", "1111112", true);
        take(id, AGAINST);
        bytes memory nothing = abi.encodeWithSelector(IAppeals.NothingContributed.selector, id, serials[id][0], AGAINST);
        vm.expectRevert(nothing);
        take(id, AGAINST);
        (uint96 left,) = court.contributionOf(id, serials[id][0], AGAINST);
        equal(left, 0, "nothing to withdraw");
        uint256 state = vm.snapshotState();
        settle(id);
        vm.expectRevert(nothing);
        take(id, AGAINST);

        vm.revertToState(state);
        wait(id);
        give(id);
        take(id, AGAINST);
        vm.expectRevert(nothing);
        take(id, AGAINST);
    }

    // OFF CHAIN

    function testAPriceTakenOutOfCreditGoesBackToItsAccount180DaysAfterTheCharge() public {
        address account = vm.addr(KEY);
        court.depositCredit{value: cost()}(account);
        Open memory open_ = Open(account, 0, POLICY, keccak256("question"), 3, 1 ether, 1, uint64(clock() + 1 hours));
        uint256 id = court.offChainId(account, 1);
        Ended[] memory list = new Ended[](1);
        list[0].open = open_;
        list[0].signature = signature(KEY, typed(openHashOf(open_)));
        list[0].version = 1;
        list[0].configDigest = configDigest(bench);
        list[0].opening = hold(1, id, 0, openHashOf(open_));
        vm.warp(clock() + 3 days);
        (,, list[0].verdict) = panelOffChain("112");
        bytes32 hash = verdictHash(id, list[0].verdict, bench);
        list[0].delivery = hold(2, id, hash, openHashOf(open_));
        heard[id].push(Heard(0, hash, list[0].verdict.ballotsRoot, 3, address(this), 0, false));
        // Charged long after its windows: whoever has the leaves has as long as ever.
        vm.warp(clock() + 200 days);
        court.charge(list);
        refuse(id, abi.encodeWithSelector(IReturns.ReturnedTooEarly.selector, id, clock() + 180 days));
        vm.warp(clock() + 180 days);
        give(id);
        equal(owed(account), cost(), "to the account whose credit it was");
    }

    function rule(uint256, uint256) external {}
}
