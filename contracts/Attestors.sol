// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IAttestors} from "./interfaces/IAttestors.sol";
import {SignatureLib} from "./libraries/SignatureLib.sol";

/// @notice The attestors: see IAttestors for what is promised.
abstract contract Attestors is IAttestors, EIP712 {
    // CONSTANTS

    /// @dev Signers of a verdict are kept as a bitmap of 32 bits.
    uint256 internal constant MOST_ATTESTORS = 32;
    bytes32 internal constant ROTATION_TYPEHASH =
        keccak256("Rotation(uint64 serial,address[] signers,uint32 k,bytes32 configDigest)");

    // STORAGE

    /// @inheritdoc IAttestors
    uint64 public immutable rotationSeconds;

    /// @dev bytes28(configDigest) ‖ uint32 number of the set.
    bytes32 private _inForce;
    /// @dev Every set there ever was, so that a verdict's signers can be counted after a rotation.
    mapping(uint256 number => bytes28) private _sets;
    /// @dev configDigest of the set announced; 0 when none is.
    bytes32 private _announced;
    uint64 private _effectiveAt;
    uint64 private _lastSerial;

    // CONSTRUCTION

    constructor(address[] memory members, uint32 k, uint64 rotationWait) EIP712("Venire", "1") {
        rotationSeconds = rotationWait;
        _install(members, k, _digestOf(members, k));
    }

    // ROTATION

    /// @inheritdoc IAttestors
    function announceRotation(
        uint64 serial,
        address[] calldata successors,
        uint32 nextK,
        bytes calldata members,
        uint32 k,
        bytes calldata signatures
    ) external {
        require(serial > _lastSerial, StaleSerial(serial, _lastSerial));
        bytes32 configDigest = _requireInForce(members, k);
        bytes32 structHash = keccak256(
            abi.encode(ROTATION_TYPEHASH, serial, keccak256(abi.encodePacked(successors)), nextK, configDigest)
        );
        SignatureLib.signersOf(_hashTypedDataV4(structHash), members, k, signatures);
        bytes32 next = _digestOf(successors, nextK);

        uint64 effectiveAt = uint64(block.timestamp) + rotationSeconds;
        _announced = next;
        _effectiveAt = effectiveAt;
        _lastSerial = serial;
        emit RotationAnnounced(serial, successors, nextK, next, effectiveAt);
    }

    /// @inheritdoc IAttestors
    function completeRotation(address[] calldata successors, uint32 nextK) external {
        bytes32 announced = _announced;
        require(announced != 0, NoRotation());
        require(block.timestamp >= _effectiveAt, RotatedTooEarly(_effectiveAt));
        bytes32 next = _digestOf(successors, nextK);
        require(next == announced, WrongAttestors(bytes28(next), bytes28(announced)));

        delete _announced;
        delete _effectiveAt;
        _install(successors, nextK, next);
    }

    function _install(address[] memory members, uint32 k, bytes32 configDigest) private {
        uint32 number = uint32(uint256(_inForce)) + 1;
        _inForce = bytes32(bytes28(configDigest)) | bytes32(uint256(number));
        _sets[number] = bytes28(configDigest);
        emit AttestorsSet(number, members, k, configDigest);
    }

    // CHECKS

    /// @dev The configDigest of the set in force, if (members, k) is that set.
    function _requireInForce(bytes calldata members, uint32 k) internal view returns (bytes32 configDigest) {
        configDigest = SignatureLib.configDigest(members, k);
        _requireInForce(configDigest);
    }

    function _requireInForce(bytes32 configDigest) internal view {
        bytes28 expected = bytes28(_inForce);
        require(bytes28(configDigest) == expected, WrongAttestors(bytes28(configDigest), expected));
    }

    function _requireSet(uint32 number, bytes calldata members, uint32 k) internal view {
        bytes28 received = bytes28(SignatureLib.configDigest(members, k));
        require(received == _sets[number], WrongAttestors(received, _sets[number]));
    }

    function _setInForce() internal view returns (uint32) {
        return uint32(uint256(_inForce));
    }

    /// @dev The digest of a set about to be installed; the only place where a set's shape has to be checked.
    function _digestOf(address[] memory members, uint32 k) private view returns (bytes32) {
        require(
            members.length <= MOST_ATTESTORS && k != 0 && k <= members.length, AttestorSetMalformed(members.length, k)
        );
        address last;
        for (uint256 i; i < members.length; ++i) {
            require(members[i] > last, SignatureLib.SignersNotAscending(members[i], last));
            last = members[i];
        }
        return keccak256(abi.encode(block.chainid, address(this), k, members));
    }

    // VIEWS

    /// @inheritdoc IAttestors
    function attestors() external view returns (uint32 number, bytes28 digest) {
        return (_setInForce(), bytes28(_inForce));
    }

    /// @inheritdoc IAttestors
    function attestorSet(uint32 number) external view returns (bytes28) {
        return _sets[number];
    }

    /// @inheritdoc IAttestors
    function rotation() external view returns (bytes32 configDigest, uint64 effectiveAt, uint64 serial) {
        return (_announced, _effectiveAt, _lastSerial);
    }
}
