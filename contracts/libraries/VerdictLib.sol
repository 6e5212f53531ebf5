// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Verdict} from "../interfaces/IDisputes.sol";

/// @notice What attestors sign of a verdict, for whoever delivers, challenges or proves one.
/// @dev Mirrors src/law/verdict.ts; both read test/vectors/typed.json.
library VerdictLib {
    bytes32 private constant TYPEHASH = keccak256(
        "Verdict(bytes32 disputeKey,uint32 panel,bytes32 rollsRoot,uint64 beaconRound,bytes32 randomness,"
        "uint64 gazette,bytes32 ballotsRoot,uint32 draws,bytes32 entriesRoot,uint256 ruling,bytes32 outcome,"
        "bool tied,bytes32 policyHash,uint64 serial,bytes32 configDigest)"
    );

    /// @notice EIP-712 struct hash.
    /// @dev A Verdict is 13 static words, hashed as they came: a word with bits beyond its type gives a hash nobody
    /// signed.
    function hash(bytes32 disputeKey, Verdict calldata verdict, bytes32 configDigest)
        internal
        pure
        returns (bytes32 made)
    {
        bytes32 typeHash = TYPEHASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            mstore(add(free, 0x20), disputeKey)
            calldatacopy(add(free, 0x40), verdict, 0x1a0)
            mstore(add(free, 0x1e0), configDigest)
            made := keccak256(free, 0x200)
        }
    }
}
