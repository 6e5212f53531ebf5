// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Appeal} from "../interfaces/IAppeals.sol";
import {Dispute, Verdict} from "../interfaces/IDisputes.sol";
import {Heard, Leaf, Run, Settlement, Tally} from "../interfaces/IPurse.sol";
import {MerkleLib} from "../libraries/MerkleLib.sol";
import {Courthouse} from "./Courthouse.sol";

/// @notice A court whose panels sit: ballots become leaves, leaves a root, the root a verdict, and in the end all of them
/// a settlement.
/// @dev A panel is spelled as its seats, one letter each: a digit is an opened vote, a absent, r recused, u unopened,
/// i invalid, l leaked, s a skipped draw, q unheard. A bar stands between a first sitting and its redraw.
abstract contract Hall is Courthouse {
    address internal constant DELIVERER = address(0xDE11);
    uint256 internal constant STAKE = 1000 ether;
    /// @dev P, of 100 tokens at risk and 1,000 basis points.
    uint256 internal constant PENALTY = 10 ether;

    mapping(uint256 id => Heard[]) internal heard;
    mapping(uint256 id => Leaf[]) internal leaves;
    mapping(uint256 id => uint64[]) internal serials;
    mapping(uint256 id => Tally) internal tallies;

    function juror(uint256 number) internal pure virtual returns (address) {
        return address(uint160(0x5000 + number));
    }

    /// @dev `count` jurors in court 0 from number `first` on.
    function enrol(uint256 first, uint256 count) internal {
        for (uint256 i; i < count; ++i) {
            stake(juror(first + i), STAKE, courts(0));
        }
    }

    // SITTING

    /// @dev A panel sits and its verdict is delivered. Jurors are numbered from `first` on, across both sittings.
    function sit(uint256 id, string memory seats, uint256 first) internal {
        Verdict memory verdict = sitting(id, bytes(seats), first);
        bytes memory signatures = sign(bench, typed(verdictHash(id, verdict, bench)), 0, bench.k);
        vm.prank(DELIVERER);
        court.deliver(id, verdict, bench.members, bench.k, signatures);
    }

    function sitting(uint256 id, bytes memory seats, uint256 first) internal returns (Verdict memory verdict) {
        uint256 p = heard[id].length;
        (uint256 standing,,) = court.currentRuling(id);
        (bytes32[] memory hashes, Tally memory tally, bool isRedrawn) = seat(id, seats, first, 2 * p);
        (uint96 sitsIn, uint32 version,) = court.panelOf(id, p);
        (bytes32 policyHash,,) = court.versionOf(sitsIn, version);

        // forge-lint: disable-next-line(unsafe-typecast) few panels, few disputes
        verdict = verdictOf(0, uint64(court.disputeOf(id).serial + 1));
        (verdict.ruling, verdict.tied) = decide(tally, standing);
        verdict.panel = uint32(2 * p + (isRedrawn ? 1 : 0));
        verdict.draws = uint32(hashes.length);
        verdict.ballotsRoot = MerkleLib.root(hashes);
        verdict.policyHash = policyHash;
        if (p == 0) tallies[id] = tally;
        serials[id].push(verdict.serial);
        heard[id].push(
            Heard(
                verdict.panel,
                verdictHash(id, verdict, bench),
                verdict.ballotsRoot,
                verdict.draws,
                DELIVERER,
                uint8(verdict.ruling),
                false
            )
        );
    }

    /// @dev Quorum is more than half of the seats; without it, or with two leaders, the ruling stays.
    function decide(Tally memory tally, uint256 standing) internal pure returns (uint256 ruling, bool isTied) {
        uint256 most;
        uint256 votes;
        for (uint256 choice; choice < tally.seats.length; ++choice) {
            votes += tally.seats[choice];
            if (tally.seats[choice] > most) (most, ruling, isTied) = (tally.seats[choice], choice, false);
            else if (tally.seats[choice] == most) isTied = true;
        }
        uint256 seats = votes + tally.absent + tally.recused + tally.unopened;
        if (isTied || votes * 2 <= seats) return (standing, true);
    }

    /// @dev Where a panel's drawing is.
    struct Draws {
        uint256 made;
        /// Of this sitting.
        uint256 i;
        uint256 a;
    }

    function seat(uint256 id, bytes memory seats, uint256 first, uint256 rho)
        private
        returns (bytes32[] memory hashes, Tally memory tally, bool isRedrawn)
    {
        Draws memory draws;
        uint256 choices = court.disputeOf(id).choices;
        tally.seats = new uint256[](choices + 1);
        for (uint256 i; i < seats.length; ++i) {
            if (seats[i] == "|") isRedrawn = true;
        }
        hashes = new bytes32[](seats.length - (isRedrawn ? 1 : 0));
        for (uint256 i; i < seats.length; ++i) {
            if (seats[i] == "|") {
                (draws.i, draws.a) = (0, 1);
                tally = Tally(new uint256[](choices + 1), 0, 0, 0);
                continue;
            }
            Leaf memory leaf = seatLeaf(draws, seats[i], juror(first + draws.made), tally);
            hashes[draws.made++] = hashOf(leaf, rho);
            ++draws.i;
            leaves[id].push(leaf);
        }
    }

    function seatLeaf(Draws memory draws, bytes1 letter, address who, Tally memory tally)
        private
        pure
        returns (Leaf memory leaf)
    {
        (uint256 state, uint256 choice) = read(letter);
        count_(tally, state, choice);
        leaf = leafOf(draws.i, draws.a, who, state, choice);
        leaf.tally = keccak256(abi.encode(tally.seats, tally.absent, tally.recused, tally.unopened));
    }

    function read(bytes1 letter) internal pure returns (uint256 state, uint256 choice) {
        if (letter >= "0" && letter <= "9") return (6, uint8(letter) - 48);
        bytes memory letters = "saruilvq";
        while (letters[state] != letter) ++state;
    }

    function count_(Tally memory tally, uint256 state, uint256 choice) internal pure {
        if (state == 6) ++tally.seats[choice];
        else if (state == 1 || state == 7) ++tally.absent;
        else if (state == 2) ++tally.recused;
        else if (state != 0) ++tally.unopened;
    }

    function leafOf(uint256 i, uint256 a, address who, uint256 state, uint256 choice)
        internal
        pure
        returns (Leaf memory leaf)
    {
        uint256 number = uint160(who) - 0x5000;
        bool isCast = state == 3 || state == 4 || state == 6;
        leaf.who = bytes32((uint256(uint160(who)) << 96) | (number << 64) | (1 << 32) | type(uint32).max);
        leaf.what = bytes32(
            (uint256(STAKE) << 128) | (isCast ? uint256(1_800_000_000_123) << 64 : 0) | (i << 32) | (a << 24)
                | (state << 16) | (choice << 8)
        );
        if (state == 6) leaf.opening = keccak256(abi.encode("opening", who, i));
        if (state == 6) leaf.answerHash = keccak256(abi.encodePacked(uint16(1), uint32(choice)));
        if (isCast) leaf.commitment = keccak256(abi.encode("commitment", who, i));
        if (isCast) leaf.entryHash = keccak256(abi.encode("signature", who, i));
    }

    /// @dev The leaf's hash from its fields one by one, as a reader of the protocol would spell it.
    function hashOf(Leaf memory leaf, uint256 rho) internal pure returns (bytes32) {
        (uint256 who, uint256 what) = (uint256(leaf.who), uint256(leaf.what));
        bytes memory head = abi.encode(
            keccak256("venire/1/draw leaf"),
            rho + uint8(what >> 24),
            uint32(what >> 32),
            uint32(who >> 64),
            who >> 96,
            what >> 128,
            uint32(who >> 32),
            uint32(who)
        );
        bytes memory tail = abi.encode(
            uint8(what >> 16),
            uint64(what >> 64),
            leaf.opening,
            leaf.answerHash,
            uint8(what >> 8),
            leaf.commitment,
            leaf.entryHash,
            leaf.tally
        );
        return keccak256(bytes.concat(head, tail));
    }

    /// @dev The panel heard last isn't heard any more: its verdict lapsed.
    function forget(uint256 id) internal {
        uint256 draws = heard[id][heard[id].length - 1].draws;
        for (uint256 i; i < draws; ++i) {
            leaves[id].pop();
        }
        heard[id].pop();
        serials[id].pop();
    }

    // APPEALS

    /// @dev Both windows of the verdict that stands pass.
    function passWindows() internal {
        vm.warp(clock() + windowSeconds());
    }

    function appeal(uint256 id, address by) internal {
        uint256 price = court.appealCost(id, "");
        vm.deal(by, by.balance + price);
        vm.prank(by);
        court.appeal{value: price}(id, "");
    }

    /// @dev C of the panel after the one that ruled last.
    function nextCost(uint256 id) internal view returns (uint256) {
        (uint96 sitsIn,, uint256 seats) = court.panelOf(id, court.disputeOf(id).panel / 2 + 1);
        return court.arbitrationCost(abi.encode(sitsIn, seats));
    }

    // SETTLEMENT

    function settlementOf(uint256 id) internal view returns (Settlement memory) {
        return Settlement(id, panelsOf(id), leaves[id], tallies[id]);
    }

    /// @dev What was heard, with what appeals said of it.
    function panelsOf(uint256 id) internal view returns (Heard[] memory panels) {
        panels = heard[id];
        uint256 appealed_ = court.disputeOf(id).panel / 2;
        for (uint256 p; p < appealed_; ++p) {
            Appeal memory made = court.appealOf(id, serials[id][p]);
            (panels[p].ruling, panels[p].isContested) = (made.ruling, made.isContested);
        }
    }

    function settle(uint256 id) internal {
        Settlement[] memory list = new Settlement[](1);
        list[0] = settlementOf(id);
        court.settle(list);
    }

    /// @dev Every juror's debt becomes less stake.
    function fold(uint256 first, uint256 count) internal {
        for (uint256 i; i < count; ++i) {
            vault.fold(juror(first + i));
        }
    }

    function stakeOf(address who) internal view returns (uint256 staked) {
        (,, staked,) = vault.jurorOf(who);
    }
}
