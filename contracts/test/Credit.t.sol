// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ICourts} from "../interfaces/ICourts.sol";
import {Ended, HeldHead, ICredit, Open} from "../interfaces/ICredit.sol";
import {Verdict} from "../interfaces/IDisputes.sol";
import {Heard, Leaf, Settlement} from "../interfaces/IPurse.sol";
import {OffChain} from "./OffChain.sol";

/// @notice An account that is a contract, and calls signatures its own, or doesn't any more.
contract Wallet1271 {
    bool public isWilling = true;

    function turn(bool to) external {
        isWilling = to;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        return isWilling ? bytes4(0x1626ba7e) : bytes4(0);
    }
}

/// @notice Disputes off chain: asked for by signature, opened and delivered by gazettes, charged to prepaid credit.
contract CreditTest is OffChain {
    uint256 private constant KEY = uint256(keccak256("an account that asks"));
    address private constant CHARGER = address(0xC4A6E);

    address private account;
    uint64 private serial;

    function setUp() public override {
        super.setUp();
        enrol(0, 5);
        account = vm.addr(KEY);
        vm.deal(address(this), 100 ether);
    }

    // HELPERS

    function openOf(uint64 nonce) private view returns (Open memory) {
        return Open(account, 0, POLICY, keccak256("question"), 3, 1 ether, nonce, uint64(clock() + 1 hours));
    }

    function signed(Open memory open_) private view returns (bytes memory) {
        return signature(KEY, typed(openHashOf(open_)));
    }

    /// @dev Posts the next gazette, with this head.
    function hold(uint256 id, bytes32 verdictHash_, bytes32 openHash) private returns (HeldHead memory) {
        return hold(++serial, id, verdictHash_, openHash);
    }

    /// @dev All of a dispute off chain up to the end of its windows; seats are spelled as in the hall.
    function ended(Open memory open_, string memory seats) private returns (Ended memory made) {
        uint256 id = court.offChainId(open_.account, open_.nonce);
        made.open = open_;
        made.signature = signed(open_);
        made.version = 1;
        made.configDigest = configDigest(bench);
        made.opening = hold(id, 0, openHashOf(open_));
        vm.warp(clock() + 3 days);
        made.verdict = ballotsOf(id, bytes(seats));
        bytes32 hash = verdictHash(id, made.verdict, bench);
        heard[id].push(Heard(0, hash, made.verdict.ballotsRoot, made.verdict.draws, CHARGER, 0, false));
        made.delivery = hold(id, hash, openHashOf(open_));
        vm.warp(clock() + windowSeconds());
    }

    function ballotsOf(uint256 id, bytes memory seats) private returns (Verdict memory verdict) {
        Leaf[] memory made;
        (made, tallies[id], verdict) = panelOffChain(seats);
        for (uint256 i; i < made.length; ++i) {
            leaves[id].push(made[i]);
        }
    }

    function charge(Ended memory one) private {
        Ended[] memory list = new Ended[](1);
        list[0] = one;
        vm.prank(CHARGER);
        court.charge(list);
    }

    function refuses(Ended memory one, bytes memory reason) private {
        vm.expectRevert(reason);
        charge(one);
    }

    function settleOne(uint256 id) private {
        Settlement[] memory list = new Settlement[](1);
        list[0] = Settlement(id, heard[id], leaves[id], tallies[id]);
        court.settle(list);
    }

    function expectCredit(uint256 free, uint256 requested) private view {
        (uint256 hasFree, uint256 hasRequested,) = court.creditOf(account);
        equal(hasFree, free, "free");
        equal(hasRequested, requested, "requested");
    }

    // THE STORY

    function testAPanelIsPaidOutOfCreditAndTheRestLeavesAfterTheLongestDispute() public {
        court.depositCredit{value: 1 ether}(account);
        Ended memory one = ended(openOf(1), "112");
        uint256 id = court.offChainId(account, 1);
        charge(one);
        expectCredit(1 ether - cost(), 0);
        (uint256 ruling,,) = court.currentRuling(id);
        equal(ruling, 1, "read like any other");
        isTrue(isSolved(id), "and final");

        settleOne(id);
        equal(owed(juror(0)), 0.015 ether, "half of the fees");
        equal(owed(juror(1)), 0.015 ether, "half of the fees");
        isTrue(tokensOf(juror(2)) == -int256(PENALTY), "the incoherent seat pays");
        equal(owed(CHARGER), 0.005 ether, "the delivery fee is whose transaction it was");

        vm.prank(account);
        court.requestCredit(1 ether - cost());
        (,, uint64 readyAt) = court.creditOf(account);
        vm.expectRevert(abi.encodeWithSelector(ICredit.CreditLocked.selector, account, readyAt));
        court.withdrawCredit(account);
        vm.warp(clock() + LONGEST + SETTLEMENT);
        equal(court.withdrawCredit(account), 1 ether - cost(), "the rest");
        equal(account.balance, 1 ether - cost(), "is the account's");
        equal(address(court).balance, cost(), "in = out + owed");
    }

    function testATieOffChainPaysVotersAsOnChain() public {
        court.depositCredit{value: 1 ether}(account);
        Ended memory one = ended(openOf(1), "12a");
        charge(one);
        settleOne(court.offChainId(account, 1));
        equal(owed(juror(0)), 0.015 ether, "both led");
        equal(owed(juror(1)), 0.015 ether, "both led");
    }

    function testManyAreChargedTogetherAndSettledWithOthers() public {
        court.depositCredit{value: 1 ether}(account);
        Ended[] memory list = new Ended[](2);
        list[0] = ended(openOf(1), "111");
        list[1] = ended(openOf(2), "122");
        vm.prank(CHARGER);
        court.charge(list);
        expectCredit(1 ether - 2 * cost(), 0);
    }

    // ATTACKS

    function testNothingIsChargedTwice() public {
        court.depositCredit{value: 1 ether}(account);
        Ended memory one = ended(openOf(1), "111");
        charge(one);
        charge(one);
        expectCredit(1 ether - cost(), 0);
        uint256 id = court.offChainId(account, 1);
        settleOne(id);
        settleOne(id);
        equal(owed(juror(0)), 0.01 ether, "and settled once");
    }

    function testTwoOpensWithOneNonceAreOneDispute() public {
        court.depositCredit{value: 1 ether}(account);
        Open memory other = openOf(1);
        other.questionHash = keccak256("another question");
        charge(ended(openOf(1), "111"));
        charge(ended(other, "222"));
        expectCredit(1 ether - cost(), 0);
    }

    function testNothingIsChargedBeforeItsWindowsAreOver() public {
        court.depositCredit{value: 1 ether}(account);
        Ended memory one = ended(openOf(1), "111");
        uint256 id = court.offChainId(account, 1);
        uint256 endsAt = clock();
        vm.warp(endsAt - 1);
        refuses(one, abi.encodeWithSelector(ICredit.ChargedTooEarly.selector, id, endsAt));
        vm.warp(endsAt);
        charge(one);
    }

    function testAnInventedOpenIsNobodys() public {
        court.depositCredit{value: 1 ether}(account);
        Ended memory one = ended(openOf(1), "111");
        one.signature = signature(KEY + 1, typed(openHashOf(one.open)));
        refuses(one, abi.encodeWithSelector(ICredit.OpenNotSigned.selector, account));
    }

    function testAnOpenForAnotherChainOrCourtIsNobodys() public {
        court.depositCredit{value: 1 ether}(account);
        Ended memory one = ended(openOf(1), "111");
        bytes32 elsewhere = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Venire"),
                keccak256("1"),
                block.chainid + 1,
                address(court)
            )
        );
        one.signature = signature(KEY, keccak256(abi.encodePacked(hex"1901", elsewhere, openHashOf(one.open))));
        refuses(one, abi.encodeWithSelector(ICredit.OpenNotSigned.selector, account));
    }

    function testAnOpenForAnotherLawIsNotThisCourts() public {
        court.depositCredit{value: 1 ether}(account);
        Open memory open_ = openOf(1);
        open_.policyHash = keccak256("another policy");
        refuses(ended(open_, "111"), abi.encodeWithSelector(ICredit.WrongLaw.selector, open_.policyHash, POLICY));
    }

    function testAnOpenThatAGazetteTookTooLateIsNotCharged() public {
        court.depositCredit{value: 1 ether}(account);
        Open memory open_ = openOf(1);
        open_.expiresAt = uint64(clock() - 1);
        refuses(
            ended(open_, "111"),
            abi.encodeWithSelector(ICredit.OpenExpired.selector, open_.expiresAt + 1, open_.expiresAt)
        );
    }

    function testNobodyPaysMoreThanWasSigned() public {
        court.depositCredit{value: 1 ether}(account);
        Open memory open_ = openOf(1);
        open_.maxFee = cost() - 1;
        refuses(ended(open_, "111"), abi.encodeWithSelector(ICredit.FeeAboveMost.selector, cost(), cost() - 1));
    }

    function testAPanelWithoutSeatsOrTooManyIsNone() public {
        court.depositCredit{value: 1 ether}(account);
        Open memory open_ = openOf(1);
        open_.seats = 512;
        refuses(ended(open_, "111"), abi.encodeWithSelector(ICourts.SeatsOutOfRange.selector, 512, 511));
    }

    function testAGazetteThatDeliversNoVerdictOrAnotherOneProvesNothing() public {
        court.depositCredit{value: 1 ether}(account);
        Ended memory one = ended(openOf(1), "111");
        Ended memory other = one;
        Verdict memory bought = verdictOf(2, 1);
        (bytes32 root, uint32 draws) = (one.verdict.ballotsRoot, one.verdict.draws);
        (bought.ballotsRoot, bought.draws) = (root, draws);
        other.verdict = bought;
        refuses(other, abi.encodeWithSelector(ICredit.HeadNotHeld.selector, 2));
        other.delivery = other.opening;
        refuses(other, abi.encodeWithSelector(ICredit.HeadNotHeld.selector, 1));
    }

    function testAGazetteThatWasNeverPostedProvesNothing() public {
        court.depositCredit{value: 1 ether}(account);
        Ended memory one = ended(openOf(1), "111");
        one.delivery.serial = 77;
        refuses(one, abi.encodeWithSelector(ICredit.WrongGazette.selector, 77));
        one.delivery.serial = 2;
        one.delivery.headsRoot = keccak256("heads of one's own");
        refuses(one, abi.encodeWithSelector(ICredit.WrongGazette.selector, 2));
    }

    function testAVerdictFromBeforeTheOpeningIsNone() public {
        court.depositCredit{value: 1 ether}(account);
        Open memory open_ = openOf(1);
        open_.expiresAt = type(uint64).max;
        Ended memory one = ended(open_, "111");
        uint64 deliveredAt = uint64(clock() - windowSeconds());
        one.opening = hold(court.offChainId(account, 1), 0, openHashOf(open_));
        refuses(one, abi.encodeWithSelector(ICredit.OutOfOrder.selector, clock(), deliveredAt));
    }

    function testCreditThatWasAskedBackStillPaysForWhatItBought() public {
        court.depositCredit{value: cost()}(account);
        Ended memory one = ended(openOf(1), "111");
        vm.prank(account);
        court.requestCredit(cost());
        charge(one);
        expectCredit(0, 0);
        vm.warp(clock() + LONGEST + SETTLEMENT);
        vm.expectRevert(abi.encodeWithSelector(ICredit.NoCredit.selector, account, 0, 0));
        court.withdrawCredit(account);
    }

    function testWithoutCreditNothingIsChargedUntilSomebodyPaysIn() public {
        Ended memory one = ended(openOf(1), "111");
        refuses(one, abi.encodeWithSelector(ICredit.CreditTooLow.selector, account, 0, cost()));
        court.depositCredit{value: cost()}(account);
        charge(one);
        expectCredit(0, 0);
    }

    function testNobodyAsksBackWhatIsNotTheirs() public {
        court.depositCredit{value: 1 ether}(account);
        vm.expectRevert(abi.encodeWithSelector(ICredit.NoCredit.selector, address(this), 0, 1));
        court.requestCredit(1);
        vm.prank(account);
        vm.expectRevert(abi.encodeWithSelector(ICredit.NoCredit.selector, account, 1 ether, 1 ether + 1));
        court.requestCredit(1 ether + 1);
    }

    function testAContractAccountIsAskedWhenItIsCharged() public {
        Wallet1271 wallet = new Wallet1271();
        account = address(wallet);
        court.depositCredit{value: 1 ether}(account);
        Ended memory one = ended(openOf(1), "111");
        wallet.turn(false);
        refuses(one, abi.encodeWithSelector(ICredit.OpenNotSigned.selector, account));
        wallet.turn(true);
        charge(one);
        expectCredit(1 ether - cost(), 0);
    }
}
