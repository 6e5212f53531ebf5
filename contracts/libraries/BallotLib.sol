// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {TagsLib} from "./TagsLib.sol";

/// @notice The sealed ballot and the leaf that records what became of a draw.
/// @dev A commitment binds chain, contract and dispute (through `disputeKey`), panel, juror, reveal round and revision:
/// one copied from another juror opens for nobody else.
/// @dev Mirrors jurors/ballot.ts and src/law/transcript.ts; both read test/vectors/ballot.json.
library BallotLib {
    /// @dev `prev` of a juror's first draw.
    uint32 internal constant NO_PREV = type(uint32).max;

    /// @dev States of a draw, in the order a ballot may come to them.
    uint8 internal constant SKIPPED = 0;
    uint8 internal constant ABSENT = 1;
    uint8 internal constant RECUSED = 2;
    uint8 internal constant UNOPENED = 3;
    uint8 internal constant INVALID = 4;
    uint8 internal constant LEAKED = 5;
    uint8 internal constant OPENED = 6;
    /// @dev No gazette stood in time in either commit period: silence is nobody's fault.
    uint8 internal constant UNHEARD = 7;

    /// @notice Draw `i` of panel `panel`: who it fell on, and what became of the seat. Unused fields are 0.
    struct Draw {
        uint32 panel;
        uint32 i;
        uint32 jurorNumber;
        address juror;
        /// Weight of the juror in the roll.
        uint128 weight;
        /// Seats this juror holds after this draw.
        uint32 held;
        /// The juror's draw before this one, or NO_PREV.
        uint32 prev;
        uint8 state;
        uint64 revision;
        bytes32 opening;
        bytes32 answerHash;
        uint32 choice;
        bytes32 commitment;
        /// The docket's entry that brought the ballot, or the recusal; 0 if the lane brought it.
        bytes32 entryHash;
        /// The running tally after this draw.
        bytes32 tally;
    }

    /// @notice The commitment a juror signs.
    function commitment(
        bytes32 disputeKey,
        uint32 panel,
        address juror,
        uint64 beaconRound,
        uint64 revision,
        bytes32 answerHash,
        bytes32 opening
    ) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(TagsLib.BALLOT, disputeKey, panel, juror, beaconRound, revision, answerHash, opening)
        );
    }

    /// @notice Leaf i of `ballotsRoot`.
    /// @dev A struct in memory is its words one behind the other, cleaned when they were written: what abi.encode
    /// gives.
    function leaf(Draw memory draw) internal pure returns (bytes32 hash) {
        bytes32 tag = TagsLib.DRAW_LEAF;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, tag)
            mcopy(add(free, 0x20), draw, 0x1e0)
            hash := keccak256(free, 0x200)
        }
    }

    /// @notice The running tally: seats per choice 0…c, then the seats without an answer.
    function tally(uint256[] memory seats, uint32 absent, uint32 recused, uint32 unopened)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(seats, absent, recused, unopened));
    }

    /// @notice Hash of the canonical answer to a question of one choice item: u16(1) ‖ u32(choice).
    /// @dev For choice 0 this is the outcome of a refusal to arbitrate.
    function choiceHash(uint32 choice) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint16(1), choice));
    }
}
