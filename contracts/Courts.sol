// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Records} from "./Records.sol";
import {ICourts, Terms} from "./interfaces/ICourts.sol";
import {IVault} from "./interfaces/IVault.sol";

/// @notice Courts: see ICourts for what is promised.
abstract contract Courts is ICourts, Records {
    // CONSTANTS

    /// @dev `parent` of a court that starts a tree of its own.
    uint96 private constant NO_PARENT = type(uint96).max;
    /// @dev (511 + 1) · 2^16 seats still fit the u32 that counts draws.
    uint256 private constant MOST_APPEALS = 16;
    /// @dev Epochs a version waits: more than the four for which a roll may still decide a draw.
    uint256 private constant VERSION_DELAY_EPOCHS = 5;
    /// @dev What the gazette needs on top of the chain's confirmation between commit deadline and reveal round.
    uint256 private constant GAZETTE_SECONDS = 120;
    /// @dev How far ahead a seed lies, beside the chain's confirmation, when its round becomes fixed.
    uint256 private constant SEED_SECONDS = 60;
    /// @dev Nobody loses more than their seat's stake: the dearest ordinary penalty is one and a half of this.
    uint256 private constant MOST_PENALTY_BPS = 6_000;
    /// @dev Levels of a tree of courts. To show that a roll is false somebody has to climb from each court a juror
    /// serves in; a tree of any depth would hide a lie from every block.
    uint256 private constant MOST_LEVELS = 16;

    // STORAGE

    /// @inheritdoc ICourts
    uint64 public immutable versionDelaySeconds;

    // CONSTRUCTION

    constructor() {
        uint64 epochs = IVault(_vault).epochSeconds();
        require(
            epochs != 0 && _challengeFloorSeconds != 0 && _challengeFloorSeconds < _rotationSeconds
                && _longestDisputeSeconds <= type(uint32).max,
            LimitsMalformed()
        );
        // forge-lint: disable-next-line(unsafe-typecast) five epochs of a u64 vault that pays out within a u64
        versionDelaySeconds = uint64(VERSION_DELAY_EPOCHS * epochs);
    }

    // CREATING AND CHANGING COURTS

    /// @inheritdoc ICourts
    function createCourt(uint96 parent, bytes32 policyHash, Terms memory terms) external returns (uint96) {
        bool isRoot = parent == NO_PARENT;
        require(isRoot || _heads[parent].version != 0, UnknownCourt(parent));
        if (!isRoot) _requireRoomUnder(parent);
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

    function _requireRoomUnder(uint256 court) private view {
        uint256 levels = 1;
        for (uint256 above = _places[court].parent; above != court; above = _places[court].parent) {
            (court, levels) = (above, levels + 1);
        }
        require(levels < MOST_LEVELS, TreeTooDeep(MOST_LEVELS));
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
        uint256 ownSeconds = _panelSeconds(terms);
        uint256 above = _places[place.parent].panelSeconds;
        // A root is its own parent: what it allowed before binds its disputes of then, not its next version.
        uint256 panelSeconds = place.parent != court && above > ownSeconds ? above : ownSeconds;
        uint256 seedSeconds = SEED_SECONDS + _confirmSeconds;
        uint256 evidence = terms.evidenceSeconds > seedSeconds ? terms.evidenceSeconds : seedSeconds;
        uint256 lifeSeconds =
            evidence + panelSeconds * (uint256(terms.appeals) + 1) + FLOORS * uint256(_challengeFloorSeconds);
        require(lifeSeconds <= _longestDisputeSeconds, DisputeTooLong(lifeSeconds, _longestDisputeSeconds));

        // Casts are safe: a life is at most a u32 by construction, _check bounds seats, fees, appeals and penalty, and
        // a version takes five epochs, so that there are never 2^16 of them.
        version = uint32(_heads[court].version) + 1;
        place.panelSeconds = uint32(panelSeconds);
        _heads[court] = Head({
            version: uint16(version),
            seats: uint16(terms.seats),
            lifeSeconds: uint40(lifeSeconds),
            feePerSeat: uint80(terms.feePerSeat),
            deliveryFee: uint80(terms.deliveryFee)
        });
        _versions[court][version] = Version({
            policyHash: policyHash,
            termsHash: _hash(terms),
            adoptedAt: uint40(block.timestamp),
            appealSeconds: terms.appealSeconds,
            challengeSeconds: terms.challengeSeconds,
            panelSeconds: uint32(ownSeconds),
            appeals: uint8(terms.appeals),
            jumpSeats: terms.jumpSeats < type(uint16).max ? uint16(terms.jumpSeats) : type(uint16).max,
            penaltyBps: uint16(terms.penaltyBps),
            personSource: terms.personSource,
            feePerSeat: uint80(terms.feePerSeat),
            deliveryFee: uint80(terms.deliveryFee),
            tokenFeePerSeat: uint80(terms.tokenFeePerSeat),
            tokenDeliveryFee: uint80(terms.tokenDeliveryFee),
            personRegistry: terms.personRegistry,
            seatStake: terms.seatStake
        });
        emit VersionAdopted(uint96(court), version, policyHash, uint64(lifeSeconds), terms);
    }

    /// @dev H(abi.encode(terms)): 23 static members lie in memory as they are encoded.
    function _hash(Terms memory terms) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := keccak256(terms, 736)
        }
    }

    /// @dev The most a panel may take, its redraw and both windows included.
    function _panelSeconds(Terms memory terms) private view returns (uint256) {
        uint256 sitting = SEED_SECONDS + _confirmSeconds + terms.drawSeconds + terms.commitSeconds + terms.sealSeconds
            + terms.revealSeconds;
        uint256 windows = terms.appealSeconds > terms.challengeSeconds ? terms.appealSeconds : terms.challengeSeconds;
        return 2 * sitting + windows + terms.silenceSeconds;
    }

    function _check(Terms memory terms) private view {
        uint256 sealLeast = _confirmSeconds + GAZETTE_SECONDS;
        bool needsRegistry = terms.personSource == 1 || terms.personSource == 2;
        uint256 fee = terms.feePerSeat | terms.deliveryFee | terms.tokenFeePerSeat | terms.tokenDeliveryFee;

        require(terms.seats != 0 && terms.seats <= MOST_SEATS, SeatsOutOfRange(terms.seats, MOST_SEATS));
        require(terms.commitSeconds != 0, CommitTooShort(0, 1));
        require(terms.sealSeconds >= sealLeast, SealTooShort(terms.sealSeconds, sealLeast));
        require(terms.revealSeconds != 0, RevealTooShort(0, 1));
        require(
            terms.challengeSeconds >= _challengeFloorSeconds && terms.challengeSeconds < _rotationSeconds,
            ChallengeWindowOutOfRange(terms.challengeSeconds, _challengeFloorSeconds, _rotationSeconds)
        );
        require(terms.appeals <= MOST_APPEALS, TooManyAppeals(terms.appeals, MOST_APPEALS));
        require(terms.weight <= 1, UnknownWeight(terms.weight));
        require(terms.personSource <= 3, UnknownPersonSource(terms.personSource));
        require(
            needsRegistry == (terms.personRegistry != address(0)),
            PersonRegistryMismatch(terms.personSource, terms.personRegistry)
        );
        require(terms.penaltyBps <= MOST_PENALTY_BPS, PenaltyTooHigh(terms.penaltyBps, MOST_PENALTY_BPS));
        // A bound of all ones: the members together exceed it if and only if one of them does.
        require(fee <= type(uint80).max, FeeTooHigh(fee, type(uint80).max));
    }

    // VIEWS

    /// @inheritdoc ICourts
    function challengeFloorSeconds() external view returns (uint64) {
        return _challengeFloorSeconds;
    }

    /// @inheritdoc ICourts
    function longestDisputeSeconds() external view returns (uint64) {
        return _longestDisputeSeconds;
    }

    /// @inheritdoc ICourts
    function confirmSeconds() external view returns (uint64) {
        return _confirmSeconds;
    }

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
    function versionOf(uint96 court, uint32 version)
        external
        view
        returns (bytes32 policyHash, bytes32 termsHash, uint64 adoptedAt)
    {
        require(version != 0 && version <= _versionOf(court), UnknownVersion(court, version));
        Version storage adopted = _versions[court][version];
        return (adopted.policyHash, adopted.termsHash, adopted.adoptedAt);
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
