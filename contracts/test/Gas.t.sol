// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrable} from "@kleros/erc-792/contracts/IArbitrable.sol";
import {IArbitrator as IERC792} from "@kleros/erc-792/contracts/IArbitrator.sol";
import {Escrow} from "@kleros/erc-792/contracts/examples/Escrow.sol";
import {Verdict} from "../interfaces/IDisputes.sol";
import {CountingArbitrator} from "../mocks/CountingArbitrator.sol";
import {Settlement} from "../interfaces/IPurse.sol";
import {Side} from "../interfaces/IAppeals.sol";
import {Courthouse} from "./Courthouse.sol";
import {Hall} from "./Hall.sol";

/// @notice What each transaction costs, as a transaction of its own: 21,000 and calldata included.
/// @dev Isolation makes every call from a test a transaction, with nothing warm. Kept in contracts/gas.json.
/// forge-config: default.isolate = true
contract GasTest is Courthouse {
    address payable private constant PAYER = payable(address(0xA11CE));
    address payable private constant PAYEE = payable(address(0xB0B));

    function record(string memory what) private returns (uint256 gas) {
        gas = vm.lastCallGas().gasTotalUsed;
        vm.snapshotValue("gas", what, gas);
    }

    /// @dev The escrow of ERC-792's own package, up to the moment the payee's deposit opens the dispute.
    function reclaimed(IERC792 arbitrator, uint256 fee) private returns (Escrow escrow, uint256 id) {
        vm.deal(PAYER, 10 ether);
        vm.deal(PAYEE, 10 ether);
        escrow = new Escrow();
        // Its first transaction is number 0, and disputes of transaction 0 are all the same to it: take the next.
        escrow.newTransaction{value: 1}(PAYEE, arbitrator, "meta", 1 days, 1 days);
        vm.prank(PAYER);
        escrow.newTransaction{value: 1 ether}(PAYEE, arbitrator, "meta", 1 days, 1 days);
        id = 1;
        vm.prank(PAYER);
        escrow.reclaimFunds{value: fee}(id);
    }

    function testAnEscrowDisputeCostsLittleMoreThanItsClient() public {
        vm.deal(address(this), 10 ether);
        // The court isn't new: it has heard a dispute before.
        open();
        (Escrow escrow, uint256 transaction) = reclaimed(IERC792(address(court)), cost());

        vm.prank(PAYEE);
        escrow.depositArbitrationFeeForPayee{value: cost()}(transaction);
        uint256 opening = record("the payee of an ERC-792 escrow deposits, which opens a dispute");

        vm.warp(clock() + 4 days);
        Verdict memory verdict = verdictOf(1, 1);
        bytes memory signatures = sign(bench, typed(verdictHash(2, verdict, bench)), 0, 3);
        court.deliver(2, verdict, bench.members, bench.k, signatures);
        uint256 delivery = record("anyone delivers its verdict, signed by 3 of 5 attestors");

        vm.warp(clock() + windowSeconds());
        court.execute(2);
        uint256 execution = record("anyone executes the ruling, which pays the escrow out");
        isTrue(isSolved(2), "solved");
        equal(uint256(uint8(txStatus(escrow, transaction))), 3, "resolved");

        vm.snapshotValue("gas", "the three transactions together", opening + delivery + execution);
        atMost(opening + delivery + execution, 330_000, "an escrow's dispute");
    }

    function testTheFloorUnderAnEscrowDispute() public {
        CountingArbitrator counting = new CountingArbitrator();
        counting.createDispute(2, "");
        (Escrow escrow, uint256 transaction) = reclaimed(counting, 0);

        vm.prank(PAYEE);
        escrow.depositArbitrationFeeForPayee{value: 1}(transaction);
        uint256 opening = record("floor: the same deposit with an arbitrator that only counts");
        counting.giveRuling(escrow, 2, 1);
        uint256 ruling = record("floor: the same ruling by an arbitrator that only counts");
        vm.snapshotValue("gas", "floor: both together", opening + ruling);
    }

    function txStatus(Escrow escrow, uint256 id) private view returns (Escrow.Status status) {
        (,,, status,,,,,,,,) = escrow.txs(id);
    }

    function testAnAccountOpensADispute() public {
        vm.deal(address(this), 10 ether);
        open();
        court.createDispute{value: cost()}(2, "");
        record("an account opens a dispute in court 0");
        court.createDispute{value: cost()}(2, abi.encode(uint96(0), uint256(3)));
        record("an account opens a dispute in a court it names");
    }

    function testAGazetteInAPreparedPlace() public {
        court.prepare(0, 64);
        record("anyone prepares 64 places of the gazette");
        bytes32 structHash = keccak256(
            abi.encode(
                GAZETTE_TYPEHASH, uint64(5), uint64(7), keccak256("rolls"), keccak256("heads"), configDigest(bench)
            )
        );
        bytes memory signatures = sign(bench, typed(structHash), 0, 3);
        court.post(5, 7, keccak256("rolls"), keccak256("heads"), bench.members, bench.k, signatures);
        atMost(record("anyone posts a gazette in a prepared place, signed by 3 of 5"), 60_000, "a gazette");
    }

    function testTheFirstGazetteOfAnEpochKeepsItsRolls() public {
        uint64 epoch = 1_000;
        court.prepare(0, 64);
        court.prepareRolls(epoch, 64);
        // A deployment's very first rolls pay for the slot that keeps who signed the last ones.
        vm.warp(uint256(epoch - 1) * EPOCH + 1);
        post(4, epoch - 1, keccak256("rolls"), keccak256("heads"));
        vm.warp(uint256(epoch) * EPOCH + 1);
        post(5, epoch, keccak256("rolls"), keccak256("heads"));
        uint256 used = record("anyone posts the first gazette of an epoch, which keeps its rolls, in prepared places");
        atMost(used, 66_000, "a first gazette");
        isTrue(court.rollsOf(epoch) == bytes24(keccak256("rolls")), "kept");
    }

    function testAFirstStakeIsFlat() public {
        court.createCourt(0, keccak256("child"), terms());
        stake(address(0x1001), 500 ether, courts(0, 1));
        fund(address(0x1002), 1500 ether);
        vm.prank(address(0x1002));
        vault.stake(500 ether, courts(0, 1));
        uint256 second = record("a juror stakes for the first time, in two courts");
        atMost(second, 170_000, "a first stake");

        for (uint160 i; i < 100; ++i) {
            stake(address(0x2000 + i), 1 ether, courts(0, 1));
        }
        fund(address(0x1003), 1500 ether);
        vm.prank(address(0x1003));
        vault.stake(500 ether, courts(0, 1));
        uint256 hundredth = vm.lastCallGas().gasTotalUsed;
        atMost(hundredth > second ? hundredth - second : second - hundredth, 100, "a hundred jurors later");

        vm.prank(address(0x1003));
        vault.stake(500 ether, none());
        record("a juror stakes more in the same epoch");
        vm.warp(clock() + EPOCH);
        vm.prank(address(0x1003));
        vault.stake(500 ether, none());
        record("a juror stakes more in a later epoch, with a state to remember for the first time");
    }
}

/// @notice What appeals and settlements cost. Every account's second time: the first one's slots are paid for once.
/// forge-config: default.isolate = true
contract MoneyGasTest is Hall {
    address payable private constant PAYER = payable(address(0xA11CE));
    address payable private constant PAYEE = payable(address(0xB0B));
    address private constant ANNA = address(0xA11A);
    address private constant BEN = address(0xBE11);

    function record(string memory what) private returns (uint256 gas) {
        gas = vm.lastCallGas().gasTotalUsed;
        vm.snapshotValue("gas", what, gas);
    }

    function spent() private view returns (uint256) {
        return vm.lastCallGas().gasTotalUsed;
    }

    function setUp() public override {
        super.setUp();
        vm.deal(address(this), 1000 ether);
        vm.deal(ANNA, 10 ether);
        vm.deal(BEN, 10 ether);
        vm.deal(PAYER, 10 ether);
        vm.deal(PAYEE, 10 ether);
        vm.deal(DELIVERER, 10 ether);
        // The court has heard a dispute before, and paid for its delivery.
        uint256 id = open();
        sit(id, "112", 600);
        passWindows();
        court.execute(id);
        settle(id);
    }

    /// @dev An escrow's dispute from the payee's deposit to the ruling, overturned by seven.
    function appealed(bool isAnswered) private returns (uint256 total) {
        Escrow escrow = new Escrow();
        escrow.newTransaction{value: 1}(PAYEE, IERC792(address(court)), "meta", 1 days, 1 days);
        vm.prank(PAYER);
        escrow.newTransaction{value: 1 ether}(PAYEE, IERC792(address(court)), "meta", 1 days, 1 days);
        vm.prank(PAYER);
        escrow.reclaimFunds{value: cost()}(1);
        vm.prank(PAYEE);
        escrow.depositArbitrationFeeForPayee{value: cost()}(1);
        total = spent();
        uint256 id = court.disputeCount();
        sit(id, "111", 0);
        total += spent();
        total += fundBoth(id, isAnswered);
        passWindows();
        sit(id, "2222211", 3);
        total += spent();
        passWindows();
        court.execute(id);
        total += spent();
        court.withdrawContribution(id, serials[id][0], ANNA);
        total += record("a contribution whose side was right is withdrawn");
        if (!isAnswered) return total;
        court.withdrawContribution(id, serials[id][0], BEN);
        total += spent();
    }

    function fundBoth(uint256 id, bool isAnswered) private returns (uint256 total) {
        uint256 price = court.appealCost(id, "");
        vm.prank(ANNA);
        court.appeal{value: price}(id, "");
        total = record("an account appeals");
        if (!isAnswered) return total;
        price = court.missingOf(id, Side.For);
        vm.prank(BEN);
        court.contribute{value: price}(id, Side.For);
        total += record("an account funds the other side of an appeal");
    }

    function testAnAppealOneSideFunds() public {
        uint256 total = appealed(false);
        vm.snapshotValue("gas", "an appealed dispute, 3 then 7 seats, all transactions, one side funds", total);
        atMost(total, 700_000, "one side");
    }

    function testAnAppealBothSidesFund() public {
        uint256 total = appealed(true);
        vm.snapshotValue("gas", "an appealed dispute, 3 then 7 seats, all transactions, both sides fund", total);
        atMost(total, 850_000, "both sides");
    }

    function held(string memory seats, uint256 first) private returns (uint256 id) {
        uint256 count = bytes(seats).length;
        id = court.createDispute{value: count * 0.01 ether + 0.005 ether}(2, abi.encode(uint96(0), count));
        sit(id, seats, first);
    }

    function testOneDisputeSettledAlone() public {
        enrol(0, 3);
        uint256 id = held("112", 0);
        passWindows();
        court.execute(id);
        settle(id);
        atMost(record("anyone settles one dispute of 3 seats, one of them incoherent"), 3 * 40_000, "alone");
        vault.fold(juror(2));
        record("anyone folds a juror's debt into its stake");
        court.withdraw(juror(0));
        record("a juror's earnings are withdrawn, ether and tokens");
    }

    function testAHundredDisputesSettledTogether() public {
        enrol(0, 300);
        Settlement[] memory list = new Settlement[](100);
        for (uint256 i; i < 100; ++i) {
            held("112", 3 * i);
        }
        passWindows();
        for (uint256 i; i < 100; ++i) {
            court.execute(i + 2);
            list[i] = settlementOf(i + 2);
        }
        court.settle(list);
        uint256 each = record("anyone settles 100 disputes of 3 seats together, 300 jurors") / 300;
        vm.snapshotValue("gas", "of that, each juror", each);
        atMost(each, 25_000, "together");
    }

    function testAPanelOf511SettledAtOnce() public {
        enrol(0, 511);
        bytes memory seats = new bytes(511);
        for (uint256 i; i < 511; ++i) {
            seats[i] = i % 3 == 2 ? bytes1("2") : bytes1("1");
        }
        uint256 id = held(string(seats), 0);
        passWindows();
        court.execute(id);
        settle(id);
        atMost(record("anyone settles a panel of 511 seats, a third of them incoherent"), 8_000_000, "511 seats");
    }
}
