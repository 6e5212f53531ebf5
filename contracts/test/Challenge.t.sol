// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {
    BallotShown,
    Delivered,
    EntryLeafShown,
    EntryShown,
    HeadShown,
    IChallenge,
    ReceiptShown,
    RollHeader,
    Seat,
    Shown
} from "../interfaces/IChallenge.sol";
import {ILane} from "../interfaces/ILane.sol";
import {BallotLib} from "../libraries/BallotLib.sol";
import {DocketLib} from "../libraries/DocketLib.sol";
import {FaultLib} from "../libraries/FaultLib.sol";
import {Trial} from "./Trial.sol";

/// @notice Liars, one by one: k attestors sign something false, and a stranger with public data voids it.
contract ChallengeTest is Trial {
    address private constant STRANGER = address(0x57A);

    function setUp() public override {
        super.setUp();
        hear([uint32(1), 1, 2, 1, 4]);
    }

    /// @dev That the delivery is void, its signers are struck, and the bond is paid in halves.
    function isVoid(bool signersToo) private view {
        equal(court.disputeOf(dispute).deliveredAt, 0, "void");
        equal(court.struckOf(1), signersToo ? 7 : 0, "the first three members are struck");
        equal(court.bonds(), 2, "a bond is gone");
        equal(STRANGER.balance, 0.5 ether, "half of it is the challenger's");
    }

    function testAWrongSeed() public {
        verdict.randomness = keccak256("another");
        deliverIt();
        lane.proveRound(SEED_ROUND, seedPoint());
        vm.prank(STRANGER);
        challenge.wrongSeed(dispute, delivered());
        isVoid(true);
    }

    /// @dev Two lies told while there was one bond: the second is void like the first, and pays nobody.
    function testALieIsVoidWhenNoBondIsLeft() public {
        verdict.randomness = keccak256("another");
        deliverIt();
        lane.proveRound(SEED_ROUND, seedPoint());
        erase(BONDS);
        vm.prank(STRANGER);
        challenge.wrongSeed(dispute, delivered());
        equal(court.disputeOf(dispute).deliveredAt, 0, "void");
        equal(court.struckOf(1), 7, "struck");
        equal(STRANGER.balance + court.bonds(), 0, "and nothing is paid");
    }

    function testARollThatIsntTheEpochs() public {
        verdict.rollsRoot = keccak256("a roll nobody posted");
        deliverIt();
        vm.prank(STRANGER);
        challenge.wrongTimetable(dispute, delivered(), terms());
        isVoid(true);
    }

    function testARoundChosenForItsSeed() public {
        verdict.beaconRound = SEED_ROUND + 1;
        deliverIt();
        vm.prank(STRANGER);
        challenge.wrongTimetable(dispute, delivered(), terms());
        isVoid(true);
    }

    function testAGazetteThatCameTooLate() public {
        vm.warp(revealAt());
        post(3);
        verdict.gazette = 3;
        deliverIt();
        vm.prank(STRANGER);
        challenge.wrongTimetable(dispute, delivered(), terms());
        isVoid(true);
    }

    function testASeatGivenToAnother() public {
        Seat memory right = seatAt(pointOf(0));
        uint32 other = (right.number + 1) % 5;
        (draws[0].jurorNumber, draws[0].juror, draws[0].weight) = (other, jurors[other], weights[other]);
        reroot();
        deliverIt();
        vm.prank(STRANGER);
        challenge.wrongSeat(dispute, delivered(), shown(0), rollHeader(), right);
        isVoid(true);
    }

    function testAWeightThatIsntTheRolls() public {
        draws[1].weight += 1;
        reroot();
        deliverIt();
        vm.prank(STRANGER);
        challenge.wrongSeat(dispute, delivered(), shown(1), rollHeader(), seatAt(pointOf(1)));
        isVoid(true);
    }

    function testAnOpeningThatWasNeverCommitted() public {
        uint256 index = firstWith(BallotLib.OPENED);
        draws[index].choice = draws[index].choice == 1 ? 2 : 1;
        draws[index].answerHash = BallotLib.choiceHash(draws[index].choice);
        voidLeaf(index, 0);
    }

    function testAChoiceThatIsntTheAnswer() public {
        uint256 index = firstWith(BallotLib.OPENED);
        draws[index].choice = draws[index].choice == 1 ? 2 : 1;
        voidLeaf(index, 0);
    }

    function testAValidAnswerCalledInvalid() public {
        uint256 index = firstWith(BallotLib.OPENED);
        uint32 choice = draws[index].choice;
        (draws[index].state, draws[index].choice) = (BallotLib.INVALID, 0);
        voidLeaf(index, choice);
    }

    function testADrawOutOfItsPlace() public {
        draws[2].i = 5;
        voidLeaf(2, 0);
    }

    function testAFirstDrawSkipped() public {
        draws[0].state = BallotLib.SKIPPED;
        voidLeaf(0, 0);
    }

    function testSilenceCalledNobodysFault() public {
        uint256 index = firstWith(BallotLib.OPENED);
        BallotLib.Draw storage draw = draws[index];
        (draw.state, draw.revision, draw.opening, draw.answerHash) = (BallotLib.UNHEARD, 0, 0, 0);
        (draw.choice, draw.commitment, draw.entryHash) = (0, 0, 0);
        voidLeaf(index, 0);
    }

    function voidLeaf(uint256 index, uint32 choice) private {
        reroot();
        deliverIt();
        vm.prank(STRANGER);
        challenge.wrongLeaf(dispute, delivered(), terms(), shown(index), choice);
        isVoid(true);
    }

    /// @dev The first draw of a juror that was drawn before, and the one before it.
    function repeated() private view returns (uint256 earlier, uint256 later) {
        while (draws[later].prev == BallotLib.NO_PREV) ++later;
        earlier = draws[later].prev;
    }

    /// @dev A draw of a juror that was drawn before, and an earlier one of somebody else. Which they are is the lot's.
    function beside() private view returns (uint256 other, uint256 later) {
        for (later = 1;; ++later) {
            if (draws[later].prev == BallotLib.NO_PREV) continue;
            for (other = 0; other < later; ++other) {
                if (draws[other].jurorNumber != draws[later].jurorNumber) return (other, later);
            }
        }
    }

    function voidPair(uint256 earlier, uint256 later) private {
        reroot();
        deliverIt();
        vm.prank(STRANGER);
        challenge.wrongPair(dispute, delivered(), terms(), shown(earlier), shown(later));
        isVoid(true);
    }

    function testASeatTooManyOnTheCount() public {
        (uint256 earlier, uint256 later) = repeated();
        draws[later].held += 1;
        voidPair(earlier, later);
    }

    function testARepetitionDenied() public {
        (uint256 earlier, uint256 later) = repeated();
        (draws[later].prev, draws[later].held) = (BallotLib.NO_PREV, 1);
        voidPair(earlier, later);
    }

    function testAPrevOfAnotherJuror() public {
        (uint256 wrong, uint256 later) = beside();
        draws[later].prev = uint32(wrong);
        voidPair(wrong, later);
    }

    function testASkipThatTheCapDoesntAskFor() public {
        (uint256 earlier, uint256 later) = repeated();
        draws[later].state = BallotLib.SKIPPED;
        voidPair(earlier, later);
    }

    function testOneJurorWithTwoBallots() public {
        (uint256 earlier, uint256 later) = repeated();
        draws[later].revision += 1;
        voidPair(earlier, later);
    }

    function testATallyThatJumps() public {
        FaultLib.Count memory wrong = countAt(3);
        wrong.seats[2] += 1;
        draws[2].tally = FaultLib.hash(wrong);
        reroot();
        deliverIt();
        vm.prank(STRANGER);
        challenge.wrongTally(dispute, delivered(), shown(1), shown(2), countAt(2));
        isVoid(true);
    }

    function testAFirstTallyThatBeginsWithVotes() public {
        FaultLib.Count memory wrong = countAt(1);
        wrong.seats[2] += 3;
        draws[0].tally = FaultLib.hash(wrong);
        reroot();
        deliverIt();
        vm.prank(STRANGER);
        challenge.wrongTally(dispute, delivered(), shown(0), shown(0), countAt(1));
        isVoid(true);
    }

    function testARulingAgainstItsTally() public {
        (verdict.ruling, verdict.outcome) = (2, BallotLib.choiceHash(2));
        voidRuling();
    }

    function testATieInvented() public {
        (verdict.ruling, verdict.outcome, verdict.tied) = (0, BallotLib.choiceHash(0), true);
        voidRuling();
    }

    function testAnOutcomeThatIsntTheRuling() public {
        verdict.outcome = BallotLib.choiceHash(2);
        voidRuling();
    }

    function testAPanelThatStoppedEarly() public {
        draws.pop();
        verdict.draws -= 1;
        reroot();
        voidRuling();
    }

    function voidRuling() private {
        deliverIt();
        uint256 last = draws.length;
        vm.prank(STRANGER);
        challenge.wrongRuling(dispute, delivered(), terms(), shown(last - 1), countAt(last));
        isVoid(true);
    }

    function testADrawBehindACompletePanel() public {
        BallotLib.Draw memory more = draws[0];
        uint256 last = draws.length;
        more.i = uint32(last);
        draws.push(more);
        verdict.draws += 1;
        reroot();
        deliverIt();
        vm.prank(STRANGER);
        challenge.wrongOrder(dispute, delivered(), terms(), shown(last - 1), shown(last), countAt(last));
        isVoid(true);
    }

    function testASeatUnderARollNamedAlmostRight() public {
        verdict.rollsRoot = bytes32(uint256(verdict.rollsRoot) ^ 1);
        deliverIt();
        vm.prank(STRANGER);
        challenge.wrongSeat(dispute, delivered(), shown(0), rollHeader(), seatAt(pointOf(0)));
        isVoid(true);
    }

    // BALLOTS

    /// @dev Gives a seat another ballot, whole and consistent, with a signature of `signer`.
    function forge(uint256 index, uint256 signer, uint64 number) private returns (EntryShown memory, bytes memory) {
        uint256 who = draws[index].jurorNumber;
        Ballot memory made = ballotOf(who, number, draws[index].revision + 1, 2);
        bytes32 structHash = DocketLib.commitStruct(
            key(), 0, jurors[who], revealRound(), made.revision, made.commitment, made.sealedHash
        );
        made.signature = signature(signer, typed(structHash));
        made.signatureHash = keccak256(made.signature);
        bytes32 body = DocketLib.commitBody(structHash, made.signatureHash, made.sealedHash);
        made.entryHash = DocketLib.entry(number, made.acceptedAt, DocketLib.COMMIT, body);
        for (uint256 i; i < draws.length; ++i) {
            BallotLib.Draw storage draw = draws[i];
            if (draw.jurorNumber != who || draw.state == BallotLib.SKIPPED) continue;
            (draw.revision, draw.commitment, draw.entryHash) = (made.revision, made.commitment, made.entryHash);
            (draw.opening, draw.choice, draw.answerHash) = (made.opening, 2, BallotLib.choiceHash(2));
        }
        retally();
        return (EntryShown(number, made.acceptedAt, revealRound(), made.sealedHash, made.signatureHash), made.signature);
    }

    function testABallotInAJurorsName() public {
        uint256 index = firstWith(BallotLib.OPENED);
        (EntryShown memory entry, bytes memory signed) = forge(index, bench.keys[0], 3);
        deliverIt();
        vm.prank(STRANGER);
        challenge.forgedBallot(dispute, delivered(), shown(index), entry, signed);
        isVoid(true);
    }

    function testABallotWrittenAfterTheGazette() public {
        uint256 index = firstWith(BallotLib.OPENED);
        (EntryShown memory entry,) = forge(index, jurorKeys[draws[index].jurorNumber], gazetted + 1);
        deliverIt();
        vm.prank(STRANGER);
        challenge.lateBallot(dispute, delivered(), terms(), shown(index), entry, headShown());
        isVoid(true);
    }

    function testABallotThatTheDocketDoesntHold() public {
        uint256 index = firstWith(BallotLib.OPENED);
        (EntryShown memory entry,) = forge(index, jurorKeys[draws[index].jurorNumber], 3);
        deliverIt();
        vm.prank(STRANGER);
        challenge.strayBallot(dispute, delivered(), shown(index), entry, entryLeaf(3));
        isVoid(true);
    }

    function absent(uint256 index) private returns (uint256 who) {
        who = draws[index].jurorNumber;
        for (uint256 i; i < draws.length; ++i) {
            BallotLib.Draw storage draw = draws[i];
            if (draw.jurorNumber != who || draw.state == BallotLib.SKIPPED) continue;
            (draw.state, draw.revision, draw.opening, draw.answerHash) = (BallotLib.ABSENT, 0, 0, 0);
            (draw.choice, draw.commitment, draw.entryHash) = (0, 0, 0);
        }
        reroot();
    }

    function testAGazettedBallotLeftOut() public {
        uint256 index = firstWith(BallotLib.OPENED);
        uint256 who = absent(index);
        deliverIt();
        (bytes32 before, bytes32[] memory after_) = chainAround(who);
        BallotShown memory ballot = ballotShown(who);
        vm.prank(STRANGER);
        challenge.omittedBallot(dispute, delivered(), terms(), shown(index), ballot, before, after_, headShown());
        isVoid(true);
    }

    function receiptFor(uint64 number, bytes32 entryHash, bytes32 head, uint64 acceptedAt)
        private
        view
        returns (ReceiptShown memory)
    {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Receipt(bytes32 disputeKey,uint64 number,bytes32 entryHash,bytes32 head,uint64 acceptedAt)"),
                key(),
                number,
                entryHash,
                head,
                acceptedAt
            )
        );
        return ReceiptShown(number, entryHash, head, acceptedAt, signature(OPERATOR_KEY, typed(structHash)));
    }

    function testAReceiptedBallotLeftOutConvictsTheOperatorAlone() public {
        uint256 index = firstWith(BallotLib.OPENED);
        uint256 who = draws[index].jurorNumber;
        Ballot memory later = ballotOf(who, 9, ballots[who].revision + 5, 2);
        deliverIt();
        EntryShown memory entry = EntryShown(9, later.acceptedAt, revealRound(), later.sealedHash, later.signatureHash);
        ReceiptShown memory receipt = receiptFor(9, later.entryHash, keccak256("head"), later.acceptedAt);
        vm.prank(STRANGER);
        challenge.omittedReceipt(
            dispute, delivered(), terms(), shown(index), BallotShown(later.revision, later.commitment, entry), receipt
        );
        isVoid(false);
    }

    function testTwoHistoriesConvictTheOperatorAlone() public {
        deliverIt();
        ReceiptShown memory receipt = receiptFor(4, keccak256("another entry"), keccak256("head"), 5);
        vm.prank(STRANGER);
        challenge.secondReceipt(dispute, delivered(), receipt, entryLeaf(4));
        isVoid(false);
    }

    function testAHeadThatWasGazettedOtherwise() public {
        heads[gazetted - 1] = keccak256("another head");
        verdict.entriesRoot = entriesRoot();
        deliverIt();
        HeadShown memory head = headShown();
        head.head = gazettedHead();
        vm.prank(STRANGER);
        challenge.secondHead(dispute, delivered(), head, entryLeaf(gazetted));
        isVoid(false);
    }

    function gazettedHead() private view returns (bytes32 head) {
        head = DocketLib.firstHead(key());
        for (uint256 i; i < gazetted; ++i) {
            head = DocketLib.nextHead(head, entryHashes[i]);
        }
    }

    function testADocketThatDoesntChain() public {
        heads[3] = keccak256("out of nowhere");
        verdict.entriesRoot = entriesRoot();
        deliverIt();
        vm.prank(STRANGER);
        challenge.brokenDocket(dispute, delivered(), entryLeaf(3), entryLeaf(4));
        isVoid(true);
    }

    // THE LANE

    function testALaneBallotLeftOut() public {
        uint256 index = firstWith(BallotLib.OPENED);
        address juror = draws[index].juror;
        uint256 now_ = clock();
        vm.warp(SEED_AT + 2 hours);
        vm.prank(juror);
        lane.commitInLane(
            dispute,
            terms(),
            ILane.Sitting(0, false, false),
            uint64((SEED_AT + 2 hours) * 1000),
            keccak256("a better ballot"),
            "sealed"
        );
        vm.warp(now_);
        deliverIt();
        vm.prank(STRANGER);
        lane.wrongLane(dispute, delivered(), terms(), shown(index));
        isVoid(true);
    }

    function testABallotOpenedInTheLaneAndCalledClosed() public {
        uint256 index = firstWith(BallotLib.UNOPENED);
        Ballot memory closed = ballots[draws[index].jurorNumber];
        vm.warp(revealAt() + 1 hours);
        vm.prank(STRANGER);
        lane.openInLane(
            dispute, 0, draws[index].juror, revealRound(), closed.revision, hex"000100000001", closed.opening
        );
        deliverIt();
        vm.prank(STRANGER);
        lane.wrongLane(dispute, delivered(), terms(), shown(index));
        isVoid(true);
    }

    /// @dev A copied commitment opens for nobody. That the ballot it was copied from was opened, or leaked, is no fault in
    /// the copier's leaf: else any juror could have an honest verdict voided, and a proven one as well.
    function testABallotCopiedFromAnotherThatWasOpenedOrLeakedInTheLane() public {
        uint256 copy = firstWith(BallotLib.UNOPENED);
        uint256 own = firstWith(BallotLib.OPENED);
        Ballot memory ballot = ballots[draws[own].jurorNumber];
        for (uint256 i; i < draws.length; ++i) {
            bool isCopiers = draws[i].juror == draws[copy].juror && draws[i].state == BallotLib.UNOPENED;
            if (isCopiers) draws[i].commitment = ballot.commitment;
        }
        retally();
        bytes memory answer = abi.encodePacked(uint16(1), ballot.choice);
        uint256 now_ = clock();
        vm.warp(revealAt() + 1 hours);
        lane.openInLane(dispute, 0, draws[own].juror, revealRound(), ballot.revision, answer, ballot.opening);
        vm.warp(now_);
        deliverIt();
        vm.expectRevert(abi.encodeWithSelector(IChallenge.NoFault.selector));
        vm.prank(STRANGER);
        lane.wrongLane(dispute, delivered(), terms(), shown(copy));
        isTrue(court.disputeOf(dispute).deliveredAt != 0, "it stands");
    }

    function testALeakKeptQuiet() public {
        uint256 index = firstWith(BallotLib.OPENED);
        Ballot memory ballot = ballots[draws[index].jurorNumber];
        bytes memory answer = abi.encodePacked(uint16(1), ballot.choice);
        vm.prank(STRANGER);
        lane.claimLeak(keccak256(abi.encode(STRANGER, ballot.commitment, ballot.opening)));
        vm.roll(block.number + 1);
        vm.prank(STRANGER);
        lane.leak(dispute, 0, draws[index].juror, revealRound(), ballot.revision, answer, ballot.opening);
        deliverIt();
        vm.prank(STRANGER);
        lane.wrongLane(dispute, delivered(), terms(), shown(index));
        isVoid(true);
    }

    function testALeakThatNobodyClaimedBeforeIsRefused() public {
        uint256 index = firstWith(BallotLib.OPENED);
        Ballot memory ballot = ballots[draws[index].jurorNumber];
        bytes32 claim = keccak256(abi.encode(STRANGER, ballot.commitment, ballot.opening));
        bytes memory answer = abi.encodePacked(uint16(1), ballot.choice);
        vm.prank(STRANGER);
        lane.claimLeak(claim);
        vm.expectRevert(abi.encodeWithSelector(ILane.NotClaimed.selector, claim));
        vm.prank(STRANGER);
        lane.leak(dispute, 0, draws[index].juror, revealRound(), ballot.revision, answer, ballot.opening);
    }

    // AFTERWARDS

    function testAfterAConvictionTheStruckSignNothingAndTheTruthIsDelivered() public {
        (verdict.ruling, verdict.outcome) = (2, BallotLib.choiceHash(2));
        voidRuling();
        (verdict.ruling, verdict.outcome, verdict.serial) = (1, BallotLib.choiceHash(1), 2);
        bytes memory signatures = sign(bench, typed(verdictHash(dispute, verdict, bench)), 0, 3);
        vm.expectRevert();
        court.deliver(dispute, verdict, bench.members, bench.k, signatures);
    }

    function testAfterALieAboutARedrawThatNeverWasTheTruthIsDelivered() public {
        verdict.panel = 1;
        deliverIt();
        vm.prank(STRANGER);
        challenge.wrongTimetable(dispute, delivered(), terms());
        isVoid(true);
        (verdict.panel, verdict.serial) = (0, 2);
        vm.prank(address(lane));
        court.deliverProven(dispute, verdict, address(this));
        equal(court.disputeOf(dispute).ruling, 1, "the panel's own word stands");
    }

    function testOnlyTheChallengeStrikes() public {
        deliverIt();
        vm.expectRevert();
        court.strike(dispute, true, address(this));
    }

    function testNothingIsChallengedAfterTheWindow() public {
        (verdict.ruling, verdict.outcome) = (2, BallotLib.choiceHash(2));
        deliverIt();
        vm.warp(clock() + 1 days);
        uint256 last = draws.length;
        Delivered memory d = delivered();
        Shown memory end = shown(last - 1);
        FaultLib.Count memory count = countAt(last);
        vm.expectRevert(abi.encodeWithSelector(IChallenge.NotChallengeable.selector, dispute));
        challenge.wrongRuling(dispute, d, terms(), end, count);
    }
}
