// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Purse} from "../Purse.sol";
import {Records} from "../Records.sol";
import {Appeal} from "../interfaces/IAppeals.sol";
import {Dispute} from "../interfaces/IDisputes.sol";
import {Heard, Leaf, Progress, Tally} from "../interfaces/IPurse.sol";
import {PurseLib} from "../libraries/PurseLib.sol";
import {Test} from "./Test.sol";

/// @notice A vault of numbers: what each account has at risk.
contract Holdings {
    address public token = address(this);
    uint64 public longestDisputeSeconds = 1 days;
    uint64 public epochSeconds = 1 days;
    mapping(address account => uint256) public atRisk;

    function hold(address account, uint256 amount) external {
        atRisk[account] = amount;
    }
}

/// @notice The purse's arithmetic with its numbers handed in, so that vectors needn't open courts.
contract Ledger is Purse {
    constructor(address vault) Records(vault, 1, 1, 2) {}

    function split(Case memory case_, Heard[] calldata panels, Leaf[] calldata leaves, Tally calldata tally)
        external
        returns (Progress memory progress, Shares memory shares)
    {
        progress.earners = new uint32[](panels.length);
        if (case_.isTied && panels[0].draws != 0) {
            progress.leaders = _leadersOf(case_.disputeId, panels[0], leaves[panels[0].draws - 1], tally);
        }
        uint256 from;
        for (uint256 p; p < panels.length; ++p) {
            _charge(case_, progress, p, leaves[from:from + panels[p].draws]);
            from += panels[p].draws;
        }
        shares = _sharesOf(case_, progress);
        from = 0;
        for (uint256 p; p < panels.length; ++p) {
            _credit(case_, progress, shares, p, leaves[from:from + panels[p].draws]);
            from += panels[p].draws;
        }
        _close(case_, progress, panels);
    }

    /// @dev Courts from a dispute's own upwards, each the parent of the one before; the last is a root.
    function raise(uint256 courts, uint256 court, uint256 jumpSeats, uint80[4] calldata fees) external {
        Version storage version = _versions[court][1];
        _heads[court].version = 1;
        _places[court].parent = uint32(court + 1 < courts ? court + 1 : court);
        version.jumpSeats = uint16(jumpSeats);
        (version.feePerSeat, version.deliveryFee) = (fees[0], fees[1]);
        (version.tokenFeePerSeat, version.tokenDeliveryFee) = (fees[2], fees[3]);
    }

    function ladder(uint256 seats, uint256 panel, bool isInToken)
        external
        view
        returns (uint256 court, uint256 larger, uint256 cost)
    {
        Dispute memory dispute;
        (dispute.seats, dispute.version, dispute.openedAt) = (uint16(seats), 1, 1);
        uint256 version;
        (court, version, larger) = _panelOf(dispute, panel);
        (uint256 fees, uint256 delivery) = _price(_versions[court][version], larger, isInToken);
        cost = fees + delivery;
    }

    /// @dev What a contribution becomes, under the prices raised before.
    function worth(Appeal memory appeal_, Contribution memory given, bool isOverturned, bool isFinished)
        external
        view
        returns (uint256)
    {
        Dispute memory dispute;
        (dispute.version, dispute.openedAt) = (1, 1);
        // Two panels stand, or the second one never delivered.
        (dispute.panel, dispute.deliveredAt) = (isFinished ? 2 : 0, 1);
        dispute.ruling = isOverturned ? 2 : 1;
        return _worth(dispute, appeal_, given);
    }
}

/// @notice Who pays and who is paid: the contracts give the numbers of the reference, to the wei.
contract PaymentsParityTest is Test {
    string private json;

    function setUp() public {
        json = vm.readFile("../test/vectors/payments.json");
    }

    function at(string memory list, uint256 i) private pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(i), "]");
    }

    function u(string memory where, string memory key) private view returns (uint256) {
        return vm.parseJsonUint(json, string.concat(where, ".", key));
    }

    function us(string memory where, string memory key) private view returns (uint256[] memory) {
        return vm.parseJsonUintArray(json, string.concat(where, ".", key));
    }

    function is_(string memory where, string memory key) private view returns (bool) {
        return vm.parseJsonBool(json, string.concat(where, ".", key));
    }

    function who(string memory where, string memory key) private view returns (address) {
        return vm.parseJsonAddress(json, string.concat(where, ".", key));
    }

    function whos(string memory where, string memory key) private view returns (address[] memory) {
        return vm.parseJsonAddressArray(json, string.concat(where, ".", key));
    }

    // PENALTIES

    function testPenalties() public view {
        uint256 count;
        for (; vm.keyExistsJson(json, at("penalties", count)); ++count) {
            string memory where = at("penalties", count);
            uint256 seatStake = u(where, "seatStake");
            uint256 unit = PurseLib.penalty(seatStake, u(where, "penaltyBps"));
            uint256 amount = PurseLib.charge(u(where, "state"), is_(where, "coherent"), seatStake, unit);
            equal(amount, u(where, "amount"), "what a seat pays");
        }
        isTrue(count > 0, "there are penalties");
    }

    // LADDERS

    function testLadders() public {
        uint256 count;
        for (; vm.keyExistsJson(json, at("ladders", count)); ++count) {
            string memory where = at("ladders", count);
            Ledger ledger = new Ledger(address(new Holdings()));
            raise(ledger, where);
            string memory steps = string.concat(where, ".steps");
            for (uint256 i;; ++i) {
                string memory step = string.concat(steps, "[", vm.toString(i), "]");
                if (!vm.keyExistsJson(json, step)) break;
                (uint256 court, uint256 seats, uint256 cost) = ledger.ladder(u(where, "seats"), i + 1, false);
                equal(court, u(step, "court"), "court");
                equal(seats, u(step, "seats"), "seats");
                equal(cost, u(step, "costInWei"), "cost");
                equal(cost + cost / 2, u(step, "againstInWei"), "against");
                equal(cost - cost / 2 + cost / 2, u(step, "forInWei"), "for");
                (,, cost) = ledger.ladder(u(where, "seats"), i + 1, true);
                equal(cost, u(step, "costInToken"), "cost in the token");
            }
        }
        isTrue(count > 0, "there are ladders");
    }

    function raise(Ledger ledger, string memory where) private {
        uint256 courts;
        string memory list = string.concat(where, ".courts");
        while (vm.keyExistsJson(json, string.concat(list, "[", vm.toString(courts), "]"))) ++courts;
        for (uint256 i; i < courts; ++i) {
            string memory court = string.concat(list, "[", vm.toString(i), "]");
            uint80[4] memory fees = [
                uint80(u(court, "feePerSeat")),
                uint80(u(court, "deliveryFee")),
                uint80(u(court, "tokenFeePerSeat")),
                uint80(u(court, "tokenDeliveryFee"))
            ];
            ledger.raise(courts, i, u(court, "jumpSeats"), fees);
        }
    }

    // CONTRIBUTIONS

    function testContributions() public {
        uint256 count;
        for (; vm.keyExistsJson(json, at("contributions", count)); ++count) {
            contribution(at("contributions", count));
        }
        isTrue(count > 0, "there are contributions");
    }

    function contribution(string memory where) private {
        uint256 cost = u(where, "cost");
        Ledger ledger = new Ledger(address(new Holdings()));
        ledger.raise(1, 0, 1, [uint80(0), uint80(cost), 0, 0]);
        uint256[] memory against = us(where, "against");
        uint256[] memory inFavour = us(where, "for");
        Appeal memory made;
        (made.against, made.inFavour) = (uint96(sum(against)), uint96(sum(inFavour)));
        (made.ruling, made.panel) = (1, 1);
        made.isHeard = made.isMade = made.against == cost + cost / 2;
        made.isContested = made.isMade && made.inFavour == cost - cost / 2 + cost / 2;
        check(ledger, where, made, against, true);
        check(ledger, where, made, inFavour, false);
    }

    function check(Ledger ledger, string memory where, Appeal memory made, uint256[] memory given, bool isAgainst)
        private
        view
    {
        uint256[] memory back = us(where, isAgainst ? "backAgainst" : "backFor");
        for (uint256 i; i < given.length; ++i) {
            uint256 amount = ledger.worth(
                made,
                isAgainst
                    ? Records.Contribution(uint96(given[i]), 0, false)
                    : Records.Contribution(0, uint96(given[i]), false),
                is_(where, "overturned"),
                is_(where, "finished")
            );
            equal(amount, back[i], "what comes back");
        }
    }

    function sum(uint256[] memory list) private pure returns (uint256 total) {
        for (uint256 i; i < list.length; ++i) {
            total += list[i];
        }
    }

    // DISPUTES

    function testDisputes() public {
        uint256 count;
        for (; vm.keyExistsJson(json, at("disputes", count)); ++count) {
            dispute(at("disputes", count));
        }
        isTrue(count > 20, "there are disputes");
    }

    function dispute(string memory where) private {
        Holdings holdings = new Holdings();
        Ledger ledger = new Ledger(address(holdings));
        address[] memory accounts = whos(where, "accounts");
        uint256[] memory holds = us(where, "holds");
        for (uint256 i; i < accounts.length; ++i) {
            holdings.hold(accounts[i], holds[i]);
        }
        settle(ledger, where);

        uint256[] memory debits = us(where, "debits");
        uint256[] memory tokens = us(where, "tokens");
        uint256[] memory amounts = us(where, "wei");
        for (uint256 i; i < accounts.length; ++i) {
            (int128 has, uint96 amount) = ledger.tabOf(accounts[i]);
            isTrue(has == int256(tokens[i]) - int256(debits[i]), "tokens");
            equal(amount, amounts[i], "wei");
        }
    }

    function settle(Ledger ledger, string memory where) private {
        uint256 panels;
        while (vm.keyExistsJson(json, panelAt(where, panels))) ++panels;
        Purse.Case memory case_;
        case_.disputeId = 1;
        case_.arbitrable = who(where, "opener");
        case_.ruling = u(where, "ruling");
        case_.isTied = is_(where, "tied");
        case_.isInToken = is_(where, "inToken");
        case_.forfeited = u(where, "forfeited");
        case_.rates = new Purse.Rates[](panels);
        Heard[] memory heard = new Heard[](panels);
        uint256 draws;
        for (uint256 p; p < panels; ++p) {
            string memory panel = panelAt(where, p);
            uint256 seatStake = u(panel, "seatStake");
            case_.rates[p] = Purse.Rates(
                u(panel, "seats") * u(panel, "feePerSeat"),
                u(panel, "deliveryFee"),
                seatStake,
                PurseLib.penalty(seatStake, u(panel, "penaltyBps"))
            );
            heard[p].panel = uint32(u(panel, "panel"));
            heard[p].deliverer = who(panel, "deliverer");
            heard[p].draws = uint32(us(panel, "states").length);
            draws += heard[p].draws;
        }
        Leaf[] memory leaves = new Leaf[](draws);
        Tally memory tally = fill(leaves, where, heard);
        (Progress memory progress, Purse.Shares memory shares) = ledger.split(case_, heard, leaves, tally);
        equal(progress.coherent, u(where, "coherent"), "coherent");
        for (uint256 p; p < panels; ++p) {
            equal(progress.earners[p], u(panelAt(where, p), "earning"), "earning");
            equal(shares.fees[p], u(panelAt(where, p), "feeShare"), "fee share");
        }
    }

    function panelAt(string memory where, uint256 p) private pure returns (string memory) {
        return string.concat(where, ".panels[", vm.toString(p), "]");
    }

    /// @dev Leaves of all panels. Under the last one of panel 0 stands the tally of its last sitting.
    function fill(Leaf[] memory leaves, string memory where, Heard[] memory heard)
        private
        view
        returns (Tally memory tally)
    {
        uint256 made;
        tally.seats = new uint256[](256);
        for (uint256 p; p < heard.length; ++p) {
            string memory panel = panelAt(where, p);
            address[] memory jurors = whos(panel, "jurors");
            uint256[] memory sittings = us(panel, "sittings");
            uint256[] memory states = us(panel, "states");
            uint256[] memory choices = us(panel, "choices");
            for (uint256 i; i < states.length; ++i) {
                leaves[made].who = bytes32(uint256(uint160(jurors[i])) << 96);
                leaves[made].what = bytes32((sittings[i] % 2 << 24) | (states[i] << 16) | (choices[i] << 8));
                if (p == 0 && states[i] == 6 && sittings[i] == heard[0].panel) ++tally.seats[choices[i]];
                ++made;
            }
        }
        bytes32 hash = keccak256(abi.encode(tally.seats, tally.absent, tally.recused, tally.unopened));
        if (heard[0].draws != 0) leaves[heard[0].draws - 1].tally = hash;
    }
}
