// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {
    BallotShown,
    Delivered,
    EntryLeafShown,
    EntryShown,
    HeadShown,
    IChallenge,
    Seat,
    Shown
} from "../interfaces/IChallenge.sol";
import {Terms} from "../interfaces/ICourts.sol";
import {ILane} from "../interfaces/ILane.sol";
import {BallotLib} from "../libraries/BallotLib.sol";
import {FaultLib} from "../libraries/FaultLib.sol";
import {Trial} from "./Trial.sol";

/// @notice An honest delivery can't be voided, whoever tries, with whatever of its own record, bent in any way.
contract HonestTest is Trial {
    function setUp() public override {
        super.setUp();
        hear([uint32(1), 1, 2, 1, 4]);
        lane.proveRound(SEED_ROUND, seedPoint());
    }

    // ATTACKS ON THE HONEST

    /// @dev Ten thousand of them. Each takes true material and bends none, one or several of its words.
    /// forge-config: default.fuzz.runs = 10000
    function testAnHonestDeliveryOutlivesEveryAttempt(uint256 dice) public {
        deliverIt();
        (address to, bytes memory data) = attempt(dice);
        data = bent(data, uint256(keccak256(abi.encode(dice, "bend"))));
        (bool isDone,) = to.call(data);
        bool stands = court.disputeOf(dispute).deliveredAt != 0 && court.struckOf(1) == 0 && court.bonds() == 3;
        isTrue(!isDone && stands, "an honest delivery was voided");
    }

    /// @dev One call of the challenge or the lane, made of the hearing's own leaves, entries, heads and signatures.
    function attempt(uint256 dice) private view returns (address to, bytes memory data) {
        Delivered memory d = delivered();
        uint256 n = draws.length;
        uint256 i = (dice >> 8) % n;
        uint256 j = (dice >> 24) % n;
        uint256 who = (dice >> 40) % 5;
        to = address(challenge);
        uint256 kind = dice % 15;
        if (kind == 0) return (to, abi.encodeCall(IChallenge.wrongSeed, (dispute, d)));
        if (kind == 1) return (to, abi.encodeCall(IChallenge.wrongTimetable, (dispute, d, terms())));
        if (kind == 2) {
            Seat memory seat = seatAt(pointOf(uint32(j)));
            return (to, abi.encodeCall(IChallenge.wrongSeat, (dispute, d, shown(i), rollHeader(), seat)));
        }
        if (kind == 3) {
            return (to, abi.encodeCall(IChallenge.wrongLeaf, (dispute, d, terms(), shown(i), uint32(j % 4))));
        }
        if (kind == 4) return (to, abi.encodeCall(IChallenge.wrongPair, (dispute, d, terms(), shown(i), shown(j))));
        if (kind == 5) {
            uint256 next = i + 1 < n ? i + 1 : j;
            FaultLib.Count memory count = countAt(i + 1);
            return (to, abi.encodeCall(IChallenge.wrongOrder, (dispute, d, terms(), shown(i), shown(next), count)));
        }
        if (kind == 6) {
            uint256 next = i + 1 < n ? i + 1 : j;
            return (to, abi.encodeCall(IChallenge.wrongTally, (dispute, d, shown(i), shown(next), countAt(i + 1))));
        }
        if (kind == 7) {
            return (to, abi.encodeCall(IChallenge.wrongRuling, (dispute, d, terms(), shown(n - 1), countAt(n))));
        }
        if (kind < 11) return ballotAttempt(kind, d, i, who, dice);
        return docketAttempt(kind, d, i, j);
    }

    function docketAttempt(uint256 kind, Delivered memory d, uint256 i, uint256 j)
        private
        view
        returns (address to, bytes memory data)
    {
        to = address(challenge);
        if (kind == 11) {
            uint64 number = uint64(1 + j % entryHashes.length);
            EntryLeafShown memory before = entryLeaf(number == 1 ? 1 : number - 1);
            return (to, abi.encodeCall(IChallenge.brokenDocket, (dispute, d, before, entryLeaf(number))));
        }
        if (kind == 12) {
            return (to, abi.encodeCall(IChallenge.secondHead, (dispute, d, headShown(), entryLeaf(gazetted))));
        }
        if (kind == 13) return (to, abi.encodeCall(IChallenge.wrongAgain, (dispute, d, terms(), headShown())));
        return (address(lane), abi.encodeCall(ILane.wrongLane, (dispute, d, terms(), shown(i))));
    }

    function ballotAttempt(uint256 kind, Delivered memory d, uint256 i, uint256 who, uint256 dice)
        private
        view
        returns (address to, bytes memory data)
    {
        to = address(challenge);
        EntryShown memory entry = entryOf(dice % 3 == 0 ? who : draws[i].jurorNumber);
        bytes memory signed = ballots[dice % 5 == 0 ? who : draws[i].jurorNumber].signature;
        if (kind == 8) {
            return (to, abi.encodeCall(IChallenge.forgedBallot, (dispute, d, shown(i), entry, signed)));
        }
        if (kind == 9) {
            return (to, abi.encodeCall(IChallenge.lateBallot, (dispute, d, terms(), shown(i), entry, headShown())));
        }
        return (to, omissionOf(d, shown(i), who));
    }

    /// @dev Half of the attempts are made as they are; the others have up to three words changed a little or wholly.
    function bent(bytes memory data, uint256 dice) private pure returns (bytes memory) {
        if (dice % 2 == 0) return data;
        for (uint256 n = 1 + (dice >> 8) % 3; n > 0; --n) {
            dice = uint256(keccak256(abi.encode(dice)));
            uint256 offset = 4 + ((dice >> 16) % ((data.length - 4) / 32)) * 32;
            uint256 how = dice % 3;
            assembly ("memory-safe") {
                let word := add(add(data, 0x20), offset)
                switch how
                case 0 { mstore(word, xor(mload(word), 1)) }
                case 1 { mstore(word, add(mload(word), 1)) }
                default { mstore(word, keccak256(word, 0x20)) }
            }
        }
        return data;
    }
}
