// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {BallotShown, ReceiptShown, RollHeader, Seat} from "../interfaces/IChallenge.sol";
import {ProvenPanel, ProvenSeat} from "../interfaces/IProven.sol";
import {BallotLib} from "../libraries/BallotLib.sol";
import {DocketLib} from "../libraries/DocketLib.sol";
import {DrawLib} from "../libraries/DrawLib.sol";
import {FaultLib} from "../libraries/FaultLib.sol";
import {RollLib} from "../libraries/RollLib.sol";
import {Trial} from "./Trial.sol";

/// @notice What each proof costs, as a transaction of its own, voiding and paying the bond included; and what a whole ruling
/// costs, with jurors drawn from 2^20 stakers. Kept in contracts/gas.json.
/// @dev Isolation makes every call from a test a transaction, with nothing warm.
/// forge-config: default.isolate = true
contract ChallengeGasTest is Trial {
    uint256 private constant DEPTH = 20;
    uint128 private constant WEIGHT = 123_456_789 ether;
    uint256 private constant SMALL = 2;
    uint256 private constant LARGE = 3;

    /// @dev A tree of equal weights, in which those who are drawn have keys. 0 where nobody of them stands below.
    mapping(uint256 level => mapping(uint256 index => bytes32)) private nodes;
    address private constant FILLER = address(0xF111e5);

    function setUp() public override {
        super.setUp();
        vm.warp(OPENED_AT);
        court.createDispute{value: 1 ether}(CHOICES, abi.encode(uint96(0), uint256(3)));
        court.createDispute{value: 1 ether}(CHOICES, abi.encode(uint96(0), uint256(31)));
        lane.proveRound(SEED_ROUND, seedPoint());
    }

    // 2^20 STAKERS

    function prepareRoll() internal override {
        plant(SMALL, 3);
        plant(LARGE, 31);
    }

    function keyOf(uint256 number) private pure returns (uint256) {
        return uint256(keccak256(abi.encode("juror of the large roll", number)));
    }

    function numberAt(uint256 id, uint32 i) private view returns (uint256) {
        bytes32 disputeKey = DocketLib.disputeKey(block.chainid, address(court), id);
        return DrawLib.unit(randomness, disputeKey, 0, i, WEIGHT << 20) / WEIGHT;
    }

    function plant(uint256 id, uint32 count) private {
        for (uint32 i; i < count; ++i) {
            uint256 index = numberAt(id, i);
            nodes[0][index] = RollLib.leaf(vm.addr(keyOf(index)), WEIGHT);
            for (uint256 level; level < DEPTH; ++level) {
                index /= 2;
                uint128 sum = WEIGHT << level;
                nodes[level + 1][index] = RollLib.node(nodeAt(level, 2 * index), sum, nodeAt(level, 2 * index + 1), sum);
            }
        }
    }

    function nodeAt(uint256 level, uint256 index) private view returns (bytes32 hash) {
        hash = nodes[level][index];
        if (hash != 0) return hash;
        hash = RollLib.leaf(FILLER, WEIGHT);
        for (uint256 l; l < level; ++l) {
            hash = RollLib.node(hash, WEIGHT << l, hash, WEIGHT << l);
        }
    }

    function rollHeader() internal view override returns (RollHeader memory) {
        return RollHeader(ROLL_EPOCH, 1, nodeAt(DEPTH, 0), WEIGHT << 20, 1 << 20, new bytes32[](0));
    }

    function seatAt(uint128 point) internal view override returns (Seat memory seat) {
        uint256 index = point / WEIGHT;
        (seat.number, seat.juror, seat.weight) = (uint32(index), vm.addr(keyOf(index)), WEIGHT);
        for (uint256 level; level < DEPTH; ++level) {
            seat.path = bytes.concat(seat.path, nodeAt(level, index ^ 1), bytes16(WEIGHT << level));
            index /= 2;
        }
    }

    // A HEARING

    /// @dev Ballots here by draw, since nobody of a million is drawn twice.
    function hearLarge(uint256 id, uint32 seats) private {
        (dispute, panelSeats) = (id, seats);
        entryHashes.push(keccak256("the opening"));
        entryHashes.push(keccak256("the draw"));
        for (uint32 i; i < seats; ++i) {
            Seat memory seat = seatAt(pointOf(i));
            Ballot memory ballot = ballotBy(seat, i, uint64(entryHashes.length + 1));
            ballots[i] = ballot;
            entryHashes.push(ballot.entryHash);
            BallotLib.Draw memory draw;
            (draw.i, draw.jurorNumber, draw.juror, draw.weight) = (i, seat.number, seat.juror, seat.weight);
            (draw.held, draw.prev, draw.state) = (1, BallotLib.NO_PREV, BallotLib.OPENED);
            (draw.revision, draw.commitment, draw.entryHash) = (ballot.revision, ballot.commitment, ballot.entryHash);
            (draw.opening, draw.choice, draw.answerHash) =
            (ballot.opening, ballot.choice, BallotLib.choiceHash(ballot.choice));
            draws.push(draw);
        }
        gazetted = uint64(entryHashes.length);
        bytes32 head = DocketLib.firstHead(key());
        for (uint256 i; i < entryHashes.length; ++i) {
            head = DocketLib.nextHead(head, entryHashes[i]);
            heads.push(head);
        }
        headsRoot = DocketLib.headLeaf(key(), gazetted, head, 0, 0);
        vm.warp(commitClosesAt() + 1 minutes);
        post(2, ROLL_EPOCH + 1, keccak256("later rolls"), headsRoot);
        verdict = verdictOf(1, 1);
        (verdict.rollsRoot, verdict.beaconRound, verdict.randomness) = (rollsRoot(), SEED_ROUND, randomness);
        (verdict.gazette, verdict.draws, verdict.entriesRoot) = (2, seats, entriesRoot());
        retally();
    }

    function ballotBy(Seat memory seat, uint32 i, uint64 entry) private view returns (Ballot memory made) {
        (made.number, made.acceptedAt) = (entry, uint64(SEED_AT + 1 hours + i));
        (made.revision, made.choice) = (uint64((SEED_AT + 1 hours) * 1000 + i), 1);
        made.opening = keccak256(abi.encode("opening", i));
        made.sealedHash = keccak256(abi.encode("sealed", i));
        made.commitment = BallotLib.commitment(
            key(), 0, seat.juror, revealRound(), made.revision, BallotLib.choiceHash(1), made.opening
        );
        bytes32 structHash = DocketLib.commitStruct(
            key(), 0, seat.juror, revealRound(), made.revision, made.commitment, made.sealedHash
        );
        made.signature = signature(keyOf(seat.number), typed(structHash));
        made.signatureHash = keccak256(made.signature);
        bytes32 body = DocketLib.commitBody(structHash, made.signatureHash, made.sealedHash);
        made.entryHash = DocketLib.entry(entry, made.acceptedAt, DocketLib.COMMIT, body);
    }

    function record(string memory what) private returns (uint256 gas) {
        gas = vm.lastCallGas().gasTotalUsed;
        vm.snapshotValue("gas", what, gas);
    }

    // PROOFS

    function testARound() public {
        lane.proveRound(SEED_ROUND, seedPoint());
        uint256 again = vm.lastCallGas().gasTotalUsed;
        // In setUp the same cost a fresh slot more.
        vm.snapshotValue("gas", "anyone proves a beacon round", again + 17_100);
        atMost(again + 17_100, 172_000, "a round");
    }

    function testASeat() public {
        hearLarge(SMALL, 3);
        draws[1].weight += 1;
        reroot();
        deliverIt();
        Seat memory seat = seatAt(pointOf(1));
        challenge.wrongSeat(dispute, delivered(), shown(1), rollHeader(), seat);
        atMost(record("a challenger shows a wrong seat among 2^20 stakers"), 115_000, "a seat");
    }

    function testASeed() public {
        hearLarge(SMALL, 3);
        verdict.randomness = keccak256("another");
        deliverIt();
        challenge.wrongSeed(dispute, delivered());
        record("a challenger shows a wrong seed, its round proven before");
    }

    function testAnOpening() public {
        hearLarge(SMALL, 3);
        (draws[1].choice, draws[1].answerHash) = (2, BallotLib.choiceHash(2));
        reroot();
        deliverIt();
        challenge.wrongLeaf(dispute, delivered(), terms(), shown(1), 0);
        atMost(record("a challenger shows a forged opening"), 105_000, "an opening");
    }

    function testATallyStep() public {
        hearLarge(SMALL, 3);
        FaultLib.Count memory wrong = countAt(2);
        wrong.seats[2] += 1;
        draws[1].tally = FaultLib.hash(wrong);
        reroot();
        deliverIt();
        challenge.wrongTally(dispute, delivered(), shown(0), shown(1), countAt(1));
        atMost(record("a challenger shows a wrong tally step"), 105_000, "a tally step");
    }

    function testARuling() public {
        hearLarge(SMALL, 3);
        (verdict.ruling, verdict.outcome) = (2, BallotLib.choiceHash(2));
        deliverIt();
        challenge.wrongRuling(dispute, delivered(), terms(), shown(2), countAt(3));
        record("a challenger shows a wrong ruling");
    }

    function testAnOmission() public {
        hearLarge(SMALL, 3);
        Ballot memory left = ballots[1];
        (draws[1].state, draws[1].revision, draws[1].opening) = (BallotLib.ABSENT, 0, 0);
        (draws[1].answerHash, draws[1].choice, draws[1].commitment, draws[1].entryHash) = (0, 0, 0, 0);
        retally();
        deliverIt();
        bytes32[] memory after_ = new bytes32[](1);
        after_[0] = entryHashes[4];
        BallotShown memory ballot = BallotShown(left.revision, left.commitment, entryOf(1));
        challenge.omittedBallot(dispute, delivered(), terms(), shown(1), ballot, heads[2], after_, headShown());
        atMost(record("a challenger shows a gazetted ballot left out"), 115_000, "an omission");
    }

    function testAReceipt() public {
        hearLarge(SMALL, 3);
        Ballot memory left = ballots[1];
        (draws[1].state, draws[1].revision, draws[1].opening) = (BallotLib.ABSENT, 0, 0);
        (draws[1].answerHash, draws[1].choice, draws[1].commitment, draws[1].entryHash) = (0, 0, 0, 0);
        retally();
        deliverIt();
        BallotShown memory ballot = BallotShown(left.revision, left.commitment, entryOf(1));
        ReceiptShown memory receipt = receiptFor(left.number, left.entryHash, heads[3], left.acceptedAt);
        challenge.omittedReceipt(dispute, delivered(), terms(), shown(1), ballot, receipt);
        atMost(record("a challenger shows a receipted ballot left out"), 115_000, "an omission");
    }

    function testAnEquivocation() public {
        hearLarge(SMALL, 3);
        deliverIt();
        ReceiptShown memory receipt = receiptFor(4, keccak256("another entry"), keccak256("head"), 5);
        challenge.secondReceipt(dispute, delivered(), receipt, entryLeaf(4));
        atMost(record("a challenger shows two histories"), 90_000, "an equivocation");
    }

    function receiptFor(uint64 number, bytes32 entryHash, bytes32 head, uint64 acceptedAt)
        private
        view
        returns (ReceiptShown memory)
    {
        bytes32 typeHash =
            keccak256("Receipt(bytes32 disputeKey,uint64 number,bytes32 entryHash,bytes32 head,uint64 acceptedAt)");
        bytes32 structHash = keccak256(abi.encode(typeHash, key(), number, entryHash, head, acceptedAt));
        return ReceiptShown(number, entryHash, head, acceptedAt, signature(OPERATOR_KEY, typed(structHash)));
    }

    // THE WHOLE RULING

    function prove(uint256 id, uint32 seats) private {
        hearLarge(id, seats);
        ProvenPanel memory panel;
        panel.policyHash = POLICY;
        panel.roll = rollHeader();
        panel.head = headShown();
        (panel.number, panel.before) = (2, heads[1]);
        panel.entries = new bytes32[](seats);
        panel.seats = new ProvenSeat[](seats);
        for (uint32 i; i < seats; ++i) {
            Ballot memory ballot = ballots[i];
            panel.entries[i] = ballot.entryHash;
            ProvenSeat memory seat = panel.seats[i];
            seat.seat = seatAt(pointOf(i));
            (seat.kind, seat.entry, seat.choice) = (1, i, 1);
            (seat.acceptedAt, seat.revision, seat.opening) = (ballot.acceptedAt, ballot.revision, ballot.opening);
            (seat.sealedHash, seat.signature) = (ballot.sealedHash, ballot.signature);
        }
        vm.warp(revealAt() + 2 days);
        lane.prove(dispute, terms(), panel);
    }

    function testAWholeRulingOfThree() public {
        prove(SMALL, 3);
        uint256 gas = record("anyone proves a whole ruling: 3 seats from 2^20 stakers");
        atMost(gas, 280_000, "three seats");
    }

    function testAWholeRulingOfThirtyOne() public {
        prove(LARGE, 31);
        uint256 gas = record("anyone proves a whole ruling: 31 seats from 2^20 stakers");
        atMost(gas, 1_700_000, "thirty-one seats");
    }
}
