// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Courts} from "./Courts.sol";
import {Purse} from "./Purse.sol";
import {Records} from "./Records.sol";
import {IDisputes} from "./interfaces/IDisputes.sol";

/// @title The chambers of Venire's arbitrator
/// @notice Courts, appeals, the purse, prepaid credit and fees that go back, as the arbitrator calls them in its own
/// name: see ICourts, IAppeals, IPurse, ICredit and IReturns.
/// @dev See Records for why they are apart. Called directly they act on storage of their own, where there is no dispute
/// and nothing to win.
contract Chambers is Courts, Purse {
    /// @notice Where prepaid credit and returns are kept: they have no room here.
    address public immutable credit;

    constructor(address credit_, address vault, uint64 challengeFloor, uint64 confirm, uint64 rotation)
        Records(vault, challengeFloor, confirm, rotation)
    {
        require(Records(credit_).limitsHash() == _limitsHash(), IDisputes.WrongChambers(credit_));
        credit = credit_;
    }

    /// @dev What isn't there either reverts.
    fallback() external payable {
        address to = credit;
        assembly ("memory-safe") {
            let at := mload(0x40)
            calldatacopy(at, 0, calldatasize())
            let isDone := delegatecall(gas(), to, at, calldatasize(), 0, 0)
            returndatacopy(at, 0, returndatasize())
            if isDone { return(at, returndatasize()) }
            revert(at, returndatasize())
        }
    }
}
