// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice One word that remembers a small value now and its three earlier values, with the epoch of each change.
/// @dev Lane 0 (lowest 64 bits) is now, lanes 1…3 are earlier; a lane is `u32 epoch ‖ u32 value`.
/// @dev Three earlier values are exactly enough to know the value at the last three boundaries: a value may change in
/// the running epoch and in each of the three before it, and the oldest of those is the one the oldest boundary needs.
library BoundaryLib {
    uint256 private constant LANE = 64;
    uint256 private constant VALUE = type(uint32).max;

    /// @notice The value now.
    function latest(uint256 word) internal pure returns (uint256) {
        return word & VALUE;
    }

    /// @notice `word` after the value becomes `value` in `epoch`. Changes within one epoch overwrite one another.
    /// @dev Assumes epochs never decrease and both fit 32 bits.
    function push(uint256 word, uint256 epoch, uint256 value) internal pure returns (uint256) {
        if ((word >> 32) & VALUE == epoch) return (word & ~VALUE) | value;
        return (word << LANE) | (epoch << 32) | value;
    }

    /// @notice The value at the start of epoch `boundary`: after every change made before it.
    /// @dev Assumes `boundary` is one of the last three (the running epoch's own included); older ones are forgotten.
    function at(uint256 word, uint256 boundary) internal pure returns (uint256) {
        for (uint256 lane; lane < 4; ++lane) {
            if ((word >> 32) & VALUE < boundary) return word & VALUE;
            word >>= LANE;
        }
        return 0;
    }
}
