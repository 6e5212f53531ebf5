// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrable} from "@kleros/erc-792/contracts/IArbitrable.sol";
import {IArbitrator} from "@kleros/erc-792/contracts/IArbitrator.sol";

/// @notice A customer after KurateDAO's rows: each side stakes at least twice what the other staked last, and whoever
/// stands unanswered for the window takes what the other side staked. From the threshold on anybody may ask the court,
/// which overrides the last stake. Our own, with the original's rules; its split of income isn't part of a dispute.
/// @dev Shares round down; the few wei that don't divide stay here.
contract Doubling is IArbitrable {
    uint8 public constant KEEP = 1;
    uint8 public constant DROP = 2;
    uint256 private constant CHOICES = 2;

    /// @dev `won`: the side that took it; `isOver` without one: everybody has their own back.
    struct Row {
        uint8 side;
        uint8 won;
        bool isOver;
        uint40 until;
        uint256 last;
        uint256 disputeId;
    }

    IArbitrator public immutable arbitrator;
    uint256 public immutable first;
    uint256 public immutable threshold;
    uint40 public immutable windowSeconds;

    mapping(bytes32 row => Row) public rows;
    mapping(bytes32 row => mapping(uint8 side => uint256)) public pools;
    mapping(bytes32 row => mapping(uint8 side => mapping(address staker => uint256))) public stakes;
    mapping(uint256 disputeId => bytes32 row) private _asked;

    constructor(IArbitrator decides, uint256 firstStake, uint256 courtFrom, uint40 windowLength) {
        (arbitrator, first, threshold, windowSeconds) = (decides, firstStake, courtFrom, windowLength);
    }

    function stake(bytes32 id, uint8 side) external payable {
        Row storage row = rows[id];
        bool isOpen = row.last == 0 || (block.timestamp < row.until && side != row.side && !row.isOver);
        require(isOpen && row.disputeId == 0 && (side == KEEP || side == DROP), NotNow());
        uint256 least = row.last == 0 ? first : 2 * row.last;
        require(msg.value >= least, StakeTooLow(msg.value, least));
        (row.side, row.last, row.until) = (side, msg.value, uint40(block.timestamp) + windowSeconds);
        pools[id][side] += msg.value;
        stakes[id][side][msg.sender] += msg.value;
    }

    /// @notice Asks the court instead of staking more; whoever does pays it.
    function ask(bytes32 id) external payable returns (uint256 disputeId) {
        Row storage row = rows[id];
        bool isDue = row.last >= threshold && pools[id][KEEP] != 0 && pools[id][DROP] != 0;
        require(isDue && block.timestamp < row.until && row.disputeId == 0 && !row.isOver, NotNow());
        disputeId = arbitrator.createDispute{value: msg.value}(CHOICES, "");
        (row.disputeId, _asked[disputeId]) = (disputeId, id);
    }

    function close(bytes32 id) external {
        Row storage row = rows[id];
        bool isUnanswered = row.last != 0 && block.timestamp >= row.until && row.disputeId == 0;
        require(isUnanswered && !row.isOver, NotNow());
        (row.isOver, row.won) = (true, row.side);
    }

    /// @inheritdoc IArbitrable
    function rule(uint256 disputeId, uint256 ruling) external {
        Row storage row = rows[_asked[disputeId]];
        require(msg.sender == address(arbitrator) && row.disputeId == disputeId && !row.isOver, NotNow());
        emit Ruling(arbitrator, disputeId, ruling);
        // Casts are safe: at most the choices that were asked.
        (row.isOver, row.won) = (true, uint8(ruling));
    }

    /// @notice Pays an account what is its own of a row that is over.
    function take(bytes32 id, address account) external returns (uint256 amount) {
        Row storage row = rows[id];
        require(row.isOver, NotNow());
        (uint256 kept, uint256 dropped) = (stakes[id][KEEP][account], stakes[id][DROP][account]);
        (stakes[id][KEEP][account], stakes[id][DROP][account]) = (0, 0);
        if (row.won == 0) {
            amount = kept + dropped;
        } else {
            uint256 own = row.won == KEEP ? kept : dropped;
            if (own != 0) amount = own + pools[id][KEEP + DROP - row.won] * own / pools[id][row.won];
        }
        require(amount != 0, NotNow());
        (bool isPaid,) = account.call{value: amount}("");
        require(isPaid, NotNow());
    }

    error NotNow();
    error StakeTooLow(uint256 given, uint256 least);
}
