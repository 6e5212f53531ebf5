// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Test} from "./Test.sol";
import {TreacherousWorld} from "./world/TreacherousWorld.sol";
import {World} from "./world/World.sol";

/// @notice The laws, checked after every move of every story.
contract InvariantTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    World internal world;

    function setUp() public {
        world = makeWorld();
        world.begin();
    }

    function makeWorld() internal virtual returns (World) {
        return new World();
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(world);
    }

    function targetSelectors() external view virtual returns (FuzzSelector[] memory list) {
        list = new FuzzSelector[](1);
        list[0] = FuzzSelector(address(world), everyMove());
    }

    function everyMove() internal view returns (bytes4[] memory moves) {
        moves = new bytes4[](38);
        moves[0] = world.openDispute.selector;
        moves[1] = world.openDisputeInToken.selector;
        moves[2] = world.relent.selector;
        moves[3] = world.withdrawTab.selector;
        moves[4] = world.contributeTo.selector;
        moves[5] = world.appealRuling.selector;
        moves[6] = world.withdrawContributions.selector;
        moves[7] = world.deliverVerdict.selector;
        moves[8] = world.post.selector;
        moves[9] = world.announceRotation.selector;
        moves[10] = world.completeRotation.selector;
        moves[11] = world.executeRuling.selector;
        moves[12] = world.expireDispute.selector;
        moves[13] = world.settleDispute.selector;
        moves[14] = world.foldDebt.selector;
        moves[15] = world.retryRuling.selector;
        moves[16] = world.passTime.selector;
        moves[17] = world.putUpStake.selector;
        moves[18] = world.chooseCourts.selector;
        moves[19] = world.askStakeBack.selector;
        moves[20] = world.takeStakeBack.selector;
        moves[21] = world.admitOrExpire.selector;
        moves[22] = world.becomeHuman.selector;
        moves[23] = world.deliverVerdict.selector;
        moves[24] = world.appealRuling.selector;
        moves[25] = world.settleDispute.selector;
        moves[26] = world.executeRuling.selector;
        moves[27] = world.contributeTo.selector;
        moves[28] = world.depositCredit.selector;
        moves[29] = world.askCreditBack.selector;
        moves[30] = world.takeCreditBack.selector;
        moves[31] = world.askOffChain.selector;
        moves[32] = world.goOnOffChain.selector;
        moves[33] = world.goOnOffChain.selector;
        moves[34] = world.goOnOffChain.selector;
        moves[35] = world.goOnOffChain.selector;
        moves[36] = world.returnFees.selector;
        moves[37] = world.returnCharged.selector;
    }

    /// @dev One invariant, so that one set of stories is told for all the laws.
    function invariantTheLawsHold() external view {
        world.checkMoney();
        world.checkBoundaries();
        world.checkRulings();
    }

    /// @dev At the end of each story the time comes for every dispute that is left.
    function afterInvariant() external {
        world.checkEndings();
        world.checkExit();
    }
}

/// @notice The same laws where the token itself is the attacker.
contract TreacherousInvariantTest is InvariantTest {
    function makeWorld() internal override returns (World) {
        return new TreacherousWorld();
    }

    /// @dev The token turns as often as anything of tokens happens.
    function targetSelectors() external view override returns (FuzzSelector[] memory list) {
        list = new FuzzSelector[](2);
        list[0] = FuzzSelector(address(world), everyMove());
        bytes4[] memory turns = new bytes4[](2);
        turns[0] = TreacherousWorld.turnToken.selector;
        turns[1] = TreacherousWorld.payEverybody.selector;
        list[1] = FuzzSelector(address(world), turns);
    }
}
