// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Dispute} from "../../interfaces/IDisputes.sol";
import {TreacherousToken} from "../../mocks/HostileTokens.sol";
import {StakeToken} from "../../mocks/StakeToken.sol";
import {World} from "./World.sol";

/// @notice The same world over a token that turns as it is told: it refuses, says nothing, or lets anybody act while it
/// moves what others paid.
contract TreacherousWorld is World {
    function makeToken() internal override returns (StakeToken) {
        return new TreacherousToken();
    }

    function turnToken(uint256 to, bytes32 move) external {
        TreacherousToken(address(token)).turn(TreacherousToken.Mood(to % 5), move);
    }

    /// @dev Everybody takes what is owed while the token lets others in.
    function payEverybody(uint256 which, bytes32 move) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id != 0 && dispute.isFinal && !isSettled[id]) settleNow(id, dispute);
        TreacherousToken(address(token)).turn(TreacherousToken.Mood.Reentering, move);
        for (uint256 i; i < accounts.length; ++i) {
            withdrawFrom(accounts[i]);
        }
        if (id != 0 && dispute.isFinal) takeContributions(id, dispute.isInToken);
    }

    /// @dev Called by the token while it moves. What the locks refuse to whoever is inside changes nothing.
    function interrupt(bytes32 move) external {
        (uint256 a, uint256 b, bool isSo) = (uint64(bytes8(move)), uint64(uint256(move)), move[15] & 0x01 == 0);
        bytes[] memory moves = new bytes[](9);
        moves[0] = abi.encodeCall(this.putUpStake, (a, b, isSo));
        moves[1] = abi.encodeCall(this.takeStakeBack, (a));
        moves[2] = abi.encodeCall(this.openDisputeInToken, (a, isSo));
        moves[3] = abi.encodeCall(this.contributeTo, (a, b, b, isSo, true));
        moves[4] = abi.encodeCall(this.appealRuling, (a, b, b));
        moves[5] = abi.encodeCall(this.withdrawTab, (a));
        moves[6] = abi.encodeCall(this.withdrawContributions, (a));
        moves[7] = abi.encodeCall(this.settleDispute, (a));
        moves[8] = abi.encodeCall(this.chargeOffChain, (a));
        (bool isDone,) = address(this).call(moves[uint8(move[16]) % 9]);
        isDone;
    }

    function onlyTheTokenRefuses() internal view override {
        TreacherousToken.Mood mood = TreacherousToken(address(token)).mood();
        isTrue(mood != TreacherousToken.Mood.Honest && mood != TreacherousToken.Mood.Mute, "an honest token");
    }

    /// @dev In the end it moves what it is asked to: a token that never does is worth nothing to anybody.
    function checkExit() public override {
        TreacherousToken(address(token)).turn(TreacherousToken.Mood.Honest, 0);
        super.checkExit();
    }
}
