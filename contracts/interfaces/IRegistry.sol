// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Whether a list holds an item, for whoever only wants to know that.
interface IListing {
    /// @notice True while an entry stands: its window passed unchallenged or its challenge failed, and it hasn't run
    /// out. A challenged entry that stood before stands until it loses.
    function isListed(bytes32 item) external view returns (bool);
}

/// @notice A curated list: an item stands on it behind a bond until somebody with an equal bond says that it doesn't
/// belong there, and a court agrees.
///
///   list ── window ──▶ listed ── until ──▶ gone       renew moves `until`; remove takes the item and its bond back
///     └── challenge ──▶ dispute ──▶ 1 keep · 2 drop · 0 undecided
///
/// The loser's bond is the winner's. Undecided, both bonds go back; what stood before stands on, and what was only
/// applied for is gone. The challenger pays the court beforehand. Whoever is owed ether takes it by a call of its own,
/// so nobody's refusal holds a ruling up.
///
/// Warning: a bond below what the court costs is no protection: challenging such an entry doesn't pay.
interface IRegistry is IListing {
    /// @notice An item's place. Instants in seconds, bonds in wei.
    struct Entry {
        address owner;
        uint96 bond;
        /// When it stands, if nobody challenges it; the end of time while its application is in dispute.
        uint40 listedAt;
        uint40 until;
        /// 0 while nobody does.
        uint256 disputeId;
        address challenger;
        uint96 against;
    }

    event ItemListed(bytes32 indexed item, address indexed owner, uint256 bond, uint256 listedAt, uint256 until);
    event ItemChallenged(bytes32 indexed item, uint256 indexed disputeId, address indexed challenger);
    event ItemRenewed(bytes32 indexed item, uint256 until);
    event ItemRuled(bytes32 indexed item, uint256 indexed disputeId, uint256 ruling);
    /// @notice Its owner took it back, it lost, it was never decided, or it ran out.
    event ItemGone(bytes32 indexed item);
    event Withdrawn(address indexed account, uint256 amount);

    error BondTooLow(uint256 given, uint256 least);
    error AlreadyThere(bytes32 item);
    error NotThere(bytes32 item);
    error InDispute(bytes32 item, uint256 disputeId);
    error NotOwner(bytes32 item, address owner);
    error NotYet(uint256 opensAt, uint256 closesAt);
    error UnknownDispute(uint256 disputeId);
    error NothingOwed(address account);
    error EtherRefused(address account, uint256 amount);
    error WrongTerms();

    /// @notice Applies for a place, with a bond of at least `minBond`. `uri` shows what the item is.
    function list(bytes32 item, string calldata uri) external payable;
    /// @notice Says that an item doesn't belong there: with an equal bond, and what the court costs. What is more comes
    /// back. `uri` says why.
    function challenge(bytes32 item, string calldata uri) external payable returns (uint256 disputeId);
    /// @notice Its owner keeps it on the list for another term, within `renewalSeconds` before its end.
    function renew(bytes32 item) external;
    /// @notice Its owner takes it back, with its bond. Anybody may clear one that has run out; the bond is its owner's.
    function remove(bytes32 item) external;
    /// @notice Pays what an account is owed.
    function withdraw(address account) external returns (uint256 amount);

    function entryOf(bytes32 item) external view returns (Entry memory);
    function owed(address account) external view returns (uint256);
    /// @notice What a challenge of this item costs now: its bond, and the court.
    function challengeCost(bytes32 item) external view returns (uint256);
    function minBond() external view returns (uint256);
}
