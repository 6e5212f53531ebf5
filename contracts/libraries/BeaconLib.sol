// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice The beacon's signature of a round, checked on chain: drand's quicknet scheme, BLS12-381 with signatures in
/// G1.
/// @dev   message    = SHA-256(u64 round)
///        H          = hash_to_curve(message), RFC 9380 with SSWU, SHA-256 and the domain below
///        valid      ⇔ e(S, g2) = e(H, key)            randomness = SHA-256(S in its 48 compressed bytes)
/// @dev A group signature is unique: no two points pass for one round and key, so what is found here can't be
/// contested.
/// @dev Points come as EIP-2537 takes them: 64 bytes a coordinate, big-endian, the real part first. The pairing refuses
/// coordinates of p or more, points off the curve and points outside the subgroup; the identity pairs with everything
/// to one and so never equals a hash's pairing.
/// @dev Mirrors src/primitives/beacon.ts; both read test/vectors/beacon.json. Assumes EIP-2537 and EIP-7883's modexp.
library BeaconLib {
    /// @dev Coordinates of a point in G1, and of one in G2.
    uint256 internal constant G1_POINT = 128;
    uint256 internal constant G2_POINT = 256;

    /// @dev The field's modulus, in the low 48 of 64 bytes, and half of it, rounded down.
    uint256 private constant P_HIGH = 0x1a0111ea397fe69a4b1ba7b6434bacd7;
    uint256 private constant P_LOW = 0x64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab;
    uint256 private constant HALF_HIGH = 0x0d0088f51cbff34d258dd3db21a5d66b;
    uint256 private constant HALF_LOW = 0xb23ba5c279c2895fb39869507b587b120f55ffff58a9ffffdcff7fffffffd555;

    /// @dev "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_" and its length, 43: 44 bytes.
    bytes32 private constant DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_S";
    bytes32 private constant DOMAIN_END = hex"5357555f524f5f4e554c5f2b";

    /// @dev −g2, the negated generator of G2.
    bytes32 private constant X0_HIGH = hex"00000000000000000000000000000000024aa2b2f08f0a91260805272dc51051";
    bytes32 private constant X0_LOW = hex"c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8";
    bytes32 private constant X1_HIGH = hex"0000000000000000000000000000000013e02b6052719f607dacd3a088274f65";
    bytes32 private constant X1_LOW = hex"596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e";
    bytes32 private constant Y0_HIGH = hex"000000000000000000000000000000000d1b3cc2c7027888be51d9ef691d77bc";
    bytes32 private constant Y0_LOW = hex"b679afda66c73f17f9ee3837a55024f78c71363275a75d75d86bab79f74782aa";
    bytes32 private constant Y1_HIGH = hex"0000000000000000000000000000000013fa4d4a0ad8b1ce186ed5061789213d";
    bytes32 private constant Y1_LOW = hex"993923066dddaf1040bc3ff59f825c78df74f2d75467e25e0f55f8a00fa030ed";

    /// @dev The pairing's input: two points of G1, each before one of G2.
    uint256 private constant INPUT = 768;

    /// @notice The words of a group's key, from its 256 bytes.
    function keyOf(bytes memory key) internal pure returns (bytes32[8] memory words) {
        require(key.length == G2_POINT, NotAKey(key.length));
        assembly ("memory-safe") {
            mcopy(words, add(key, 0x20), 256)
        }
    }

    /// @notice Whether `point` is the beacon's signature of `round` under `key`.
    /// @param point 128 bytes. Shorter or longer is no signature.
    /// @param key Assumes that the caller trusts it.
    function isSignature(uint64 round, bytes memory point, bytes32[8] memory key) internal view returns (bool isValid) {
        if (point.length != G1_POINT) return false;
        // Written once, where the pairing reads it: S, −g2, H, key.
        bytes memory input;
        assembly ("memory-safe") {
            input := mload(0x40)
            mstore(0x40, add(input, add(INPUT, 0x20)))
            mstore(input, INPUT)
            let at := add(input, 0x20)
            mcopy(at, add(point, 0x20), 128)
            mstore(add(at, 0x80), X0_HIGH)
            mstore(add(at, 0xa0), X0_LOW)
            mstore(add(at, 0xc0), X1_HIGH)
            mstore(add(at, 0xe0), X1_LOW)
            mstore(add(at, 0x100), Y0_HIGH)
            mstore(add(at, 0x120), Y0_LOW)
            mstore(add(at, 0x140), Y1_HIGH)
            mstore(add(at, 0x160), Y1_LOW)
        }
        _hashInto(sha256(abi.encodePacked(round)), input, 384);
        assembly ("memory-safe") {
            mcopy(add(input, 0x220), key, 256)
            // e(S, −g2) · e(H, key) = 1. The scratch word is 0 if the precompile refuses a point, or isn't there.
            mstore(0, 0)
            pop(staticcall(gas(), 0x0f, add(input, 0x20), INPUT, 0, 0x20))
            isValid := eq(mload(0), 1)
        }
    }

    /// @notice The randomness of a round whose signature is `point`.
    /// @dev Assumes that `isSignature` took the point: then its coordinates are canonical, and so is what is hashed.
    function randomness(bytes memory point) internal pure returns (bytes32) {
        uint256 xHigh;
        uint256 xLow;
        uint256 yHigh;
        uint256 yLow;
        assembly ("memory-safe") {
            xHigh := mload(add(point, 0x20))
            xLow := mload(add(point, 0x40))
            yHigh := mload(add(point, 0x60))
            yLow := mload(add(point, 0x80))
        }
        bool isUpper = yHigh > HALF_HIGH || (yHigh == HALF_HIGH && yLow > HALF_LOW);
        // The flags of the compressed form: compressed, and the upper of the two ordinates.
        uint256 flags = isUpper ? 0xa0 : 0x80;
        // forge-lint: disable-next-line(unsafe-typecast) an abscissa has 48 bytes, so its upper word is below 2^128
        return sha256(abi.encodePacked(uint128(xHigh | (flags << 120)), xLow));
    }

    /// @notice hash_to_curve of a message of 32 bytes: 128 bytes.
    function hashToPoint(bytes32 message) internal view returns (bytes memory point) {
        point = new bytes(2 * G1_POINT);
        _hashInto(message, point, 0);
        assembly ("memory-safe") {
            mstore(point, 128)
        }
    }

    /// @dev Writes the point into `room` from byte `offset` on. The 128 bytes behind it are used, and left in disorder.
    function _hashInto(bytes32 message, bytes memory room, uint256 offset) private view {
        // expand_message_xmd to 128 bytes: b0 over a block of zeros, then a chain of four.
        bytes32 b0 = _begun(message);
        bytes32 b1 = _chained(b0, 1);
        bytes32 b2 = _chained(b0 ^ b1, 2);
        bytes32 b3 = _chained(b0 ^ b2, 3);
        bytes32 b4 = _chained(b0 ^ b3, 4);

        bool isDone = _map(b1, b2, room, offset) && _map(b3, b4, room, offset + G1_POINT);
        assembly ("memory-safe") {
            let at := add(add(room, 0x20), offset)
            isDone := and(isDone, staticcall(gas(), 0x0b, at, 0x100, at, 0x80))
            isDone := and(isDone, eq(returndatasize(), 0x80))
        }
        require(isDone, NoPairing());
    }

    /// @dev SHA-256(64 zeros ‖ message ‖ u16 128 ‖ u8 0 ‖ domain), written where memory is free.
    function _begun(bytes32 message) private view returns (bytes32 next) {
        bytes32 domainEnd = DOMAIN_END;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, 0)
            mstore(add(free, 0x20), 0)
            mstore(add(free, 0x40), message)
            mstore(add(free, 0x60), shl(240, 128))
            mstore(add(free, 0x63), DOMAIN)
            mstore(add(free, 0x83), domainEnd)
            pop(staticcall(gas(), 0x02, free, 143, 0, 0x20))
            next := mload(0)
        }
    }

    /// @dev SHA-256(before ‖ u8 i ‖ domain), written where memory is free.
    function _chained(bytes32 before, uint256 i) private view returns (bytes32 next) {
        bytes32 domainEnd = DOMAIN_END;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, before)
            mstore8(add(free, 0x20), i)
            mstore(add(free, 0x21), DOMAIN)
            mstore(add(free, 0x41), domainEnd)
            pop(staticcall(gas(), 0x02, free, 77, 0, 0x20))
            next := mload(0)
        }
    }

    /// @dev Reduces 64 bytes modulo p and maps the element to the curve (the precompile clears the cofactor), into
    /// `point` from byte `offset` on.
    function _map(bytes32 high, bytes32 low, bytes memory point, uint256 offset) private view returns (bool isDone) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            // modexp: lengths of base, exponent and modulus, then these; exponent 1.
            mstore(free, 64)
            mstore(add(free, 0x20), 1)
            mstore(add(free, 0x40), 64)
            mstore(add(free, 0x60), high)
            mstore(add(free, 0x80), low)
            mstore8(add(free, 0xa0), 1)
            mstore(add(free, 0xa1), P_HIGH)
            mstore(add(free, 0xc1), P_LOW)
            isDone := staticcall(gas(), 0x05, free, 0xe1, free, 0x40)
            isDone := and(isDone, staticcall(gas(), 0x10, free, 0x40, add(add(point, 0x20), offset), 0x80))
            isDone := and(isDone, eq(returndatasize(), 0x80))
        }
    }

    error NotAKey(uint256 length);
    /// @notice This chain has no EIP-2537: no seed can be proven here.
    error NoPairing();
}
