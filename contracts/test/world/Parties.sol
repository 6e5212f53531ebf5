// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Side} from "../../interfaces/IAppeals.sol";
import {Dispute} from "../../interfaces/IDisputes.sol";
import {Client, EtherRefusingClient, RevertingClient} from "../../mocks/Clients.sol";
import {Model} from "./Model.sol";

/// @notice What clients, contributors and jurors may do, in any order, at any time. No call here may revert: what isn't
/// lawful isn't tried.
abstract contract Parties is Model {
    // CLIENTS

    function openDispute(uint256 who, uint256 seats, uint256 over, bool isNamed) external {
        Client client = clients[who % clients.length];
        seats = within(seats, 1, 511);
        bytes memory extraData = isNamed ? abi.encode(humans, seats) : bytes("");
        uint256 fee = court.arbitrationCost(extraData);
        over = over % 3 == 0 ? within(over, 1, 1 ether) : 0;
        client.open{value: fee + over}(within(seats, 1, 255), extraData);
        paidIn += fee + over;
        heldEther += fee;
    }

    function openDisputeInToken(uint256 seats, bool isNamed) external {
        seats = within(seats, 1, 511);
        bytes memory extraData = isNamed ? abi.encode(humans, seats) : bytes("");
        uint256 fee = court.arbitrationCost(extraData, address(token));
        try court.createDispute(within(seats, 1, 255), extraData, address(token), fee + seats % 2) {
            heldTokens += fee;
        } catch {
            onlyTheTokenRefuses();
        }
    }

    function relent(uint256 who) external {
        Client client = clients[who % clients.length];
        if (address(client) == address(clients[1])) RevertingClient(payable(address(client))).relent();
        if (address(client) == address(clients[4])) EtherRefusingClient(payable(address(client))).relent();
    }

    function withdrawTab(uint256 who) external {
        withdrawFrom(accounts[who % accounts.length]);
    }

    function withdrawFrom(address account) internal {
        (int128 tokens, uint96 amount) = court.tabOf(account);
        // Nobody can make it take its ether; it stays owed.
        if (tokens <= 0 && (amount == 0 || refuses(account))) return;
        try court.withdraw(account) returns (uint256 paid, uint256) {
            paidOut += paid;
        } catch {
            onlyTheTokenRefuses();
        }
    }

    // CONTRIBUTORS

    function contributeTo(uint256 which, uint256 who, uint256 amount, bool isFor, bool isFull) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id == 0) return;
        Side side = isFor ? Side.For : Side.Against;
        uint256 missing = court.missingOf(id, side);
        if (missing == 0) return;
        amount = isFull ? missing : within(amount, 1, missing);
        uint256 over = isFull ? 0 : amount % 2;
        address account = contributor(who, dispute.isInToken);
        vm.prank(account);
        if (dispute.isInToken) {
            try court.contribute(id, side, amount + over) {
                heldTokens += amount + over < missing ? amount + over : missing;
            } catch {
                onlyTheTokenRefuses();
            }
            return;
        }
        court.contribute{value: amount + over}(id, side);
        paidIn += amount + over;
        heldEther += amount + over < missing ? amount + over : missing;
    }

    function appealRuling(uint256 which, uint256 who, uint256 over) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id == 0) return;
        uint256 price = court.appealCost(id, "");
        if (price == 2 ** 255 - 1) return;
        vm.prank(contributor(who, dispute.isInToken));
        if (dispute.isInToken) {
            try court.appeal(id, "") {
                heldTokens += price;
            } catch {
                onlyTheTokenRefuses();
            }
            return;
        }
        over %= 1 ether;
        court.appeal{value: price + over}(id, "");
        paidIn += price + over;
        heldEther += price;
    }

    /// @dev The fourth of them takes no ether back, until it relents.
    function contributor(uint256 who, bool isInToken) private view returns (address) {
        who %= isInToken ? 3 : 4;
        return who == 3 ? address(clients[4]) : address(uint160(0xC0 + who));
    }

    function withdrawContributions(uint256 which) external {
        (uint256 id, Dispute memory dispute) = pick(which);
        if (id == 0 || !dispute.isFinal) return;
        takeContributions(id, dispute.isInToken);
    }

    function takeContributions(uint256 id, bool isInToken) internal {
        for (uint256 i; i < delivered[id].length; ++i) {
            for (uint256 who; who < 4; ++who) {
                takeContribution(id, delivered[id][i], contributor(who, false), isInToken);
            }
        }
    }

    function takeContribution(uint256 id, uint64 of_, address account, bool isInToken) private {
        (uint96 against, uint96 inFavour) = court.contributionOf(id, of_, account);
        if (against == 0 && inFavour == 0) return;
        claims += 2;
        uint256 before = address(court).balance;
        uint256 amount = court.withdrawContribution(id, of_, account);
        if (isInToken) {
            heldTokens -= amount;
            return;
        }
        paidOut += before - address(court).balance;
        heldEther -= amount;
    }

    // JURORS

    function putUpStake(uint256 who, uint256 amount, bool isServing) external {
        address juror = jurors[who % jurors.length];
        vm.prank(juror);
        amount = within(amount, 1, amount % 2 == 0 ? 1e20 : 1e24);
        try vault.stake(amount, isServing ? courts(0, humans) : none()) {
            note(juror);
        } catch {
            onlyTheTokenRefuses();
        }
    }

    function chooseCourts(uint256 who, uint256 choice) external {
        address juror = jurors[who % jurors.length];
        if (changes[juror].length == 0) return;
        vm.prank(juror);
        vault.serve(choice % 3 == 0 ? none() : choice % 3 == 1 ? courts(0) : courts(humans, 0));
        note(juror);
    }

    function askStakeBack(uint256 who, uint256 amount) external {
        address juror = jurors[who % jurors.length];
        if (changes[juror].length == 0) return;
        vault.fold(juror);
        note(juror);
        (,, uint128 staked,) = vault.jurorOf(juror);
        if (staked == 0) return;
        amount = within(amount, 1, staked);
        vm.prank(juror);
        vault.requestUnstake(amount);
        note(juror);
    }

    function takeStakeBack(uint256 who) external {
        address juror = jurors[who % jurors.length];
        (uint128 pending, uint64 readyAt) = vault.pendingOf(juror);
        if (pending == 0 || clock() < readyAt) return;
        vm.prank(juror);
        try vault.withdrawStake() {
            note(juror);
        } catch {
            onlyTheTokenRefuses();
        }
    }

    function becomeHuman(uint256 who, uint160 human) external {
        registry.register(jurors[who % jurors.length], bytes20(human % 4));
    }

    function admitOrExpire(uint256 who) external {
        address juror = jurors[who % jurors.length];
        if (changes[juror].length == 0) return;
        bytes32 recorded = vault.personOf(humans, juror);
        bytes20 human = registry.humanityOf(juror);
        bytes32 now_ = human == 0
            ? bytes32(0)
            : keccak256(abi.encodePacked(keccak256("venire/1/person"), uint96(0), uint8(1), human));
        if (recorded != 0 && recorded != now_) {
            vault.expireAdmission(humans, juror);
        } else if (recorded == 0 && now_ != 0) {
            for (uint256 i; i < jurors.length; ++i) {
                if (vault.personOf(humans, jurors[i]) == now_) return;
            }
            vault.admit(humans, juror);
        } else {
            return;
        }
        note(juror);
    }
}
