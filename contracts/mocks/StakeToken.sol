// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @notice A stake token for tests and local worlds: anyone mints.
contract StakeToken is ERC20, ERC20Permit {
    constructor() ERC20("Venire Stake", "VNR") ERC20Permit("Venire Stake") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }
}
