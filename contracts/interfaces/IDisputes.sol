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
/// @dev Instants fit 40 bits for 34,000 years; a serial of 48 bits leaves room for milliseconds.
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
    uint16 panel;
    /// 0 while no verdict stands.
    uint40 deliveredAt;
    /// The set that signed, and who of it, as a bitmap over its ascending members.
    uint32 attestorSet;
    uint32 signers;
    /// Serial of the verdict delivered last.
    uint48 serial;
    uint8 ruling;
    bool isTied;
    /// The ruling is final and never changes. Without a verdict, it is the 0 of an expired dispute.
    bool isFinal;
    /// rule() has succeeded; it isn't called again.
    bool isRuled;
    // Third slot.
    /// H of the delivered verdict's EIP-712 struct; 0 while none stands.
    bytes32 verdictHash;
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
/// Warning: fees are held here until they are settled or refunded; overpayment and refunds are owed to the account that
/// called `createDispute`, which for a client contract is the client.
/// Warning: an arbitrable whose rule() needs more gas than its caller gives is recorded as not ruled; `retry` it.
interface IDisputes {
    // ERC-792 and Kleros v2. Indexed contracts are plain addresses in a log, so one event serves both standards.

    event DisputeCreation(uint256 indexed _disputeID, IArbitrable indexed _arbitrable);
    /// @notice Kleros v2's event for a final ruling, emitted once, before the arbitrable is called.
    event Ruling(IArbitrable indexed _arbitrable, uint256 indexed _disputeID, uint256 _ruling);
    /// @notice Kleros v2's event for a ruling that the arbitrable took.
    event RulingExecuted(IArbitrable indexed _arbitrable, uint256 indexed _disputeID, uint256 _ruling);

    // Venire.

    event VerdictDelivered(
        uint256 indexed disputeId, bytes32 verdictHash, uint32 panel, uint64 serial, uint256 ruling, bool tied
    );
    /// @notice Too few of the verdict's signers are attestors still; the dispute waits for another.
    event VerdictLapsed(uint256 indexed disputeId, bytes32 verdictHash, uint256 survivors, uint32 k);
    /// @notice The deadline came before any verdict outlived its challenge window: ruling 0 and the fee back.
    event DisputeExpired(uint256 indexed disputeId);
    /// @notice The arbitrable reverted, or has no code: it may be called again.
    event RulingNotTaken(IArbitrable indexed arbitrable, uint256 indexed disputeId, uint256 ruling);
    event Owed(address indexed account, uint256 amount);
    event Withdrawn(address indexed account, uint256 amount);

    error NoChoices();
    error TooManyChoices(uint256 choices, uint256 most);
    error MalformedExtraData(uint256 length);
    error FeeTooLow(uint256 paid, uint256 cost);
    error FeeTokenNotAccepted(address token);
    error UnknownDispute(uint256 disputeId);
    error AppealImpossible(uint256 disputeId);
    error AlreadyDelivered(uint256 disputeId, bytes32 verdictHash);
    error AlreadyFinal(uint256 disputeId);
    error StaleVerdict(uint64 serial, uint64 last);
    error StalePanel(uint32 panel, uint32 current);
    error PanelOutOfRange(uint32 panel, uint32 most);
    error RulingOutOfRange(uint256 ruling, uint256 choices);
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
    error NothingOwed(address account);
    error EtherRefused(address account, uint256 amount);
    error WrongVault(address vault);

    // OPENING

    /// @notice Opens a dispute for the caller. Ids count from 1.
    /// @param _choices 1…255; 0 is always a legal ruling and isn't counted.
    /// @param _extraData Empty: court 0 with its default seats. 64 or 96 bytes: (uint96 court, uint256 seats, 0 for the
    /// court's default[, uint256 kit: accepted, ignored]). Anything else reverts.
    function createDispute(uint256 _choices, bytes calldata _extraData) external payable returns (uint256 disputeID);

    /// @notice Kleros v2's form with a fee token: no fee token is accepted, it always reverts.
    function createDispute(uint256 _choices, bytes calldata _extraData, address _feeToken, uint256 _feeAmount)
        external
        returns (uint256 disputeID);

    /// @notice Fee per seat × seats + delivery fee, in wei. What is paid above it is owed back.
    function arbitrationCost(bytes calldata _extraData) external view returns (uint256 cost);

    /// @notice Kleros v2's form with a fee token: always reverts.
    function arbitrationCost(bytes calldata _extraData, address _feeToken) external view returns (uint256 cost);

    // APPEAL

    /// @notice No further panel: always reverts.
    function appeal(uint256 _disputeID, bytes calldata _extraData) external payable;

    /// @notice 2^255 − 1 with no further panel.
    function appealCost(uint256 _disputeID, bytes calldata _extraData) external view returns (uint256 cost);

    /// @notice (0, 0) unless an appeal can be made.
    function appealPeriod(uint256 _disputeID) external view returns (uint256 start, uint256 end);

    // STATE

    /// @notice Solved when final, Waiting until then.
    function disputeStatus(uint256 _disputeID) external view returns (IERC792.DisputeStatus status);

    /// @notice The ruling delivered last, or the final one. ERC-792 callers read the first word.
    function currentRuling(uint256 _disputeID) external view returns (uint256 ruling, bool tied, bool overridden);

    function disputeOf(uint256 disputeId) external view returns (Dispute memory);

    /// @notice disputeKey = H(abi.encode(chainId, this contract, disputeId)), for any id.
    function disputeKeyOf(uint256 disputeId) external view returns (bytes32);

    function disputeCount() external view returns (uint256);

    /// @notice What is paid in and not owed to anybody yet is fees held for settlement.
    function owed(address account) external view returns (uint256);

    function vault() external view returns (address);

    function beaconGenesis() external view returns (uint64);

    function beaconPeriod() external view returns (uint64);

    /// @notice H of the beacon's group key in the form EIP-2537 takes it, for whoever proves a round.
    function beaconKeyHash() external view returns (bytes32);

    // DELIVERY

    /// @notice Delivers a verdict: k attestors' word, from anybody's hand. The same verdict again does nothing.
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
    /// @dev Not after the deadline: what stands then, stands.
    function lapse(uint256 disputeId, bytes calldata signedMembers, uint32 signedK, bytes calldata members, uint32 k)
        external;

    // ENDINGS

    /// @notice Makes the delivered ruling final and calls the arbitrable. By anyone, when both windows have passed.
    function execute(uint256 disputeId) external;

    /// @notice `execute` after a rotation: counts how many of the verdict's signers are attestors still.
    function execute(uint256 disputeId, bytes calldata signedMembers, uint32 signedK, bytes calldata members, uint32 k)
        external;

    /// @notice Ends a dispute at its deadline: with the verdict that outlived its challenge window, else with ruling 0
    /// and the fee owed back to the arbitrable. By anyone.
    function expire(uint256 disputeId) external;

    /// @notice Calls the arbitrable again after it didn't take the ruling, until it has succeeded once.
    function retry(uint256 disputeId) external;

    /// @notice Pays `account` what it is owed. By anyone.
    function withdraw(address account) external returns (uint256 amount);
}
