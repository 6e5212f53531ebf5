// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {BeaconLib} from "../libraries/BeaconLib.sol";
import {Test} from "./Test.sol";

/// @notice The beacon as the contract checks it, against rounds that drand published and a pairing written in Python.
contract BeaconTest is Test {
    string private json = vm.readFile("../test/vectors/beacon.json");

    function where(string memory list, uint256 i, string memory member) private pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(i), "].", member);
    }

    function raw(uint256 i, string memory member) private view returns (bytes memory) {
        return vm.parseJsonBytes(json, where("rounds", i, member));
    }

    function roundOf(uint256 i) private view returns (uint64) {
        return uint64(vm.parseJsonUint(json, where("rounds", i, "beaconRound")));
    }

    function testPublishedRoundsAreTakenAndGiveTheirRandomness() public view {
        uint256 count;
        for (; vm.keyExistsJson(json, where("rounds", count, "beaconRound")); ++count) {
            bytes memory hashed = BeaconLib.hashToPoint(vm.parseJsonBytes32(json, where("rounds", count, "message")));
            equal(keccak256(hashed), keccak256(raw(count, "hashedPoint")), "the hashed point");
            bytes memory point = raw(count, "signaturePoint");
            isTrue(
                BeaconLib.isSignature(roundOf(count), point, BeaconLib.keyOf(raw(count, "publicKeyPoint"))),
                "a published round"
            );
            equal(
                BeaconLib.randomness(point),
                vm.parseJsonBytes32(json, where("rounds", count, "randomness")),
                "its randomness"
            );
        }
        isTrue(count > 5, "there are rounds");
    }

    function testARoundsSignatureIsNoOthers() public view {
        bytes32[8] memory key = BeaconLib.keyOf(raw(0, "publicKeyPoint"));
        bytes memory point = raw(0, "signaturePoint");
        isTrue(!BeaconLib.isSignature(roundOf(0) + 1, point, key), "another round");
        isTrue(!BeaconLib.isSignature(roundOf(1), point, key), "a round of the same network");
    }

    function testNoBentPointIsTaken(uint256 at, uint8 bit) public view {
        bytes32[8] memory key = BeaconLib.keyOf(raw(1, "publicKeyPoint"));
        bytes memory point = raw(1, "signaturePoint");
        at = within(at, 0, 127);
        point[at] ^= bytes1(uint8(1 << (bit % 8)));
        isTrue(!BeaconLib.isSignature(roundOf(1), point, key), "a flipped bit");
    }

    function testPointsThatAreNoneAreRefused() public view {
        bytes32[8] memory key = BeaconLib.keyOf(raw(1, "publicKeyPoint"));
        bytes memory point = raw(1, "signaturePoint");
        isTrue(!BeaconLib.isSignature(roundOf(1), new bytes(128), key), "the identity");
        isTrue(!BeaconLib.isSignature(roundOf(1), bytes.concat(point, hex"00"), key), "a byte more");
        isTrue(!BeaconLib.isSignature(roundOf(1), new bytes(0), key), "nothing");
    }

    function testAKeyOfAnotherLengthIsNone() public {
        bytes memory key = raw(1, "publicKeyPoint");
        vm.expectRevert(abi.encodeWithSelector(BeaconLib.NotAKey.selector, 257));
        this.keyOf(bytes.concat(key, hex"00"));
    }

    function keyOf(bytes memory key) external pure returns (bytes32[8] memory) {
        return BeaconLib.keyOf(key);
    }
}
