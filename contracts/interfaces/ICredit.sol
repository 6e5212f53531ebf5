// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Verdict} from "./IDisputes.sol";

/// @notice What an account signed to have a dispute off chain (EIP-712 `Open`).
struct Open {
    address account;
    uint96 court;
    /// The law it asked for; the price is that law's.
    bytes32 policyHash;
    bytes32 questionHash;
    /// Seats of the panel: 1 to 511.
    uint32 seats;
    /// In wei.
    uint256 maxFee;
    uint64 nonce;
    /// No gazette in a block after this opens it.
    uint64 expiresAt;
}

/// @notice A gazette that holds a docket's head: what it was posted as, and the way from the head to its root.
struct HeldHead {
    uint64 serial;
    uint64 epoch;
    bytes32 rollsRoot;
    bytes32 headsRoot;
    /// Number of the docket's entry, and the head after it.
    uint64 number;
    bytes32 head;
    /// Place among the gazette's heads, and the siblings from leaf to root.
    uint256 index;
    bytes32[] path;
}

/// @notice A dispute off chain that is over, with all that says so.
struct Ended {
    Open open;
    /// By the account's key, or whatever a contract account takes for its signature (ERC-1271).
    bytes signature;
    /// Of the court, whose policy was signed for.
    uint32 version;
    HeldHead opening;
    HeldHead delivery;
    Verdict verdict;
    /// Of the attestors who signed the verdict.
    bytes32 configDigest;
}

/// @notice Prepaid credit. An account signs an `Open`; everything up to the ruling happens off chain, under two
/// gazettes: the first one that holds the `Open`, and the one that holds the verdict. Once the verdict's windows have
/// passed, anyone enters the dispute here: its price moves from the credit to the dispute, and from then on it is read
/// and settled like any other (see IPurse).
///
/// Assumptions for safety:
/// - Nothing is charged without the account's own signature, whatever k attestors sign; and never more than it says.
/// - Fewer than k attestors collude: a gazette holds a verdict only if they re-checked it.
/// - Credit that was asked back waits for the longest dispute and its settlement, and can be charged until it is paid
///   out: an account can't have its question answered and leave.
///
/// Assumptions for liveness:
/// - The court counts: it opens no dispute that the account's credit, less what is open, doesn't cover. If it
///   miscounts, the dispute is charged once somebody pays credit in.
///
/// Warning: a contract account is asked for its signature when it is charged. One that takes its word back isn't
/// charged.
/// Warning: no appeals off chain; the panel's verdict is final with its windows.
/// Warning: an arbitrator whose attestors are gone charges nobody: credit leaves as always.
interface ICredit {
    /// @notice `free` can be spent on new disputes; `requested` was asked back, and is paid from `readyAt` on.
    event CreditChanged(address indexed account, uint256 free, uint256 requested, uint64 readyAt);
    /// @notice A dispute off chain was entered. The delivery fee will be `deliverer`'s, who entered it.
    event DisputeCharged(uint256 indexed disputeId, address indexed account, address deliverer, uint256 fee);

    error NoCredit(address account, uint256 free, uint256 asked);
    error CreditTooLow(address account, uint256 credit, uint256 fee);
    error CreditLocked(address account, uint64 readyAt);
    error OpenNotSigned(address account);
    error OpenExpired(uint64 openedAt, uint64 expiresAt);
    error FeeAboveMost(uint256 fee, uint256 maxFee);
    error AlreadyCharged(uint256 disputeId);
    error WrongLaw(bytes32 received, bytes32 expected);
    error WrongGazette(uint64 serial);
    error HeadNotHeld(uint64 serial);
    error ChargedTooEarly(uint256 disputeId, uint256 chargeableAt);
    error OutOfOrder(uint64 openedAt, uint64 deliveredAt);
    error WrongVerdict(uint256 disputeId);

    /// @notice Adds what is sent to an account's credit.
    function depositCredit(address account) external payable;

    /// @notice Asks credit back. It buys nothing from now on, and is paid once every dispute that it may have bought is
    /// over and settled. A second request joins the first, and both wait anew.
    function requestCredit(uint256 amount) external;

    /// @notice Pays out what an account asked back, once it has waited. By anyone.
    function withdrawCredit(address account) external returns (uint256 amount);

    /// @notice Enters disputes off chain that are over, and charges their price to the credit. By anyone, once each:
    /// one that is entered already is passed over. The caller earns the delivery fees.
    function charge(Ended[] calldata ended) external;

    function creditOf(address account) external view returns (uint256 free, uint256 requested, uint64 readyAt);

    /// @notice Number of the dispute that an account's nonce names: above 2^255.
    function offChainId(address account, uint64 nonce) external pure returns (uint256);
}
