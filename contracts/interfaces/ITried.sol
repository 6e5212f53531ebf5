// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Case} from "./IChallenge.sol";
import {Verdict} from "./IDisputes.sol";

/// @notice What the arbitrator offers its challenge: what it keeps and pinned, and the two things only a challenge may do.
interface ITried {
    /// @notice A verdict was voided. `signersToo`: those who signed it are attestors no more.
    event VerdictVoided(uint256 indexed disputeId, bytes32 deliveryHash, address challenger, bool signersToo);
    /// @notice Half of a bond was paid to `challenger` and half is owed to `injured`.
    event BondPaid(uint256 indexed disputeId, address challenger, address injured, uint256 half);

    error NotTheChallenge(address account);

    function caseOf(uint256 disputeId, uint256 panel) external view returns (Case memory);

    /// @notice The rolls of an epoch: `rollsRoot` of its first gazette, if that stood in its first quarter and the roll of
    /// `court` was not disproved; else 0.
    function rollsOf(uint64 epoch, uint256 court) external view returns (bytes32);

    function gazetteOf(uint64 serial) external view returns (uint64 postedAt, bytes24 digest);

    function operator() external view returns (address);

    function beaconKeyHash() external view returns (bytes32);

    function vault() external view returns (address);

    /// @notice Voids the verdict that stands. Only by the challenge.
    /// @param signersToo Whether the fault is the signers' own.
    function strike(uint256 disputeId, bool signersToo, address challenger) external;

    /// @notice Delivers a ruling that the challenge computed: like `deliver`, without signers, until W before the deadline.
    function deliverProven(uint256 disputeId, Verdict calldata verdict, address deliverer) external;
}
