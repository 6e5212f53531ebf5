// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Setup, Verdict} from "../interfaces/IDisputes.sol";
import {Arbitrator, Courthouse} from "./Courthouse.sol";

/// @notice Signatures from the vectors, made by a script that shares no code with us, are taken by the contract.
/// @dev The contract is put where the vectors say it is, on the chain they say it is on.
contract TypedParityTest is Courthouse {
    string private json;
    string private config;

    function setUp() public override {
        super.setUp();
        json = vm.readFile("../test/vectors/typed.json");
        vm.chainId(vm.parseJsonUint(json, ".domains[0].chainId"));
        address payable where = payable(vm.parseJsonAddress(json, ".domains[0].verifyingContract"));
        vault = deployVault(token, where);
        chambers = deployChambers();

        config = configWith(vm.parseJsonBytes32(json, ".verdict[0].configDigest"));
        bench.addresses = vm.parseJsonAddressArray(json, string.concat(config, ".signers"));
        bench.members = vm.parseJsonBytes(json, string.concat(config, ".members"));
        bench.k = uint32(vm.parseJsonUint(json, string.concat(config, ".k")));
        Setup memory with = setup();
        with.policyHash = vm.parseJsonBytes32(json, ".verdict[0].policyHash");

        vm.etch(where, bytes.concat(vm.getCode("Arbitrator.sol:Arbitrator"), abi.encode(with)));
        (bool isBuilt, bytes memory runtime) = where.call("");
        isTrue(isBuilt, "construction");
        vm.etch(where, runtime);
        court = Arbitrator(where);
    }

    function configWith(bytes32 digest) private view returns (string memory where) {
        for (uint256 i;; ++i) {
            where = string.concat(".configs[", vm.toString(i), "]");
            if (vm.parseJsonBytes32(json, string.concat(where, ".configDigest")) == digest) return where;
        }
    }

    /// @dev The vectors carry one signature per member, ascending; the contract wants exactly k.
    function firstK(bytes memory signatures) private view returns (bytes memory) {
        uint256 length = 65 * bench.k;
        assembly ("memory-safe") {
            mstore(signatures, length)
        }
        return signatures;
    }

    function u(string memory key) private view returns (uint256) {
        return vm.parseJsonUint(json, key);
    }

    function b32(string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, key);
    }

    function testTheConfigIsTheVectors() public view {
        (, bytes24 digest) = court.attestors();
        isTrue(digest == bytes24(b32(string.concat(config, ".configDigest"))), "configDigest");
        equal(domainSeparator(), b32(".domains[0].domainSeparator"), "domain separator");
    }

    function testAVerdictSignedElsewhereIsDelivered() public {
        uint256 id = court.createDispute{value: cost()}(3, "");
        equal(court.disputeKeyOf(id), b32(".verdict[0].disputeKey"), "dispute key");
        Verdict memory verdict = Verdict({
            panel: uint32(u(".verdict[0].panel")),
            rollsRoot: b32(".verdict[0].rollsRoot"),
            beaconRound: uint64(u(".verdict[0].beaconRound")),
            randomness: b32(".verdict[0].randomness"),
            gazette: uint64(u(".verdict[0].gazette")),
            ballotsRoot: b32(".verdict[0].ballotsRoot"),
            draws: uint32(u(".verdict[0].draws")),
            entriesRoot: b32(".verdict[0].entriesRoot"),
            ruling: u(".verdict[0].ruling"),
            outcome: b32(".verdict[0].outcome"),
            tied: vm.parseJsonBool(json, ".verdict[0].tied"),
            policyHash: b32(".verdict[0].policyHash"),
            serial: uint64(u(".verdict[0].serial"))
        });
        bytes memory signatures = firstK(vm.parseJsonBytes(json, ".verdict[0].signatures"));
        court.deliver(id, verdict, bench.members, bench.k, signatures);
        bytes32 kept =
            keccak256(abi.encode(b32(".verdict[0].structHash"), verdict.ballotsRoot, verdict.draws, address(this)));
        equal(court.disputeOf(id).deliveryHash, kept, "struct hash");
    }

    function testAGazetteSignedElsewhereIsPosted() public {
        uint64 serial = uint64(u(".gazette[0].serial"));
        court.post(
            serial,
            uint64(u(".gazette[0].epoch")),
            b32(".gazette[0].rollsRoot"),
            b32(".gazette[0].headsRoot"),
            bench.members,
            bench.k,
            firstK(vm.parseJsonBytes(json, ".gazette[0].signatures"))
        );
        (uint64 postedAt,) = court.gazetteOf(serial);
        equal(postedAt, clock(), "posted");
    }

    /// @dev The slot itself, byte for byte: the places are the gazette's first storage of its own.
    function testAGazettesSlotIsTheVectors() public {
        string memory gazettes = vm.readFile("../test/vectors/gazette.json");
        for (uint256 i; vm.keyExistsJson(gazettes, string.concat(".gazettes[", vm.toString(i), "]")); ++i) {
            string memory where = string.concat(".gazettes[", vm.toString(i), "]");
            uint256 serial = vm.parseJsonUint(gazettes, string.concat(where, ".serial"));
            uint256 postedAt = vm.parseJsonUint(gazettes, string.concat(where, ".blockTime"));
            uint256 slot = vm.parseJsonUint(gazettes, string.concat(where, ".slot"));
            bytes32 hash = vm.parseJsonBytes32(gazettes, string.concat(where, ".hash"));
            equal(slot, ((serial >> 16) << 232) | (postedAt << 192) | (uint256(hash) >> 64), "slot");
            equal(serial % 65_536, vm.parseJsonUint(gazettes, string.concat(where, ".place")), "place");
        }
    }

    function testARotationSignedElsewhereIsAnnounced() public {
        address[] memory successors = vm.parseJsonAddressArray(json, ".rotation[0].signers");
        court.announceRotation(
            uint64(u(".rotation[0].serial")),
            successors,
            uint32(u(".rotation[0].k")),
            bench.members,
            bench.k,
            firstK(vm.parseJsonBytes(json, ".rotation[0].signatures"))
        );
        (bytes32 announced,,) = court.rotation();
        isTrue(announced != 0, "announced");
    }

    function rule(uint256, uint256) external {}
}
