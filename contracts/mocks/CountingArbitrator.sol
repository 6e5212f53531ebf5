// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrable} from "@kleros/erc-792/contracts/IArbitrable.sol";
import {IArbitrator} from "@kleros/erc-792/contracts/IArbitrator.sol";

/// @notice An arbitrator that only counts: what opening and ruling cost a client whoever the arbitrator is.
contract CountingArbitrator is IArbitrator {
    uint256 public count;

    function createDispute(uint256, bytes calldata) external payable returns (uint256 disputeID) {
        return ++count;
    }

    function giveRuling(IArbitrable arbitrable, uint256 disputeId, uint256 ruling) external {
        arbitrable.rule(disputeId, ruling);
    }

    function arbitrationCost(bytes calldata) external pure returns (uint256) {
        return 0;
    }

    function appeal(uint256, bytes calldata) external payable {
        revert NoAppeal();
    }

    function appealCost(uint256, bytes calldata) external pure returns (uint256) {
        return 2 ** 255 - 1;
    }

    function appealPeriod(uint256) external pure returns (uint256, uint256) {
        return (0, 0);
    }

    function disputeStatus(uint256) external pure returns (DisputeStatus) {
        return DisputeStatus.Waiting;
    }

    function currentRuling(uint256) external pure returns (uint256) {
        return 0;
    }

    error NoAppeal();
}
