// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Standing} from "./Standing.sol";
import {Dispute} from "./interfaces/IDisputes.sol";
import {Heard, IPurse, Progress} from "./interfaces/IPurse.sol";
import {IReturns} from "./interfaces/IReturns.sol";

/// @notice Fees of a dispute that nobody can settle: see IReturns for what is promised.
abstract contract Returns is IReturns, Standing {
    /// @dev Deadline → fees go back. Longer than anybody who can settle waits.
    uint256 private constant RETURN_SECONDS = 180 days;

    /// @inheritdoc IReturns
    function returnFees(uint256 disputeId, Heard[] calldata panels, Progress calldata progress) external {
        Dispute memory dispute = _find(disputeId);
        uint256 returnableAt = dispute.deadline + RETURN_SECONDS;
        require(block.timestamp >= returnableAt, ReturnedTooEarly(disputeId, returnableAt));
        // Either says that the dispute is final, and neither holds for one that is settled.
        if (progress.earners.length == 0) {
            _requireStanding(disputeId, dispute, panels);
        } else {
            bytes32 expected = keccak256(abi.encode(panels, progress));
            require(dispute.deliveryHash == expected, IPurse.WrongProgress(disputeId));
            require(!progress.isPaying, AllLeavesShown(disputeId));
        }

        _disputes[disputeId].deliveryHash = SETTLED;
        if (dispute.panel > 1) _pasts[disputeId].hash = RETURNED;
        (uint256 fees, uint256 delivery) = _price(_versionOf(dispute), dispute.seats, dispute.isInToken);
        fees += delivery;
        emit FeesReturned(disputeId, fees, progress.pot);
        if (dispute.isInToken) _owe(dispute.arbitrable, 0, fees + progress.pot);
        else _owe(dispute.arbitrable, fees, progress.pot);
    }
}
