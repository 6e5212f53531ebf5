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

/// @notice Who is let in while a treacherous token moves.
interface IInterrupter {
    function interrupt(bytes32 move) external;
}

/// @notice Turns as its deployer says: moves, refuses by a word or by reverting, moves and says nothing, or lets its
/// deployer act before it moves.
contract TreacherousToken is StakeToken {
    enum Mood {
        Honest,
        Mute,
        FalseReturning,
        Reverting,
        Reentering
    }

    address private immutable _deployer = msg.sender;
    Mood public mood;
    bytes32 private _move;
    bool private _isInside;

    function turn(Mood to, bytes32 move) external {
        require(msg.sender == _deployer, OnlyDeployer());
        (mood, _move) = (to, move);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return _isRefused() ? false : _said(super.transfer(to, amount));
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return _isRefused() ? false : _said(super.transferFrom(from, to, amount));
    }

    function _isRefused() private returns (bool) {
        require(mood != Mood.Reverting, Unwilling());
        if (mood == Mood.Reentering && !_isInside) {
            _isInside = true;
            _move = keccak256(abi.encode(_move));
            IInterrupter(_deployer).interrupt(_move);
            _isInside = false;
        }
        return mood == Mood.FalseReturning;
    }

    function _said(bool isMoved) private view returns (bool) {
        if (mood != Mood.Mute) return isMoved;
        assembly ("memory-safe") {
            return(0, 0)
        }
    }

    error OnlyDeployer();
    error Unwilling();
}
