// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IVault} from "../interfaces/IVault.sol";
import {StakeToken} from "./StakeToken.sol";

/// @notice Takes one per cent of every transfer.
contract FeeOnTransferToken is StakeToken {
    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (from != address(0) && to != address(0)) super._update(to, address(0), amount / 100);
    }
}

/// @notice Says no instead of reverting.
contract FalseReturningToken is StakeToken {
    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return false;
    }

    function transfer(address, uint256) public pure override returns (bool) {
        return false;
    }
}

/// @notice Stakes again while a stake is arriving.
contract ReenteringToken is StakeToken {
    IVault public vault;

    function aim(IVault at) external {
        vault = at;
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (address(vault) != address(0)) vault.stake(amount, new uint96[](0));
        return super.transferFrom(from, to, amount);
    }
}
