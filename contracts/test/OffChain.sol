// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {HeldHead, Open} from "../interfaces/ICredit.sol";
import {Verdict} from "../interfaces/IDisputes.sol";
import {Leaf, Tally} from "../interfaces/IPurse.sol";
import {MerkleLib} from "../libraries/MerkleLib.sol";
import {Hall} from "./Hall.sol";

/// @notice Hands for disputes off chain: what is signed, what gazettes hold of it, and panels of the hall without a
/// record on chain.
abstract contract OffChain is Hall {
    bytes32 private constant OPEN_TYPEHASH = keccak256(
        "Open(address account,uint96 court,bytes32 policyHash,bytes32 questionHash,uint32 seats,uint256 maxFee,"
        "uint64 nonce,uint64 expiresAt)"
    );

    function openHashOf(Open memory open_) internal pure returns (bytes32) {
        return keccak256(abi.encode(OPEN_TYPEHASH, open_));
    }

    /// @dev Posts gazette `serial` with this head beside another one.
    function hold(uint64 serial, uint256 id, bytes32 verdictHash_, bytes32 openHash)
        internal
        returns (HeldHead memory held)
    {
        held.serial = serial;
        held.number = 4;
        held.head = keccak256(abi.encode("head", serial));
        bytes32 key = keccak256(abi.encode(block.chainid, address(court), id));
        bytes32 leaf =
            keccak256(abi.encode(keccak256("venire/1/head"), key, held.number, held.head, verdictHash_, openHash));
        held.path = new bytes32[](1);
        held.path[0] = keccak256("another docket");
        held.index = serial % 2;
        held.headsRoot = held.index == 0 ? MerkleLib.node(leaf, held.path[0]) : MerkleLib.node(held.path[0], leaf);
        post(held.serial, 0, 0, held.headsRoot);
    }

    /// @dev A panel of one sitting, spelled as in the hall; its jurors are numbered from 0 on.
    function panelOffChain(bytes memory seats)
        internal
        pure
        returns (Leaf[] memory made, Tally memory tally, Verdict memory verdict)
    {
        bytes32[] memory hashes = new bytes32[](seats.length);
        made = new Leaf[](seats.length);
        tally.seats = new uint256[](4);
        for (uint256 i; i < seats.length; ++i) {
            (uint256 state, uint256 choice) = read(seats[i]);
            count_(tally, state, choice);
            made[i] = leafOf(i, 0, juror(i), state, choice);
            made[i].tally = keccak256(abi.encode(tally.seats, tally.absent, tally.recused, tally.unopened));
            hashes[i] = hashOf(made[i], 0);
        }
        verdict = verdictOf(0, 1);
        (verdict.ruling, verdict.tied) = decide(tally, 0);
        // forge-lint: disable-next-line(unsafe-typecast) few seats
        verdict.draws = uint32(hashes.length);
        verdict.ballotsRoot = MerkleLib.root(hashes);
    }
}
