// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGazette} from "../interfaces/IGazette.sol";
import {SignatureLib} from "../libraries/SignatureLib.sol";
import {Courthouse} from "./Courthouse.sol";

/// @notice The gazette: a serial is used once, and what stands is kept long enough.
contract GazetteTest is Courthouse {
    function hashOf(uint64 serial, uint256 postedAt) private pure returns (bytes24) {
        return
            bytes24(keccak256(abi.encode(serial, uint64(7), keccak256("rolls"), keccak256("heads"), uint64(postedAt))));
    }

    function testAPostingIsKeptWithItsBlockTime() public {
        post(5);
        (uint64 postedAt, bytes24 digest) = court.gazetteOf(5);
        equal(postedAt, clock(), "time");
        isTrue(digest == hashOf(5, clock()), "digest");
        (postedAt, digest) = court.gazetteOf(5 + 65_536);
        isTrue(postedAt == 0 && digest == 0, "the next lap isn't posted");
    }

    function testSerialZeroIsASerial() public {
        post(0);
        (uint64 postedAt,) = court.gazetteOf(0);
        equal(postedAt, clock(), "time");
    }

    function testTheSamePostingAgainDoesNothing() public {
        post(5);
        uint256 postedAt = clock();
        vm.warp(postedAt + 1 hours);
        post(5);
        (uint64 kept,) = court.gazetteOf(5);
        equal(kept, postedAt, "its time stays");
    }

    function testAUsedSerialIsRefused() public {
        post(5);
        vm.warp(clock() + LONGEST + 60 days);
        bytes32 other = keccak256("other heads");
        bytes32 structHash = keccak256(
            abi.encode(GAZETTE_TYPEHASH, uint64(5), uint64(7), keccak256("rolls"), other, configDigest(bench))
        );
        bytes memory signatures = sign(bench, typed(structHash), 0, 3);
        vm.expectRevert(abi.encodeWithSelector(IGazette.SerialUsed.selector, 5, 5));
        court.post(5, 7, keccak256("rolls"), other, bench.members, bench.k, signatures);
    }

    function testAPlaceIsTakenAgainByALaterLapOnceItIsOld() public {
        post(5);
        uint64 next = 5 + 65_536;
        uint256 keptUntil = clock() + LONGEST + 30 days;
        bytes32 structHash = keccak256(
            abi.encode(GAZETTE_TYPEHASH, next, uint64(7), keccak256("rolls"), keccak256("heads"), configDigest(bench))
        );
        bytes memory signatures = sign(bench, typed(structHash), 0, 3);
        vm.warp(keptUntil);
        vm.expectRevert(abi.encodeWithSelector(IGazette.PlaceKept.selector, next, 5, uint64(keptUntil)));
        court.post(next, 7, keccak256("rolls"), keccak256("heads"), bench.members, bench.k, signatures);
        vm.warp(keptUntil + 1);
        court.post(next, 7, keccak256("rolls"), keccak256("heads"), bench.members, bench.k, signatures);
        (uint64 postedAt, bytes24 digest) = court.gazetteOf(next);
        isTrue(postedAt == clock() && digest == hashOf(next, clock()), "the new one");
        (postedAt,) = court.gazetteOf(5);
        equal(postedAt, 0, "the old one is gone");

        // And its serial stays used, however old the place gets.
        vm.warp(clock() + LONGEST + 60 days);
        structHash = keccak256(
            abi.encode(
                GAZETTE_TYPEHASH, uint64(5), uint64(7), keccak256("rolls"), keccak256("heads"), configDigest(bench)
            )
        );
        signatures = sign(bench, typed(structHash), 0, 3);
        vm.expectRevert(abi.encodeWithSelector(IGazette.SerialUsed.selector, 5, next));
        court.post(5, 7, keccak256("rolls"), keccak256("heads"), bench.members, bench.k, signatures);
    }

    function testAPreparedPlaceIsStillEmpty() public {
        court.prepare(65_530, 10);
        (uint64 postedAt, bytes24 digest) = court.gazetteOf(65_531);
        isTrue(postedAt == 0 && digest == 0, "nothing posted");
        post(65_531);
        post(2);
        (postedAt,) = court.gazetteOf(2);
        equal(postedAt, clock(), "places wrap around");
        court.prepare(0, 5);
        (postedAt,) = court.gazetteOf(2);
        equal(postedAt, clock(), "a place in use is left alone");
    }

    function testASerialHas40Bits() public {
        vm.expectRevert(abi.encodeWithSelector(IGazette.SerialTooHigh.selector, uint64(2 ** 40), uint64(2 ** 40 - 1)));
        court.post(2 ** 40, 7, 0, 0, bench.members, bench.k, "");
        post(2 ** 40 - 1);
        (uint64 postedAt,) = court.gazetteOf(2 ** 40 - 1);
        equal(postedAt, clock(), "the last one");
    }

    function testAGazetteNeedsKSignaturesOverItself() public {
        vm.expectRevert(abi.encodeWithSelector(SignatureLib.WrongSignatureCount.selector, 0, 195));
        court.post(1, 7, 0, 0, bench.members, bench.k, "");
        bytes memory signatures = sign(bench, typed(keccak256("something else")), 0, 3);
        vm.expectRevert();
        court.post(1, 7, 0, 0, bench.members, bench.k, signatures);
    }

    // ROLLS

    function postRolls(uint64 serial, uint64 epoch, bytes32 rolls) private {
        bytes32 structHash =
            keccak256(abi.encode(GAZETTE_TYPEHASH, serial, epoch, rolls, keccak256("heads"), configDigest(bench)));
        bytes memory signatures = sign(bench, typed(structHash), 0, 3);
        court.post(serial, epoch, rolls, keccak256("heads"), bench.members, bench.k, signatures);
    }

    function testTheFirstRollsOfAnEpochStayItsRolls() public {
        uint64 epoch = 1_000;
        court.prepareRolls(epoch - 1, 3);
        equal(uint192(court.rollsOf(epoch)), 0, "a place that was only paid for holds none");
        vm.warp(uint256(epoch) * EPOCH);
        postRolls(1, epoch - 1, keccak256("of the past"));
        postRolls(2, epoch + 1, keccak256("of the future"));
        postRolls(3, epoch, 0);
        postRolls(4, epoch, keccak256("first"));
        postRolls(5, epoch, keccak256("second"));
        isTrue(court.rollsOf(epoch) == bytes24(keccak256("first")), "not chosen anew");
        isTrue(court.rollsOf(epoch - 1) == 0 && court.rollsOf(epoch + 1) == 0, "and only of the epoch that runs");
        vm.warp(uint256(epoch + 1) * EPOCH + EPOCH / 4);
        postRolls(6, epoch + 1, keccak256("late"));
        equal(uint192(court.rollsOf(epoch + 1)), 0, "after the first quarter it is too late");
    }

    /// @dev A ring one epoch short would lose the roll that a dispute's last challenge needs.
    function testRollsAreKeptAsLongAsPostings(uint64 later) public {
        uint64 epoch = 1_000;
        vm.warp(uint256(epoch) * EPOCH);
        postRolls(1, epoch, keccak256("rolls"));
        uint64 kept = court.keepSeconds() / EPOCH;
        later = later % (kept + 1) + 1;
        vm.warp(uint256(epoch + later) * EPOCH);
        postRolls(2, epoch + later, keccak256("later rolls"));
        isTrue(court.rollsOf(epoch) == bytes24(keccak256("rolls")), "kept");
        isTrue(court.rollsOf(epoch + later) == bytes24(keccak256("later rolls")), "beside the later ones");
        vm.warp(uint256(epoch + kept + 2) * EPOCH);
        postRolls(3, epoch + kept + 2, keccak256("much later rolls"));
        equal(uint192(court.rollsOf(epoch)), 0, "and gives its place up afterwards");
    }
}
