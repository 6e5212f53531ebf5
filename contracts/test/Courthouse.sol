// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrator as IERC792} from "@kleros/erc-792/contracts/IArbitrator.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IAppeals} from "../interfaces/IAppeals.sol";
import {IAttestors} from "../interfaces/IAttestors.sol";
import {IAudit} from "../interfaces/IAudit.sol";
import {ICourts, Terms} from "../interfaces/ICourts.sol";
import {ICredit} from "../interfaces/ICredit.sol";
import {IDisputes, Setup, Verdict} from "../interfaces/IDisputes.sol";
import {IGazette} from "../interfaces/IGazette.sol";
import {IPurse} from "../interfaces/IPurse.sol";
import {IReturns} from "../interfaces/IReturns.sol";
import {IChallenge} from "../interfaces/IChallenge.sol";
import {IDemand} from "../interfaces/IDemand.sol";
import {ILane} from "../interfaces/ILane.sol";
import {IProven} from "../interfaces/IProven.sol";
import {ITried} from "../interfaces/ITried.sol";
import {IVault} from "../interfaces/IVault.sol";
import {HumanityRegistry} from "../mocks/HumanityRegistry.sol";
import {StakeToken} from "../mocks/StakeToken.sol";
import {Test} from "./Test.sol";

/// @notice The arbitrator as callers see it. Tests know no more of it, so that they needn't compile it.
interface Arbitrator is
    IDisputes,
    ICourts,
    IAppeals,
    IPurse,
    ICredit,
    IReturns,
    IAttestors,
    IGazette,
    IERC5267,
    ITried
{}

/// @notice The lane as callers see it.
interface Lane is ILane, IProven {}

/// @notice A deployed court with three of five attestors, and hands that sign for them.
abstract contract Courthouse is Test {
    uint64 internal constant EPOCH = 7 days;
    uint64 internal constant LONGEST = 120 days;
    uint64 internal constant SETTLEMENT = 7 days;
    uint64 internal constant FLOOR = 1 days;
    uint64 internal constant CONFIRM = 60;
    uint64 internal constant ROTATION = 5 days;
    uint64 internal constant GENESIS = 1_692_803_367;
    uint64 internal constant PERIOD = 3;
    uint256 internal constant OPERATOR_KEY = uint256(keccak256("operator"));
    uint256 internal constant START = 1_800_000_000;
    bytes32 internal constant POLICY = keccak256("the policy of court 0");
    uint96 internal constant NO_PARENT = type(uint96).max;

    bytes32 internal constant VERDICT_TYPEHASH = keccak256(
        "Verdict(bytes32 disputeKey,uint32 panel,bytes32 rollsRoot,uint64 beaconRound,bytes32 randomness,"
        "uint64 gazette,bytes32 ballotsRoot,uint32 draws,bytes32 entriesRoot,uint256 ruling,bytes32 outcome,"
        "bool tied,bytes32 policyHash,uint64 serial,bytes32 configDigest)"
    );
    bytes32 internal constant GAZETTE_TYPEHASH =
        keccak256("Gazette(uint64 serial,uint64 epoch,bytes32 rollsRoot,bytes32 headsRoot,bytes32 configDigest)");
    bytes32 internal constant ROTATION_TYPEHASH =
        keccak256("Rotation(uint64 serial,address[] signers,uint32 k,bytes32 configDigest)");

    /// @dev A set of attestors with their keys, ascending by address.
    struct Bench {
        uint256[] keys;
        address[] addresses;
        bytes members;
        uint32 k;
    }

    StakeToken internal token;
    HumanityRegistry internal registry;
    IVault internal vault;
    address internal chambers;
    IChallenge internal challenge;
    Lane internal lane;
    IDemand internal demand;
    IAudit internal audit;
    Arbitrator internal court;
    Bench internal bench;

    function setUp() public virtual {
        vm.warp(START);
        token = makeToken();
        registry = new HumanityRegistry();
        bench = makeBench("attestor", 5, 3);
        address next = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 7);
        vault = deployVault(token, next);
        chambers = deployChambers();
        deploySiblings(next);
        court = Arbitrator(deploy("Arbitrator.sol:Arbitrator", abi.encode(setup())));
    }

    function makeToken() internal virtual returns (StakeToken) {
        return new StakeToken();
    }

    /// @dev What is deployed between vault and arbitrator, with the arbitrator's future address.
    function deploySiblings(address arbitrator) internal {
        lane = Lane(deploy("Lane.sol:Lane", abi.encode(arbitrator, GENESIS, PERIOD, beaconKey(), CONFIRM, EPOCH)));
        challenge = IChallenge(
            deploy("Challenge.sol:Challenge", abi.encode(arbitrator, lane, GENESIS, PERIOD, CONFIRM, EPOCH))
        );
        demand = IDemand(deploy("Demand.sol:Demand", abi.encode(arbitrator, GENESIS, PERIOD, CONFIRM, EPOCH, FLOOR)));
        audit = IAudit(deploy("Audit.sol:Audit", abi.encode(arbitrator, vault)));
    }

    /// @dev By name, like any deployer: `new` would have each test compile the contract once more.
    function deploy(string memory artifact, bytes memory arguments) internal returns (address made) {
        bytes memory code = bytes.concat(vm.getCode(artifact), arguments);
        assembly ("memory-safe") {
            made := create(0, add(code, 0x20), mload(code))
            if iszero(made) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }

    function deployVault(StakeToken over, address arbitrator) internal returns (IVault) {
        return IVault(deploy("Vault.sol:Vault", abi.encode(over, arbitrator, EPOCH, LONGEST, SETTLEMENT)));
    }

    function deployChambers() internal returns (address) {
        address credit = deploy("Credit.sol:Credit", abi.encode(vault, FLOOR, CONFIRM, ROTATION));
        return deploy("Chambers.sol:Chambers", abi.encode(credit, vault, FLOOR, CONFIRM, ROTATION));
    }

    function setup() internal view returns (Setup memory) {
        return Setup({
            vault: address(vault),
            chambers: chambers,
            challenge: address(challenge),
            lane: address(lane),
            demand: address(demand),
            audit: address(audit),
            operator: operator(),
            bond: bondAmount(),
            challengeFloorSeconds: FLOOR,
            confirmSeconds: CONFIRM,
            rotationSeconds: ROTATION,
            beaconGenesis: GENESIS,
            beaconPeriod: PERIOD,
            beaconKeyHash: keccak256(beaconKey()),
            attestors: bench.addresses,
            k: bench.k,
            policyHash: POLICY,
            terms: terms()
        });
    }

    /// @dev Deployments without bonds need nothing of these three.
    function bondAmount() internal pure virtual returns (uint96) {
        return 0;
    }

    function operator() internal pure returns (address) {
        return vm.addr(OPERATOR_KEY);
    }

    function beaconKey() internal view virtual returns (bytes memory) {
        return new bytes(256);
    }

    function terms() internal pure virtual returns (Terms memory) {
        return Terms({
            seats: 3,
            evidenceSeconds: 1 days,
            drawSeconds: 10 minutes,
            commitSeconds: 1 days,
            sealSeconds: 10 minutes,
            revealSeconds: 1 days,
            appealSeconds: 2 days,
            challengeSeconds: 1 days,
            silenceSeconds: 1 days,
            appeals: 2,
            jumpSeats: 31,
            seatCap: 0,
            strict: false,
            weight: 0,
            personSource: 0,
            personRegistry: address(0),
            minStake: 0,
            seatStake: 100 ether,
            penaltyBps: 1000,
            feePerSeat: 0.01 ether,
            deliveryFee: 0.005 ether,
            tokenFeePerSeat: 3 ether,
            tokenDeliveryFee: 1 ether
        });
    }

    function cost() internal pure returns (uint256) {
        return 3 * 0.01 ether + 0.005 ether;
    }

    function windowSeconds() internal pure returns (uint256) {
        return 2 days;
    }

    /// @dev The block's time, asked of forge: the compiler may take TIMESTAMP for a constant across a warp.
    function clock() internal view returns (uint256) {
        return vm.getBlockTimestamp();
    }

    // ATTESTORS

    function makeBench(string memory name, uint256 n, uint32 k) internal pure returns (Bench memory) {
        return makeBench(name, 0, n, k);
    }

    /// @dev `n` of the pool `name` from number `first` on.
    function makeBench(string memory name, uint256 first, uint256 n, uint32 k)
        internal
        pure
        returns (Bench memory made)
    {
        made.keys = new uint256[](n);
        made.addresses = new address[](n);
        made.k = k;
        for (uint256 i; i < n; ++i) {
            uint256 key = uint256(keccak256(abi.encode(name, first + i)));
            address who = vm.addr(key);
            uint256 at = i;
            for (; at > 0 && made.addresses[at - 1] > who; --at) {
                (made.addresses[at], made.keys[at]) = (made.addresses[at - 1], made.keys[at - 1]);
            }
            (made.addresses[at], made.keys[at]) = (who, key);
        }
        made.members = packed(made.addresses);
    }

    function packed(address[] memory addresses) internal pure returns (bytes memory members) {
        for (uint256 i; i < addresses.length; ++i) {
            members = bytes.concat(members, bytes20(addresses[i]));
        }
    }

    function configDigest(Bench memory of_) internal view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(court), of_.k, of_.addresses));
    }

    function domainSeparator() internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Venire"),
                keccak256("1"),
                block.chainid,
                address(court)
            )
        );
    }

    function typed(bytes32 structHash) internal view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domainSeparator(), structHash));
    }

    function signature(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The first `count` of the bench, from `from` on, in ascending order.
    function sign(Bench memory by, bytes32 digest, uint256 from, uint256 count)
        internal
        pure
        returns (bytes memory signatures)
    {
        for (uint256 i; i < count; ++i) {
            signatures = bytes.concat(signatures, signature(by.keys[from + i], digest));
        }
    }

    // DISPUTES

    function open() internal returns (uint256) {
        return court.createDispute{value: cost()}(2, "");
    }

    function verdictOf(uint256 ruling, uint64 serial) internal pure returns (Verdict memory) {
        return Verdict({
            panel: 0,
            rollsRoot: keccak256("rolls"),
            beaconRound: 1000,
            randomness: keccak256("randomness"),
            gazette: 1,
            ballotsRoot: keccak256("ballots"),
            draws: 3,
            entriesRoot: keccak256("entries"),
            ruling: ruling,
            outcome: keccak256(abi.encodePacked(uint16(1), uint32(ruling))),
            tied: false,
            policyHash: POLICY,
            serial: serial
        });
    }

    function verdictHash(uint256 id, Verdict memory verdict, Bench memory by) internal view returns (bytes32) {
        bytes32 key = keccak256(abi.encode(block.chainid, address(court), id));
        return keccak256(abi.encode(VERDICT_TYPEHASH, key, verdict, configDigest(by)));
    }

    /// @dev What a delivery by this contract is kept as.
    function deliveryHash(uint256 id, Verdict memory verdict, Bench memory by) internal view returns (bytes32) {
        return keccak256(abi.encode(verdictHash(id, verdict, by), verdict.ballotsRoot, verdict.draws, address(this)));
    }

    function owed(address account) internal view returns (uint256 amount) {
        (, amount) = court.tabOf(account);
    }

    function withdraw(address account) internal returns (uint256 amount) {
        (amount,) = court.withdraw(account);
    }

    function tokensOf(address account) internal view returns (int256 tokens) {
        (tokens,) = court.tabOf(account);
    }

    function deliver(uint256 id, Verdict memory verdict) internal {
        bytes32 digest = typed(verdictHash(id, verdict, bench));
        court.deliver(id, verdict, bench.members, bench.k, sign(bench, digest, 0, bench.k));
    }

    function deliver(uint256 id, uint256 ruling) internal {
        deliver(id, verdictOf(ruling, 1));
    }

    function execute(uint256 id) internal {
        court.execute(id);
    }

    function deadlineOf(uint256 id) internal view returns (uint256) {
        return court.disputeOf(id).deadline;
    }

    function isSolved(uint256 id) internal view returns (bool) {
        return court.disputeStatus(id) == IERC792.DisputeStatus.Solved;
    }

    uint256 internal constant STRUCK = uint256(type(uint32).max) << 192;
    uint256 internal constant BONDS = uint256(type(uint16).max) << 224;

    /// @dev Empties a part of the one slot that holds the digest of the set in force.
    function erase(uint256 part) internal {
        (, bytes24 digest) = court.attestors();
        for (uint256 i; i < 64; ++i) {
            uint256 held = uint256(vm.load(address(court), bytes32(i)));
            if (bytes24(bytes32(held << 64)) == digest) vm.store(address(court), bytes32(i), bytes32(held & ~part));
        }
    }

    // GAZETTES

    function post(uint64 serial) internal {
        post(serial, 7, keccak256("rolls"), keccak256("heads"));
    }

    function post(uint64 serial, uint64 epoch, bytes32 rollsRoot, bytes32 headsRoot) internal {
        bytes32 digest =
            typed(keccak256(abi.encode(GAZETTE_TYPEHASH, serial, epoch, rollsRoot, headsRoot, configDigest(bench))));
        court.post(serial, epoch, rollsRoot, headsRoot, bench.members, bench.k, sign(bench, digest, 0, bench.k));
    }

    // ROTATION

    function rotationDigest(uint64 serial, Bench memory next) internal view returns (bytes32) {
        return typed(
            keccak256(
                abi.encode(
                    ROTATION_TYPEHASH, serial, keccak256(abi.encodePacked(next.addresses)), next.k, configDigest(bench)
                )
            )
        );
    }

    function announce(uint64 serial, Bench memory next) internal {
        bytes memory signatures = sign(bench, rotationDigest(serial, next), 0, bench.k);
        court.announceRotation(serial, next.addresses, next.k, bench.members, bench.k, signatures);
    }

    function rotate(uint64 serial, Bench memory next) internal {
        announce(serial, next);
        vm.warp(clock() + ROTATION);
        court.completeRotation(next.addresses, next.k);
    }

    // JURORS

    function fund(address account, uint256 amount) internal {
        token.mint(account, amount);
        vm.prank(account);
        token.approve(address(vault), type(uint256).max);
    }

    function courts(uint96 a, uint96 b) internal pure returns (uint96[] memory list) {
        list = new uint96[](2);
        (list[0], list[1]) = (a, b);
    }

    function courts(uint96 a) internal pure returns (uint96[] memory list) {
        list = new uint96[](1);
        list[0] = a;
    }

    function none() internal pure returns (uint96[] memory) {
        return new uint96[](0);
    }

    function stake(address account, uint256 amount, uint96[] memory list) internal {
        fund(account, amount);
        vm.prank(account);
        vault.stake(amount, list);
    }

    receive() external payable {}
}
