// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice The plain Merkle tree under ballots, entries, heads and rolls.
/// @dev         root
///             /    \
///           n01    n23        node = H(0x01 ‖ left ‖ right)
///          /  \    /  \
///        l0   l1  l2  pad     leaves padded with 32 zero bytes to a power of two
/// @dev One leaf is its own root; no leaves: 32 zero bytes. Leaf preimages are `abi.encode(tag, …)`, at least 64 bytes
/// that start with a tag, while a node's preimage is 65 bytes that start with 0x01: neither can pass for the other.
/// @dev Mirrors src/primitives/merkle.ts; both read test/vectors/merkle.json.
library MerkleLib {
    /// @notice The inner node over two children.
    /// @dev Hashed where memory is free, and not kept: a tree is many of them.
    function node(bytes32 left, bytes32 right) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore8(free, 0x01)
            mstore(add(free, 0x01), left)
            mstore(add(free, 0x21), right)
            hash := keccak256(free, 0x41)
        }
    }

    /// @notice The root over `leaves`.
    /// @dev Warning: overwrites `leaves` while it folds; pass a copy when the leaves are needed afterwards.
    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        uint256 width = leaves.length;
        if (width == 0) return bytes32(0);

        // A level of odd width is padded on its right edge: with zero leaves at the bottom, and further up with the
        // root of an all-zero subtree of that height, which is what padding the leaves to a power of two amounts to.
        bytes32 pad;
        while (width > 1) {
            uint256 half = (width + 1) / 2;
            for (uint256 i; i < half; ++i) {
                leaves[i] = node(leaves[2 * i], 2 * i + 1 < width ? leaves[2 * i + 1] : pad);
            }
            pad = node(pad, pad);
            width = half;
        }
        return leaves[0];
    }

    /// @notice The root over `count` leaves of which `leaves` are those from `from` on.
    /// @param path What the run lacks, level by level: its left neighbour if it begins with a right child, then its
    /// right neighbour if it ends with a left one. Padding isn't handed in: a run of all leaves needs no path.
    /// @dev Warning: overwrites `leaves` while it folds. Reverts when there are none, or when they reach beyond the
    /// tree.
    function rootOfRun(bytes32[] memory leaves, uint256 from, uint256 count, bytes32[] memory path)
        internal
        pure
        returns (bytes32)
    {
        uint256 to = from + leaves.length;
        if (to > count) revert IndexBeyondTree(to, count);
        if (count == 0) return bytes32(0);
        if (from == to) revert IndexBeyondTree(from, count);

        // [from, to) are the nodes known at a level of `count`; `pad` is what stands right of the last one.
        bytes32 pad;
        uint256 used;
        // Nothing here can overflow: `count` bounds every index, and a tree has fewer leaves than memory has words.
        unchecked {
            while (count > 1) {
                uint256 next = from / 2;
                uint256 end = (to + 1) / 2;
                bytes32 before = from & 1 == 1 ? path[used++] : bytes32(0);
                for (uint256 parent = next; parent < end; ++parent) {
                    uint256 child = 2 * parent;
                    bytes32 left = child < from ? before : leaves[child - from];
                    bytes32 right = ++child < to ? leaves[child - from] : child < count ? path[used++] : pad;
                    leaves[parent - next] = node(left, right);
                }
                (from, to) = (next, end);
                (pad, count) = (node(pad, pad), (count + 1) / 2);
            }
        }
        return leaves[0];
    }

    /// @notice The root that `leaf` at `index` hashes to along `path`, the siblings from leaf to root.
    /// @dev Bit j of the index 1 means that the node is a right child at level j.
    /// @dev Assumes that callers compare with a root they trust and, where the number of leaves matters, bound `index`
    /// and the length of `path` themselves: bits of `index` above the path are refused here.
    function rootFrom(bytes32 leaf, uint256 index, bytes32[] memory path) internal pure returns (bytes32 hash) {
        if (path.length < 256 && index >> path.length != 0) revert IndexBeyondTree(index, path.length);
        hash = leaf;
        for (uint256 level; level < path.length; ++level) {
            hash = (index >> level) & 1 == 0 ? node(hash, path[level]) : node(path[level], hash);
        }
    }

    /// @notice A tree of depth `depth` has no leaf `index`.
    error IndexBeyondTree(uint256 index, uint256 depth);
}
