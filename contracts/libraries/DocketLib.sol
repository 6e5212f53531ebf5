// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {TagsLib} from "./TagsLib.sol";

/// @notice The docket, hashed: entries chained into heads, heads gathered into gazettes.
/// @dev Mirrors src/law/transcript.ts; both read test/vectors/docket.json and test/vectors/gazette.json.
library DocketLib {
    bytes32 internal constant COMMIT = keccak256("commit");
    bytes32 internal constant RECUSE = keccak256("recuse");
    bytes32 private constant COMMIT_TYPEHASH = keccak256(
        "Commit(bytes32 disputeKey,uint32 panel,address juror,uint64 beaconRound,uint64 revision,bytes32 commitment,"
        "bytes32 sealedHash)"
    );
    bytes32 private constant RECUSE_TYPEHASH =
        keccak256("Recuse(bytes32 disputeKey,uint32 panel,address juror,string reason)");

    /// @notice Names a dispute for ever, across chains and contracts.
    function disputeKey(uint256 chainId, address arbitrator, uint256 disputeId) internal pure returns (bytes32) {
        return keccak256(abi.encode(chainId, arbitrator, disputeId));
    }

    /// @notice Id of a dispute that an account opens off chain: above 2^255, where no counter ever gets.
    function offChainId(address account, uint64 nonce) internal pure returns (uint256) {
        return (uint256(1) << 255) | (uint256(keccak256(abi.encode(TagsLib.OPEN, account, nonce))) >> 1);
    }

    /// @notice The head of an empty docket.
    function firstHead(bytes32 key) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(TagsLib.DOCKET, key));
    }

    /// @notice The head after one more entry.
    function nextHead(bytes32 head, bytes32 entryHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(head, entryHash));
    }

    /// @notice Entry `number` (from 1). `kindHash` is H(kind).
    function entry(uint64 number, uint64 acceptedAt, bytes32 kindHash, bytes32 bodyHash)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(TagsLib.ENTRY, number, acceptedAt, kindHash, bodyHash));
    }

    /// @notice What a juror signs under a ballot: EIP-712's struct hash.
    function commitStruct(
        bytes32 key,
        uint32 panel,
        address juror,
        uint64 beaconRound,
        uint64 revision,
        bytes32 commitment,
        bytes32 sealedHash
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(COMMIT_TYPEHASH, key, panel, juror, beaconRound, revision, commitment, sealedHash));
    }

    /// @notice What a juror signs who gives its seats back, by the hash of the reason.
    function recuseStruct(bytes32 key, uint32 panel, address juror, bytes32 reasonHash)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(RECUSE_TYPEHASH, key, panel, juror, reasonHash));
    }

    /// @notice Body hash of a `commit` entry, so that one ballot can be shown without the rest of the docket; and of a
    /// `recuse` entry, which seals nothing: its `sealedHash` is 0.
    function commitBody(bytes32 commitStructHash, bytes32 signatureHash, bytes32 sealedHash)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(commitStructHash, signatureHash, sealedHash));
    }

    /// @notice Leaf `number − 1` of `entriesRoot`.
    function entryLeaf(uint64 number, bytes32 entryHash, bytes32 head) internal pure returns (bytes32) {
        return keccak256(abi.encode(TagsLib.ENTRY_LEAF, number, entryHash, head));
    }

    /// @notice Leaf of `headsRoot`; `verdictHash` and `openHash` are 0 where there is none.
    function headLeaf(bytes32 key, uint64 number, bytes32 head, bytes32 verdictHash, bytes32 openHash)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(TagsLib.HEAD, key, number, head, verdictHash, openHash));
    }

    /// @notice What a posted gazette is kept as; the contract keeps the first 192 bits of it.
    function gazette(uint64 serial, uint64 epoch, bytes32 rollsRoot, bytes32 headsRoot, uint64 postedAt)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(serial, epoch, rollsRoot, headsRoot, postedAt));
    }
}
