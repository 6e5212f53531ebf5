// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrator} from "@kleros/erc-792/contracts/IArbitrator.sol";
import {Registry} from "../Registry.sol";
import {IListing, IRegistry} from "../interfaces/IRegistry.sol";
import {Hall} from "./Hall.sol";

/// @notice The curated list: listed, challenged, ruled, renewed, removed, with the arbitrator's own rulings.
contract RegistryTest is Hall {
    bytes32 private constant ITEM = keccak256("an item");
    uint256 private constant BOND = 1 ether;
    uint40 private constant WINDOW = 3 days;
    uint40 private constant TERM = 365 days;
    uint40 private constant RENEWAL = 30 days;
    address private constant LISTER = address(0xA11CE);
    address private constant RIVAL = address(0xB0B);

    Registry private curated;

    function setUp() public override {
        super.setUp();
        enrol(0, 15);
        curated = new Registry(IArbitrator(address(court)), "", BOND, WINDOW, TERM, RENEWAL, "ipfs://rules");
        vm.deal(LISTER, 100 ether);
        vm.deal(RIVAL, 100 ether);
    }

    function list() private {
        vm.prank(LISTER);
        curated.list{value: BOND}(ITEM, "ipfs://item");
    }

    function contest() private returns (uint256 id) {
        uint256 price = curated.challengeCost(ITEM);
        vm.prank(RIVAL);
        id = curated.challenge{value: price}(ITEM, "ipfs://reason");
    }

    function ruled(uint256 id, string memory seats) private {
        sit(id, seats, 0);
        passWindows();
        court.execute(id);
    }

    function expectOwed(uint256 owner, uint256 rival) private view {
        equal(curated.owed(LISTER), owner, "the owner's");
        equal(curated.owed(RIVAL), rival, "the rival's");
        equal(address(curated).balance, owner + rival + curated.entryOf(ITEM).bond, "all that is there");
    }

    function stands() private view returns (bool) {
        return IListing(address(curated)).isListed(ITEM);
    }

    function testWhatNobodyChallengesStandsAfterItsWindowAndRunsOut() public {
        list();
        isTrue(!stands(), "not yet");
        vm.warp(clock() + WINDOW);
        isTrue(stands(), "listed");
        vm.warp(clock() + TERM - 1);
        isTrue(stands(), "to its last second");
        vm.warp(clock() + 1);
        isTrue(!stands(), "run out");
        curated.remove(ITEM);
        expectOwed(BOND, 0);
        list();
        expectOwed(BOND, 0);
    }

    function testAnApplicationThatLosesPaysItsChallenger() public {
        list();
        ruled(contest(), "222");
        isTrue(!stands(), "dropped");
        expectOwed(0, 2 * BOND);
        uint256 had = RIVAL.balance;
        curated.withdraw(RIVAL);
        equal(RIVAL.balance, had + 2 * BOND, "paid out");
    }

    function testAnApplicationThatWinsStandsAtOnceAndIsPaidTheOthersBond() public {
        list();
        uint256 id = contest();
        vm.warp(clock() + WINDOW);
        isTrue(!stands(), "its window is over, and it is in dispute");
        ruled(id, "112");
        isTrue(stands(), "kept");
        expectOwed(BOND, 0);
    }

    function testAnEntryStandsUntilItLoses() public {
        list();
        vm.warp(clock() + WINDOW);
        uint256 id = contest();
        isTrue(stands(), "contested, and listed");
        ruled(id, "122");
        isTrue(!stands(), "lost");
    }

    function testUndecidedBothBondsGoBack() public {
        list();
        ruled(contest(), "000");
        isTrue(!stands(), "an application is gone");
        expectOwed(BOND, BOND);
        list();
        vm.warp(clock() + WINDOW);
        ruled(contest(), "000");
        isTrue(stands(), "what stood stands on");
        expectOwed(BOND, 2 * BOND);
    }

    function testItIsRenewedBeforeItsEndAndNeverSooner() public {
        list();
        uint256 until = curated.entryOf(ITEM).until;
        vm.startPrank(LISTER);
        vm.warp(until - RENEWAL - 1);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.NotYet.selector, until - RENEWAL, until));
        curated.renew(ITEM);
        vm.warp(until - 1);
        curated.renew(ITEM);
        equal(curated.entryOf(ITEM).until, until + TERM, "another year");
        vm.warp(until + TERM);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.NotYet.selector, until + TERM - RENEWAL, until + TERM));
        curated.renew(ITEM);
        vm.stopPrank();
    }

    function testOnlyItsOwnerTakesItBackAndNotOutOfADispute() public {
        list();
        vm.expectRevert(abi.encodeWithSelector(IRegistry.NotOwner.selector, ITEM, LISTER));
        curated.remove(ITEM);
        uint256 id = contest();
        vm.startPrank(LISTER);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.InDispute.selector, ITEM, id));
        curated.remove(ITEM);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.InDispute.selector, ITEM, id));
        curated.challenge{value: 2 ether}(ITEM, "");
        vm.expectRevert(abi.encodeWithSelector(IRegistry.AlreadyThere.selector, ITEM));
        curated.list{value: BOND}(ITEM, "");
        vm.stopPrank();
        ruled(id, "111");
        vm.prank(LISTER);
        curated.remove(ITEM);
        expectOwed(2 * BOND, 0);
    }

    function testLessThanTheBondIsRefusedAndWhatIsMoreComesBack() public {
        vm.startPrank(LISTER);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.BondTooLow.selector, BOND - 1, BOND));
        curated.list{value: BOND - 1}(ITEM, "");
        vm.stopPrank();
        list();
        uint256 price = curated.challengeCost(ITEM);
        vm.startPrank(RIVAL);
        vm.expectRevert(abi.encodeWithSelector(IRegistry.BondTooLow.selector, price - 1, price));
        curated.challenge{value: price - 1}(ITEM, "");
        curated.challenge{value: price + 5}(ITEM, "");
        vm.stopPrank();
        equal(curated.owed(RIVAL), 5, "change");
    }

    function testNobodyButTheCourtRules() public {
        list();
        uint256 id = contest();
        vm.expectRevert(abi.encodeWithSelector(IRegistry.UnknownDispute.selector, id));
        curated.rule(id, 2);
        vm.prank(address(court));
        vm.expectRevert(abi.encodeWithSelector(IRegistry.UnknownDispute.selector, id + 1));
        curated.rule(id + 1, 2);
    }

    function testWhatIsntThereIsntChallengedAndNothingOwedIsntPaid() public {
        vm.expectRevert(abi.encodeWithSelector(IRegistry.NotThere.selector, ITEM));
        curated.challenge{value: 2 ether}(ITEM, "");
        vm.expectRevert(abi.encodeWithSelector(IRegistry.NothingOwed.selector, LISTER));
        curated.withdraw(LISTER);
    }
}
