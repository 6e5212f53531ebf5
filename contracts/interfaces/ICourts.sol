// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What the chain needs to know of a court's policy. Its abi.encode is the policy's member `terms`.
/// @dev All members are static; their order is part of the policy's hash. Lengths in seconds, money in wei, stake in
/// units of the stake token.
struct Terms {
    /// Seats of a first panel when the opener names none; at most 511.
    uint32 seats;
    /// Opening → draw time.
    uint32 evidenceSeconds;
    /// Draw time → commit opens: room for the beacon and the summons.
    uint32 drawSeconds;
    /// Length of the commit period; it never ends early.
    uint32 commitSeconds;
    /// Commit deadline → earliest reveal round: room for the gazette. At least confirmation time + 2 minutes.
    uint32 sealSeconds;
    /// Time of the reveal round → reveal ends at the latest.
    uint32 revealSeconds;
    /// Appeal window after a delivery.
    uint32 appealSeconds;
    /// Challenge window after a delivery; never below the contract's floor, never as long as a rotation takes.
    uint32 challengeSeconds;
    /// End of a panel's timetable → a fully proven ruling may be posted.
    uint32 silenceSeconds;
    /// How many appeals a dispute may have.
    uint32 appeals;
    /// A panel larger than this sits in the parent court.
    uint32 jumpSeats;
    /// Seats of one juror in the first 8n draws; 0 means no cap.
    uint32 seatCap;
    /// Stop after 8n draws and sit with who was found.
    bool strict;
    /// 0 weighs stake, 1 weighs every juror the same.
    uint8 weight;
    /// 0 none, 1 Proof of Humanity, 2 attestation registry, 3 credential.
    uint8 personSource;
    /// The registry, for sources 1 and 2; zero otherwise.
    address personRegistry;
    /// Stake below this weighs nothing here.
    uint128 minStake;
    /// Stake at risk per seat.
    uint128 seatStake;
    /// Part of seatStake that an incoherent seat pays; at most 6,000, so that one and a half of it are never more than
    /// the seat's stake.
    uint32 penaltyBps;
    /// Fee per seat, in wei.
    uint128 feePerSeat;
    /// Fee for the delivery of a panel's verdict, in wei.
    uint128 deliveryFee;
    /// Fee per seat for a dispute that pays in the stake token. Both token fees 0: the token isn't taken here.
    uint128 tokenFeePerSeat;
    /// Fee for the delivery of a panel's verdict, for a dispute that pays in the stake token.
    uint128 tokenDeliveryFee;
}

/// @notice Courts: policies with a place in a tree. Anyone may create one.
///
/// Assumptions for safety:
/// - A version never changes after its adoption, and a dispute keeps the version it was opened under: nothing done here
///   reaches a live dispute.
/// - A new version is public for more than four epochs before it can be adopted, so every roll in force, and everyone
///   with weight in it, has seen it coming.
/// - The contract keeps the hash of a version's terms and the few members it acts on by itself; whoever needs another
///   one proved hands the terms in.
/// - `terms` is what the policy with hash `policyHash` says. The contract can't check that: a Worker refuses a court
///   where they differ, and so should a reader.
///
/// Assumptions for liveness:
/// - The longest life the terms allow a dispute is bounded at adoption by the vault's longest dispute, so that stake
///   is still there when the dispute ends.
///
/// Warning: a court's creator chooses its person registry. A registry that lies, or that reverts, harms the courts that
/// name it and no others: admissions are kept apart by registry.
/// Warning: a panel that outgrows its court sits in the parent under the version in force before the dispute opened, so
/// whoever creates a child court can't set the price of its parent's jurors.
/// Warning: a parent that adopts longer terms doesn't lengthen the deadlines of its children's disputes; an appeal
/// there may then not fit in, and isn't offered.
interface ICourts {
    /// @notice A court exists. Its first version follows as VersionAdopted. A root is its own parent.
    event CourtCreated(uint96 indexed court, uint96 indexed parent, address indexed creator, uint96 root);
    /// @notice The creator proposed the next version; anyone may adopt it from `adoptableAt` on.
    event VersionProposed(uint96 indexed court, uint32 version, bytes32 policyHash, uint64 adoptableAt, Terms terms);
    /// @notice Disputes that open from now on open under this version; `lifeSeconds` after opening is their deadline.
    event VersionAdopted(uint96 indexed court, uint32 version, bytes32 policyHash, uint64 lifeSeconds, Terms terms);

    error UnknownCourt(uint256 court);
    error UnknownVersion(uint256 court, uint32 version);
    error NotCreator(address account, address creator);
    error NothingProposed(uint256 court);
    error AdoptedTooEarly(uint256 court, uint64 adoptableAt);
    error WrongTerms(bytes32 received, bytes32 expected);
    error SeatsOutOfRange(uint256 seats, uint256 most);
    error CommitTooShort(uint256 commitSeconds, uint256 least);
    error SealTooShort(uint256 sealSeconds, uint256 least);
    error RevealTooShort(uint256 revealSeconds, uint256 least);
    error ChallengeWindowOutOfRange(uint256 challengeSeconds, uint256 least, uint256 below);
    error TooManyAppeals(uint256 appeals, uint256 most);
    error UnknownWeight(uint8 weight);
    error UnknownPersonSource(uint8 source);
    error PersonRegistryMismatch(uint8 source, address registry);
    error PenaltyTooHigh(uint256 penaltyBps, uint256 most);
    error FeeTooHigh(uint256 fee, uint256 most);
    error TreeTooDeep(uint256 most);
    error DisputeTooLong(uint256 lifeSeconds, uint256 longest);
    error LimitsMalformed();

    /// @notice The smallest challenge window any court may have: W.
    function challengeFloorSeconds() external view returns (uint64);

    /// @notice The longest any dispute may live: D, the vault's.
    function longestDisputeSeconds() external view returns (uint64);

    /// @notice How long the chain needs until a block is taken for final.
    function confirmSeconds() external view returns (uint64);

    /// @notice What a version waits between proposal and adoption: five epochs, so more than four.
    function versionDelaySeconds() external view returns (uint64);

    /// @notice Creates a court under `parent`, or the root of a new tree when `parent` is 2^96 − 1. Version 1 is in
    /// force at once: nobody can have relied on a court that didn't exist. A tree has at most 16 levels.
    function createCourt(uint96 parent, bytes32 policyHash, Terms calldata terms) external returns (uint96 court);

    /// @notice Announces the next version. Only by the creator; a second proposal replaces the first and waits anew.
    function proposeVersion(uint96 court, bytes32 policyHash, Terms calldata terms) external;

    /// @notice Adopts the proposed version once its time has come. By anyone, with the terms that were proposed.
    function adoptVersion(uint96 court, Terms calldata terms) external returns (uint32 version);

    /// @notice How many courts there are; they are numbered from 0.
    function courtCount() external view returns (uint96);

    /// @notice A court's place, creator and current version; lifeSeconds is opening → deadline.
    function courtOf(uint96 court)
        external
        view
        returns (uint96 parent, uint96 root, address creator, uint32 version, uint64 lifeSeconds);

    /// @notice An adopted version: its policy and termsHash = H(abi.encode(terms)), which is the hash of the policy's
    /// member `terms`. The terms themselves stand in VersionAdopted.
    function versionOf(uint96 court, uint32 version)
        external
        view
        returns (bytes32 policyHash, bytes32 termsHash, uint64 adoptedAt);

    /// @notice The version that waits for its adoption, all 0 when none does. termsHash = H(abi.encode(terms)).
    function proposalOf(uint96 court)
        external
        view
        returns (uint32 version, bytes32 policyHash, bytes32 termsHash, uint64 adoptableAt);

    /// @notice Who vouches in this court that a juror is a person, under its current version.
    function personhoodOf(uint96 court) external view returns (uint96 root, uint8 source, address registry);
}
