// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrable} from "@kleros/erc-792/contracts/IArbitrable.sol";
import {IArbitrator} from "@kleros/erc-792/contracts/IArbitrator.sol";
import {IEvidence} from "@kleros/erc-792/contracts/erc-1497/IEvidence.sol";
import {IRegistry} from "./interfaces/IRegistry.sol";

/// @title A curated list whose challenges are disputes
/// @notice See IRegistry for what is promised. Any ERC-792 arbitrator decides; nobody owns it.
contract Registry is IRegistry, IArbitrable, IEvidence {
    uint256 private constant CHOICES = 2;
    uint256 private constant KEEP = 1;
    uint256 private constant DROP = 2;
    uint40 private constant NEVER = type(uint40).max;

    IArbitrator public immutable arbitrator;
    uint256 public immutable minBond;
    /// @notice How long an application may be challenged before it stands.
    uint40 public immutable windowSeconds;
    /// @notice How long an entry stands; 0 for ever.
    uint40 public immutable expirySeconds;
    uint40 public immutable renewalSeconds;
    /// @notice Which court, and how many seats, as the arbitrator wants it.
    bytes public extraData;

    mapping(bytes32 item => Entry) private _entries;
    mapping(uint256 disputeId => bytes32 item) private _items;
    mapping(address account => uint256) public owed;

    constructor(
        IArbitrator decides,
        bytes memory courtAndSeats,
        uint256 leastBond,
        uint40 windowLength,
        uint40 expiryLength,
        uint40 renewalLength,
        string memory metaEvidence
    ) {
        require(windowLength != 0 && renewalLength <= expiryLength, WrongTerms());
        (arbitrator, extraData, minBond) = (decides, courtAndSeats, leastBond);
        (windowSeconds, expirySeconds, renewalSeconds) = (windowLength, expiryLength, renewalLength);
        emit MetaEvidence(0, metaEvidence);
    }

    // THE LIST

    /// @inheritdoc IRegistry
    function list(bytes32 item, string calldata uri) external payable {
        Entry storage entry = _entries[item];
        if (_isOver(entry)) _clear(item);
        require(entry.owner == address(0), AlreadyThere(item));
        require(msg.value >= minBond, BondTooLow(msg.value, minBond));

        uint40 listedAt = uint40(block.timestamp) + windowSeconds;
        uint40 until = expirySeconds == 0 ? NEVER : listedAt + expirySeconds;
        // The cast is safe: there is less ether.
        (entry.owner, entry.bond, entry.listedAt, entry.until) = (msg.sender, uint96(msg.value), listedAt, until);
        emit ItemListed(item, msg.sender, msg.value, listedAt, until);
        emit Evidence(arbitrator, uint256(item), msg.sender, uri);
    }

    /// @inheritdoc IRegistry
    function challenge(bytes32 item, string calldata uri) external payable returns (uint256 disputeId) {
        Entry storage entry = _free(item);
        require(!_isOver(entry), NotThere(item));
        uint256 cost = arbitrator.arbitrationCost(extraData);
        uint96 bond = entry.bond;
        require(msg.value >= bond + cost, BondTooLow(msg.value, bond + cost));

        if (block.timestamp < entry.listedAt) entry.listedAt = NEVER;
        owed[msg.sender] += msg.value - bond - cost;
        disputeId = arbitrator.createDispute{value: cost}(CHOICES, extraData);
        (entry.disputeId, entry.challenger, entry.against) = (disputeId, msg.sender, bond);
        _items[disputeId] = item;
        emit ItemChallenged(item, disputeId, msg.sender);
        emit Dispute(arbitrator, disputeId, 0, uint256(item));
        emit Evidence(arbitrator, uint256(item), msg.sender, uri);
    }

    /// @inheritdoc IRegistry
    function renew(bytes32 item) external {
        Entry storage entry = _free(item);
        require(msg.sender == entry.owner, NotOwner(item, entry.owner));
        (uint40 until, uint40 term) = (entry.until, expirySeconds);
        bool isTime = until != NEVER && block.timestamp >= until - renewalSeconds && block.timestamp < until;
        require(isTime, NotYet(until == NEVER ? until : until - renewalSeconds, until));
        entry.until = until + term;
        emit ItemRenewed(item, until + term);
    }

    /// @inheritdoc IRegistry
    function remove(bytes32 item) external {
        Entry storage entry = _free(item);
        require(msg.sender == entry.owner || _isOver(entry), NotOwner(item, entry.owner));
        _clear(item);
    }

    /// @inheritdoc IRegistry
    function withdraw(address account) external returns (uint256 amount) {
        amount = owed[account];
        require(amount != 0, NothingOwed(account));
        owed[account] = 0;
        emit Withdrawn(account, amount);
        bool isPaid;
        assembly ("memory-safe") {
            isPaid := call(gas(), account, amount, 0, 0, 0, 0)
        }
        require(isPaid, EtherRefused(account, amount));
    }

    // THE COURT

    /// @inheritdoc IArbitrable
    function rule(uint256 disputeId, uint256 ruling) external {
        bytes32 item = _items[disputeId];
        Entry storage entry = _entries[item];
        bool isAsked = msg.sender == address(arbitrator) && entry.disputeId == disputeId && disputeId != 0;
        require(isAsked, UnknownDispute(disputeId));
        (address challenger, uint96 against) = (entry.challenger, entry.against);
        (entry.disputeId, entry.challenger, entry.against) = (0, address(0), 0);
        emit Ruling(arbitrator, disputeId, ruling);
        emit ItemRuled(item, disputeId, ruling);

        bool wasApplied = entry.listedAt == NEVER;
        if (ruling == KEEP) {
            owed[entry.owner] += against;
            if (wasApplied) entry.listedAt = uint40(block.timestamp);
        } else if (ruling == DROP) {
            owed[challenger] += against + uint256(entry.bond);
            delete _entries[item];
            emit ItemGone(item);
        } else {
            owed[challenger] += against;
            if (wasApplied) _clear(item);
        }
    }

    // VIEWS

    function isListed(bytes32 item) external view returns (bool) {
        Entry storage entry = _entries[item];
        return entry.owner != address(0) && block.timestamp >= entry.listedAt && block.timestamp < entry.until;
    }

    /// @inheritdoc IRegistry
    function entryOf(bytes32 item) external view returns (Entry memory) {
        return _entries[item];
    }

    /// @inheritdoc IRegistry
    function challengeCost(bytes32 item) external view returns (uint256) {
        return _entries[item].bond + arbitrator.arbitrationCost(extraData);
    }

    // ENTRIES

    /// @dev An entry that is there and not in dispute.
    function _free(bytes32 item) private view returns (Entry storage entry) {
        entry = _entries[item];
        require(entry.owner != address(0), NotThere(item));
        require(entry.disputeId == 0, InDispute(item, entry.disputeId));
    }

    /// @dev True of one that has run out, unless it is in dispute: then the ruling decides whose the bonds are.
    function _isOver(Entry storage entry) private view returns (bool) {
        return entry.owner != address(0) && entry.disputeId == 0 && block.timestamp >= entry.until;
    }

    /// @dev Its bond is its owner's.
    function _clear(bytes32 item) private {
        owed[_entries[item].owner] += _entries[item].bond;
        delete _entries[item];
        emit ItemGone(item);
    }
}
