// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Leaf} from "../interfaces/IPurse.sol";
import {BallotLib} from "./BallotLib.sol";
import {TagsLib} from "./TagsLib.sol";

/// @notice The coherent split: what a final ruling makes of a seat.
/// @dev Mirrors src/law/purse; both read test/vectors/payments.json.
library PurseLib {
    uint256 private constant FULL_BPS = 10_000;

    // WHAT IS KEPT

    /// @notice What a delivery is kept as: all that its panel's settlement needs.
    function deliveryHash(bytes32 verdictHash, bytes32 ballotsRoot, uint32 draws, address deliverer)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(verdictHash, ballotsRoot, draws, deliverer));
    }

    /// @notice The chain of panels that were appealed and heard again, with one more.
    /// @param panel Its ρ.
    /// @param ruling What that panel ruled.
    /// @param isContested Whether both sides of the appeal were full.
    function pastHash(bytes32 before, bytes32 delivery, uint32 panel, uint8 ruling, bool isContested)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(before, delivery, panel, ruling, isContested));
    }

    // WHAT A SEAT PAYS

    /// @notice P: what a seat that voted and isn't coherent pays. Rounds down.
    function penalty(uint256 seatStake, uint256 penaltyBps) internal pure returns (uint256) {
        return seatStake * penaltyBps / FULL_BPS;
    }

    /// @notice What a seat pays, before what the juror has left caps it. Rounds down.
    /// @dev Recusal costs half of absence; a ballot nobody could open, more than any vote.
    function charge(uint256 state, bool agrees, uint256 seatStake, uint256 penalty_) internal pure returns (uint256) {
        if (state == BallotLib.OPENED) return agrees ? 0 : penalty_;
        if (state == BallotLib.ABSENT) return 5 * penalty_ / 4;
        if (state == BallotLib.RECUSED) return 5 * penalty_ / 8;
        if (state == BallotLib.UNOPENED || state == BallotLib.INVALID) return 3 * penalty_ / 2;
        return state == BallotLib.LEAKED ? seatStake : 0;
    }

    /// @notice The choices that agree with the final ruling, as bits.
    /// @param leaders When the ruling is 0 by a tie: bit c if choice c led in panel 0.
    function coherentChoices(uint256 ruling, bool isTied, uint256 leaders) internal pure returns (uint256 bits) {
        return isTied ? leaders | 1 : 1 << ruling;
    }

    /// @notice The choices with most seats, as bits; none if nobody voted.
    /// @dev Assumes at most 256 choices, 0 included.
    function leadersOf(uint256[] calldata seats) internal pure returns (uint256 bits) {
        uint256 most = 1;
        for (uint256 choice; choice < seats.length; ++choice) {
            if (seats[choice] > most) (most, bits) = (seats[choice], 0);
            if (seats[choice] == most) bits |= 1 << choice;
        }
    }

    // LEAVES

    function jurorOf(Leaf calldata leaf) internal pure returns (address) {
        return address(bytes20(leaf.who));
    }

    function stateOf(Leaf calldata leaf) internal pure returns (uint256) {
        return uint8(uint256(leaf.what) >> 16);
    }

    /// @notice 0 in a panel's first sitting, 1 in its redraw.
    function sittingOf(Leaf calldata leaf) internal pure returns (uint256) {
        return uint8(uint256(leaf.what) >> 24);
    }

    function choiceOf(Leaf calldata leaf) internal pure returns (uint256) {
        return uint8(uint256(leaf.what) >> 8);
    }

    /// @notice The hash of a leaf of panel `panel`, as BallotLib.leaf spells it: 16 words under the tag of a draw leaf.
    function hash(Leaf calldata leaf, uint256 panel) internal pure returns (bytes32 made) {
        bytes32 tag = TagsLib.DRAW_LEAF;
        assembly ("memory-safe") {
            let who := calldataload(leaf)
            let what := calldataload(add(leaf, 0x20))
            let free := mload(0x40)
            mstore(free, tag)
            mstore(add(free, 0x020), add(mul(panel, 2), and(shr(24, what), 0xff)))
            mstore(add(free, 0x040), and(shr(32, what), 0xffffffff))
            mstore(add(free, 0x060), and(shr(64, who), 0xffffffff))
            mstore(add(free, 0x080), shr(96, who))
            mstore(add(free, 0x0a0), shr(128, what))
            mstore(add(free, 0x0c0), and(shr(32, who), 0xffffffff))
            mstore(add(free, 0x0e0), and(who, 0xffffffff))
            mstore(add(free, 0x100), and(shr(16, what), 0xff))
            mstore(add(free, 0x120), and(shr(64, what), 0xffffffffffffffff))
            calldatacopy(add(free, 0x140), add(leaf, 0x40), 0x40)
            mstore(add(free, 0x180), and(shr(8, what), 0xff))
            calldatacopy(add(free, 0x1a0), add(leaf, 0x80), 0x60)
            made := keccak256(free, 0x200)
        }
    }
}
