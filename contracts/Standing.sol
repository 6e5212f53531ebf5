// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Records} from "./Records.sol";
import {Dispute} from "./interfaces/IDisputes.sol";
import {Heard, IPurse} from "./interfaces/IPurse.sol";
import {PurseLib} from "./libraries/PurseLib.sol";

/// @notice What a final dispute's panels are held against before its money moves.
abstract contract Standing is Records {
    /// @dev The panels are those whose verdicts stand, and nothing of them has been settled.
    function _requireStanding(uint256 disputeId, Dispute memory dispute, Heard[] calldata panels) internal view {
        uint256 standing = _standing(dispute.panel, dispute.deliveredAt);
        require(dispute.isFinal && standing != 0, IPurse.NotSettleable(disputeId));
        require(panels.length == standing, IPurse.WrongPanels(disputeId, panels.length, standing));

        uint256 appealed = dispute.panel / 2;
        bytes32 past;
        for (uint256 p; p < appealed; ++p) {
            Heard calldata heard = panels[p];
            past = PurseLib.pastHash(past, _hashOf(heard), heard.panel, heard.ruling, heard.isContested);
        }
        require(appealed == 0 || past == _pasts[disputeId].hash, IPurse.WrongHistory(disputeId));
        // Without a verdict of the last panel there is nothing kept, unless runs have begun.
        bytes32 expected;
        if (appealed < standing) {
            Heard calldata current = panels[appealed];
            require(current.panel == dispute.panel, IPurse.WrongPanel(current.panel, dispute.panel));
            expected = _hashOf(current);
        }
        require(dispute.deliveryHash == expected, IPurse.WrongDelivery(disputeId, appealed));
    }

    function _hashOf(Heard calldata panel) private pure returns (bytes32) {
        return PurseLib.deliveryHash(panel.verdictHash, panel.ballotsRoot, panel.draws, panel.deliverer);
    }
}
