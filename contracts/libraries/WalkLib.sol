// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {MerkleLib} from "./MerkleLib.sol";
import {TagsLib} from "./TagsLib.sol";

/// @notice The preimages that lead from the rolls' root down to one leaf of one court's roll, told apart by shape.
/// @dev       rolls root          0x01 ‖ left ‖ right                              65 bytes, over the courts
///                |
///              header            abi.encode(tag, epoch, court, version,           224 bytes
///                |                          root, total, jurors)
///           roll's root          0x01 ‖ left ‖ leftSum ‖ right ‖ rightSum         97 bytes, over the jurors
///                |
///               leaf             0x00 ‖ juror ‖ weight                            37 bytes
/// @dev No two have the same length, so nothing can pass for anything else. A preimage of another shape than stands at
/// its level is a fault by itself: nobody makes an honest tree of it.
/// @dev Mirrors jurors/preimage.ts.
library WalkLib {
    /// @dev The longest of them: whatever is longer is no preimage of an honest tree.
    uint256 internal constant LONGEST = 224;

    /// @notice A node over courts.
    function courts(bytes calldata shown) internal pure returns (bool isNode, bytes32 left, bytes32 right) {
        isNode = shown.length == 65 && shown[0] == 0x01;
        if (isNode) (left, right) = (bytes32(shown[1:33]), bytes32(shown[33:65]));
    }

    /// @notice A node over jurors.
    function jurors(bytes calldata shown)
        internal
        pure
        returns (bool isNode, bytes32 left, uint128 leftSum, bytes32 right, uint128 rightSum)
    {
        isNode = shown.length == 97 && shown[0] == 0x01;
        if (!isNode) return (false, 0, 0, 0, 0);
        (left, leftSum) = (bytes32(shown[1:33]), uint128(bytes16(shown[33:49])));
        (right, rightSum) = (bytes32(shown[49:81]), uint128(bytes16(shown[81:97])));
    }

    /// @notice A court's header: what only the header knows. Whoever reads it hashes the rest again.
    function header(bytes calldata shown) internal pure returns (bool isHeader, bytes32 root, uint128 total) {
        isHeader = shown.length == LONGEST && bytes32(shown[0:32]) == TagsLib.ROLL && bytes16(shown[160:176]) == 0;
        if (isHeader) (root, total) = (bytes32(shown[128:160]), uint128(bytes16(shown[176:192])));
    }

    /// @notice A juror's leaf. Weight 0 has none.
    function leaf(bytes calldata shown) internal pure returns (bool isLeaf, address juror, uint128 weight) {
        isLeaf = shown.length == 37 && shown[0] == 0x00;
        if (isLeaf) (juror, weight) = (address(bytes20(shown[1:21])), uint128(bytes16(shown[21:37])));
        // A leaf without weight is 32 zero bytes, and has no preimage.
        isLeaf = isLeaf && weight != 0;
    }

    /// @notice Whether a hash is that of a tree over courts in which nobody has weight, of at most `most` levels.
    function isEmpty(bytes32 hash, uint256 most) internal pure returns (bool) {
        bytes32 empty;
        for (uint256 height; height <= most; ++height) {
            if (hash == empty) return true;
            empty = MerkleLib.node(empty, empty);
        }
        return false;
    }
}
