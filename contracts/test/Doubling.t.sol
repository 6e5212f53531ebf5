// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrator} from "@kleros/erc-792/contracts/IArbitrator.sol";
import {Doubling} from "../mocks/Doubling.sol";
import {Hall} from "./Hall.sol";

/// @notice Doubled stakes as a customer of the court: who stands unanswered takes all, and the court has the last word.
contract DoublingTest is Hall {
    bytes32 private constant ROW = keccak256("a row");
    uint40 private constant WINDOW = 1 days;
    address private constant KEEPER = address(0xA11CE);
    address private constant FIRST = address(0xB0B);
    address private constant SECOND = address(0xCA201);

    Doubling private rows;

    function setUp() public override {
        super.setUp();
        enrol(0, 15);
        rows = new Doubling(IArbitrator(address(court)), 1 ether, 16 ether, WINDOW);
        vm.deal(KEEPER, 100 ether);
        vm.deal(FIRST, 100 ether);
        vm.deal(SECOND, 100 ether);
    }

    function staked(address by, uint8 side, uint256 amount) private {
        vm.prank(by);
        rows.stake{value: amount}(ROW, side);
    }

    function outbid() private {
        staked(KEEPER, 1, 1 ether);
        staked(FIRST, 2, 2 ether);
        staked(KEEPER, 1, 4 ether);
        staked(SECOND, 2, 8 ether);
        staked(KEEPER, 1, 16 ether);
    }

    function ruled(string memory seats) private {
        vm.deal(address(this), 10 ether);
        uint256 id = rows.ask{value: cost()}(ROW);
        sit(id, seats, 0);
        passWindows();
        court.execute(id);
    }

    function testTheCourtOverridesTheLastStakeAndTheWinnersShareTheOthers() public {
        outbid();
        ruled("222");
        equal(rows.take(ROW, FIRST), 2 ether + 4.2 ether, "two of ten");
        equal(rows.take(ROW, SECOND), 8 ether + 16.8 ether, "eight of ten");
        vm.expectRevert(abi.encodeWithSelector(Doubling.NotNow.selector));
        rows.take(ROW, KEEPER);
        equal(address(rows).balance, 0, "all of it");
    }

    function testUndecidedEverybodyHasTheirOwnBack() public {
        outbid();
        ruled("000");
        equal(rows.take(ROW, KEEPER), 21 ether, "the keeper's");
        equal(rows.take(ROW, FIRST) + rows.take(ROW, SECOND), 10 ether, "the others'");
    }

    function testWhoStandsUnansweredTakesItWithoutTheCourt() public {
        staked(KEEPER, 1, 1 ether);
        staked(FIRST, 2, 2 ether);
        vm.expectRevert(abi.encodeWithSelector(Doubling.NotNow.selector));
        rows.close(ROW);
        vm.warp(clock() + WINDOW);
        rows.close(ROW);
        equal(rows.take(ROW, FIRST), 3 ether, "both stakes");
    }

    function testLessThanTwiceTheSameSideOrTooLateIsRefused() public {
        staked(KEEPER, 1, 1 ether);
        vm.startPrank(FIRST);
        vm.expectRevert(abi.encodeWithSelector(Doubling.StakeTooLow.selector, 2 ether - 1, 2 ether));
        rows.stake{value: 2 ether - 1}(ROW, 2);
        vm.expectRevert(abi.encodeWithSelector(Doubling.NotNow.selector));
        rows.stake{value: 2 ether}(ROW, 1);
        vm.warp(clock() + WINDOW);
        vm.expectRevert(abi.encodeWithSelector(Doubling.NotNow.selector));
        rows.stake{value: 2 ether}(ROW, 2);
        vm.stopPrank();
    }

    function testTheCourtIsAskedFromTheThresholdOnAndOnce() public {
        staked(KEEPER, 1, 1 ether);
        staked(FIRST, 2, 2 ether);
        vm.deal(address(this), 10 ether);
        uint256 price = cost();
        vm.expectRevert(abi.encodeWithSelector(Doubling.NotNow.selector));
        rows.ask{value: price}(ROW);
        staked(KEEPER, 1, 16 ether);
        rows.ask{value: price}(ROW);
        vm.expectRevert(abi.encodeWithSelector(Doubling.NotNow.selector));
        rows.ask{value: price}(ROW);
        vm.expectRevert(abi.encodeWithSelector(Doubling.NotNow.selector));
        rows.rule(1, 1);
    }
}
