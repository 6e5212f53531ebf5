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

    /// @dev The set in force, with the bonds that stand behind it: one slot, which every delivery reads.
    struct Sitting {
        bytes24 digest;
        /// Bitmap of the members that were convicted of a false verdict.
        uint32 struck;
        /// Whole bonds held.
        uint16 bonds;
        uint16 number;
    }

    Sitting internal _sitting;
    /// @dev Every set there ever was, so that a verdict's signers can be counted after a rotation.
    mapping(uint256 number => bytes24) private _sets;
    /// @dev Convicted members of sets no longer in force.
    mapping(uint256 number => uint32) private _struckBefore;
    /// @dev configDigest of the set announced; 0 when none is.
    bytes32 private _announced;
    uint64 private _effectiveAt;
    uint64 private _lastSerial;
    /// @dev Who signed the announcement.
    uint32 private _announcedBy;

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
        uint256 signers = SignatureLib.signersOf(_hashTypedDataV4(structHash), members, k, signatures);
        _requireUnstruck(signers);
        bytes32 next = _digestOf(successors, nextK);

        uint64 effectiveAt = uint64(block.timestamp) + rotationSeconds;
        _announced = next;
        _effectiveAt = effectiveAt;
        _lastSerial = serial;
        // forge-lint: disable-next-line(unsafe-typecast) a set has at most 32 members
        _announcedBy = uint32(signers);
        emit RotationAnnounced(serial, successors, nextK, next, effectiveAt);
    }

    /// @inheritdoc IAttestors
    function completeRotation(address[] calldata successors, uint32 nextK) external {
        bytes32 announced = _announced;
        require(announced != 0, NoRotation());
        require(block.timestamp >= _effectiveAt, RotatedTooEarly(_effectiveAt));
        bytes32 next = _digestOf(successors, nextK);
        require(next == announced, WrongAttestors(bytes24(next), bytes24(announced)));
        _requireUnstruck(_announcedBy);

        delete _announced;
        delete _effectiveAt;
        _install(successors, nextK, next);
    }

    function _install(address[] memory members, uint32 k, bytes32 configDigest) private {
        Sitting storage sitting = _sitting;
        uint16 number = sitting.number + 1;
        if (sitting.struck != 0) _struckBefore[number - 1] = sitting.struck;
        (sitting.digest, sitting.struck, sitting.number) = (bytes24(configDigest), 0, number);
        _sets[number] = bytes24(configDigest);
        emit AttestorsSet(number, members, k, configDigest);
    }

    // CHECKS

    /// @dev The configDigest of the set in force, if (members, k) is that set.
    function _requireInForce(bytes calldata members, uint32 k) internal view returns (bytes32 configDigest) {
        configDigest = SignatureLib.configDigest(members, k);
        _requireInForce(configDigest);
    }

    function _requireInForce(bytes32 configDigest) internal view {
        bytes24 expected = _sitting.digest;
        require(bytes24(configDigest) == expected, WrongAttestors(bytes24(configDigest), expected));
    }

    function _requireSet(uint32 number, bytes calldata members, uint32 k) internal view {
        bytes24 received = bytes24(SignatureLib.configDigest(members, k));
        require(received == _sets[number], WrongAttestors(received, _sets[number]));
    }

    /// @dev That none of `signers`, of the set in force, was convicted.
    function _requireUnstruck(uint256 signers) internal view {
        uint256 struck = signers & _sitting.struck;
        require(struck == 0, AttestorStruck(struck));
    }

    function _setInForce() internal view returns (uint32) {
        return _sitting.number;
    }

    /// @dev Convicted members of a set, today's or a former one.
    function _struckOf(uint256 number) internal view returns (uint32) {
        return number == _sitting.number ? _sitting.struck : _struckBefore[number];
    }

    function _strikeOff(uint256 number, uint32 signers) internal {
        if (number == _sitting.number) _sitting.struck |= signers;
        else _struckBefore[number] |= signers;
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
    function attestors() external view returns (uint32 number, bytes24 digest) {
        return (_sitting.number, _sitting.digest);
    }

    /// @inheritdoc IAttestors
    function struckOf(uint32 number) external view returns (uint32) {
        return _struckOf(number);
    }

    /// @inheritdoc IAttestors
    function attestorSet(uint32 number) external view returns (bytes24) {
        return _sets[number];
    }

    /// @inheritdoc IAttestors
    function rotation() external view returns (bytes32 configDigest, uint64 effectiveAt, uint64 serial) {
        return (_announced, _effectiveAt, _lastSerial);
    }
}
