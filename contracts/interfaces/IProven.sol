// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {HeadShown, RollHeader, Seat} from "./IChallenge.sol";
import {Terms} from "./ICourts.sol";
import {Verdict} from "./IDisputes.sol";

/// @notice A draw with its juror's ballot. The ballot is read at the juror's first draw and ignored at later ones.
struct ProvenSeat {
    Seat seat;
    /// 0 no entry, 1 a ballot, 2 a recusal. A better ballot in the lane is taken whatever stands here.
    uint8 kind;
    /// Where among the entries handed in the ballot's entry stands.
    uint32 entry;
    uint64 acceptedAt;
    uint64 revision;
    uint32 choice;
    /// 0 if nobody can open the ballot.
    bytes32 opening;
    /// 0 if the answer is `choice`; else the hash of an answer that is none.
    bytes32 answerHash;
    /// Of a ballot that stays closed.
    bytes32 commitment;
    /// Of a recusal, the hash of its reason.
    bytes32 sealedHash;
    bytes signature;
}

/// @notice A panel's whole hearing, from public data.
struct ProvenPanel {
    uint32 panel;
    /// Of the court the panel sits in; the arbitrator compares.
    bytes32 policyHash;
    RollHeader roll;
    /// The gazette that admits the ballots; serial 0 if none does.
    HeadShown head;
    /// The head before the first of `entries`, whose number is one above `number`.
    bytes32 before;
    uint64 number;
    /// Hashes of the docket's entries from there to the gazetted head.
    bytes32[] entries;
    /// Of a redraw: the leaves of the sitting that missed its quorum.
    bytes32[] firstLeaves;
    ProvenSeat[] seats;
}

/// @notice The ruling without attestors: after their silence anyone posts a panel's whole hearing, every step of it
/// proven.
///
/// The contract draws the panel itself, seat by seat, from the roll in force and a proven beacon round; it takes a
/// ballot only if its entry stands under a head that was gazetted in time, or in the lane; it opens, counts and judges.
/// Nothing is believed, so there are no signers and no bond. What it can't see is what was kept from it: a better
/// ballot under a gazetted head, or an opening of a ballot left closed, voids the ruling in its window like any other.
///
/// Warning: a panel has to fit one transaction: some 300 seats at 2^24 gas.
/// Warning: the lane is the way in for jurors once attestors are silent: without gazettes nothing else counts.
interface IProven {
    /// @notice The ruling, with all that its delivery hash covers; leaves follow from the transaction's calldata.
    event PanelProven(uint256 indexed disputeId, address indexed deliverer, Verdict verdict);
    /// @notice The sitting missed its quorum: the redraw may be proven next, with these leaves.
    event QuorumMissed(uint256 indexed disputeId, uint32 panel, bool isAgain, bytes32[] leaves);

    event RoundProven(uint64 indexed beaconRound, bytes32 randomness);

    error NotThatRound(uint64 beaconRound);
    error TooSoonForProof(uint256 from);
    error WrongSitting(uint32 panel);
    error NoRoll();
    error PanelIncomplete(uint256 seats);
    error PanelComplete(uint256 seat);
    error NotDrawn(uint256 seat);
    error EntryNotHeld(uint256 seat);
    error BallotTooLate(uint256 seat);
    error BadBallotSignature(uint256 seat);
    error DoesNotOpen(uint256 seat);

    /// @notice Proves a beacon round, once for all disputes.
    /// @param point Its signature, 128 bytes, as EIP-2537 takes it. The group's key is the lane's own, for ever.
    function proveRound(uint64 beaconRound, bytes calldata point) external;

    /// @notice Randomness of a proven round; 0 if nobody proved it.
    function randomnessOf(uint64 beaconRound) external view returns (bytes32);

    /// @notice Proves a panel. The seed's beacon round has to be proven before.
    function prove(uint256 disputeId, Terms calldata terms, ProvenPanel calldata given) external;

    /// @notice H(abi.encode(isAgain, leaves)) of a sitting proven to have missed its quorum; else 0.
    function missedOf(uint256 disputeId, uint32 panel) external view returns (bytes32);
}
