// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Case} from "./IChallenge.sol";
import {Verdict} from "./IDisputes.sol";

/// @notice What the arbitrator offers its challenge: what it keeps and pinned, and the two things only a challenge may
/// do.
interface ITried {
    /// @notice A verdict was voided. `signersToo`: those who signed it are attestors no more. `half` of a bond was paid
    /// to `challenger`, in wei; the other half is owed to the arbitrable from the next delivery, or the end, on.
    event VerdictVoided(
        uint256 indexed disputeId, bytes32 deliveryHash, address challenger, bool signersToo, uint256 half
    );

    /// @notice Rolls were disproved: their epoch has none, and those who signed them are attestors no more. `half` of a
    /// bond was paid to `challenger`, in wei; the other half was burnt.
    event RollsVoided(uint64 indexed epoch, address challenger, uint256 half);

    event BondFilled(address indexed account, uint16 count, uint16 bonds);

    error NotTheChallenge(address account);
    error NothingSigned(uint256 disputeId);
    error BondShort();
    error WrongBond(uint256 paid, uint256 expected);

    /// @notice The only contracts that may void a delivery; the lane may deliver what it computed, too.
    function challenge() external view returns (address);

    function lane() external view returns (address);

    function demand() external view returns (address);

    /// @notice The only contract that may void rolls.
    function audit() external view returns (address);

    /// @notice What one bond is, in wei; 0 where nothing stands behind deliveries but k signatures.
    function bond() external view returns (uint96);

    /// @notice How many whole bonds are held. Without one only proven rulings are taken, if there are bonds at all.
    function bonds() external view returns (uint16);

    /// @notice Pays in `count` bonds. By anyone; nobody takes them out but challengers.
    function fillBond(uint16 count) external payable;

    /// @notice A dispute, and its panel `panel` (0 for the first), as proofs need them.
    function caseOf(uint256 disputeId, uint256 panel) external view returns (Case memory);

    /// @notice Who signs receipts.
    function operator() external view returns (address);

    /// @notice Voids the verdict that stands. Only by the challenge.
    /// @param signersToo Whether the fault is the signers' own.
    function strike(uint256 disputeId, bool signersToo, address challenger) external;

    /// @notice Voids the rolls that were sealed last, if they are those of `epoch`, and convicts their signers. Only by
    /// the audit.
    function strikeRolls(uint64 epoch, address challenger) external;

    /// @notice Delivers a ruling that the challenge computed: like `deliver`, without signers, until W before the
    /// deadline.
    function deliverProven(uint256 disputeId, Verdict calldata verdict, address deliverer) external;
}
