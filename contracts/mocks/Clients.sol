// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrable} from "@kleros/erc-792/contracts/IArbitrable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IDisputes} from "../interfaces/IDisputes.sol";
import {IPurse} from "../interfaces/IPurse.sol";

/// @notice An arbitrable that opens what it is told to and writes down what it hears.
contract Client is IArbitrable {
    IDisputes public immutable arbitrator;
    uint256 public rulings;
    uint256 public lastDispute;
    uint256 public lastRuling;

    constructor(IDisputes at) payable {
        arbitrator = at;
    }

    receive() external payable virtual {}

    function open(uint256 choices, bytes calldata extraData) external payable returns (uint256) {
        return arbitrator.createDispute{value: msg.value}(choices, extraData);
    }

    function rule(uint256 disputeId, uint256 ruling) external {
        require(msg.sender == address(arbitrator), NotArbitrator());
        _hear(disputeId, ruling);
        (rulings, lastDispute, lastRuling) = (rulings + 1, disputeId, ruling);
    }

    function _hear(uint256 disputeId, uint256 ruling) internal virtual {}

    error NotArbitrator();
}

/// @notice Refuses its ruling until told otherwise.
contract RevertingClient is Client {
    bool public isWilling;

    constructor(IDisputes at) Client(at) {}

    function relent() external {
        isWilling = true;
    }

    function _hear(uint256, uint256) internal view override {
        require(isWilling, Unwilling());
    }

    error Unwilling();
}

/// @notice Burns whatever gas it is given.
contract GasEater is Client {
    constructor(IDisputes at) Client(at) {}

    function _hear(uint256, uint256) internal pure override {
        assembly ("memory-safe") {
            invalid()
        }
    }
}

/// @notice Reverts with a megabyte, which a caller that copies return data would pay for.
contract ReturndataBomb is Client {
    constructor(IDisputes at) Client(at) {}

    function _hear(uint256, uint256) internal pure override {
        assembly ("memory-safe") {
            revert(0, 1000000)
        }
    }
}

/// @notice Tries, inside rule(), to take its ruling again by every way in, and opens its next dispute.
contract ReenteringClient is Client {
    uint256 public refused;
    uint256 public opened;

    constructor(IDisputes at) payable Client(at) {}

    function _hear(uint256 disputeId, uint256) internal override {
        _attempt(abi.encodeWithSignature("execute(uint256)", disputeId));
        _attempt(abi.encodeCall(IDisputes.expire, (disputeId)));
        _attempt(abi.encodeCall(IDisputes.retry, (disputeId)));
        _attempt(abi.encodeCall(IPurse.withdraw, (address(this))));
        uint256 cost = arbitrator.arbitrationCost("");
        if (address(this).balance >= cost) opened = arbitrator.createDispute{value: cost}(2, "");
    }

    function _attempt(bytes memory call) private {
        (bool isDone,) = address(arbitrator).call(call);
        if (!isDone) ++refused;
    }
}

/// @notice Takes rulings, but no ether.
contract EtherRefusingClient is Client {
    bool public isWilling;

    constructor(IDisputes at) Client(at) {}

    receive() external payable override {
        require(isWilling, NoEther());
    }

    function relent() external {
        isWilling = true;
    }

    error NoEther();
}

/// @notice Pays for its disputes in a token that its opener gives it.
contract TokenClient is Client {
    using SafeERC20 for IERC20;

    constructor(IDisputes at) Client(at) {}

    function openInToken(IERC20 token, uint256 choices, bytes calldata extraData) external returns (uint256) {
        uint256 cost = arbitrator.arbitrationCost(extraData, address(token));
        token.safeTransferFrom(msg.sender, address(this), cost);
        token.forceApprove(address(arbitrator), cost);
        return arbitrator.createDispute(choices, extraData, address(token), cost);
    }
}

/// @notice What a Kleros v2 client calls, spelled by a Kleros v2 client.
interface IArbitratorV2 {
    function createDispute(uint256 _numberOfChoices, bytes calldata _extraData) external payable returns (uint256);

    function createDispute(uint256 _numberOfChoices, bytes calldata _extraData, address _feeToken, uint256 _feeAmount)
        external
        returns (uint256);

    function arbitrationCost(bytes calldata _extraData) external view returns (uint256);

    function arbitrationCost(bytes calldata _extraData, address _feeToken) external view returns (uint256);

    function currentRuling(uint256 _disputeID) external view returns (uint256 ruling, bool tied, bool overridden);
}

/// @notice A client in the style of Kleros v2: court, seats and dispute kit in 96 bytes, a template, three words back.
contract ClientV2 {
    IArbitratorV2 public immutable arbitrator;
    uint256 public lastDispute;
    uint256 public lastRuling;

    event DisputeRequest(IArbitratorV2 indexed _arbitrator, uint256 indexed _arbitratorDisputeID, uint256 _templateId);
    event Ruling(IArbitratorV2 indexed _arbitrator, uint256 indexed _disputeID, uint256 _ruling);

    constructor(IArbitratorV2 at) {
        arbitrator = at;
    }

    function open(uint256 choices, uint96 court, uint256 seats, uint256 kit)
        external
        payable
        returns (uint256 disputeId)
    {
        bytes memory extraData = abi.encode(court, seats, kit);
        disputeId = arbitrator.createDispute{value: arbitrator.arbitrationCost(extraData)}(choices, extraData);
        emit DisputeRequest(arbitrator, disputeId, 7);
    }

    function rule(uint256 _disputeID, uint256 _ruling) external {
        require(msg.sender == address(arbitrator), ArbitratorOnly());
        (uint256 ruling,, bool overridden) = arbitrator.currentRuling(_disputeID);
        require(ruling == _ruling && !overridden, ArbitratorOnly());
        (lastDispute, lastRuling) = (_disputeID, _ruling);
        emit Ruling(arbitrator, _disputeID, _ruling);
    }

    error ArbitratorOnly();
}
