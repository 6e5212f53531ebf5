// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Appeal} from "../../interfaces/IAppeals.sol";
import {Terms} from "../../interfaces/ICourts.sol";
import {Dispute} from "../../interfaces/IDisputes.sol";
import {
    Client,
    EtherRefusingClient,
    GasEater,
    ReenteringClient,
    ReturndataBomb,
    RevertingClient
} from "../../mocks/Clients.sol";
import {OffChain} from "../OffChain.sol";

/// @notice The plainest model of the contracts, kept beside them: whole histories, and money in and out. What disputes
/// hold is counted as it comes in and goes out, apart from what the contracts say of it.
abstract contract Model is OffChain {
    struct Change {
        uint64 epoch;
        uint128 stake;
        uint256 courts;
        bool isAdmitted;
    }

    struct Ending {
        bool isFinal;
        uint256 ruling;
    }

    /// @dev A dispute off chain: what will be charged, and what settles it. Of two with one nonce one is ever charged.
    struct Asked {
        uint256 id;
        uint256 fee;
        uint64 openedAt;
        uint64 deliveredAt;
        /// The `Ended`, encoded.
        bytes ended;
        /// The `Settlement`, encoded.
        bytes settlement;
    }

    uint256 public paidIn;
    uint256 public paidOut;
    /// @dev What disputes hold: fees and contributions that are nobody's yet.
    uint256 public heldEther;
    uint256 public heldTokens;
    /// @dev Withdrawals that may each leave a wei behind.
    uint256 public claims;
    address[] public accounts;
    mapping(uint256 id => uint64[]) public delivered;
    mapping(uint256 id => bool) public isSettled;
    Client[] public clients;
    address[] public jurors;
    mapping(address juror => Change[]) public changes;
    mapping(uint256 id => Ending) public endings;
    /// @dev What each account that asks off chain paid in and hasn't spent or taken back.
    mapping(address payer => uint256) public prepaid;
    address[] public payers;
    Asked[] internal asked;
    /// @dev Number of the case that an id was charged for, plus one.
    mapping(uint256 id => uint256) internal chargedFor;
    Bench[] internal benches;
    Bench internal announced;
    uint64 internal serial;
    uint64 internal gazettes;
    uint96 internal humans;

    function begin() external {
        setUp();
        benches.push(bench);
        Terms memory t = terms();
        t.personSource = 1;
        t.personRegistry = address(registry);
        humans = court.createCourt(0, 0, t);

        clients.push(new Client(court));
        clients.push(new RevertingClient(court));
        clients.push(new GasEater(court));
        clients.push(new ReenteringClient(court));
        clients.push(new EtherRefusingClient(court));
        clients.push(new ReturndataBomb(court));
        for (uint256 i; i < 6; ++i) {
            jurors.push(juror(i));
            accounts.push(juror(i));
            fund(juror(i), 1e30);
        }
        for (uint256 i; i < clients.length; ++i) {
            accounts.push(address(clients[i]));
        }
        for (uint160 i; i < 3; ++i) {
            accounts.push(address(0xC0 + i));
            fund(address(0xC0 + i), 1e30);
            vm.prank(address(0xC0 + i));
            token.approve(address(court), type(uint256).max);
            vm.deal(address(0xC0 + i), 1e30);
        }
        for (uint256 i; i < 2; ++i) {
            payers.push(vm.addr(payerKey(i)));
            accounts.push(payers[i]);
        }
        vm.deal(address(clients[4]), 1e30);
        accounts.push(DELIVERER);
        accounts.push(address(this));
        fund(address(this), 1e30);
        token.approve(address(court), type(uint256).max);
        vm.deal(address(this), 1e30);
    }

    /// @dev Few jurors, so that they meet again; two of the six never get a stake in some stories.
    function juror(uint256 number) internal pure override returns (address) {
        return address(uint160(0x5000 + number % 6));
    }

    /// @dev Five of a pool, sliding: neighbours in time share four members, so that some verdicts outlive a rotation.
    function slidingBench(uint256 first) internal pure returns (Bench memory) {
        return makeBench("attestor", first, 5, 3);
    }

    // READING AND NOTING

    function note(address juror) internal {
        (,, uint128 staked, uint256 packed_) = vault.jurorOf(juror);
        changes[juror].push(Change(vault.epoch(), staked, packed_, vault.personOf(humans, juror) != 0));
    }

    /// @dev A client may open its next dispute inside rule(), with what it was paid back.
    function noteOpened(uint256 before) internal {
        uint256 fees = (court.disputeCount() - before) * cost();
        paidIn += fees;
        heldEther += fees;
    }

    function remember(uint256 id, uint256 ruling) internal {
        isTrue(!endings[id].isFinal, "final once");
        endings[id] = Ending(true, ruling);
    }

    function pick(uint256 which) internal view returns (uint256 id, Dispute memory dispute) {
        uint256 count = court.disputeCount();
        if (count == 0) return (0, dispute);
        id = within(which, 1, count);
        dispute = court.disputeOf(id);
    }

    function costOf(uint256 seats, bool isInToken) internal pure returns (uint256) {
        return isInToken ? seats * 3 ether + 1 ether : seats * 0.01 ether + 0.005 ether;
    }

    function stillAttestors(Dispute memory dispute) internal view returns (uint256 count) {
        Bench memory signed = benches[dispute.attestorSet - 1];
        for (uint256 i; i < 5; ++i) {
            if ((dispute.signers >> i) & 1 == 0) continue;
            for (uint256 j; j < 5; ++j) {
                if (bench.addresses[j] == signed.addresses[i]) ++count;
            }
        }
    }

    function refuses(address account) internal view returns (bool) {
        return account == address(clients[4]) && !EtherRefusingClient(payable(account)).isWilling();
    }

    function tabs() internal view returns (int256 tokens, uint256 amount) {
        for (uint256 i; i < accounts.length; ++i) {
            (int128 has, uint96 wei_) = court.tabOf(accounts[i]);
            (tokens, amount) = (tokens + has, amount + wei_);
        }
    }

    /// @dev Fees and deliveries of all panels whose verdict stands, and stakes that were wrong and unanswered.
    function priceOf(uint256 id, Dispute memory dispute) internal view returns (uint256 price) {
        uint256 seats = dispute.seats;
        for (uint256 p; p < heard[id].length; ++p) {
            uint256 cost_ = costOf(seats, dispute.isInToken);
            price += cost_;
            seats = 2 * seats + 1;
            if (p == 0) continue;
            Appeal memory made = court.appealOf(id, serials[id][p - 1]);
            if (!made.isContested && made.ruling == dispute.ruling) price += cost_ / 2;
        }
    }

    /// @dev An honest token moves whatever is owed or approved; so nothing may be refused for its sake.
    function onlyTheTokenRefuses() internal view virtual {
        isTrue(false, "an honest token refuses nothing");
    }

    function payerKey(uint256 who) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("an account that asks", who % 2)));
    }
}
