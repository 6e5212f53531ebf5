// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IAttestationRegistry, IProofOfHumanity} from "../interfaces/IPersons.sol";

/// @notice Both kinds of person registry, for tests and local worlds: anyone registers anyone.
contract HumanityRegistry is IProofOfHumanity, IAttestationRegistry {
    mapping(address account => bytes20) public humanityOf;
    mapping(address account => bytes32) public attested;

    function isHuman(address account) external view returns (bool) {
        return humanityOf[account] != 0;
    }

    /// @notice Makes `account` the human `humanity`; 0 removes it.
    function register(address account, bytes20 humanity) external {
        humanityOf[account] = humanity;
    }

    /// @notice Attests `account` as `personId`; 0 revokes it.
    function attest(address account, bytes32 personId) external {
        attested[account] = personId;
    }
}
