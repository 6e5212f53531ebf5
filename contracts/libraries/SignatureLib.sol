// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Exactly k ECDSA signatures of distinct attestors over one digest.
/// @dev Exactly k, strictly ascending, low s, v 27 or 28: one verdict has few encodings, and a signature can't be
/// counted twice or be malleated into a second one.
library SignatureLib {
    /// @dev r ‖ s ‖ v, packed.
    uint256 internal constant SIGNATURE = 65;
    uint256 internal constant MEMBER = 20;
    /// @dev Half the order of secp256k1; above it the mirrored signature would be valid too.
    uint256 internal constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @notice Who signed, as a bitmap over `members` (bit 0 is the first member).
    /// @param members n × 20 bytes, strictly ascending, at most 32 of them: callers compare their digest first.
    /// @param signatures k × 65 bytes, in ascending order of the signers' addresses.
    function signersOf(bytes32 digest, bytes calldata members, uint256 k, bytes calldata signatures)
        internal
        pure
        returns (uint256 bitmap)
    {
        if (signatures.length != k * SIGNATURE) revert WrongSignatureCount(signatures.length, k * SIGNATURE);

        uint256 count = members.length / MEMBER;
        uint256 position;
        address last;
        for (uint256 i; i < k; ++i) {
            address signer = _recover(digest, signatures, i);
            if (signer <= last) revert SignersNotAscending(signer, last);
            while (position < count && memberAt(members, position) < signer) ++position;
            if (position == count || memberAt(members, position) != signer) revert NotAnAttestor(signer);

            bitmap |= 1 << position;
            last = signer;
        }
    }

    /// @notice How many members of `before` whose bit is set are members of `present`, too.
    /// @dev Both lists strictly ascending, so one walk over each is enough.
    function survivors(uint256 bitmap, bytes calldata before, bytes calldata present)
        internal
        pure
        returns (uint256 count)
    {
        uint256 length = present.length / MEMBER;
        uint256 position;
        for (uint256 i; i < before.length / MEMBER; ++i) {
            if ((bitmap >> i) & 1 == 0) continue;
            address signer = memberAt(before, i);
            while (position < length && memberAt(present, position) < signer) ++position;
            if (position < length && memberAt(present, position) == signer) ++count;
        }
    }

    /// @notice configDigest = H(abi.encode(chainId, contract, k, members)), from the packed list.
    function configDigest(bytes calldata members, uint256 k) internal view returns (bytes32 digest) {
        if (members.length % MEMBER != 0) revert MembersMalformed(members.length);
        assembly ("memory-safe") {
            let count := div(members.length, 20)
            let free := mload(0x40)
            mstore(free, chainid())
            mstore(add(free, 0x20), address())
            mstore(add(free, 0x40), k)
            mstore(add(free, 0x60), 0x80)
            mstore(add(free, 0x80), count)
            let words := add(free, 0xa0)
            for { let i := 0 } lt(i, count) { i := add(i, 1) } {
                mstore(add(words, mul(i, 0x20)), shr(96, calldataload(add(members.offset, mul(i, 20)))))
            }
            digest := keccak256(free, add(0xa0, mul(count, 0x20)))
        }
    }

    /// @dev Assumes i is below the number of members.
    function memberAt(bytes calldata members, uint256 i) internal pure returns (address member) {
        assembly ("memory-safe") {
            member := shr(96, calldataload(add(members.offset, mul(i, 20))))
        }
    }

    /// @notice Who signed `digest`, or zero if `signature` isn't 65 bytes with low s and v 27 or 28, or recovers to
    /// nobody.
    function recover(bytes32 digest, bytes calldata signature) internal pure returns (address) {
        if (signature.length != SIGNATURE) return address(0);
        (bytes32 r, uint256 s, uint8 v) = _parts(signature, 0);
        return s > HALF_ORDER ? address(0) : ecrecover(digest, v, r, bytes32(s));
    }

    function _recover(bytes32 digest, bytes calldata signatures, uint256 i) private pure returns (address signer) {
        (bytes32 r, uint256 s, uint8 v) = _parts(signatures, i);
        if (s > HALF_ORDER) revert HighS(i);
        signer = ecrecover(digest, v, r, bytes32(s));
        if (signer == address(0)) revert BadSignature(i);
    }

    function _parts(bytes calldata signatures, uint256 i) private pure returns (bytes32 r, uint256 s, uint8 v) {
        assembly ("memory-safe") {
            let at := add(signatures.offset, mul(i, 65))
            r := calldataload(at)
            s := calldataload(add(at, 32))
            v := byte(0, calldataload(add(at, 64)))
        }
    }

    /// @notice There are exactly k signatures of 65 bytes; lengths in bytes.
    error WrongSignatureCount(uint256 received, uint256 expected);
    /// @notice `signer` doesn't come after the one before: repeated or out of order.
    error SignersNotAscending(address signer, address previous);
    /// @notice `signer` isn't a member of the set that was handed in.
    error NotAnAttestor(address signer);
    /// @notice Signature `index` has its s in the upper half.
    error HighS(uint256 index);
    /// @notice Signature `index` recovers to nobody.
    error BadSignature(uint256 index);
    /// @notice Members are packed addresses of 20 bytes.
    error MembersMalformed(uint256 length);
}
