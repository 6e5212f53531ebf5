// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice The gazette: postings, signed by k attestors, of docket heads and of the rolls. By anyone, at any time.
///
/// A posting takes one place of a ring of 2^16. A slot is `uint24 lap ‖ uint40 block time ‖ bytes24 digest`, where
/// serial = lap · 2^16 + place and digest is the first 192 bits of
/// keccak256(abi.encode(uint64 serial, uint64 epoch, bytes32 rollsRoot, bytes32 headsRoot, uint64 blockTime)).
/// In the first lap that is `uint64 block time ‖ bytes24 digest`.
///
/// Why 192 bits and a ring: a slot that was written before costs 5,000 gas, a fresh one 22,100, and one posting serves
/// all disputes, for ever. 192 bits leave a second preimage at 2^192 and a collision at 2^96, which only k attestors
/// together could look for, and it would show as two texts they both signed.
///
/// Assumptions for safety:
/// - A posting is kept for at least D + 30 days: no live dispute can miss the gazette it refers to.
/// - A serial is used once. A place is only ever taken again by a later lap.
/// - Rolls have a ring of their own, one place an epoch, as long as postings are kept: uint16 lap ‖ uint16
///   set ‖ uint32 signers ‖ bytes24 root. Root 0 in the place of an epoch: its rolls were disproved (see IAudit), and
///   it gets no others. Who signed is kept, so that a challenger has no signatures to hand in, and nobody others.
///
/// Warning: gazettes are numbered by their attestors. A serial whose place is still kept can't be posted; the
/// attestors sign the next one.
interface IGazette {
    /// @notice Posted in this block; with the block's time these are all the preimage there is.
    event Gazetted(uint64 indexed serial, uint64 epoch, bytes32 rollsRoot, bytes32 headsRoot);
    /// @notice `count` places from `from` on, those of them that were empty, cost no more than used ones now.
    event PlacesPrepared(uint64 from, uint64 count);
    /// @notice The same of the places in which `count` epochs from `from` on keep their rolls.
    event RollsPrepared(uint64 from, uint64 count);

    error SerialUsed(uint64 serial, uint64 heldBy);
    error PlaceKept(uint64 serial, uint64 heldBy, uint64 keptUntil);
    error SerialTooHigh(uint64 serial, uint64 most);
    error NoRolls(uint64 epoch);

    /// @notice How long a posting is kept at least: the longest dispute + 30 days.
    function keepSeconds() external view returns (uint64);

    /// @notice Posts a gazette. The same one again does nothing; another under a used serial is refused.
    function post(
        uint64 serial,
        uint64 epoch,
        bytes32 rollsRoot,
        bytes32 headsRoot,
        bytes calldata members,
        uint32 k,
        bytes calldata signatures
    ) external;

    /// @notice Pays for places ahead of time. By anyone; places in use are left alone.
    function prepare(uint64 from, uint64 count) external;

    /// @notice Pays for the places of epochs' rolls ahead of time: the first gazette of an epoch writes one more slot.
    function prepareRolls(uint64 from, uint64 count) external;

    /// @notice When gazette `serial` was posted and what it is kept as; (0, 0) if it wasn't, or is no longer kept.
    function gazetteOf(uint64 serial) external view returns (uint64 postedAt, bytes24 digest);

    /// @notice The first 192 bits of an epoch's rolls root: of the first posting in its first quarter that had one.
    /// 0 if none did, if they were disproved, or if it is no longer kept.
    function rollsOf(uint64 epoch) external view returns (bytes24 root);
}
