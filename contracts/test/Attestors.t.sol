// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IAttestors} from "../interfaces/IAttestors.sol";
import {SignatureLib} from "../libraries/SignatureLib.sol";
import {Courthouse} from "./Courthouse.sol";

/// @notice Attestors: only they change who they are, and not at once.
contract AttestorsTest is Courthouse {
    function testTheFirstSetIsInForce() public view {
        (uint32 number, bytes24 digest) = court.attestors();
        equal(number, 1, "number");
        isTrue(digest == bytes24(configDigest(bench)), "digest");
        isTrue(court.attestorSet(1) == digest, "by number");
        isTrue(court.attestorSet(0) == 0 && court.attestorSet(2) == 0, "no other");
    }

    function testARotationWaitsLongerThanAnyChallengeWindow() public {
        Bench memory next = makeBench("successor", 7, 4);
        announce(9, next);
        (bytes32 announced, uint64 effectiveAt, uint64 serial) = court.rotation();
        isTrue(announced == configDigest(next) && serial == 9, "announced");
        vm.warp(effectiveAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IAttestors.RotatedTooEarly.selector, effectiveAt));
        court.completeRotation(next.addresses, next.k);
        vm.warp(effectiveAt);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAttestors.WrongAttestors.selector, bytes24(configDigest(bench)), bytes24(configDigest(next))
            )
        );
        court.completeRotation(bench.addresses, bench.k);
        court.completeRotation(next.addresses, next.k);
        (uint32 number, bytes24 digest) = court.attestors();
        isTrue(number == 2 && digest == bytes24(configDigest(next)), "in force");
        vm.expectRevert(abi.encodeWithSelector(IAttestors.NoRotation.selector));
        court.completeRotation(next.addresses, next.k);
        bench = next;
        post(1);
    }

    function testARotationNeedsKOfTheOutgoingSet() public {
        Bench memory next = makeBench("successor", 5, 3);
        bytes memory signatures = sign(bench, rotationDigest(1, next), 0, 2);
        vm.expectRevert(abi.encodeWithSelector(SignatureLib.WrongSignatureCount.selector, 130, 195));
        court.announceRotation(1, next.addresses, next.k, bench.members, bench.k, signatures);
        signatures = sign(next, rotationDigest(1, next), 0, 3);
        vm.expectRevert();
        court.announceRotation(1, next.addresses, next.k, bench.members, bench.k, signatures);
    }

    function testASerialIsUsedOnce() public {
        Bench memory next = makeBench("successor", 5, 3);
        Bench memory before = bench;
        announce(2, next);
        bytes memory signatures = sign(bench, rotationDigest(2, next), 0, 3);
        vm.expectRevert(abi.encodeWithSelector(IAttestors.StaleSerial.selector, 2, 2));
        court.announceRotation(2, next.addresses, next.k, bench.members, bench.k, signatures);
        // There and back again: the old announcement is still no good.
        vm.warp(clock() + ROTATION);
        court.completeRotation(next.addresses, next.k);
        bench = next;
        rotate(3, before);
        bench = before;
        vm.expectRevert(abi.encodeWithSelector(IAttestors.StaleSerial.selector, 2, 3));
        court.announceRotation(2, next.addresses, next.k, bench.members, bench.k, signatures);
    }

    function testALaterAnnouncementReplacesTheFirstAndWaitsAnew() public {
        announce(1, makeBench("first", 5, 3));
        vm.warp(clock() + ROTATION - 1);
        Bench memory second = makeBench("second", 5, 3);
        announce(2, second);
        vm.warp(clock() + 1);
        vm.expectRevert(abi.encodeWithSelector(IAttestors.RotatedTooEarly.selector, uint64(clock() - 1 + ROTATION)));
        court.completeRotation(second.addresses, second.k);
    }

    function testSetsAreAscendingAndAtMost32() public {
        Bench memory next = makeBench("successor", 33, 3);
        malformed(next, abi.encodeWithSelector(IAttestors.AttestorSetMalformed.selector, 33, 3));
        next = makeBench("successor", 2, 3);
        malformed(next, abi.encodeWithSelector(IAttestors.AttestorSetMalformed.selector, 2, 3));
        next = makeBench("successor", 2, 0);
        malformed(next, abi.encodeWithSelector(IAttestors.AttestorSetMalformed.selector, 2, 0));
        next = makeBench("successor", 3, 2);
        next.addresses[1] = next.addresses[0];
        malformed(
            next,
            abi.encodeWithSelector(SignatureLib.SignersNotAscending.selector, next.addresses[0], next.addresses[0])
        );
        next = makeBench("successor", 3, 2);
        next.addresses[0] = address(0);
        malformed(next, abi.encodeWithSelector(SignatureLib.SignersNotAscending.selector, address(0), address(0)));
        rotate(9, makeBench("successor", 32, 32));
    }

    function malformed(Bench memory next, bytes memory reason) private {
        bytes memory signatures = sign(bench, rotationDigest(1, next), 0, 3);
        vm.expectRevert(reason);
        court.announceRotation(1, next.addresses, next.k, bench.members, bench.k, signatures);
    }

    /// @dev The digest over packed members is the protocol's abi.encode, whatever the set.
    function testFuzzThePackedDigestIsTheEncodedOne(uint256 seed, uint8 size, uint32 k) public {
        uint256 n = within(size, 1, 32);
        Bench memory any = makeBench(vm.toString(seed), n, uint32(within(k, 1, n)));
        rotate(1, any);
        bench = any;
        post(3);
    }
}
