// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrable} from "@kleros/erc-792/contracts/IArbitrable.sol";
import {IArbitrator as IERC792} from "@kleros/erc-792/contracts/IArbitrator.sol";
import {Terms} from "./ICourts.sol";

/// @notice What a deployment fixes for ever. Lengths in seconds.
/// @dev The longest dispute and the length of an epoch are the vault's, and read from it.
struct Setup {
    /// Deployed before, with this contract's future address.
    address vault;
    /// Deployed before, with the same vault and lengths: where this contract keeps the functions it has no room for.
    address chambers;
    /// Deployed before, with this contract's future address: where faults are shown, where the lane is, and where what
    /// is withheld is asked for.
    address challenge;
    address lane;
    address demand;
    /// Where rolls are disproved.
    address audit;
    /// Signs receipts.
    address operator;
    /// What a false delivery costs, in wei; 0 for a deployment without bonds, which then says so.
    uint96 bond;
    /// W: no challenge window is shorter.
    uint64 challengeFloorSeconds;
    /// How long the chain needs until a block is taken for final.
    uint64 confirmSeconds;
    /// How long a rotation waits: every challenge window is shorter.
    uint64 rotationSeconds;
    uint64 beaconGenesis;
    uint64 beaconPeriod;
    /// H of the beacon's group key in the form EIP-2537 takes it.
    bytes32 beaconKeyHash;
    /// The first attestors, strictly ascending.
    address[] attestors;
    uint32 k;
    /// Court 0, where disputes open that name no court.
    bytes32 policyHash;
    Terms terms;
}

/// @notice One panel's word, as k attestors signed it: `Verdict` without `disputeKey` and `configDigest`, which the
/// contract knows better.
struct Verdict {
    /// ρ = 2 · appeals so far + 1 if this is the panel's redraw.
    uint32 panel;
    bytes32 rollsRoot;
    uint64 beaconRound;
    bytes32 randomness;
    uint64 gazette;
    bytes32 ballotsRoot;
    uint32 draws;
    bytes32 entriesRoot;
    uint256 ruling;
    bytes32 outcome;
    bool tied;
    bytes32 policyHash;
    uint64 serial;
}

/// @notice A dispute, as it is kept and as it is read. Two slots are written at opening, a third at delivery.
/// @dev Instants fit 40 bits for 34,000 years; a serial of 48 bits leaves room for milliseconds; ρ is at most 33; and a
/// set of attestors takes at least a rotation's wait, so that there are never 2^24 of them.
struct Dispute {
    address arbitrable;
    uint32 court;
    uint40 openedAt;
    uint8 choices;
    uint16 version;
    // Second slot.
    uint16 seats;
    /// The dispute is over by then, whatever anybody does or doesn't do.
    uint40 deadline;
    /// The panel of the verdict delivered last.
    uint8 panel;
    /// 0 while no verdict stands.
    uint40 deliveredAt;
    /// The set that signed, and who of it, as a bitmap over its ascending members.
    uint24 attestorSet;
    uint32 signers;
    /// Serial of the verdict delivered last.
    uint48 serial;
    uint8 ruling;
    /// The ruling is 0 because panel 0 tied or missed its quorum twice.
    bool isTied;
    /// Paid in the stake token, like all its appeals; else in ether.
    bool isInToken;
    /// An appeal against the ruling has been made.
    bool isAppealed;
    /// The ruling is final and never changes. Without a verdict, it is the 0 of an expired dispute.
    bool isFinal;
    /// rule() has succeeded; it isn't called again.
    bool isRuled;
    // Third slot.
    /// H(abi.encode(verdictHash, ballotsRoot, draws, deliverer)); 0 while no verdict stands, 1 once the dispute is
    /// settled or its fees went back, and between two runs of a long settlement the hash of how far it is.
    bytes32 deliveryHash;
}

/// @notice The arbitrator: disputes open, verdicts are delivered, rulings bite. ERC-792 and Kleros v2 clients alike.
///
/// Why not `is IArbitrator`: ERC-792's `currentRuling` returns one word and Kleros v2's three, under one selector, and
/// Solidity lets a function have one list of returns. Three words serve both, since a decoder of one word reads the
/// first. So the surface of both standards is spelled out here, with their selectors and events.
///
/// Assumptions for safety:
/// - Fewer than k attestors collude (see IAttestors), or somebody shows the fault within the challenge window.
/// - The final ruling is written before the arbitrable is called, so nothing the arbitrable does can change it.
///
/// Assumptions for liveness:
/// - Somebody, anybody, sends `execute` or `expire`. No actor can keep a dispute open past its deadline: an arbitrable
///   that reverts, burns its gas or returns a bomb is recorded as not ruled, and may be called again.
///
/// Warning: an arbitrable must answer only to this contract, and be ready for ruling 0.
/// Warning: fees stay here, or in the vault if they were paid in the token, until the dispute is settled; overpayment
/// and refunds are owed to the account that called `createDispute`, which for a client contract is the client.
/// Warning: a dispute is over, and its ruling bites, before it is settled; see IPurse.
/// Warning: an arbitrable whose rule() needs more gas than its caller gives is recorded as not ruled; `retry` it.
interface IDisputes {
    // ERC-792 and Kleros v2. Indexed contracts are plain addresses in a log, so one event serves both standards.

    event DisputeCreation(uint256 indexed _disputeID, IArbitrable indexed _arbitrable);
    /// @notice ERC-792's event for a ruling that can be appealed, emitted at its delivery.
    event AppealPossible(uint256 indexed _disputeID, IArbitrable indexed _arbitrable);
    /// @notice Kleros v2's event for a final ruling, emitted once, before the arbitrable is called.
    event Ruling(IArbitrable indexed _arbitrable, uint256 indexed _disputeID, uint256 _ruling);
    /// @notice Kleros v2's event for a ruling that the arbitrable took.
    event RulingExecuted(IArbitrable indexed _arbitrable, uint256 indexed _disputeID, uint256 _ruling);

    // Venire.

    /// @notice `ruling` and `tied` are the verdict's. `deliverer` earns the panel's delivery fee.
    event VerdictDelivered(
        uint256 indexed disputeId,
        bytes32 verdictHash,
        uint32 panel,
        uint64 serial,
        uint256 ruling,
        bool tied,
        address deliverer
    );
    /// @notice Too few of the verdict's signers are attestors still; the dispute waits for another.
    event VerdictLapsed(uint256 indexed disputeId, bytes32 deliveryHash, uint256 survivors, uint32 k);
    /// @notice The deadline came before any verdict outlived its challenge window: ruling 0 and the fee back.
    event DisputeExpired(uint256 indexed disputeId);
    /// @notice The arbitrable reverted, or has no code: it may be called again.
    event RulingNotTaken(IArbitrable indexed arbitrable, uint256 indexed disputeId, uint256 ruling);

    error NoChoices();
    error TooManyChoices(uint256 choices, uint256 most);
    error MalformedExtraData(uint256 length);
    error FeeTooLow(uint256 paid, uint256 cost);
    error FeeTokenNotAccepted(address token);
    error UnknownDispute(uint256 disputeId);
    error AlreadyDelivered(uint256 disputeId, bytes32 deliveryHash);
    error AlreadyFinal(uint256 disputeId);
    error StaleVerdict(uint64 serial, uint64 last);
    error StalePanel(uint32 panel, uint32 current);
    error PanelOutOfRange(uint32 panel, uint32 most);
    error RulingOutOfRange(uint256 ruling, uint256 choices);
    error TieChangesRuling(uint256 ruling, uint256 standing);
    error RulingAppealed(uint256 disputeId);
    error AppealTookEffect(uint256 disputeId, uint64 effectiveAt);
    error WrongPolicy(bytes32 received, bytes32 expected);
    error DeliveryTooLate(uint256 disputeId, uint64 lastAt);
    error NotDelivered(uint256 disputeId);
    error ExecutedTooEarly(uint256 disputeId, uint64 executableAt);
    error SignersMustBeCounted(uint32 signedBy, uint32 inForce);
    error TooFewSigners(uint256 survivors, uint32 k);
    error SignersStillStand(uint256 survivors, uint32 k);
    error NotEnoughGas(uint256 left, uint256 needed);
    error DeadlineNotReached(uint256 disputeId, uint64 deadline);
    error DeadlinePassed(uint256 disputeId, uint64 deadline);
    error NotFinal(uint256 disputeId);
    error AlreadyRuled(uint256 disputeId);
    error WrongVault(address vault);
    error WrongChambers(address chambers);

    // OPENING

    /// @notice Opens a dispute for the caller. Ids count from 1.
    /// @param _choices 1…255; 0 is always a legal ruling and isn't counted.
    /// @param _extraData Empty: court 0 with its default seats. 64 or 96 bytes: (uint96 court, uint256 seats, 0 for the
    /// court's default[, uint256 kit: accepted, ignored]). Anything else reverts.
    function createDispute(uint256 _choices, bytes calldata _extraData) external payable returns (uint256 disputeID);

    /// @notice Kleros v2's form with a fee token: the stake token, which the caller has approved this contract to
    /// spend, in a court whose terms name a price in it. Exactly the cost is taken; `_feeAmount` is the most the caller
    /// agrees to.
    function createDispute(uint256 _choices, bytes calldata _extraData, address _feeToken, uint256 _feeAmount)
        external
        returns (uint256 disputeID);

    /// @notice Fee per seat × seats + delivery fee, in wei. What is paid above it is owed back.
    function arbitrationCost(bytes calldata _extraData) external view returns (uint256 cost);

    /// @notice The same in the stake token; reverts for any other, and where the court doesn't take it.
    function arbitrationCost(bytes calldata _extraData, address _feeToken) external view returns (uint256 cost);

    // STATE

    /// @notice Appealable while an appeal can be made, Solved when final, else Waiting.
    function disputeStatus(uint256 _disputeID) external view returns (IERC792.DisputeStatus status);

    /// @notice The ruling delivered last, or the final one. ERC-792 callers read the first word.
    function currentRuling(uint256 _disputeID) external view returns (uint256 ruling, bool tied, bool overridden);

    function disputeOf(uint256 disputeId) external view returns (Dispute memory);

    /// @notice disputeKey = H(abi.encode(chainId, this contract, disputeId)), for any id.
    function disputeKeyOf(uint256 disputeId) external view returns (bytes32);

    function disputeCount() external view returns (uint256);

    function vault() external view returns (address);

    /// @notice Where this contract keeps the functions it has no room for: they are called here, at this address.
    function chambers() external view returns (address);

    function beaconGenesis() external view returns (uint64);

    function beaconPeriod() external view returns (uint64);

    /// @notice H of the beacon's group key in the form EIP-2537 takes it, for whoever proves a round.
    function beaconKeyHash() external view returns (bytes32);

    // DELIVERY

    /// @notice Delivers a verdict: k attestors' word, from anybody's hand. The same verdict again does nothing.
    /// @dev Once an appeal has taken effect the verdict is the larger panel's, and the one before it is history. A
    /// panel on appeal that ties, or misses its quorum, confirms: its verdict repeats the ruling that stands.
    /// @param members The attestors in force, n × 20 bytes ascending.
    /// @param signatures k × 65 bytes (r ‖ s ‖ v), ascending by signer.
    function deliver(
        uint256 disputeId,
        Verdict calldata verdict,
        bytes calldata members,
        uint32 k,
        bytes calldata signatures
    ) external;

    /// @notice Clears a verdict of whose signers fewer than k are attestors still, so that today's may deliver.
    /// @dev Not after the deadline: what stands then, stands. Nor once an appeal took effect: its panel is sitting. The
    /// ruling goes back to that of the panel before, and an appeal that was made gives its money back.
    function lapse(uint256 disputeId, bytes calldata signedMembers, uint32 signedK, bytes calldata members, uint32 k)
        external;

    // ENDINGS

    /// @notice Makes the delivered ruling final and calls the arbitrable. By anyone, when both windows have passed and
    /// no appeal was made.
    function execute(uint256 disputeId) external;

    /// @notice `execute` after a rotation: counts how many of the verdict's signers are attestors still.
    function execute(uint256 disputeId, bytes calldata signedMembers, uint32 signedK, bytes calldata members, uint32 k)
        external;

    /// @notice Ends a dispute at its deadline: with the last verdict that outlived its challenge window, else with
    /// ruling 0 and the fee owed back to the arbitrable. By anyone.
    function expire(uint256 disputeId) external;

    /// @notice Calls the arbitrable again after it didn't take the ruling, until it has succeeded once.
    function retry(uint256 disputeId) external;
}
