// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Delivered, EntryShown, IChallenge, Shown} from "../interfaces/IChallenge.sol";
import {IDemand, Piece} from "../interfaces/IDemand.sol";
import {Leaf} from "../interfaces/IPurse.sol";
import {BallotLib} from "../libraries/BallotLib.sol";
import {Trial} from "./Trial.sol";

/// @notice What was signed has to be shown: a piece withheld voids the delivery, a piece shown is paid for and no fault.
contract DemandTest is Trial {
    address private constant STRANGER = address(0x57A);
    address private constant KEEPER = address(0x6EE9);
    uint256 private heard;

    function setUp() public override {
        super.setUp();
        hear([uint32(1), 1, 2, 1, 4]);
        heard = vm.snapshotState();
        deliverIt();
        vm.fee(1 gwei);
        vm.deal(STRANGER, 1 ether);
    }

    function price(Piece piece) private view returns (uint256) {
        return demand.depositFor(court.disputeOf(dispute).deliveryHash, piece, verdict.draws, 0);
    }

    function askLeaves() private returns (uint256 deposit) {
        deposit = price(Piece.Leaves);
        vm.prank(STRANGER);
        demand.demandLeaves{value: deposit}(dispute, delivered(), 0);
    }

    function askEntry(uint256 index) private returns (uint256 deposit) {
        deposit = price(Piece.Entry);
        vm.prank(STRANGER);
        demand.demandEntry{value: deposit}(dispute, delivered(), index);
    }

    function askDocket(uint64 number) private returns (uint256 deposit) {
        deposit = price(Piece.Docket);
        vm.prank(STRANGER);
        demand.demandDocket{value: deposit}(dispute, delivered(), headShown(), number);
    }

    function idOf(Piece piece, uint256 index) private view returns (bytes32) {
        return demand.idOf(dispute, court.disputeOf(dispute).deliveryHash, piece, index);
    }

    function isVoid() private view {
        equal(court.disputeOf(dispute).deliveredAt, 0, "void");
        equal(court.struckOf(1), 7, "those who signed are struck");
        equal(court.bonds(), 2, "a bond is gone");
    }

    function wait() private {
        vm.warp(clock() + FLOOR / 4 + 1);
    }

    // WITHHELD

    function testLeavesWithheldVoidTheDelivery() public {
        uint256 deposit = askLeaves();
        bytes32 id = idOf(Piece.Leaves, 0);
        wait();
        vm.prank(STRANGER);
        demand.withheld(dispute, delivered(), Piece.Leaves, 0);
        isVoid();
        demand.takeBack(id);
        equal(STRANGER.balance, 1.5 ether, "half a bond, and the deposit back");
        equal(deposit, 2 gwei * (120_000 + 12_000 * uint256(verdict.draws)), "twice what the answer burns");
    }

    function testAnEntryWithheldVoidsTheDelivery() public {
        askEntry(firstWith(BallotLib.OPENED));
        wait();
        demand.withheld(dispute, delivered(), Piece.Entry, firstWith(BallotLib.OPENED));
        isVoid();
    }

    function testADocketsEntryWithheldVoidsTheDelivery() public {
        askDocket(2);
        wait();
        demand.withheld(dispute, delivered(), Piece.Docket, 2);
        isVoid();
    }

    /// @dev The one lie that has nothing to show: an entry hash that is the hash of nothing. No answer can be made for it.
    function testAnEntryHashOfNothingHasNoAnswer() public {
        vm.revertToState(heard);
        uint256 index = firstWith(BallotLib.OPENED);
        uint256 who = draws[index].jurorNumber;
        draws[index].entryHash = keccak256("no entry");
        reroot();
        deliverIt();
        vm.fee(1 gwei);
        vm.deal(STRANGER, 1 ether);
        askEntry(index);
        bytes memory signed = ballots[who].signature;
        vm.expectPartialRevert(IChallenge.WrongEntry.selector);
        demand.answerEntry(dispute, delivered(), shown(index), entryOf(who), signed);
        wait();
        demand.withheld(dispute, delivered(), Piece.Entry, index);
        isVoid();
    }

    // IN GREAT NUMBER

    function testDemandsThatWouldOutrunWhoeverAnswersGetDearer() public {
        vm.deal(STRANGER, 100 ether);
        uint256 first = price(Piece.Entry);
        uint256 spent;
        for (uint64 number = 1; number <= 6; ++number) {
            spent += askDocket(number);
        }
        spent += askEntry(0) + askEntry(1);
        equal(spent, 8 * first, "a handful costs what it burns");
        equal(price(Piece.Entry), 2 * first, "behind eight it costs twice as much");
        demand.answerDocket(dispute, delivered(), entryLeaf(6));
        equal(price(Piece.Entry), first, "and no more once one of them is answered");
    }

    function testALiarWhoDemandsOfItsOwnVerdictPricesNobodyOutOfItsLeaves() public {
        vm.deal(STRANGER, 100 ether);
        uint256 first = price(Piece.Leaves);
        for (uint64 number = 1; number <= 6; ++number) {
            askDocket(number);
        }
        askEntry(0);
        askEntry(1);
        equal(askLeaves(), first, "what it costs where nothing else is open");
        equal(demand.openDemandsOf(court.disputeOf(dispute).deliveryHash), 8, "nor do leaves make others dearer");
        demand.answerLeaves(dispute, delivered(), 0, packed(), new bytes32[](0));
        equal(demand.openDemandsOf(court.disputeOf(dispute).deliveryHash), 8, "whether they are answered or not");
    }

    function testAThousandOpenDemandsOverflowNothing() public {
        bytes32 hash = court.disputeOf(dispute).deliveryHash;
        vm.store(address(demand), keccak256(abi.encode(hash, uint256(1))), bytes32(uint256(1_000_000)));
        equal(demand.openDemandsOf(hash), 1_000_000, "as many as that");
        equal(price(Piece.Entry), (2 gwei * 120_000) << 64, "more than there is");
    }

    // ANSWERED

    function testLeavesShownArePaidForAndNoFault() public {
        uint256 deposit = askLeaves();
        Leaf[] memory leaves = packed();
        vm.prank(KEEPER);
        demand.answerLeaves(dispute, delivered(), 0, leaves, new bytes32[](0));
        equal(KEEPER.balance, deposit, "the deposit is the answerer's");
        wait();
        refuseStrike(Piece.Leaves, 0);
    }

    function testAnEntryShownIsPaidForAndNoFault() public {
        uint256 index = firstWith(BallotLib.OPENED);
        uint256 deposit = askEntry(index);
        uint256 who = draws[index].jurorNumber;
        vm.prank(KEEPER);
        demand.answerEntry(dispute, delivered(), shown(index), entryOf(who), ballots[who].signature);
        equal(KEEPER.balance, deposit, "the deposit is the answerer's");
        wait();
        refuseStrike(Piece.Entry, index);
    }

    function testALeafWithoutAnEntryAnswersForItself() public {
        uint256 index = firstWith(BallotLib.SKIPPED);
        askEntry(index);
        EntryShown memory nothing;
        demand.answerEntry(dispute, delivered(), shown(index), nothing, "");
        wait();
        refuseStrike(Piece.Entry, index);
    }

    function testADocketsEntryShownIsPaidForAndNoFault() public {
        uint256 deposit = askDocket(2);
        vm.prank(KEEPER);
        demand.answerDocket(dispute, delivered(), entryLeaf(2));
        equal(KEEPER.balance, deposit, "the deposit is the answerer's");
        wait();
        refuseStrike(Piece.Docket, 2);
    }

    function refuseStrike(Piece piece, uint256 index) private {
        bytes32 id = idOf(piece, index);
        vm.expectRevert(abi.encodeWithSelector(IDemand.NotDemanded.selector, id));
        demand.withheld(dispute, delivered(), piece, index);
        vm.expectRevert(abi.encodeWithSelector(IDemand.NotDemanded.selector, id));
        demand.takeBack(id);
    }

    // ATTACKS

    function testAttackStrikingBeforeAnybodyCouldAnswer() public {
        askLeaves();
        uint256 until = clock() + FLOOR / 4;
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(IDemand.StillTime.selector, until));
        demand.withheld(dispute, delivered(), Piece.Leaves, 0);
    }

    function testAttackAskingSoLateThatNoAnswerLeavesTimeToLook() public {
        uint256 lastAt = court.disputeOf(dispute).deliveredAt + FLOOR / 2;
        vm.warp(lastAt + 1);
        uint256 deposit = price(Piece.Leaves);
        vm.expectRevert(abi.encodeWithSelector(IDemand.TooLateToDemand.selector, lastAt));
        demand.demandLeaves{value: deposit}(dispute, delivered(), 0);
    }

    function testAttackAskingForMoreThanWasSigned() public {
        uint256 deposit = price(Piece.Leaves);
        vm.expectRevert(abi.encodeWithSelector(IDemand.NoSuchPiece.selector, 1));
        demand.demandLeaves{value: deposit}(dispute, delivered(), 1);
        vm.expectRevert(abi.encodeWithSelector(IDemand.NoSuchPiece.selector, verdict.draws));
        demand.demandEntry{value: deposit}(dispute, delivered(), verdict.draws);
        vm.expectRevert(abi.encodeWithSelector(IDemand.NoSuchPiece.selector, gazetted + 1));
        demand.demandDocket{value: deposit}(dispute, delivered(), headShown(), gazetted + 1);
    }

    function testAttackAskingForTheSameTwice() public {
        askLeaves();
        demand.answerLeaves(dispute, delivered(), 0, packed(), new bytes32[](0));
        uint256 deposit = price(Piece.Leaves);
        vm.expectRevert(abi.encodeWithSelector(IDemand.DemandedBefore.selector, idOf(Piece.Leaves, 0)));
        demand.demandLeaves{value: deposit}(dispute, delivered(), 0);
    }

    function testAttackAnsweringWithOtherLeaves() public {
        askLeaves();
        Leaf[] memory leaves = packed();
        leaves[1].tally = keccak256("another");
        vm.expectRevert();
        demand.answerLeaves(dispute, delivered(), 0, leaves, new bytes32[](0));
    }

    function testAttackTakingADepositBackWhileItMayBeEarned() public {
        askLeaves();
        bytes32 id = idOf(Piece.Leaves, 0);
        vm.expectRevert(abi.encodeWithSelector(IDemand.StillTime.selector, clock() + FLOOR));
        demand.takeBack(id);
        vm.warp(clock() + FLOOR);
        demand.takeBack(id);
        equal(STRANGER.balance, 1 ether, "whole again");
    }

    function testADemandForLessThanItsAnswerCostsIsRefused() public {
        uint256 deposit = price(Piece.Leaves);
        vm.expectRevert(abi.encodeWithSelector(IDemand.DepositTooLow.selector, deposit - 1, deposit));
        demand.demandLeaves{value: deposit - 1}(dispute, delivered(), 0);
    }
}
