// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Heard, Progress} from "./IPurse.sol";

/// @notice Fees of a dispute that nobody can settle go back. Settlement rebuilds a root from its leaves; if k attestors
/// signed one that no leaves belong to, or all who had them lost them, the fees would stay here for ever.
///
/// 180 days after the deadline, or after the charge of a dispute off chain, anyone has them returned: the first panel's
/// price to the account that opened the dispute, and every contribution whole to who made it, whatever it was paid
/// before. Jurors and deliverers get nothing, and the ruling stays as it is. Stakes aren't touched: nothing holds them.
///
/// A long settlement that stopped while it charged is given up with it. What it took in penalties goes where a pot goes
/// that nobody earned, to the account that opened the dispute. One that has begun to pay can't be given up: all its
/// leaves have been shown in calldata, and anyone goes on.
///
/// Warning: a dispute whose leaves are known but which nobody cared to settle in all that time goes back as well.
interface IReturns {
    /// @notice `fees` of the first panel in the dispute's currency, `pot` in the stake token, are owed to the account
    /// that opened the dispute; contributions are withdrawn as always.
    event FeesReturned(uint256 indexed disputeId, uint256 fees, uint256 pot);

    error ReturnedTooEarly(uint256 disputeId, uint256 returnableAt);
    error AllLeavesShown(uint256 disputeId);

    /// @notice Gives the fees of a final dispute back, in place of a settlement. By anyone, once.
    /// @param panels The panels whose verdicts stand, as for a settlement.
    /// @param progress As the event of a long settlement's last run says; empty if none has begun.
    function returnFees(uint256 disputeId, Heard[] calldata panels, Progress calldata progress) external;
}
