// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Domain tags: tag(x) = keccak256("venire/1/" + x), in one table, for ever.
/// @dev A tag is never reused for another shape: two things hashed under different tags cannot be mistaken for each
/// other, whatever bytes follow. Mirrors src/primitives/tags.ts.
library TagsLib {
    bytes32 internal constant OPEN = keccak256("venire/1/open");
    bytes32 internal constant ROLL = keccak256("venire/1/roll");
    bytes32 internal constant DRAW = keccak256("venire/1/draw");
    bytes32 internal constant DRAW_LEAF = keccak256("venire/1/draw leaf");
    bytes32 internal constant BALLOT = keccak256("venire/1/ballot");
    bytes32 internal constant ENTRY = keccak256("venire/1/entry");
    bytes32 internal constant ENTRY_LEAF = keccak256("venire/1/entry leaf");
    bytes32 internal constant DOCKET = keccak256("venire/1/docket");
    bytes32 internal constant HEAD = keccak256("venire/1/head");
    bytes32 internal constant PERSON = keccak256("venire/1/person");

    /// @notice tag(x) of a name known only at run time; the constants above are this function, evaluated.
    function tag(string memory name) internal pure returns (bytes32) {
        return keccak256(bytes.concat("venire/1/", bytes(name)));
    }
}
