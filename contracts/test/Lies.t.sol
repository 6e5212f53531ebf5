// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Delivered, EntryLeafShown, IChallenge, Seat, Shown} from "../interfaces/IChallenge.sol";
import {Terms} from "../interfaces/ICourts.sol";
import {IDemand, Piece} from "../interfaces/IDemand.sol";
import {Leaf} from "../interfaces/IPurse.sol";
import {BallotLib} from "../libraries/BallotLib.sol";
import {FaultLib} from "../libraries/FaultLib.sol";
import {Trial} from "./Trial.sol";

/// @notice A lie in any member of a leaf, of the verdict with its roots, or of the signatures: it is delivered with k valid
/// signatures, and either the contract refuses it, or a stranger with public data voids it.
/// @dev A serial isn't among them: one that skips some says nothing false.
contract LiesTest is Trial {
    event log_named_uint(string key, uint256 value);
    event log_named_string(string key, string value);

    uint256 private constant LEAF_MEMBERS = 15;
    uint256 private constant VERDICT_MEMBERS = 12;
    uint256 private constant LIES = 1200;

    /// @dev Bytes that are handed in instead of the signatures, and another k; empty and 0 for true ones.
    uint256 private forgedAt;
    uint32 private otherK;

    function setUp() public override {
        super.setUp();
        hear([uint32(1), 1, 2, 1, 4]);
        lane.proveRound(SEED_ROUND, seedPoint());
    }

    /// @dev Every kind of lie in turn, with values of chance: whole words, small ones, and the true one a little changed.
    function testEveryLieIsRefusedOrVoided() public {
        uint256 refused;
        uint256 voided;
        for (uint256 n; n < LIES; ++n) {
            uint256 snapshot = vm.snapshotState();
            (bool isDelivered, bool isCaught) = tell(n, uint256(keccak256(abi.encode("lie", n))));
            vm.revertToState(snapshot);
            if (!isDelivered) ++refused;
            else if (isCaught) ++voided;
            else emit log_named_uint("nobody caught lie", n);
        }
        emit log_named_uint("lies told", LIES);
        emit log_named_uint("refused at delivery", refused);
        emit log_named_uint("voided by a challenge", voided);
        equal(refused + voided, LIES, "a lie nobody caught");
    }

    /// @dev One lie. `isCaught` says nothing of one that was refused.
    function tell(uint256 n, uint256 dice) private returns (bool isDelivered, bool isCaught) {
        uint256 member = n % (LEAF_MEMBERS + VERDICT_MEMBERS + 2);
        uint256 index = (dice >> 16) % draws.length;
        Leaf[] memory truth = packed();
        bytes32 before = keccak256(abi.encode(verdict, ballotsRoot()));
        if (member < LEAF_MEMBERS) {
            bendLeaf(draws[index], member, dice);
            reroot();
            truth = packed();
        } else if (member < LEAF_MEMBERS + VERDICT_MEMBERS) {
            bendVerdict(member - LEAF_MEMBERS, dice);
        } else if (member == LEAF_MEMBERS + VERDICT_MEMBERS) {
            forgedAt = 1 + (dice >> 32) % (65 * bench.k);
        } else {
            otherK = uint32(dice >> 32) % 7;
            if (otherK == bench.k) ++otherK;
        }
        bool isLie = forgedAt != 0 || otherK != 0 || keccak256(abi.encode(verdict, ballotsRoot())) != before;
        // A value of chance that is the true one by chance is no lie.
        if (!isLie) return (false, false);

        if (clock() < revealAt() + 1 days) vm.warp(revealAt() + 1 days);
        (isDelivered,) = address(this).call(abi.encodeCall(this.deliverLie, ()));
        if (isDelivered) {
            if (member < LEAF_MEMBERS) catchLeaf(index);
            if (stands()) catchVerdict();
            if (stands()) askFor(truth);
            isCaught = !stands();
        }
    }

    function deliverLie() external {
        bytes32 digest = typed(verdictHash(dispute, verdict, bench));
        bytes memory signatures = sign(bench, digest, 0, bench.k);
        if (forgedAt != 0) signatures[forgedAt - 1] ^= 0x01;
        court.deliver(dispute, verdict, bench.members, otherK == 0 ? bench.k : otherK, signatures);
    }

    function stands() private view returns (bool) {
        return court.disputeOf(dispute).deliveredAt != 0;
    }

    // LIES

    /// @dev A value that isn't the true one: whole, small, or near.
    function wrong(uint256 truth, uint256 dice) private pure returns (uint256) {
        uint256 value = dice >> 64;
        if (dice % 4 == 0) return value;
        if (dice % 4 == 1) return value % 9;
        return dice % 4 == 2 ? truth + 1 : truth - (truth == 0 ? 0 : 1);
    }

    function bendLeaf(BallotLib.Draw storage draw, uint256 member, uint256 dice) private {
        if (member == 0) draw.panel = uint32(wrong(draw.panel, dice));
        if (member == 1) draw.i = uint32(wrong(draw.i, dice));
        if (member == 2) draw.jurorNumber = uint32(wrong(draw.jurorNumber, dice));
        if (member == 3) draw.juror = address(uint160(wrong(uint160(draw.juror), dice)));
        if (member == 4) draw.weight = uint128(wrong(draw.weight, dice));
        if (member == 5) draw.held = uint32(wrong(draw.held, dice));
        if (member == 6) draw.prev = uint32(wrong(draw.prev, dice));
        if (member == 7) draw.state = uint8(wrong(draw.state, dice));
        if (member == 8) draw.revision = uint64(wrong(draw.revision, dice));
        if (member == 9) draw.opening = bytes32(wrong(uint256(draw.opening), dice));
        if (member == 10) draw.answerHash = bytes32(wrong(uint256(draw.answerHash), dice));
        if (member == 11) draw.choice = uint32(wrong(draw.choice, dice));
        if (member == 12) draw.commitment = bytes32(wrong(uint256(draw.commitment), dice));
        if (member == 13) draw.tally = bytes32(wrong(uint256(draw.tally), dice));
        if (member == 14) draw.entryHash = bytes32(wrong(uint256(draw.entryHash), dice));
    }

    function bendVerdict(uint256 member, uint256 dice) private {
        if (member == 0) verdict.panel = uint32(wrong(verdict.panel, dice));
        if (member == 1) verdict.rollsRoot = bytes32(wrong(uint256(verdict.rollsRoot), dice));
        if (member == 2) verdict.beaconRound = uint64(wrong(verdict.beaconRound, dice));
        if (member == 3) verdict.randomness = bytes32(wrong(uint256(verdict.randomness), dice));
        if (member == 4) verdict.gazette = uint64(wrong(verdict.gazette, dice));
        if (member == 5) verdict.ballotsRoot = bytes32(wrong(uint256(verdict.ballotsRoot), dice));
        if (member == 6) verdict.draws = uint32(wrong(verdict.draws, dice));
        if (member == 7) verdict.entriesRoot = bytes32(wrong(uint256(verdict.entriesRoot), dice));
        if (member == 8) verdict.ruling = wrong(verdict.ruling, dice);
        if (member == 9) verdict.outcome = bytes32(wrong(uint256(verdict.outcome), dice));
        if (member == 10) verdict.tied = !verdict.tied;
        if (member == 11) verdict.policyHash = bytes32(wrong(uint256(verdict.policyHash), dice));
    }

    // A STRANGER

    /// @dev What the bent leaf and its neighbours may show.
    function catchLeaf(uint256 index) private {
        Delivered memory d = delivered();
        Shown memory it = shown(index);
        Terms memory t = terms();
        for (uint32 choice; choice <= CHOICES; ++choice) {
            if (tried(abi.encodeCall(IChallenge.wrongLeaf, (dispute, d, t, it, choice)))) return;
        }
        Seat memory seat = seatAt(pointOf(uint32(index)));
        if (tried(abi.encodeCall(IChallenge.wrongSeat, (dispute, d, it, rollHeader(), seat)))) return;
        Shown memory before = index == 0 ? it : shown(index - 1);
        FaultLib.Count memory count = countAt(index);
        if (tried(abi.encodeCall(IChallenge.wrongTally, (dispute, d, before, it, count)))) return;
        for (uint256 other; other < draws.length; ++other) {
            (uint256 a, uint256 b) = other < index ? (other, index) : (index, other);
            if (tried(abi.encodeCall(IChallenge.wrongPair, (dispute, d, t, shown(a), shown(b))))) return;
        }
        uint256 who = seat.number;
        if (ballots[who].number != 0) {
            EntryLeafShown memory held = entryLeaf(ballots[who].number);
            if (tried(abi.encodeCall(IChallenge.strayBallot, (dispute, d, it, entryOf(who), held)))) return;
            if (tried(omissionOf(d, it, who))) return;
        }
        // What an entryHash was hashed from, if it is no entry's, nobody can show.
        uint256 deposit = demand.depositFor(court.disputeOf(dispute).deliveryHash, Piece.Entry, verdict.draws, index);
        ask(abi.encodeCall(IDemand.demandEntry, (dispute, d, index)), deposit);
        bytes memory answer =
            abi.encodeCall(IDemand.answerEntry, (dispute, d, it, entryOf(who), ballots[who].signature));
        withhold(answer, Piece.Entry, index);
    }

    /// @dev What the verdict's own members may show.
    function catchVerdict() private {
        Delivered memory d = delivered();
        Terms memory t = terms();
        if (tried(abi.encodeCall(IChallenge.wrongTimetable, (dispute, d, t)))) return;
        if (tried(abi.encodeCall(IChallenge.wrongSeed, (dispute, d)))) return;
        Seat memory seat = seatAt(pointOf(0));
        if (tried(abi.encodeCall(IChallenge.wrongSeat, (dispute, d, shown(0), rollHeader(), seat)))) return;
        uint256 last = draws.length;
        if (tried(abi.encodeCall(IChallenge.wrongRuling, (dispute, d, t, shown(last - 1), countAt(last))))) return;
        for (uint256 i; i < last; ++i) {
            if (tried(abi.encodeCall(IChallenge.wrongLeaf, (dispute, d, t, shown(i), 0)))) return;
        }
    }

    /// @dev Asks for the leaves and for the gazetted docket, which whoever has them answers if they are the verdict's.
    function askFor(Leaf[] memory truth) private {
        Delivered memory d = delivered();
        uint256 deposit = verdict.draws == 0
            ? 0
            : demand.depositFor(court.disputeOf(dispute).deliveryHash, Piece.Leaves, verdict.draws, 0);
        ask(abi.encodeCall(IDemand.demandLeaves, (dispute, d, 0)), deposit);
        withhold(abi.encodeCall(IDemand.answerLeaves, (dispute, d, 0, truth, new bytes32[](0))), Piece.Leaves, 0);
        if (!stands()) return;
        deposit = demand.depositFor(court.disputeOf(dispute).deliveryHash, Piece.Docket, verdict.draws, 0);
        ask(abi.encodeCall(IDemand.demandDocket, (dispute, d, headShown(), gazetted)), deposit);
        withhold(abi.encodeCall(IDemand.answerDocket, (dispute, d, entryLeaf(gazetted))), Piece.Docket, gazetted);
    }

    /// @dev Where there is nothing to ask for, the withholding that follows is refused.
    function ask(bytes memory what, uint256 deposit) private {
        (bool isAsked,) = address(demand).call{value: deposit}(what);
        isAsked;
    }

    /// @dev An answer that the contract takes ends it.
    function withhold(bytes memory answer, Piece piece, uint256 index) private {
        (bool isAnswered,) = address(demand).call(answer);
        if (isAnswered) return;
        uint256 snapshotAt = clock();
        vm.warp(snapshotAt + FLOOR / 4 + 1);
        (bool isDone,) = address(demand).call(abi.encodeCall(IDemand.withheld, (dispute, delivered(), piece, index)));
        if (!isDone) vm.warp(snapshotAt);
    }

    function tried(bytes memory data) private returns (bool isDone) {
        (isDone,) = address(challenge).call(data);
    }
}
