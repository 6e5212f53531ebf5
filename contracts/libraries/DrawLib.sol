// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {RollLib} from "./RollLib.sol";
import {TagsLib} from "./TagsLib.sol";

/// @notice Sortition: the i-th draw of a panel picks one unit of weight out of the roll.
/// @dev Looks at nothing but roll and seed. The bias of `mod total` is below total / 2^256 ≤ 2^-128: nothing anyone
/// can measure, which is why there is no rejection sampling.
/// @dev Mirrors jurors/sortition.ts; both read test/vectors/draw.json.
library DrawLib {
    /// @notice The unit of weight that draw `i` of panel `panel` picks, in [0, total).
    /// @dev Assumes total > 0; an empty roll draws nobody and is never asked.
    function unit(bytes32 randomness, bytes32 disputeKey, uint32 panel, uint32 i, uint128 total)
        internal
        pure
        returns (uint128)
    {
        uint256 x = uint256(keccak256(abi.encodePacked(TagsLib.DRAW, randomness, disputeKey, panel, i)));
        // forge-lint: disable-next-line(unsafe-typecast) the remainder is below a u128
        return uint128(x % total);
    }

    /// @notice Whether `x` falls on a leaf with `before` to its left: the walk "left if x < leftSum, else subtract".
    function falls(uint128 x, uint128 before, uint128 weight) internal pure returns (bool) {
        return x >= before && x - before < weight;
    }

    /// @notice Whether `juror`, at `index` of the roll (root, total), is who draw `i` picks.
    function proves(
        bytes32 root,
        uint128 total,
        uint128 x,
        address juror,
        uint128 weight,
        uint256 index,
        bytes memory path
    ) internal pure returns (bool) {
        (bytes32 climbed, uint128 sum, uint128 before) = RollLib.climb(juror, weight, index, path);
        return climbed == root && sum == total && falls(x, before, weight);
    }

    /// @notice The first beacon round at or after instant `at`: ⌈(at − genesis) / period⌉ + 1; round 1 is at genesis.
    function roundAt(uint64 at, uint64 genesis, uint64 period) internal pure returns (uint64) {
        return at <= genesis ? 1 : (at - genesis + period - 1) / period + 1;
    }

    /// @notice When beacon round `round` is published.
    function timeOf(uint64 round, uint64 genesis, uint64 period) internal pure returns (uint64) {
        return genesis + (round - 1) * period;
    }
}
