// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ICourts, Terms} from "./interfaces/ICourts.sol";

/// @notice Courts: see ICourts for what is promised.
abstract contract Courts is ICourts {
    /// @dev All that opening a dispute needs, in one slot. Version 0 is no court.
    struct Head {
        uint16 version;
        uint16 seats;
        /// Opening → deadline.
        uint40 lifeSeconds;
        uint88 feePerSeat;
        uint88 deliveryFee;
    }

    /// @dev Where a court stands; a root is its own parent.
    struct Place {
        uint32 parent;
        uint32 root;
        /// The longest panel of this court or any above it, as of its last adoption.
        uint32 panelSeconds;
        address creator;
    }

    /// @dev What a dispute is held to. The rest of the terms is known by its hash, like the attestors.
    struct Version {
        bytes32 policyHash;
        bytes32 termsHash;
        uint32 appealSeconds;
        uint32 challengeSeconds;
        uint88 feePerSeat;
        uint88 deliveryFee;
        uint8 personSource;
        address personRegistry;
    }

    /// @dev The next version, by hash: its terms stand in the event and are handed in again at adoption.
    struct Proposal {
        bytes32 policyHash;
        bytes32 termsHash;
        /// 0 while nothing is proposed.
        uint64 adoptableAt;
    }

    // CONSTANTS

    /// @dev `parent` of a court that starts a tree of its own.
    uint96 internal constant NO_PARENT = type(uint96).max;
    uint256 internal constant MOST_SEATS = 511;
    /// @dev (511 + 1) · 2^16 seats still fit the u32 that counts draws.
    uint256 internal constant MOST_APPEALS = 16;
    /// @dev Epochs a version waits: more than the four for which a roll may still decide a draw.
    uint256 internal constant VERSION_DELAY_EPOCHS = 5;
    /// @dev What the gazette needs on top of the chain's confirmation between commit deadline and reveal round.
    uint256 internal constant GAZETTE_SECONDS = 120;
    /// @dev How far ahead a seed lies, beside the chain's confirmation, when its round becomes fixed.
    uint256 internal constant SEED_SECONDS = 60;
    uint256 internal constant FULL_BPS = 10_000;

    // STORAGE

    /// @inheritdoc ICourts
    uint64 public immutable challengeFloorSeconds;
    /// @inheritdoc ICourts
    uint64 public immutable longestDisputeSeconds;
    /// @inheritdoc ICourts
    uint64 public immutable confirmSeconds;
    /// @inheritdoc ICourts
    uint64 public immutable versionDelaySeconds;
    uint64 private immutable _challengeBelowSeconds;

    uint32 private _courtCount;
    mapping(uint256 court => Head) internal _heads;
    mapping(uint256 court => Place) private _places;
    mapping(uint256 court => mapping(uint256 version => Version)) internal _versions;
    mapping(uint256 court => Proposal) private _proposals;

    // CONSTRUCTION

    /// @param challengeBelow How long a rotation waits: every challenge window stays below it.
    constructor(uint64 epochs, uint64 challengeFloor, uint64 challengeBelow, uint64 longestDispute, uint64 confirm) {
        require(
            epochs != 0 && challengeFloor != 0 && challengeFloor < challengeBelow && longestDispute <= type(uint32).max,
            LimitsMalformed()
        );
        challengeFloorSeconds = challengeFloor;
        longestDisputeSeconds = longestDispute;
        confirmSeconds = confirm;
        // forge-lint: disable-next-line(unsafe-typecast) five epochs of a u64 vault that pays out within a u64
        versionDelaySeconds = uint64(VERSION_DELAY_EPOCHS * epochs);
        _challengeBelowSeconds = challengeBelow;
    }

    // CREATING AND CHANGING COURTS

    /// @inheritdoc ICourts
    function createCourt(uint96 parent, bytes32 policyHash, Terms memory terms) external returns (uint96) {
        return _createCourt(parent, policyHash, terms);
    }

    function _createCourt(uint96 parent, bytes32 policyHash, Terms memory terms) internal returns (uint96) {
        bool isRoot = parent == NO_PARENT;
        require(isRoot || _heads[parent].version != 0, UnknownCourt(parent));
        _check(terms);

        uint32 court = _courtCount++;
        Place storage place = _places[court];
        // forge-lint: disable-next-line(unsafe-typecast) a parent that exists is below the u32 count
        place.parent = isRoot ? court : uint32(parent);
        place.root = isRoot ? court : _places[parent].root;
        place.creator = msg.sender;
        emit CourtCreated(court, place.parent, msg.sender, place.root);
        _adopt(court, policyHash, terms);
        return court;
    }

    /// @inheritdoc ICourts
    function proposeVersion(uint96 court, bytes32 policyHash, Terms memory terms) external {
        uint32 version = _versionOf(court) + 1;
        address creator = _places[court].creator;
        require(msg.sender == creator, NotCreator(msg.sender, creator));
        _check(terms);

        uint64 adoptableAt = uint64(block.timestamp) + versionDelaySeconds;
        _proposals[court] = Proposal(policyHash, _hash(terms), adoptableAt);
        emit VersionProposed(court, version, policyHash, adoptableAt, terms);
    }

    /// @inheritdoc ICourts
    function adoptVersion(uint96 court, Terms memory terms) external returns (uint32 version) {
        Proposal storage proposal = _proposals[court];
        bytes32 policyHash = proposal.policyHash;
        bytes32 termsHash = _hash(terms);
        require(proposal.adoptableAt != 0, NothingProposed(court));
        require(block.timestamp >= proposal.adoptableAt, AdoptedTooEarly(court, proposal.adoptableAt));
        require(termsHash == proposal.termsHash, WrongTerms(termsHash, proposal.termsHash));

        delete _proposals[court];
        return _adopt(court, policyHash, terms);
    }

    /// @dev Puts the next version in force. The parent may have changed since the proposal, so the life is computed
    /// here.
    function _adopt(uint256 court, bytes32 policyHash, Terms memory terms) private returns (uint32 version) {
        Place storage place = _places[court];
        uint256 panelSeconds = _panelSeconds(terms);
        uint256 above = _places[place.parent].panelSeconds;
        // A root is its own parent: what it allowed before binds its disputes of then, not its next version.
        if (place.parent != court && above > panelSeconds) panelSeconds = above;
        uint256 seedSeconds = SEED_SECONDS + confirmSeconds;
        uint256 evidence = terms.evidenceSeconds > seedSeconds ? terms.evidenceSeconds : seedSeconds;
        uint256 lifeSeconds =
            evidence + panelSeconds * (uint256(terms.appeals) + 1) + 3 * uint256(challengeFloorSeconds);
        require(lifeSeconds <= longestDisputeSeconds, DisputeTooLong(lifeSeconds, longestDisputeSeconds));

        // Casts are safe: a life is at most a u32 by construction, _check bounds seats and fees, and a version takes
        // five epochs, so that there are never 2^16 of them.
        version = uint32(_heads[court].version) + 1;
        place.panelSeconds = uint32(panelSeconds);
        _heads[court] = Head({
            version: uint16(version),
            seats: uint16(terms.seats),
            lifeSeconds: uint40(lifeSeconds),
            feePerSeat: uint88(terms.feePerSeat),
            deliveryFee: uint88(terms.deliveryFee)
        });
        _versions[court][version] = Version({
            policyHash: policyHash,
            termsHash: _hash(terms),
            appealSeconds: terms.appealSeconds,
            challengeSeconds: terms.challengeSeconds,
            feePerSeat: uint88(terms.feePerSeat),
            deliveryFee: uint88(terms.deliveryFee),
            personSource: terms.personSource,
            personRegistry: terms.personRegistry
        });
        emit VersionAdopted(uint96(court), version, policyHash, uint64(lifeSeconds), terms);
    }

    /// @dev H(abi.encode(terms)): 21 static members lie in memory as they are encoded.
    function _hash(Terms memory terms) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := keccak256(terms, 672)
        }
    }

    /// @dev The most a panel may take, its redraw and both windows included.
    function _panelSeconds(Terms memory terms) private view returns (uint256) {
        uint256 sitting = SEED_SECONDS + confirmSeconds + terms.drawSeconds + terms.commitSeconds + terms.sealSeconds
            + terms.revealSeconds;
        uint256 windows = terms.appealSeconds > terms.challengeSeconds ? terms.appealSeconds : terms.challengeSeconds;
        return 2 * sitting + windows + terms.silenceSeconds;
    }

    function _check(Terms memory terms) private view {
        uint256 sealLeast = confirmSeconds + GAZETTE_SECONDS;
        bool needsRegistry = terms.personSource == 1 || terms.personSource == 2;
        uint256 fee = terms.feePerSeat > terms.deliveryFee ? terms.feePerSeat : terms.deliveryFee;

        require(terms.seats != 0 && terms.seats <= MOST_SEATS, SeatsOutOfRange(terms.seats, MOST_SEATS));
        require(terms.commitSeconds != 0, CommitTooShort(0, 1));
        require(terms.sealSeconds >= sealLeast, SealTooShort(terms.sealSeconds, sealLeast));
        require(terms.revealSeconds != 0, RevealTooShort(0, 1));
        require(
            terms.challengeSeconds >= challengeFloorSeconds && terms.challengeSeconds < _challengeBelowSeconds,
            ChallengeWindowOutOfRange(terms.challengeSeconds, challengeFloorSeconds, _challengeBelowSeconds)
        );
        require(terms.appeals <= MOST_APPEALS, TooManyAppeals(terms.appeals, MOST_APPEALS));
        require(terms.weight <= 1, UnknownWeight(terms.weight));
        require(terms.personSource <= 3, UnknownPersonSource(terms.personSource));
        require(
            needsRegistry == (terms.personRegistry != address(0)),
            PersonRegistryMismatch(terms.personSource, terms.personRegistry)
        );
        require(terms.penaltyBps <= FULL_BPS, PenaltyTooHigh(terms.penaltyBps, FULL_BPS));
        require(fee <= type(uint88).max, FeeTooHigh(fee, type(uint88).max));
    }

    // VIEWS

    /// @inheritdoc ICourts
    function courtCount() external view returns (uint96) {
        return _courtCount;
    }

    /// @inheritdoc ICourts
    function courtOf(uint96 court)
        external
        view
        returns (uint96 parent, uint96 root, address creator, uint32 version, uint64 lifeSeconds)
    {
        version = _versionOf(court);
        Place storage place = _places[court];
        return (place.parent, place.root, place.creator, version, _heads[court].lifeSeconds);
    }

    /// @inheritdoc ICourts
    function versionOf(uint96 court, uint32 version) external view returns (bytes32 policyHash, bytes32 termsHash) {
        require(version != 0 && version <= _versionOf(court), UnknownVersion(court, version));
        Version storage adopted = _versions[court][version];
        return (adopted.policyHash, adopted.termsHash);
    }

    /// @inheritdoc ICourts
    function proposalOf(uint96 court)
        external
        view
        returns (uint32 version, bytes32 policyHash, bytes32 termsHash, uint64 adoptableAt)
    {
        Proposal storage proposal = _proposals[court];
        if (proposal.adoptableAt == 0) return (0, 0, 0, 0);
        return (_versionOf(court) + 1, proposal.policyHash, proposal.termsHash, proposal.adoptableAt);
    }

    /// @inheritdoc ICourts
    function personhoodOf(uint96 court) external view returns (uint96 root, uint8 source, address registry) {
        Version storage version = _versions[court][_versionOf(court)];
        return (_places[court].root, version.personSource, version.personRegistry);
    }

    function _versionOf(uint256 court) internal view returns (uint32 version) {
        version = _heads[court].version;
        require(version != 0, UnknownCourt(court));
    }
}
