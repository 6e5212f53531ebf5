// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice The attestors: n independent Workers, k of whom must sign whatever the court tells the chain.
///
/// The contract keeps one word: the first 192 bits of configDigest, who of the set was convicted, bonds, and its
/// number. Whoever calls hands in the members (n × 20 bytes, ascending) and k; the contract hashes them and compares.
/// Calldata is cheaper than n storage slots.
///
/// Assumptions for safety:
/// - Fewer than k members collude, and members keep their keys apart.
/// - 192 bits of a digest are enough: to pass another set for this one is a second preimage.
///
/// Assumptions for liveness:
/// - At least k members answer. Without them nothing is delivered, and disputes end at their deadline without them.
///
/// Warning: nobody but the attestors can change the attestors. If more than n − k of them vanish for good, the
/// deployment ends, dispute by dispute, at the deadlines; stakes and balances leave as always.
interface IAttestors {
    /// @notice Set `number` is in force. Its members, so that anyone can hand them in again.
    event AttestorsSet(uint32 indexed number, address[] members, uint32 k, bytes32 configDigest);
    /// @notice k of the set in force agreed on their successors; anyone may complete it from `effectiveAt` on.
    event RotationAnnounced(
        uint64 indexed serial, address[] members, uint32 k, bytes32 configDigest, uint64 effectiveAt
    );

    /// @notice Members `struck` (a bitmap over the ascending list) were convicted of a false verdict and sign no more.
    error AttestorStruck(uint256 struck);
    error AttestorSetMalformed(uint256 members, uint256 k);
    error WrongAttestors(bytes24 received, bytes24 expected);
    error StaleSerial(uint64 serial, uint64 last);
    error NoRotation();
    error RotatedTooEarly(uint64 effectiveAt);

    /// @notice How long a rotation waits after its announcement: longer than any court's challenge window.
    function rotationSeconds() external view returns (uint64);

    /// @notice Announces the next set, signed by k of the set in force. A later serial replaces the announcement and
    /// waits anew.
    /// @param successors Strictly ascending, none zero, at most 32.
    /// @param members The set in force; `k` and `signatures` belong to it.
    function announceRotation(
        uint64 serial,
        address[] calldata successors,
        uint32 nextK,
        bytes calldata members,
        uint32 k,
        bytes calldata signatures
    ) external;

    /// @notice Puts the announced set in force once it has waited. By anyone, with the announced members and k.
    function completeRotation(address[] calldata successors, uint32 nextK) external;

    /// @notice The set in force: its number (from 1) and the first 192 bits of its configDigest.
    function attestors() external view returns (uint32 number, bytes24 digest);

    /// @notice A set by number, past ones too; 0 if there never was one.
    function attestorSet(uint32 number) external view returns (bytes24 digest);

    /// @notice The announcement that waits: configDigest is 0 when none does. `serial` is the last one used.
    function rotation() external view returns (bytes32 configDigest, uint64 effectiveAt, uint64 serial);

    /// @notice Who of a set was convicted of a false verdict, as a bitmap over its ascending members.
    function struckOf(uint32 number) external view returns (uint32);
}
