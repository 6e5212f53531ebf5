// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Delivered} from "../interfaces/IChallenge.sol";
import {ILane} from "../interfaces/ILane.sol";
import {IProven, ProvenPanel, ProvenSeat} from "../interfaces/IProven.sol";
import {BallotLib} from "../libraries/BallotLib.sol";
import {Trial} from "./Trial.sol";

/// @notice Everybody who is trusted vanishes in the middle of a dispute: a stranger posts the whole ruling.
contract ProvenTest is Trial {
    function setUp() public override {
        super.setUp();
        hear([uint32(1), 1, 2, 1, 4]);
        lane.proveRound(SEED_ROUND, seedPoint());
        vm.warp(revealAt() + 2 days);
    }

    function panelOf() internal view returns (ProvenPanel memory made) {
        made.panel = 0;
        made.policyHash = POLICY;
        made.roll = rollHeader();
        made.head = headShown();
        made.number = 2;
        made.before = heads[1];
        made.entries = new bytes32[](gazetted - 2);
        for (uint256 i; i < made.entries.length; ++i) {
            made.entries[i] = entryHashes[2 + i];
        }
        made.seats = new ProvenSeat[](draws.length);
        for (uint256 i; i < draws.length; ++i) {
            ProvenSeat memory seat = made.seats[i];
            seat.seat = seatAt(pointOf(uint32(i)));
            if (draws[i].prev != BallotLib.NO_PREV) continue;
            Ballot memory ballot = ballots[seat.seat.number];
            if (ballot.number == 0) continue;
            seat.kind = 1;
            seat.entry = uint32(ballot.number - 3);
            (seat.acceptedAt, seat.revision, seat.choice) = (ballot.acceptedAt, ballot.revision, ballot.choice);
            (seat.sealedHash, seat.signature) = (ballot.sealedHash, ballot.signature);
            if (draws[i].state == BallotLib.OPENED) seat.opening = ballot.opening;
            else seat.commitment = ballot.commitment;
        }
    }

    function testAStrangerPostsTheWholeRuling() public {
        lane.prove(dispute, terms(), panelOf());
        equal(court.disputeOf(dispute).ruling, verdict.ruling, "the panel's ruling");
        equal(court.disputeOf(dispute).signers, 0, "nobody signed");
        vm.warp(clock() + windowSeconds());
        court.execute(dispute);
        isTrue(isSolved(dispute), "solved");
    }

    /// @dev What the contract computed is leaf for leaf what the attestors would have signed.
    function testTheProvenRulingIsTheAttestedOne() public {
        lane.prove(dispute, terms(), panelOf());
        (verdict.entriesRoot, verdict.serial) = (0, 1);
        bytes32 proven = keccak256(
            abi.encode(
                keccak256(abi.encode(VERDICT_TYPEHASH, key(), verdict, bytes32(0))),
                verdict.ballotsRoot,
                verdict.draws,
                address(this)
            )
        );
        equal(court.disputeOf(dispute).deliveryHash, proven, "the same leaves, the same verdict");
    }

    function testBeforeTheSilenceNobodyProves() public {
        vm.warp(revealAt() + 1 days + 1 days - 1);
        ProvenPanel memory panel = panelOf();
        vm.expectRevert(abi.encodeWithSelector(IProven.TooSoonForProof.selector, revealAt() + 2 days));
        lane.prove(dispute, terms(), panel);
    }

    function testASeatThatWasntDrawnIsRefused() public {
        ProvenPanel memory panel = panelOf();
        panel.seats[0].seat = seatAt(panel.seats[0].seat.number == 0 ? rollHeader().total - 1 : 0);
        vm.expectRevert(abi.encodeWithSelector(IProven.NotDrawn.selector, 0));
        lane.prove(dispute, terms(), panel);
    }

    function testAnAnswerThatWasntCommittedIsRefused() public {
        ProvenPanel memory panel = panelOf();
        uint256 first = firstWith(BallotLib.OPENED);
        panel.seats[first].choice = 3 - panel.seats[first].choice;
        vm.expectRevert(abi.encodeWithSelector(IProven.EntryNotHeld.selector, first));
        lane.prove(dispute, terms(), panel);
    }

    function testAPanelCutShortIsRefused() public {
        ProvenPanel memory panel = panelOf();
        ProvenSeat[] memory fewer = new ProvenSeat[](draws.length - 1);
        for (uint256 i; i < fewer.length; ++i) {
            fewer[i] = panel.seats[i];
        }
        panel.seats = fewer;
        vm.expectRevert(abi.encodeWithSelector(IProven.PanelIncomplete.selector, SEATS - 1));
        lane.prove(dispute, terms(), panel);
    }

    /// @dev A ballot kept from the contract is the one thing it can't see: whoever shows it voids the ruling.
    function testABallotKeptFromItVoidsIt() public {
        (ProvenPanel memory panel, ProvenPanel memory all) = (panelOf(), panelOf());
        // One seat, so that the others are a quorum still.
        uint256 index = firstWith(BallotLib.OPENED);
        while (draws[index].state != BallotLib.OPENED || seatsOf(draws[index].jurorNumber) != 1) ++index;
        ProvenSeat memory blank;
        blank.seat = panel.seats[index].seat;
        panel.seats[index] = blank;
        uint256 whole = verdict.ruling;
        // Whoever proves less computes another tally, and so do we.
        lane.prove(dispute, terms(), panel);
        uint256 who = draws[index].jurorNumber;
        for (uint256 i; i < draws.length; ++i) {
            BallotLib.Draw storage draw = draws[i];
            if (draw.jurorNumber != who || draw.state == BallotLib.SKIPPED) continue;
            (draw.state, draw.revision, draw.opening, draw.answerHash) = (BallotLib.ABSENT, 0, 0, 0);
            (draw.choice, draw.commitment, draw.entryHash) = (0, 0, 0);
        }
        retally();
        (bytes32 before, bytes32[] memory after_) = chainAround(who);
        challenge.omittedBallot(
            dispute, provenDelivery(), terms(), shown(index), ballotShown(who), before, after_, headShown()
        );
        equal(court.disputeOf(dispute).deliveredAt, 0, "void");
        equal(court.bonds(), 3, "nobody signed, nobody pays");
        lane.prove(dispute, terms(), all);
        equal(court.disputeOf(dispute).ruling, whole, "the whole ruling");
    }

    function testABallotLeftClosedIsOpenedInTheWindow() public {
        lane.prove(dispute, terms(), panelOf());
        uint256 index = firstWith(BallotLib.UNOPENED);
        Ballot memory closed = ballots[draws[index].jurorNumber];
        lane.openInLane(
            dispute, 0, draws[index].juror, revealRound(), closed.revision, hex"000100000001", closed.opening
        );
        lane.wrongLane(dispute, provenDelivery(), terms(), shown(index));
        equal(court.disputeOf(dispute).deliveredAt, 0, "void");
    }

    function testALaneBallotIsTakenByItself() public {
        uint256 index = firstWith(BallotLib.OPENED);
        address juror = draws[index].juror;
        uint64 revision = uint64((SEED_AT + 2 hours) * 1000);
        bytes32 opening = keccak256("opening");
        bytes32 better =
            BallotLib.commitment(key(), 0, juror, revealRound(), revision, BallotLib.choiceHash(2), opening);
        uint256 now_ = clock();
        vm.warp(SEED_AT + 2 hours);
        vm.prank(juror);
        lane.commitInLane(dispute, terms(), ILane.Sitting(0, false, false), revision, better, "sealed");
        vm.warp(now_);
        ProvenPanel memory panel = panelOf();
        (panel.seats[index].choice, panel.seats[index].opening) = (2, opening);
        vm.expectRevert(abi.encodeWithSelector(IProven.DoesNotOpen.selector, index));
        panel.seats[index].choice = 1;
        lane.prove(dispute, terms(), panel);
        panel.seats[index].choice = 2;
        lane.prove(dispute, terms(), panel);
        isTrue(court.disputeOf(dispute).deliveredAt != 0, "delivered with the lane's ballot");
    }

    function testOnlyTheLaneDeliversWithoutSignatures() public {
        vm.expectRevert();
        court.deliverProven(dispute, verdict, address(this));
    }

    function provenDelivery() internal view returns (Delivered memory made) {
        made = Delivered(verdict, 0, address(this));
        made.verdict.entriesRoot = 0;
        made.verdict.serial = 1;
        made.verdict.ballotsRoot = ballotsRoot();
    }
}
