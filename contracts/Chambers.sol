// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Courts} from "./Courts.sol";
import {Purse} from "./Purse.sol";
import {Records} from "./Records.sol";

/// @title The chambers of Venire's arbitrator
/// @notice Courts, appeals and the purse, as the arbitrator calls them in its own name: see ICourts, IAppeals and IPurse.
/// @dev See Records for why they are apart. Called directly they act on storage of their own, where there is no dispute
/// and nothing to win.
contract Chambers is Courts, Purse {
    constructor(address vault, uint64 challengeFloorSeconds, uint64 confirmSeconds, uint64 rotationSeconds)
        Records(vault, challengeFloorSeconds, confirmSeconds, rotationSeconds)
    {}
}
