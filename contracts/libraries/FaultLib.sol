// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {BallotLib} from "./BallotLib.sol";
import {TallyLib} from "./TallyLib.sol";

/// @notice What can be wrong in one leaf of `ballotsRoot`, or in two: a wrong skip, repetition, opening or tally step.
/// @dev Pure functions of leaves, which the verdict's signers are bound to, and of what the dispute pinned. So no input
/// of a challenger's own takes part, and a leaf that an honest panel makes is at fault under no rule.
/// @dev A tree of ρ odd holds the leaves of sitting ρ − 1 first, then those of ρ; numbering, tally, held and prev begin
/// anew with each sitting.
/// @dev Mirrors src/law/verdict.ts and jurors/sortition.ts, which make the leaves; src/law/fault.ts finds what is shown
/// here.
library FaultLib {
    /// @notice What the leaves of one sitting are held to.
    struct Rules {
        bytes32 disputeKey;
        /// R, which every commitment of the sitting binds.
        uint256 beaconRound;
        /// Seats asked for.
        uint256 seats;
        /// Seats of one juror in the first 8n draws; 0 for no cap.
        uint256 seatCap;
        bool strict;
        /// Choices besides 0.
        uint256 choices;
    }

    /// @notice A running tally, before it is hashed.
    struct Count {
        uint256[] seats;
        uint32 absent;
        uint32 recused;
        uint32 unopened;
    }

    // ONE LEAF

    /// @notice Whether a leaf can't stand at `index` of the tree of a verdict about panel `panel`.
    function isMisplaced(BallotLib.Draw memory leaf, uint256 index, uint256 panel) internal pure returns (bool) {
        if (leaf.panel == panel) return panel % 2 == 0 ? leaf.i != index : leaf.i > index;
        return panel % 2 == 0 || leaf.panel != panel - 1 || leaf.i != index;
    }

    /// @notice Whether `held`, `prev` or the skip of a leaf contradicts itself, whatever the other leaves say.
    function isMisseated(BallotLib.Draw memory leaf) internal pure returns (bool) {
        bool isSkipped = leaf.state == BallotLib.SKIPPED;
        // A juror's first draw is never turned away: no cap is below one.
        if (leaf.prev == BallotLib.NO_PREV) return isSkipped || leaf.held != 1;
        return leaf.prev >= leaf.i || leaf.held == 0;
    }

    /// @notice Whether members are filled that the state doesn't use, or empty that it needs; or there is no such
    /// state.
    function isMalformed(BallotLib.Draw memory leaf) internal pure returns (bool) {
        uint256 state = leaf.state;
        bool hasBallot = leaf.revision != 0 || leaf.commitment != 0;
        bool hasAnswer = leaf.opening != 0 || leaf.answerHash != 0 || leaf.choice != 0;
        if (state == BallotLib.OPENED) return leaf.commitment == 0;
        if (state == BallotLib.INVALID || state == BallotLib.LEAKED) return leaf.commitment == 0 || leaf.choice != 0;
        if (state == BallotLib.UNOPENED) return leaf.commitment == 0 || hasAnswer;
        if (state == BallotLib.RECUSED) {
            // `answerHash` is the hash of the reason.
            return hasBallot || leaf.opening != 0 || leaf.choice != 0 || leaf.entryHash == 0;
        }
        return state > BallotLib.UNHEARD || hasBallot || hasAnswer || leaf.entryHash != 0;
    }

    /// @notice Whether what a leaf says was opened doesn't open its commitment.
    function isForgedOpening(BallotLib.Draw memory leaf, Rules memory rules) internal pure returns (bool) {
        if (leaf.state != BallotLib.OPENED && leaf.state != BallotLib.INVALID) return false;
        // forge-lint: disable-next-line(unsafe-typecast) a beacon round is a u64 by construction
        uint64 beaconRound = uint64(rules.beaconRound);
        return leaf.commitment
            != BallotLib.commitment(
            rules.disputeKey, leaf.panel, leaf.juror, beaconRound, leaf.revision, leaf.answerHash, leaf.opening
        );
    }

    /// @notice Whether an answer is taken for another: an opened leaf whose choice isn't its answer, or isn't offered;
    /// or an invalid one whose answer is `choice`, which is offered.
    function isMisread(BallotLib.Draw memory leaf, uint32 choice, Rules memory rules) internal pure returns (bool) {
        if (leaf.state == BallotLib.OPENED) {
            return leaf.choice > rules.choices || leaf.answerHash != BallotLib.choiceHash(leaf.choice);
        }
        return
            leaf.state == BallotLib.INVALID && choice <= rules.choices
                && leaf.answerHash == BallotLib.choiceHash(choice);
    }

    // TWO LEAVES

    /// @notice Whether `leaf` can't be the one behind `before` in the tree of a verdict about panel `panel`.
    /// @param seated Seats taken up to `before`.
    function isOutOfOrder(
        BallotLib.Draw memory before,
        BallotLib.Draw memory leaf,
        uint256 seated,
        uint256 panel,
        Rules memory rules
    ) internal pure returns (bool) {
        bool isOver = isComplete(before.i, seated, rules);
        if (leaf.panel == before.panel) return leaf.i != uint256(before.i) + 1 || isOver;
        return panel % 2 == 0 || leaf.panel != panel || before.panel != panel - 1 || leaf.i != 0 || !isOver;
    }

    /// @notice Whether two leaves of one sitting, `earlier` drawn before `later`, contradict each other.
    function isContradiction(BallotLib.Draw memory earlier, BallotLib.Draw memory later, Rules memory rules)
        internal
        pure
        returns (bool)
    {
        if (earlier.panel != later.panel || earlier.i >= later.i) return false;
        bool isSkipped = later.state == BallotLib.SKIPPED;
        if (earlier.jurorNumber != later.jurorNumber) return later.prev == earlier.i;

        // A later draw of a juror points to this one or to one after it.
        if (later.prev == BallotLib.NO_PREV || later.prev < earlier.i) return true;
        if (later.prev == earlier.i) {
            bool isCapped = rules.seatCap != 0 && earlier.held >= rules.seatCap && later.i < 8 * rules.seats;
            if (isSkipped != isCapped) return true;
            if (later.held != uint256(earlier.held) + (isSkipped ? 0 : 1)) return true;
        }
        // One juror, one ballot, whatever the number of seats.
        if (isSkipped || earlier.state == BallotLib.SKIPPED) return false;
        return earlier.state != later.state || earlier.revision != later.revision || earlier.opening != later.opening
            || earlier.answerHash != later.answerHash || earlier.choice != later.choice
            || earlier.commitment != later.commitment || earlier.entryHash != later.entryHash;
    }

    // THE TALLY

    /// @notice Whether a panel is complete behind draw `i`, with `seated` seats taken.
    function isComplete(uint256 i, uint256 seated, Rules memory rules) internal pure returns (bool) {
        return seated >= rules.seats || (rules.strict && i + 1 >= 8 * rules.seats);
    }

    /// @notice Nobody counted yet.
    function empty(uint256 choices) internal pure returns (Count memory count) {
        count.seats = new uint256[](choices + 1);
    }

    function hash(Count memory count) internal pure returns (bytes32) {
        return BallotLib.tally(count.seats, count.absent, count.recused, count.unopened);
    }

    /// @notice Counts one more leaf, in place.
    /// @return isCounted False for an answer that isn't offered: no tally follows it.
    function step(Count memory count, uint256 state, uint256 choice) internal pure returns (bool isCounted) {
        if (state == BallotLib.OPENED) {
            if (choice >= count.seats.length) return false;
            ++count.seats[choice];
        } else if (state == BallotLib.ABSENT || state == BallotLib.UNHEARD) {
            ++count.absent;
        } else if (state == BallotLib.RECUSED) {
            ++count.recused;
        } else if (state != BallotLib.SKIPPED) {
            ++count.unopened;
        }
        return true;
    }

    /// @notice Seats taken, and those of them that voted.
    function turnout(Count memory count) internal pure returns (uint256 seated, uint256 voted) {
        for (uint256 i; i < count.seats.length; ++i) {
            voted += count.seats[i];
        }
        seated = voted + count.absent + count.recused + count.unopened;
    }

    /// @notice The panel's word: the choice with most seats; 0 and tied if several lead, or no more than half voted.
    function judge(Count memory count, uint256 seats)
        internal
        pure
        returns (uint256 choice, bool tied, bool hasQuorum)
    {
        (, uint256 voted) = turnout(count);
        hasQuorum = 2 * voted > seats;
        (choice, tied) = hasQuorum ? TallyLib.plurality(count.seats) : (0, true);
    }
}
