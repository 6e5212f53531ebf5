// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICourts, Terms} from "../interfaces/ICourts.sol";
import {IVault} from "../interfaces/IVault.sol";
import {FalseReturningToken, FeeOnTransferToken, ReenteringToken} from "../mocks/HostileTokens.sol";
import {StakeToken} from "../mocks/StakeToken.sol";
import {Courthouse} from "./Courthouse.sol";

/// @notice Stake: numbers, states at boundaries, and the way out.
contract VaultTest is Courthouse {
    address private constant ANNA = address(0xA);
    address private constant BEN = address(0xB);

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < 9; ++i) {
            court.createCourt(0, keccak256(abi.encode(i)), terms());
        }
    }

    function serve(address who, uint96[] memory list) private {
        vm.prank(who);
        vault.serve(list);
    }

    function testJurorsAreNumberedInOrderOfFirstStake() public {
        stake(BEN, 5 ether, courts(0));
        stake(ANNA, 7 ether, courts(0, 3));
        stake(BEN, 1 ether, none());
        (uint32 number, uint64 changedIn, uint128 staked, uint256 packed) = vault.jurorOf(BEN);
        isTrue(number == 0 && staked == 6 ether && packed == 1, "Ben is juror 0, in court 0");
        equal(changedIn, clock() / EPOCH, "epoch");
        (number,, staked, packed) = vault.jurorOf(ANNA);
        isTrue(number == 1 && staked == 7 ether && packed == (1 | (4 << 32)), "Anna is juror 1, in 0 and 3");
        equal(vault.jurorCount(), 2, "count");
        equal(token.balanceOf(address(vault)), 13 ether, "held");
    }

    function testAnAccountThatNeverStakedIsNoJuror() public {
        bytes memory reason = abi.encodeWithSelector(IVault.NotAJuror.selector, ANNA);
        vm.expectRevert(reason);
        vault.jurorOf(ANNA);
        vm.expectRevert(reason);
        serve(ANNA, courts(0));
        vm.expectRevert(reason);
        vm.prank(ANNA);
        vault.requestUnstake(1);
        vm.expectRevert(abi.encodeWithSelector(IVault.NothingPending.selector, ANNA));
        vm.prank(ANNA);
        vault.withdrawStake();
    }

    function testStakingNothingIsRefused() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.NothingToStake.selector));
        vault.stake(0, courts(0));
    }

    function testCourtsAreAtMostEightDistinctAndExist() public {
        stake(ANNA, 1 ether, none());
        uint96[] memory nine = new uint96[](9);
        vm.expectRevert(abi.encodeWithSelector(IVault.TooManyCourts.selector, 9, 8));
        serve(ANNA, nine);
        vm.expectRevert(abi.encodeWithSelector(IVault.CourtRepeated.selector, 2));
        serve(ANNA, courts(2, 2));
        vm.expectRevert(abi.encodeWithSelector(IVault.UnknownCourt.selector, 10));
        serve(ANNA, courts(2, 10));
        uint96[] memory eight = new uint96[](8);
        for (uint96 i; i < 8; ++i) {
            eight[i] = 9 - i;
        }
        serve(ANNA, eight);
        (,,, uint256 packed) = vault.jurorOf(ANNA);
        for (uint256 i; i < 8; ++i) {
            equal(uint32(packed >> (32 * i)), 10 - i, "id + 1, in the order given");
        }
        serve(ANNA, none());
        (,,, packed) = vault.jurorOf(ANNA);
        equal(packed, 0, "an empty list leaves them all");
    }

    function testAStakeInTheRunningEpochCountsFromTheNextBoundary() public {
        uint64 epoch = uint64(clock() / EPOCH);
        stake(ANNA, 5 ether, courts(0));
        (uint128 staked, uint256 packed) = vault.stateAt(ANNA, epoch);
        isTrue(staked == 0 && packed == 0, "not yet");
        equal(vault.jurorCountAt(epoch), 0, "nor is Anna numbered before");
        vm.warp((epoch + 1) * EPOCH);
        (staked, packed) = vault.stateAt(ANNA, epoch + 1);
        isTrue(staked == 5 ether && packed == 1, "at the next boundary");
        equal(vault.jurorCountAt(epoch + 1), 1, "numbered");
    }

    function testOnlyTheLastThreeBoundariesAreKept() public {
        uint64 epoch = uint64(clock() / EPOCH);
        vault.stateAt(ANNA, epoch - 2);
        vm.expectRevert(abi.encodeWithSelector(IVault.BoundaryNotKept.selector, epoch - 3, epoch - 2, epoch));
        vault.stateAt(ANNA, epoch - 3);
        vm.expectRevert(abi.encodeWithSelector(IVault.BoundaryNotKept.selector, epoch + 1, epoch - 2, epoch));
        vault.stateAt(ANNA, epoch + 1);
    }

    function testStakeThatWasAskedBackWaits() public {
        stake(ANNA, 5 ether, courts(0));
        vm.prank(ANNA);
        vm.expectRevert(abi.encodeWithSelector(IVault.StakeTooSmall.selector, 5 ether, 6 ether));
        vault.requestUnstake(6 ether);
        vm.prank(ANNA);
        vm.expectRevert(abi.encodeWithSelector(IVault.NothingToUnstake.selector));
        vault.requestUnstake(0);

        vm.prank(ANNA);
        vault.requestUnstake(2 ether);
        (uint128 pending, uint64 readyAt) = vault.pendingOf(ANNA);
        isTrue(pending == 2 ether && readyAt == clock() + 4 * EPOCH + LONGEST + SETTLEMENT, "waits");
        (,, uint128 staked,) = vault.jurorOf(ANNA);
        equal(staked, 3 ether, "what is left weighs");
        vm.warp(readyAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IVault.StakeStillLocked.selector, readyAt));
        vm.prank(ANNA);
        vault.withdrawStake();
        vm.warp(readyAt);
        vm.prank(ANNA);
        equal(vault.withdrawStake(), 2 ether, "paid");
        equal(token.balanceOf(ANNA), 2 ether, "hers");
        vm.expectRevert(abi.encodeWithSelector(IVault.NothingPending.selector, ANNA));
        vm.prank(ANNA);
        vault.withdrawStake();
    }

    function testASecondRequestJoinsTheFirst() public {
        stake(ANNA, 5 ether, courts(0));
        vm.prank(ANNA);
        vault.requestUnstake(1 ether);
        vm.warp(clock() + EPOCH);
        vm.prank(ANNA);
        vault.requestUnstake(4 ether);
        (uint128 pending, uint64 readyAt) = vault.pendingOf(ANNA);
        isTrue(pending == 5 ether && readyAt == clock() + 4 * EPOCH + LONGEST + SETTLEMENT, "both wait anew");
    }

    function testAPermitStandsForAnApproval() public {
        uint256 key = 0xA11CE;
        address who = vm.addr(key);
        token.mint(who, 5 ether);
        (uint8 v, bytes32 r, bytes32 s) = permit(key, who, 5 ether);
        vm.prank(who);
        vault.stakeWithPermit(5 ether, courts(0), clock(), v, r, s);
        (,, uint128 staked,) = vault.jurorOf(who);
        equal(staked, 5 ether, "staked");
    }

    function testAPermitThatSomebodySpentFirstDoesntStopAStake() public {
        uint256 key = 0xA11CE;
        address who = vm.addr(key);
        token.mint(who, 5 ether);
        (uint8 v, bytes32 r, bytes32 s) = permit(key, who, 5 ether);
        token.permit(who, address(vault), 5 ether, clock(), v, r, s);
        vm.prank(who);
        vault.stakeWithPermit(5 ether, courts(0), clock(), v, r, s);
        (,, uint128 staked,) = vault.jurorOf(who);
        equal(staked, 5 ether, "staked");
    }

    function permit(uint256 key, address who, uint256 amount) private view returns (uint8, bytes32, bytes32) {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                who,
                address(vault),
                amount,
                uint256(0),
                clock()
            )
        );
        return vm.sign(key, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), structHash)));
    }

    // TOKENS THAT MISBEHAVE

    function over(StakeToken other) private returns (IVault) {
        return deployVault(other, address(court));
    }

    function testATokenThatTakesAFeeIsRefused() public {
        StakeToken taking = new FeeOnTransferToken();
        IVault other = over(taking);
        taking.mint(address(this), 100);
        taking.approve(address(other), 100);
        vm.expectRevert(abi.encodeWithSelector(IVault.FeeOnTransfer.selector, 100, 99));
        other.stake(100, none());
    }

    function testATokenThatSaysNoIsRefused() public {
        StakeToken saying = new FalseReturningToken();
        IVault other = over(saying);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(saying)));
        other.stake(100, none());
    }

    function testATokenThatReentersIsRefused() public {
        ReenteringToken reentering = new ReenteringToken();
        IVault other = over(reentering);
        reentering.aim(other);
        reentering.mint(address(this), 100);
        reentering.approve(address(other), 100);
        vm.expectRevert(abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
        other.stake(50, none());
    }
}

/// @notice Persons: one account per person, in a tree, as one registry says.
contract PersonsTest is Courthouse {
    address private constant ANNA = address(0xA);
    address private constant BEN = address(0xB);
    bytes20 private constant HUMAN = bytes20(uint160(0x4001));
    uint96 private humans;
    uint96 private attested;

    function setUp() public override {
        super.setUp();
        Terms memory t = terms();
        t.personSource = 1;
        t.personRegistry = address(registry);
        humans = court.createCourt(0, 0, t);
        t.personSource = 2;
        attested = court.createCourt(humans, 0, t);
        stake(ANNA, 1 ether, none());
        stake(BEN, 1 ether, none());
    }

    function personId(uint96 root, uint8 source, bytes memory id) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(keccak256("venire/1/person"), root, source, id));
    }

    function testAHumanIsAdmittedOnceInATree() public {
        registry.register(ANNA, HUMAN);
        registry.register(BEN, HUMAN);
        bytes32 person = vault.admit(humans, ANNA);
        equal(person, personId(0, 1, abi.encodePacked(HUMAN)), "person id");
        equal(vault.personOf(humans, ANNA), person, "kept");
        vm.expectRevert(abi.encodeWithSelector(IVault.PersonAlreadyAdmitted.selector, person, ANNA));
        vault.admit(humans, BEN);
        vm.expectRevert(abi.encodeWithSelector(IVault.AlreadyAdmitted.selector, ANNA, person));
        vault.admit(humans, ANNA);
    }

    function testAdmissionCountsFromTheNextBoundaryAndSoDoesItsEnd() public {
        registry.register(ANNA, HUMAN);
        vault.admit(humans, ANNA);
        uint64 epoch = uint64(clock() / EPOCH);
        isTrue(!vault.admittedAt(humans, ANNA, epoch), "not yet");
        vm.warp((epoch + 1) * EPOCH);
        isTrue(vault.admittedAt(humans, ANNA, epoch + 1), "from the next boundary");

        vm.expectRevert(abi.encodeWithSelector(IVault.StillAPerson.selector, ANNA, vault.personOf(humans, ANNA)));
        vault.expireAdmission(humans, ANNA);
        registry.register(ANNA, 0);
        isTrue(vault.personOf(humans, ANNA) != 0, "an expiry nobody called hasn't happened");
        vm.prank(address(0xdead));
        vault.expireAdmission(humans, ANNA);
        isTrue(vault.admittedAt(humans, ANNA, epoch + 1), "still at the boundary before");
        vm.warp((epoch + 2) * EPOCH);
        isTrue(!vault.admittedAt(humans, ANNA, epoch + 2), "gone at the next");
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAdmitted.selector, ANNA));
        vault.expireAdmission(humans, ANNA);

        registry.register(BEN, HUMAN);
        vault.admit(humans, BEN);
    }

    function testAPersonWhoChangedIsExpiredFirst() public {
        registry.register(ANNA, HUMAN);
        vault.admit(humans, ANNA);
        registry.register(ANNA, bytes20(uint160(0x4002)));
        vault.expireAdmission(humans, ANNA);
        vault.admit(humans, ANNA);
        equal(vault.personOf(humans, ANNA), personId(0, 1, abi.encodePacked(bytes20(uint160(0x4002)))), "anew");
    }

    function testAnAttestationIsASourceOfItsOwn() public {
        registry.attest(ANNA, keccak256("anna"));
        bytes32 person = vault.admit(attested, ANNA);
        equal(person, personId(0, 2, abi.encodePacked(keccak256("anna"))), "person id");
        isTrue(vault.personOf(humans, ANNA) == 0, "not in the other source's scope");
        registry.attest(ANNA, 0);
        vault.expireAdmission(attested, ANNA);
    }

    function testWhoIsNoPersonIsNotAdmitted() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAPerson.selector, ANNA));
        vault.admit(humans, ANNA);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAPerson.selector, ANNA));
        vault.admit(attested, ANNA);
        vm.expectRevert(abi.encodeWithSelector(IVault.PersonhoodNotAsked.selector, 0));
        vault.admit(0, ANNA);
        Terms memory t = terms();
        t.personSource = 3;
        uint96 credentials = court.createCourt(0, 0, t);
        vm.expectRevert(abi.encodeWithSelector(IVault.PersonSourceNotHere.selector, credentials, 3));
        vault.admit(credentials, ANNA);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAJuror.selector, address(0xC)));
        vault.admit(humans, address(0xC));
        vm.expectRevert(abi.encodeWithSelector(ICourts.UnknownCourt.selector, 9));
        vault.admit(9, ANNA);
    }

    /// @dev Anyone may create a court with a registry of their own; it must not speak for other courts' persons.
    function testARegistryOfALiarTakesNobodysPlace() public {
        Terms memory t = terms();
        t.personSource = 1;
        registry.register(ANNA, HUMAN);
        PersonsLiar liar = new PersonsLiar(HUMAN);
        t.personRegistry = address(liar);
        uint96 trap = court.createCourt(humans, 0, t);
        vault.admit(trap, BEN);
        isTrue(vault.personOf(humans, BEN) == 0, "Ben is nobody where the true registry is asked");
        vault.admit(humans, ANNA);
    }
}

/// @notice Says of everybody that they are one and the same human.
contract PersonsLiar {
    bytes20 private immutable victim;

    constructor(bytes20 human) {
        victim = human;
    }

    function isHuman(address) external pure returns (bool) {
        return true;
    }

    function humanityOf(address) external view returns (bytes20) {
        return victim;
    }
}

/// @notice Boundary states against a model that keeps everything.
contract BoundaryTest is Courthouse {
    address private constant ANNA = address(0xA);

    struct Change {
        uint64 epoch;
        uint128 stake;
        uint256 courts;
    }

    Change[] private changes;

    function setUp() public override {
        super.setUp();
        court.createCourt(0, 0, terms());
    }

    /// @dev Random changes at random times; after each the three boundaries kept are what the whole history says.
    function testFuzzTheVaultRemembersWhatTheWholeHistorySays(uint64[24] calldata moves) public {
        fund(ANNA, 1_000_000 ether);
        for (uint256 i; i < moves.length; ++i) {
            vm.warp(clock() + (moves[i] % 5) * EPOCH / 2);
            uint256 amount = within(moves[i] >> 8, 1, 1 ether);
            vm.startPrank(ANNA);
            if (changes.length == 0 || moves[i] % 3 == 0) vault.stake(amount, courts(uint96(moves[i] % 2)));
            else if (moves[i] % 3 == 1) vault.serve(moves[i] % 2 == 0 ? none() : courts(0, 1));
            else if (last().stake > 0) vault.requestUnstake(within(moves[i] >> 8, 1, last().stake));
            vm.stopPrank();
            (,, uint128 staked, uint256 packed) = vault.jurorOf(ANNA);
            changes.push(Change(vault.epoch(), staked, packed));
            compare();
        }
    }

    function last() private view returns (Change memory) {
        return changes[changes.length - 1];
    }

    function compare() private view {
        uint64 epoch = vault.epoch();
        for (uint64 back; back < 3; ++back) {
            (uint128 staked, uint256 packed) = vault.stateAt(ANNA, epoch - back);
            Change memory expected;
            for (uint256 i; i < changes.length; ++i) {
                if (changes[i].epoch < epoch - back) expected = changes[i];
            }
            equal(staked, expected.stake, "stake at a boundary");
            equal(packed, expected.courts, "courts at a boundary");
        }
    }
}
