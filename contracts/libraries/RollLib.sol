// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {TagsLib} from "./TagsLib.sol";

/// @notice The roll: who may be drawn in one court in one epoch, and with what weight. A Merkle sum tree.
/// @dev       (root, total)
///            /           \
///      (h01, s01)     (h23, s23)     node = H(0x01 ‖ leftHash ‖ leftSum ‖ rightHash ‖ rightSum), sum = left + right
///       /      \       /      \
///   juror 0  juror 1  …     empty    leaf i is juror i = H(0x00 ‖ address ‖ weight); weight 0: 32 zero bytes, sum 0
/// @dev A path proves a leaf and, with it, how much weight lies to its left: a draw is checked with one path.
/// @dev Mirrors src/primitives/sumtree.ts and jurors/roll.ts; both read test/vectors/roll.json.
library RollLib {
    /// @dev Bytes of one level of a path: sibling hash (32) ‖ sibling sum (u128).
    uint256 internal constant LEVEL = 48;

    /// @notice The leaf of a juror; weight 0, or nobody, is 32 zero bytes.
    function leaf(address juror, uint128 weight) internal pure returns (bytes32) {
        return weight == 0 ? bytes32(0) : keccak256(abi.encodePacked(bytes1(0x00), juror, weight));
    }

    /// @notice The inner node over two children with their sums.
    function node(bytes32 left, uint128 leftSum, bytes32 right, uint128 rightSum) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes1(0x01), left, leftSum, right, rightSum));
    }

    /// @notice Depth of the tree over `jurors` numbered jurors: ⌈log₂ max(1, jurors)⌉, the same in all courts.
    function depthOf(uint256 jurors) internal pure returns (uint256 depth) {
        if (jurors < 2) return 0;
        assembly ("memory-safe") {
            depth := sub(256, clz(sub(jurors, 1)))
        }
    }

    /// @notice Climbs from leaf `index` to the root.
    /// @param path depth × (sibling hash ‖ sibling sum), leaf to root.
    /// @return root The root this leaf and path hash to.
    /// @return total The weight of the whole tree. Reverts when the sums leave u128: no honest tree does.
    /// @return before The weight of all leaves to the left of this one.
    function climb(address juror, uint128 weight, uint256 index, bytes memory path)
        internal
        pure
        returns (bytes32 root, uint128 total, uint128 before)
    {
        if (path.length % LEVEL != 0) revert PathMalformed(path.length);
        uint256 depth = path.length / LEVEL;
        if (depth < 256 && index >> depth != 0) revert IndexBeyondRoll(index, depth);

        (root, total, before) = climbFrom(leaf(juror, weight), weight, index, path);
    }

    /// @notice Climbs from any node, by its hash and sum, to the root. `index` counts nodes of its height from the
    /// left.
    /// @dev Assumes that `path` is whole levels and that `index` is below 2^depth.
    function climbFrom(bytes32 hash, uint128 sum, uint256 index, bytes memory path)
        internal
        pure
        returns (bytes32 root, uint128 total, uint128 before)
    {
        uint256 wide = sum;
        uint256 left;
        assembly ("memory-safe") {
            // A node's preimage, 97 bytes, is laid out in free memory: 0x01 ‖ hash ‖ sum ‖ hash ‖ sum.
            let free := mload(0x40)
            mstore8(free, 0x01)
            let mask := 0xffffffffffffffffffffffffffffffff
            let at_ := add(path, 0x20)
            for { let end := add(at_, mload(path)) } lt(at_, end) { at_ := add(at_, 48) } {
                let sibling := mload(at_)
                // The word at +16 ends with the 16 bytes of the sum, so nothing beyond the path is read.
                let beside := and(mload(add(at_, 16)), mask)
                // The sums first: each is written as a whole word whose upper half the hash before it overwrites.
                switch and(index, 1)
                case 0 {
                    mstore(add(free, 0x41), beside)
                    mstore(add(free, 0x31), sibling)
                    mstore(add(free, 0x11), wide)
                    mstore(add(free, 0x01), hash)
                }
                default {
                    mstore(add(free, 0x41), wide)
                    mstore(add(free, 0x31), hash)
                    mstore(add(free, 0x11), beside)
                    mstore(add(free, 0x01), sibling)
                    left := add(left, beside)
                }
                hash := keccak256(free, 0x61)
                wide := add(wide, beside)
                index := shr(1, index)
                // No honest tree's sums leave u128; two summands of 128 bits can't leave a word.
                if gt(wide, mask) { break }
            }
        }
        if (wide > type(uint128).max) revert SumTooLarge();
        // forge-lint: disable-next-line(unsafe-typecast) the sum to the left is a part of the whole
        return (hash, uint128(wide), uint128(left));
    }

    /// @notice What `rollsRoot` holds for a court: its roll with the version of its policy and the number of jurors.
    function header(uint64 epoch, uint96 court, uint32 version, bytes32 root, uint128 total, uint32 jurors)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(TagsLib.ROLL, epoch, court, version, root, total, jurors));
    }

    /// @notice A path is whole levels of 48 bytes.
    error PathMalformed(uint256 length);
    /// @notice The weights along a path are more than 2^128 together.
    error SumTooLarge();
    /// @notice A roll of depth `depth` has no juror `index`.
    error IndexBeyondRoll(uint256 index, uint256 depth);
}
