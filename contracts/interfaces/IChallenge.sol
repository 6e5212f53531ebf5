// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {BallotLib} from "../libraries/BallotLib.sol";
import {FaultLib} from "../libraries/FaultLib.sol";
import {Terms} from "./ICourts.sol";
import {Verdict} from "./IDisputes.sol";

/// @notice What the arbitrator keeps and pinned of a dispute and of one of its panels.
struct Case {
    uint64 openedAt;
    /// 0 while no verdict stands.
    uint64 deliveredAt;
    /// The challenge window of the verdict that stands is over by then.
    uint64 challengeEndsAt;
    /// When the windows of the verdict before this panel were over; 0 for the first panel.
    uint64 seatedFrom;
    uint32 panel;
    uint64 serial;
    uint256 choices;
    /// The court this panel sits in, with its seats and the hash of its terms.
    uint256 court;
    uint256 seats;
    bytes32 termsHash;
    /// What a panel that can't decide leaves standing.
    uint256 standing;
    bool isFinal;
    bytes32 deliveryHash;
}

/// @notice The delivered verdict, with what else its delivery hash covers.
struct Delivered {
    Verdict verdict;
    /// Of the set that signed; 0 for a proven ruling.
    bytes32 configDigest;
    address deliverer;
}

/// @notice Leaf `index` of the verdict's `ballotsRoot`, with its path.
struct Shown {
    BallotLib.Draw draw;
    uint256 index;
    bytes32[] path;
}

/// @notice The roll of a court as `rollsRoot` holds it.
struct RollHeader {
    uint64 epoch;
    uint32 version;
    bytes32 root;
    uint128 total;
    uint32 jurors;
    /// From the header to `rollsRoot`.
    bytes32[] path;
}

/// @notice A juror of a roll: the leaf at `number`.
struct Seat {
    uint32 number;
    address juror;
    uint128 weight;
    /// From the leaf to the roll's root, 48 bytes a level.
    bytes path;
}

/// @notice What a docket's entry for a ballot was hashed from, beside what the ballot's leaf says.
/// @dev For a recusal `sealedHash` and `beaconRound` are 0, and the reason's hash stands in the leaf.
struct EntryShown {
    uint64 number;
    uint64 acceptedAt;
    uint64 beaconRound;
    bytes32 sealedHash;
    bytes32 signatureHash;
}

/// @notice A docket's head in a posted gazette.
struct HeadShown {
    uint64 serial;
    uint64 epoch;
    bytes32 rollsRoot;
    bytes32 headsRoot;
    uint64 number;
    bytes32 head;
    bytes32 verdictHash;
    bytes32 openHash;
    uint256 index;
    bytes32[] path;
}

/// @notice Leaf `number − 1` of the verdict's `entriesRoot`.
struct EntryLeafShown {
    uint64 number;
    bytes32 entryHash;
    bytes32 head;
    bytes32[] path;
}

/// @notice A ballot that isn't in the verdict, as its juror signed it.
struct BallotShown {
    uint64 revision;
    bytes32 commitment;
    EntryShown entry;
}

/// @notice The operator's signed promise for an entry.
struct ReceiptShown {
    uint64 number;
    bytes32 entryHash;
    bytes32 head;
    uint64 acceptedAt;
    bytes signature;
}

/// @notice The challenge: whoever finds a fault in a delivered verdict shows it here, inside the challenge window; the
/// delivery is void, a bond pays for it, and the panel may be delivered again with a full window.
///
/// Every function is one fault. It takes the verdict as it was delivered, and the least that shows the fault; what it
/// compares with is either bound by the verdict (its leaves, its docket), or pinned by the arbitrator (terms, times,
/// rolls, gazettes), or proven by mathematics (the beacon). A fault convicts the verdict's signers, who are removed; a
/// receipt or a second history convicts the operator alone, and a proven ruling has no signers.
///
/// Assumptions for safety:
/// - The chain keeps its promises until the window ends; somebody who holds the leaves looks.
/// - Signatures of contract accounts are attested, not proven: only an account whose code can't go away may have them.
///
/// Warning: courts whose tally isn't additive, or whose weight is neither stake nor one, have no proofs.
interface IChallenge {
    /// @notice `fault` is the name of the function that showed it.
    event FaultShown(uint256 indexed disputeId, bytes32 indexed fault, address challenger);

    error NotChallengeable(uint256 disputeId);
    error WrongDelivery(bytes32 received, bytes32 expected);
    error WrongTerms(bytes32 received, bytes32 expected);
    error NotInTree(uint256 index);
    error NoFault();
    error UnknownRound(uint64 beaconRound);
    error WrongGazette(uint64 serial);
    error WrongRoll();
    error WrongSeat(uint128 point);
    error WrongEntry(bytes32 received, bytes32 expected);
    error WrongCount(bytes32 received, bytes32 expected);
    error WrongReceipt();

    // THE SEED

    /// @notice The randomness isn't that of the seed round, which was proven before (see IProven).
    function wrongSeed(uint256 disputeId, Delivered calldata delivered) external;

    /// @notice Roll, seed round or gazette aren't the timetable's.
    function wrongTimetable(uint256 disputeId, Delivered calldata delivered, Terms calldata terms) external;

    // THE PANEL

    /// @notice A draw fell on `seat`, and the leaf says another.
    function wrongSeat(
        uint256 disputeId,
        Delivered calldata delivered,
        Shown calldata shown,
        RollHeader calldata roll,
        Seat calldata seat
    ) external;

    /// @notice A leaf that is wrong by itself: place, held, prev, members, opening or answer.
    /// @param choice The answer that an invalid ballot has; else ignored.
    function wrongLeaf(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata shown,
        uint32 choice
    ) external;

    /// @notice Two leaves of one sitting that contradict each other: held, prev, skip, or two ballots of one juror.
    function wrongPair(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata earlier,
        Shown calldata later
    ) external;

    /// @notice Two neighbours that can't be: a number left out, or a draw behind a complete panel.
    /// @param count The tally after `before`.
    function wrongOrder(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata before,
        Shown calldata shown,
        FaultLib.Count calldata count
    ) external;

    // THE TALLY

    /// @notice A tally that doesn't follow from the one before.
    /// @param before The leaf before; ignored at the first leaf of a sitting, like `count`.
    /// @param count The tally after `before`.
    function wrongTally(
        uint256 disputeId,
        Delivered calldata delivered,
        Shown calldata before,
        Shown calldata shown,
        FaultLib.Count calldata count
    ) external;

    /// @notice A ruling, tie or outcome that isn't the last leaf's, a panel that stopped early, or one without a quorum
    /// that wasn't drawn again.
    function wrongRuling(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata last,
        FaultLib.Count calldata count
    ) external;

    // THE BALLOTS

    /// @notice The signature under a ballot, or a recusal, isn't its juror's.
    function forgedBallot(
        uint256 disputeId,
        Delivered calldata delivered,
        Shown calldata shown,
        EntryShown calldata entry,
        bytes calldata signature
    ) external;

    /// @notice A ballot that came too late, or for another round, or stands in no docket that was gazetted.
    /// @param head The docket in the verdict's own gazette; ignored if the verdict names none.
    function lateBallot(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata shown,
        EntryShown calldata entry,
        HeadShown calldata head
    ) external;

    /// @notice A ballot that the verdict's docket doesn't hold where it should.
    function strayBallot(
        uint256 disputeId,
        Delivered calldata delivered,
        Shown calldata shown,
        EntryShown calldata entry,
        EntryLeafShown calldata held
    ) external;

    /// @notice A better ballot than the leaf's, with the operator's receipt for it. Convicts the operator.
    function omittedReceipt(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata shown,
        BallotShown calldata ballot,
        ReceiptShown calldata receipt
    ) external;

    /// @notice A better ballot than the leaf's, under a head that was gazetted in time.
    /// @param before The head before the ballot's entry; `entries` the hashes of the entries after it, up to the
    /// head's.
    function omittedBallot(
        uint256 disputeId,
        Delivered calldata delivered,
        Terms calldata terms,
        Shown calldata shown,
        BallotShown calldata ballot,
        bytes32 before,
        bytes32[] calldata entries,
        HeadShown calldata head
    ) external;

    /// @notice The panel committed for the second time, or not at all, though a gazette held its docket the first time.
    function wrongAgain(uint256 disputeId, Delivered calldata delivered, Terms calldata terms, HeadShown calldata head)
        external;

    // THE DOCKET

    /// @notice A receipt for an entry that the verdict's docket has otherwise. Convicts the operator.
    function secondReceipt(
        uint256 disputeId,
        Delivered calldata delivered,
        ReceiptShown calldata receipt,
        EntryLeafShown calldata held
    ) external;

    /// @notice A gazetted head that the verdict's docket has otherwise. Convicts the operator.
    function secondHead(
        uint256 disputeId,
        Delivered calldata delivered,
        HeadShown calldata head,
        EntryLeafShown calldata held
    ) external;

    /// @notice Two neighbouring entries, or the first one, whose heads don't follow from each other.
    /// @param before Ignored at the first entry.
    function brokenDocket(
        uint256 disputeId,
        Delivered calldata delivered,
        EntryLeafShown calldata before,
        EntryLeafShown calldata held
    ) external;
}
