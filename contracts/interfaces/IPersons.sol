// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice The part of the Proof of Humanity v2 registry that a court asks (source 1).
interface IProofOfHumanity {
    function isHuman(address account) external view returns (bool);

    function humanityOf(address account) external view returns (bytes20);
}

/// @notice An attestation registry (source 2).
/// @dev Assumes that it gives one person one id, whichever account asks, and 0 to whom it doesn't know any longer.
interface IAttestationRegistry {
    function attested(address account) external view returns (bytes32 personId);
}
