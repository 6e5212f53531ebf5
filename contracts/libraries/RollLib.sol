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
        while ((uint256(1) << depth) < jurors) ++depth;
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

        root = leaf(juror, weight);
        total = weight;
        for (uint256 level; level < depth; ++level) {
            (bytes32 sibling, uint128 sum) = _sibling(path, level);
            if ((index >> level) & 1 == 0) {
                root = node(root, total, sibling, sum);
            } else {
                root = node(sibling, sum, root, total);
                before += sum;
            }
            total += sum;
        }
    }

    /// @notice What `rollsRoot` holds for a court: its roll with the version of its policy and the number of jurors.
    function header(uint64 epoch, uint96 court, uint32 version, bytes32 root, uint128 total, uint32 jurors)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(TagsLib.ROLL, epoch, court, version, root, total, jurors));
    }

    function _sibling(bytes memory path, uint256 level) private pure returns (bytes32 hash, uint128 sum) {
        assembly ("memory-safe") {
            let at := add(add(path, 32), mul(level, 48))
            hash := mload(at)
            // The word at +16 ends with the 16 bytes of the sum, so nothing beyond the path is read.
            sum := and(mload(add(at, 16)), 0xffffffffffffffffffffffffffffffff)
        }
    }

    /// @notice A path is whole levels of 48 bytes.
    error PathMalformed(uint256 length);
    /// @notice A roll of depth `depth` has no juror `index`.
    error IndexBeyondRoll(uint256 index, uint256 depth);
}
