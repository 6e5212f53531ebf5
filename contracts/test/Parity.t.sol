// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {BallotLib} from "../libraries/BallotLib.sol";
import {DocketLib} from "../libraries/DocketLib.sol";
import {DrawLib} from "../libraries/DrawLib.sol";
import {MerkleLib} from "../libraries/MerkleLib.sol";
import {RollLib} from "../libraries/RollLib.sol";
import {SignatureLib} from "../libraries/SignatureLib.sol";
import {TagsLib} from "../libraries/TagsLib.sol";
import {TallyLib} from "../libraries/TallyLib.sol";
import {Terms} from "../interfaces/ICourts.sol";
import {Test} from "./Test.sol";

/// @notice The libraries say what the vectors say, and so what every other implementation says.
/// @dev The vectors are made by test/vectors/make.py, which shares no code with either side.
contract ParityTest is Test {
    function file(string memory name) private view returns (string memory) {
        return vm.readFile(string.concat("../test/vectors/", name, ".json"));
    }

    function at(string memory list, uint256 i) private pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(i), "]");
    }

    function at(string memory list, uint256 i, string memory inner, uint256 j) private pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(i), "].", inner, "[", vm.toString(j), "]");
    }

    function u(string memory json, string memory where, string memory key) private pure returns (uint256) {
        return vm.parseJsonUint(json, string.concat(where, ".", key));
    }

    function b32(string memory json, string memory where, string memory key) private pure returns (bytes32) {
        return vm.parseJsonBytes32(json, string.concat(where, ".", key));
    }

    function account(string memory json, string memory where, string memory key) private pure returns (address) {
        return vm.parseJsonAddress(json, string.concat(where, ".", key));
    }

    function raw(string memory json, string memory where, string memory key) private pure returns (bytes memory) {
        return vm.parseJsonBytes(json, string.concat(where, ".", key));
    }

    /// @dev A path of whole words, as an array.
    function words(bytes memory path) private pure returns (bytes32[] memory list) {
        list = new bytes32[](path.length / 32);
        for (uint256 i; i < list.length; ++i) {
            assembly ("memory-safe") {
                mstore(add(list, mul(add(i, 1), 32)), mload(add(path, mul(add(i, 1), 32))))
            }
        }
    }

    function testTags() public view {
        string memory json = file("tags");
        uint256 count;
        for (; vm.keyExistsJson(json, at("tags", count)); ++count) {
            string memory name = vm.parseJsonString(json, string.concat(at("tags", count), ".name"));
            equal(TagsLib.tag(name), b32(json, at("tags", count), "tag"), name);
        }
        isTrue(count >= 10, "there are tags");
        equal(TagsLib.OPEN, TagsLib.tag("open"), "open");
        equal(TagsLib.ROLL, TagsLib.tag("roll"), "roll");
        equal(TagsLib.DRAW, TagsLib.tag("draw"), "draw");
        equal(TagsLib.DRAW_LEAF, TagsLib.tag("draw leaf"), "draw leaf");
        equal(TagsLib.BALLOT, TagsLib.tag("ballot"), "ballot");
        equal(TagsLib.ENTRY, TagsLib.tag("entry"), "entry");
        equal(TagsLib.ENTRY_LEAF, TagsLib.tag("entry leaf"), "entry leaf");
        equal(TagsLib.DOCKET, TagsLib.tag("docket"), "docket");
        equal(TagsLib.HEAD, TagsLib.tag("head"), "head");
        equal(TagsLib.PERSON, TagsLib.tag("person"), "person");
    }

    function testPlainTrees() public view {
        string memory json = file("merkle");
        uint256 count;
        for (; vm.keyExistsJson(json, at("trees", count)); ++count) {
            string memory tree = at("trees", count);
            bytes32[] memory leaves = vm.parseJsonBytes32Array(json, string.concat(tree, ".leaves"));
            bytes[] memory paths = vm.parseJsonBytesArray(json, string.concat(tree, ".paths"));
            bytes32 root = b32(json, tree, "root");
            for (uint256 i; i < leaves.length; ++i) {
                equal(MerkleLib.rootFrom(leaves[i], i, words(paths[i])), root, "path");
            }
            equal(MerkleLib.root(leaves), root, "root");
        }
        isTrue(count > 1, "there are trees");
    }

    function testRolls() public view {
        string memory json = file("roll");
        uint256 count;
        for (; vm.keyExistsJson(json, at("trees", count)); ++count) {
            string memory tree = at("trees", count);
            address[] memory jurors = vm.parseJsonAddressArray(json, string.concat(tree, ".addresses"));
            uint256[] memory weights = vm.parseJsonUintArray(json, string.concat(tree, ".weights"));
            bytes32[] memory leaves = vm.parseJsonBytes32Array(json, string.concat(tree, ".leaves"));
            bytes[] memory paths = vm.parseJsonBytesArray(json, string.concat(tree, ".paths"));
            equal(RollLib.depthOf(u(json, tree, "jurors")), u(json, tree, "depth"), "depth");
            uint128 left;
            for (uint256 i; i < leaves.length; ++i) {
                address juror = i < jurors.length ? jurors[i] : address(0);
                uint128 weight = i < weights.length ? uint128(weights[i]) : 0;
                equal(RollLib.leaf(juror, weight), leaves[i], "leaf");
                (bytes32 root, uint128 total, uint128 before) = RollLib.climb(juror, weight, i, paths[i]);
                equal(root, b32(json, tree, "root"), "root");
                equal(total, u(json, tree, "total"), "total");
                equal(before, left, "weight to the left");
                left += weight;
            }
            bytes32 header = RollLib.header(
                uint64(u(json, tree, "epoch")),
                uint96(u(json, tree, "court")),
                uint32(u(json, tree, "version")),
                b32(json, tree, "root"),
                uint128(u(json, tree, "total")),
                uint32(u(json, tree, "jurors"))
            );
            equal(header, b32(json, tree, "header"), "header");
        }
        isTrue(count > 1, "there are rolls");

        for (uint256 i; vm.keyExistsJson(json, at("rollsRoots", i)); ++i) {
            bytes32[] memory headers = vm.parseJsonBytes32Array(json, string.concat(at("rollsRoots", i), ".headers"));
            equal(MerkleLib.root(headers), b32(json, at("rollsRoots", i), "rollsRoot"), "rollsRoot");
        }
    }

    function testDraws() public view {
        string memory json = file("draw");
        string memory rolls = file("roll");
        uint256 count;
        for (; vm.keyExistsJson(json, at("draws", count)); ++count) {
            string memory draw = at("draws", count);
            uint128 x = DrawLib.unit(
                b32(json, draw, "randomness"),
                b32(json, draw, "disputeKey"),
                uint32(u(json, draw, "panel")),
                uint32(u(json, draw, "i")),
                uint128(u(json, draw, "total"))
            );
            equal(x, u(json, draw, "x"), "x");
            proves(json, rolls, draw, x);
        }
        isTrue(count > 10, "there are draws");

        for (uint256 i; vm.keyExistsJson(json, at("beaconRounds", i)); ++i) {
            string memory round = at("beaconRounds", i);
            uint64 genesis = uint64(u(json, round, "genesis"));
            uint64 period = uint64(u(json, round, "period"));
            uint64 number = DrawLib.roundAt(uint64(u(json, round, "instant")), genesis, period);
            equal(number, u(json, round, "beaconRound"), "round");
            equal(DrawLib.timeOf(number, genesis, period), u(json, round, "roundTime"), "time of the round");
        }
        for (uint256 i; vm.keyExistsJson(json, at("disputeKeys", i)); ++i) {
            string memory key = at("disputeKeys", i);
            equal(
                DocketLib.disputeKey(
                    u(json, key, "chainId"), account(json, key, "arbitrator"), u(json, key, "disputeId")
                ),
                b32(json, key, "disputeKey"),
                "dispute key"
            );
        }
        for (uint256 i; vm.keyExistsJson(json, at("offChainIds", i)); ++i) {
            string memory id = at("offChainIds", i);
            equal(
                DocketLib.offChainId(account(json, id, "account"), uint64(u(json, id, "nonce"))),
                u(json, id, "disputeId"),
                "off-chain id"
            );
        }
    }

    function proves(string memory json, string memory rolls, string memory draw, uint128 x) private pure {
        string memory name = vm.parseJsonString(json, string.concat(draw, ".tree"));
        uint256 index = u(json, draw, "leafIndex");
        uint256 t;
        while (
            keccak256(bytes(vm.parseJsonString(rolls, string.concat(at("trees", t), ".name"))))
                != keccak256(bytes(name))
        ) ++t;
        string memory tree = at("trees", t);
        bool isProven = DrawLib.proves(
            b32(rolls, tree, "root"),
            uint128(u(json, draw, "total")),
            x,
            vm.parseJsonAddress(rolls, at("trees", t, "addresses", index)),
            uint128(vm.parseJsonUint(rolls, at("trees", t, "weights", index))),
            index,
            raw(json, draw, "path")
        );
        isTrue(isProven, "the draw proves");
    }

    function testCommitments() public view {
        string memory json = file("ballot");
        uint256 count;
        for (; vm.keyExistsJson(json, at("ballots", count)); ++count) {
            string memory ballot = at("ballots", count);
            bytes32 commitment = BallotLib.commitment(
                b32(json, ballot, "disputeKey"),
                uint32(u(json, ballot, "panel")),
                account(json, ballot, "juror"),
                uint64(u(json, ballot, "beaconRound")),
                uint64(u(json, ballot, "revision")),
                b32(json, ballot, "answerHash"),
                b32(json, ballot, "opening")
            );
            equal(commitment, b32(json, ballot, "commitment"), "commitment");
        }
        isTrue(count > 1, "there are ballots");
        for (uint256 i; vm.keyExistsJson(json, at("tallies", i)); ++i) {
            tally(json, at("tallies", i));
        }
    }

    function tally(string memory json, string memory where) private pure {
        bytes32 hash = BallotLib.tally(
            vm.parseJsonUintArray(json, string.concat(where, ".seatsPerChoice")),
            uint32(u(json, where, "absent")),
            uint32(u(json, where, "recused")),
            uint32(u(json, where, "unopened"))
        );
        equal(hash, b32(json, where, "tally"), "tally");
    }

    function testBallotLeaves() public view {
        string memory json = file("ballot");
        uint256 count;
        for (uint256 p; vm.keyExistsJson(json, at("panels", p)); ++p) {
            bytes32 root = b32(json, at("panels", p), "ballotsRoot");
            for (uint256 i; vm.keyExistsJson(json, at("panels", p, "rows", i)); ++i) {
                string memory row = at("panels", p, "rows", i);
                bytes32 leaf = BallotLib.leaf(drawAt(json, row));
                equal(leaf, b32(json, row, "leaf"), "leaf");
                equal(MerkleLib.rootFrom(leaf, i, words(raw(json, row, "path"))), root, "ballotsRoot");
                ++count;
            }
        }
        isTrue(count > 10, "there are rows");
    }

    function drawAt(string memory json, string memory row) private pure returns (BallotLib.Draw memory draw) {
        draw.panel = uint32(u(json, row, "panel"));
        draw.i = uint32(u(json, row, "i"));
        draw.jurorNumber = uint32(u(json, row, "jurorNumber"));
        draw.juror = account(json, row, "juror");
        draw.weight = uint128(u(json, row, "weight"));
        draw.held = uint32(u(json, row, "held"));
        draw.prev = uint32(u(json, row, "prev"));
        draw.state = uint8(u(json, row, "state"));
        draw.revision = uint64(u(json, row, "revision"));
        draw.opening = b32(json, row, "opening");
        draw.answerHash = b32(json, row, "answerHash");
        draw.choice = uint32(u(json, row, "choice"));
        draw.commitment = b32(json, row, "commitment");
        draw.entryHash = b32(json, row, "entryHash");
        draw.tally = b32(json, row, "tally");
    }

    function testPlurality() public view {
        string memory json = file("tally");
        uint256 count;
        for (; vm.keyExistsJson(json, at("tallies", count)); ++count) {
            string memory where = at("tallies", count);
            (uint256 choice, bool isTied) =
                TallyLib.plurality(vm.parseJsonUintArray(json, string.concat(where, ".seatsPerChoice")));
            equal(choice, u(json, where, "choice"), "choice");
            isTrue(isTied == vm.parseJsonBool(json, string.concat(where, ".tied")), "tied");
            tally(json, where);
        }
        isTrue(count > 1, "there are tallies");
    }

    function testChoiceAnswers() public view {
        string memory json = file("answer");
        uint256 count;
        for (; vm.keyExistsJson(json, at("outcomes", count)); ++count) {}
        isTrue(count > 0, "there are outcomes");
        for (uint256 i; vm.keyExistsJson(json, at("choices", i)); ++i) {
            string memory choice = at("choices", i);
            uint256[] memory items = vm.parseJsonUintArray(json, string.concat(choice, ".items"));
            if (items.length != 1) continue;
            equal(BallotLib.choiceHash(uint32(items[0])), b32(json, choice, "answerHash"), "answer");
        }
    }

    function testDockets() public view {
        string memory json = file("docket");
        for (uint256 d; vm.keyExistsJson(json, at("dockets", d)); ++d) {
            string memory docket = at("dockets", d);
            bytes32 head = DocketLib.firstHead(b32(json, docket, "disputeKey"));
            equal(head, b32(json, docket, "head0"), "first head");
            bytes32 root = b32(json, docket, "entriesRoot");
            for (uint256 i; vm.keyExistsJson(json, at("dockets", d, "entries", i)); ++i) {
                string memory where = at("dockets", d, "entries", i);
                head = entry(json, where, head);
                bytes32 leaf = b32(json, where, "leaf");
                equal(MerkleLib.rootFrom(leaf, i, words(raw(json, where, "path"))), root, "entriesRoot");
            }
            equal(head, b32(json, docket, "head"), "last head");
        }
    }

    function entry(string memory json, string memory where, bytes32 head) private pure returns (bytes32 next) {
        bytes32 kindHash = keccak256(bytes(vm.parseJsonString(json, string.concat(where, ".kind"))));
        bytes32 bodyHash = b32(json, where, "bodyHash");
        if (kindHash == keccak256("commit")) {
            bytes32 made = DocketLib.commitBody(
                b32(json, where, "commitHash"), b32(json, where, "signatureHash"), b32(json, where, "sealedHash")
            );
            equal(made, bodyHash, "commit body");
        }
        uint64 number = uint64(u(json, where, "number"));
        bytes32 hash = DocketLib.entry(number, uint64(u(json, where, "acceptedAt")), kindHash, bodyHash);
        equal(hash, b32(json, where, "entryHash"), "entry");
        next = DocketLib.nextHead(head, hash);
        equal(next, b32(json, where, "head"), "head");
        equal(DocketLib.entryLeaf(number, hash, next), b32(json, where, "leaf"), "entry leaf");
    }

    function testGazettes() public view {
        string memory json = file("gazette");
        for (uint256 g; vm.keyExistsJson(json, at("gazettes", g)); ++g) {
            string memory where = at("gazettes", g);
            for (uint256 i; vm.keyExistsJson(json, at("gazettes", g, "heads", i)); ++i) {
                string memory head = at("gazettes", g, "heads", i);
                bytes32 leaf = DocketLib.headLeaf(
                    b32(json, head, "disputeKey"),
                    uint64(u(json, head, "number")),
                    b32(json, head, "head"),
                    b32(json, head, "verdictHash"),
                    b32(json, head, "openHash")
                );
                equal(leaf, b32(json, head, "leaf"), "head leaf");
                equal(
                    MerkleLib.rootFrom(leaf, i, words(raw(json, head, "path"))),
                    b32(json, where, "headsRoot"),
                    "headsRoot"
                );
            }
            bytes32 hash = DocketLib.gazette(
                uint64(u(json, where, "serial")),
                uint64(u(json, where, "epoch")),
                b32(json, where, "rollsRoot"),
                b32(json, where, "headsRoot"),
                uint64(u(json, where, "blockTime"))
            );
            equal(hash, b32(json, where, "hash"), "gazette");
        }
    }

    function testTerms() public view {
        string memory json = file("policy");
        uint256 count;
        for (; vm.keyExistsJson(json, at("terms", count)); ++count) {
            string memory where = at("terms", count);
            bytes memory encoded = raw(json, where, "encoded");
            Terms memory terms = abi.decode(encoded, (Terms));
            equal(keccak256(abi.encode(terms)), b32(json, where, "termsHash"), "terms hash");
            equal(terms.seats, u(json, where, "seats"), "first member");
            equal(terms.challengeSeconds, u(json, where, "challengeSeconds"), "a member");
            equal(terms.personRegistry, account(json, where, "personRegistry"), "a member");
            equal(terms.penaltyBps, u(json, where, "penaltyBps"), "a member");
            equal(terms.deliveryFee, u(json, where, "deliveryFee"), "last member");
        }
        isTrue(count > 0, "there are terms");
        for (uint256 i; vm.keyExistsJson(json, at("persons", i)); ++i) {
            string memory where = at("persons", i);
            bytes32 person = keccak256(
                abi.encodePacked(
                    TagsLib.PERSON,
                    uint96(u(json, where, "court")),
                    uint8(u(json, where, "personSource")),
                    raw(json, where, "sourceId")
                )
            );
            equal(person, b32(json, where, "person"), "person id");
        }
    }
}
