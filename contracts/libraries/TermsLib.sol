// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Terms} from "../interfaces/ICourts.sol";

/// @notice A court's terms, as whoever needs more of them than their hash hands them in.
library TermsLib {
    /// @notice H(abi.encode(terms)).
    /// @dev Terms are 23 static words, hashed as they came: a word with bits beyond its type gives a hash nobody
    /// pinned.
    function hash(Terms calldata terms) internal pure returns (bytes32 made) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, terms, 0x2e0)
            made := keccak256(free, 0x2e0)
        }
    }
}
