// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {
    BallotShown,
    Delivered,
    EntryLeafShown,
    EntryShown,
    HeadShown,
    IChallenge,
    RollHeader,
    Seat,
    Shown
} from "../interfaces/IChallenge.sol";
import {Terms} from "../interfaces/ICourts.sol";
import {Verdict} from "../interfaces/IDisputes.sol";
import {Leaf} from "../interfaces/IPurse.sol";
import {BallotLib} from "../libraries/BallotLib.sol";
import {DocketLib} from "../libraries/DocketLib.sol";
import {DrawLib} from "../libraries/DrawLib.sol";
import {FaultLib} from "../libraries/FaultLib.sol";
import {MerkleLib} from "../libraries/MerkleLib.sol";
import {RollLib} from "../libraries/RollLib.sol";
import {Courthouse} from "./Courthouse.sol";

/// @notice A hearing from first to last, honest in every byte: jurors with keys, a roll, quicknet's own seed, sealed and
/// signed ballots, a docket, a gazette, a delivered verdict. Tests bend one thing of it.
/// @dev Time is set so that the seed is beacon round 12040883, which drand published.
abstract contract Trial is Courthouse {
    uint64 internal constant SEED_ROUND = 12_040_883;
    uint256 internal constant SEED_AT = 1_728_926_013;
    uint256 internal constant OPENED_AT = SEED_AT - 1 days;
    uint64 internal constant ROLL_EPOCH = uint64(OPENED_AT / EPOCH - 1);
    uint256 internal constant SEATS = 7;
    uint256 internal constant CHOICES = 2;

    /// @dev A juror's ballot, as the docket took it.
    struct Ballot {
        uint64 number;
        uint64 acceptedAt;
        uint64 revision;
        bytes32 sealedHash;
        bytes32 opening;
        uint32 choice;
        bytes32 commitment;
        bytes32 signatureHash;
        bytes32 entryHash;
        bytes signature;
    }

    string private beacon = vm.readFile("../test/vectors/beacon.json");

    uint256[] internal jurorKeys;
    address[] internal jurors;
    uint128[] internal weights;
    uint256 internal dispute;
    uint256 internal panelSeats = SEATS;
    bytes32 internal randomness;

    BallotLib.Draw[] internal draws;
    /// @dev By juror's number.
    mapping(uint256 number => Ballot) internal ballots;
    bytes32[] internal entryHashes;
    bytes32[] internal heads;
    uint64 internal gazetted;
    bytes32 internal headsRoot;
    Verdict internal verdict;

    function setUp() public virtual override {
        super.setUp();
        for (uint256 i; i < 5; ++i) {
            jurorKeys.push(uint256(keccak256(abi.encode("juror", i))));
            jurors.push(vm.addr(jurorKeys[i]));
            weights.push(uint128(100 ether * (i + 1)));
        }
        if (bondAmount() != 0) {
            vm.deal(address(this), 1000 ether);
            court.fillBond{value: 3 * uint256(bondAmount())}(3);
        }
        randomness = vm.parseJsonBytes32(beacon, roundMember("randomness"));
        prepareRoll();
        vm.warp(uint256(ROLL_EPOCH) * EPOCH + 1 hours);
        post(1, ROLL_EPOCH, rollsRoot(), keccak256("other heads"));
        vm.warp(OPENED_AT);
        vm.deal(address(this), 1000 ether);
        dispute = court.createDispute{value: SEATS * 0.01 ether + 0.005 ether}(CHOICES, abi.encode(uint96(0), SEATS));
    }

    /// @dev Before the roll is posted.
    function prepareRoll() internal virtual {}

    function roundMember(string memory member) internal view returns (string memory) {
        for (uint256 i;; ++i) {
            string memory row = string.concat(".rounds[", vm.toString(i), "].");
            bool isIt = vm.parseJsonUint(beacon, string.concat(row, "beaconRound")) == SEED_ROUND;
            if (isIt) return string.concat(row, member);
        }
        revert("no such round");
    }

    function seedPoint() internal view returns (bytes memory) {
        return vm.parseJsonBytes(beacon, roundMember("signaturePoint"));
    }

    function beaconKey() internal view override returns (bytes memory) {
        return vm.parseJsonBytes(beacon, roundMember("publicKeyPoint"));
    }

    function bondAmount() internal pure virtual override returns (uint96) {
        return 1 ether;
    }

    function terms() internal pure virtual override returns (Terms memory made) {
        made = super.terms();
        made.seatCap = 2;
    }

    function key() internal view returns (bytes32) {
        return DocketLib.disputeKey(block.chainid, address(court), dispute);
    }

    // THE ROLL

    function rollTree() private view returns (bytes32[] memory hashes, uint128[] memory sums) {
        hashes = new bytes32[](8);
        sums = new uint128[](8);
        for (uint256 i; i < jurors.length; ++i) {
            (hashes[i], sums[i]) = (RollLib.leaf(jurors[i], weights[i]), weights[i]);
        }
    }

    function rollPath(uint256 index) internal view returns (bytes memory path) {
        (bytes32[] memory hashes, uint128[] memory sums) = rollTree();
        for (uint256 width = 8; width > 1; width /= 2) {
            path = bytes.concat(path, hashes[index ^ 1], bytes16(sums[index ^ 1]));
            fold(hashes, sums, width);
            index /= 2;
        }
    }

    function fold(bytes32[] memory hashes, uint128[] memory sums, uint256 width) private pure {
        for (uint256 i; i < width / 2; ++i) {
            hashes[i] = RollLib.node(hashes[2 * i], sums[2 * i], hashes[2 * i + 1], sums[2 * i + 1]);
            sums[i] = sums[2 * i] + sums[2 * i + 1];
        }
    }

    function rollHeader() internal view virtual returns (RollHeader memory roll) {
        (bytes32[] memory hashes, uint128[] memory sums) = rollTree();
        for (uint256 width = 8; width > 1; width /= 2) {
            fold(hashes, sums, width);
        }
        return RollHeader(ROLL_EPOCH, 1, hashes[0], sums[0], 5, new bytes32[](0));
    }

    function rollsRoot() internal view returns (bytes32) {
        RollHeader memory roll = rollHeader();
        return RollLib.header(roll.epoch, 0, roll.version, roll.root, roll.total, roll.jurors);
    }

    function pointOf(uint32 i) internal view returns (uint128) {
        return DrawLib.unit(randomness, key(), 0, i, rollHeader().total);
    }

    /// @dev Who a point falls on.
    function seatAt(uint128 point) internal view virtual returns (Seat memory seat) {
        uint256 number;
        while (point >= weights[number]) point -= weights[number++];
        return Seat(uint32(number), jurors[number], weights[number], rollPath(number));
    }

    // TIMES

    function commitClosesAt() internal pure returns (uint256) {
        return SEED_AT + 10 minutes + 1 days;
    }

    /// @dev R.
    function revealRound() internal pure returns (uint64) {
        return uint64((commitClosesAt() + 10 minutes - GENESIS + PERIOD - 1) / PERIOD + 1);
    }

    function revealAt() internal pure returns (uint256) {
        return GENESIS + (uint256(revealRound()) - 1) * PERIOD;
    }

    // THE HEARING

    /// @dev Hears the panel and delivers its verdict. `choiceOf` says how juror `number` votes; 3 for no ballot, 4 for one that
    /// stays closed.
    function hear(uint32[5] memory choiceOf) internal {
        drawPanel();
        entryHashes.push(keccak256("the opening"));
        entryHashes.push(keccak256("the draw"));
        for (uint256 number; number < jurors.length; ++number) {
            if (seatsOf(number) != 0 && choiceOf[number] != 3) commitBallot(number, choiceOf[number]);
        }
        uint64 held = uint64(entryHashes.length);
        entryHashes.push(keccak256("the gazette"));
        entryHashes.push(keccak256("the openings"));
        bytes32 head = DocketLib.firstHead(key());
        for (uint256 i; i < entryHashes.length; ++i) {
            head = DocketLib.nextHead(head, entryHashes[i]);
            heads.push(head);
        }
        gazetted = held;
        headsRoot = DocketLib.headLeaf(key(), held, heads[held - 1], 0, 0);
        vm.warp(commitClosesAt() + 1 minutes);
        post(2, ROLL_EPOCH + 1, keccak256("later rolls"), headsRoot);
        fillLeaves(choiceOf);
        judge();
    }

    function drawPanel() private {
        uint256 seated;
        uint256[5] memory held;
        uint32[5] memory last =
            [BallotLib.NO_PREV, BallotLib.NO_PREV, BallotLib.NO_PREV, BallotLib.NO_PREV, BallotLib.NO_PREV];
        for (uint32 i; seated < SEATS; ++i) {
            Seat memory seat = seatAt(pointOf(i));
            bool isCapped = held[seat.number] >= 2 && i < 8 * SEATS;
            if (!isCapped) (held[seat.number], seated) = (held[seat.number] + 1, seated + 1);
            BallotLib.Draw memory draw;
            (draw.i, draw.jurorNumber, draw.juror, draw.weight) = (i, seat.number, seat.juror, seat.weight);
            (draw.held, draw.prev) = (uint32(held[seat.number]), last[seat.number]);
            draw.state = isCapped ? BallotLib.SKIPPED : BallotLib.ABSENT;
            last[seat.number] = i;
            draws.push(draw);
        }
    }

    function seatsOf(uint256 number) internal view returns (uint256 count) {
        for (uint256 i; i < draws.length; ++i) {
            if (draws[i].jurorNumber == number && draws[i].state != BallotLib.SKIPPED) ++count;
        }
    }

    /// @dev A ballot as its juror signs it, for any entry number.
    function ballotOf(uint256 number, uint64 entry, uint64 revision, uint32 choice)
        internal
        view
        returns (Ballot memory made)
    {
        made.number = entry;
        made.acceptedAt = uint64(SEED_AT + 1 hours + number);
        made.revision = revision;
        made.choice = choice;
        made.opening = keccak256(abi.encode("opening", number, revision));
        made.sealedHash = keccak256(abi.encode("sealed", number, revision));
        made.commitment = BallotLib.commitment(
            key(), 0, jurors[number], revealRound(), revision, BallotLib.choiceHash(choice), made.opening
        );
        bytes32 structHash =
            DocketLib.commitStruct(key(), 0, jurors[number], revealRound(), revision, made.commitment, made.sealedHash);
        made.signature = signature(jurorKeys[number], typed(structHash));
        made.signatureHash = keccak256(made.signature);
        bytes32 body = DocketLib.commitBody(structHash, made.signatureHash, made.sealedHash);
        made.entryHash = DocketLib.entry(entry, made.acceptedAt, DocketLib.COMMIT, body);
    }

    function commitBallot(uint256 number, uint32 choice) private {
        uint64 revision = uint64((SEED_AT + 1 hours) * 1000 + number);
        ballots[number] = ballotOf(number, uint64(entryHashes.length + 1), revision, choice == 4 ? 1 : choice);
        entryHashes.push(ballots[number].entryHash);
    }

    function fillLeaves(uint32[5] memory choiceOf) private {
        FaultLib.Count memory count = FaultLib.empty(CHOICES);
        for (uint256 i; i < draws.length; ++i) {
            BallotLib.Draw storage draw = draws[i];
            uint32 choice = choiceOf[draw.jurorNumber];
            if (draw.state != BallotLib.SKIPPED && choice != 3) {
                Ballot storage ballot = ballots[draw.jurorNumber];
                draw.state = choice == 4 ? BallotLib.UNOPENED : BallotLib.OPENED;
                (draw.revision, draw.commitment, draw.entryHash) =
                (ballot.revision, ballot.commitment, ballot.entryHash);
                if (choice != 4) {
                    (draw.opening, draw.answerHash, draw.choice) =
                    (ballot.opening, BallotLib.choiceHash(choice), choice);
                }
            }
            FaultLib.step(count, draw.state, draw.choice);
            draw.tally = FaultLib.hash(count);
        }
    }

    function judge() private {
        (uint256 choice, bool tied,) = FaultLib.judge(countAt(draws.length), SEATS);
        verdict = Verdict({
            panel: 0,
            rollsRoot: rollsRoot(),
            beaconRound: SEED_ROUND,
            randomness: randomness,
            gazette: 2,
            ballotsRoot: ballotsRoot(),
            draws: uint32(draws.length),
            entriesRoot: entriesRoot(),
            ruling: choice,
            outcome: BallotLib.choiceHash(uint32(choice)),
            tied: tied,
            policyHash: POLICY,
            serial: 1
        });
    }

    /// @dev Signs and delivers `verdict`, as it stands, once the reveal period is over.
    function deliverIt() internal {
        if (clock() < revealAt() + 1 days) vm.warp(revealAt() + 1 days);
        deliver(dispute, verdict);
    }

    // TREES AND PROOFS

    /// @dev The tally of the first `n` leaves as they are.
    function countAt(uint256 n) internal view returns (FaultLib.Count memory count) {
        count = FaultLib.empty(CHOICES);
        for (uint256 i; i < n; ++i) {
            FaultLib.step(count, draws[i].state, draws[i].choice);
        }
    }

    function leaves() internal view returns (bytes32[] memory list) {
        list = new bytes32[](draws.length);
        for (uint256 i; i < list.length; ++i) {
            list[i] = BallotLib.leaf(draws[i]);
        }
    }

    /// @dev The leaves as they are asked for and settled.
    function packed() internal view returns (Leaf[] memory list) {
        list = new Leaf[](draws.length);
        for (uint256 i; i < list.length; ++i) {
            BallotLib.Draw memory draw = draws[i];
            list[i].who = bytes32(abi.encodePacked(draw.juror, draw.jurorNumber, draw.held, draw.prev));
            list[i].what = bytes32(
                abi.encodePacked(
                    draw.weight, draw.revision, draw.i, uint8(draw.panel), draw.state, uint8(draw.choice), uint8(0)
                )
            );
            (list[i].opening, list[i].answerHash, list[i].commitment) = (draw.opening, draw.answerHash, draw.commitment);
            (list[i].entryHash, list[i].tally) = (draw.entryHash, draw.tally);
        }
    }

    function ballotsRoot() internal view returns (bytes32) {
        return MerkleLib.root(leaves());
    }

    function entryLeaves() private view returns (bytes32[] memory list) {
        list = new bytes32[](entryHashes.length);
        for (uint256 i; i < list.length; ++i) {
            list[i] = DocketLib.entryLeaf(uint64(i + 1), entryHashes[i], heads[i]);
        }
    }

    function entriesRoot() internal view returns (bytes32) {
        return MerkleLib.root(entryLeaves());
    }

    function pathOf(bytes32[] memory list, uint256 index) internal pure returns (bytes32[] memory path) {
        uint256 depth = RollLib.depthOf(list.length);
        bytes32[] memory row = new bytes32[](1 << depth);
        for (uint256 i; i < list.length; ++i) {
            row[i] = list[i];
        }
        path = new bytes32[](depth);
        for (uint256 level; level < depth; ++level) {
            path[level] = row[index ^ 1];
            for (uint256 i; i < row.length >> (level + 1); ++i) {
                row[i] = MerkleLib.node(row[2 * i], row[2 * i + 1]);
            }
            index /= 2;
        }
    }

    function delivered() internal view returns (Delivered memory) {
        return Delivered(verdict, configDigest(bench), address(this));
    }

    function shown(uint256 index) internal view returns (Shown memory) {
        return Shown(draws[index], index, pathOf(leaves(), index));
    }

    function entryOf(uint256 number) internal view returns (EntryShown memory) {
        Ballot storage ballot = ballots[number];
        return EntryShown(ballot.number, ballot.acceptedAt, revealRound(), ballot.sealedHash, ballot.signatureHash);
    }

    function ballotShown(uint256 number) internal view returns (BallotShown memory) {
        return BallotShown(ballots[number].revision, ballots[number].commitment, entryOf(number));
    }

    /// @dev The head before a juror's ballot, and the entries after it up to the gazetted head.
    function chainAround(uint256 number) internal view returns (bytes32 before, bytes32[] memory entries) {
        uint256 at_ = ballots[number].number;
        if (at_ < 2) at_ = 3;
        before = heads[at_ - 2];
        entries = new bytes32[](gazetted - at_);
        for (uint256 i; i < entries.length; ++i) {
            entries[i] = entryHashes[at_ + i];
        }
    }

    function headShown() internal view returns (HeadShown memory) {
        return HeadShown({
            serial: 2,
            epoch: ROLL_EPOCH + 1,
            rollsRoot: keccak256("later rolls"),
            headsRoot: headsRoot,
            number: gazetted,
            head: heads[gazetted - 1],
            verdictHash: 0,
            openHash: 0,
            index: 0,
            path: new bytes32[](0)
        });
    }

    /// @dev A ballot of `who` shown to be better than the leaf's.
    function omissionOf(Delivered memory d, Shown memory it, uint256 who) internal view returns (bytes memory) {
        (bytes32 before, bytes32[] memory entries) = chainAround(who);
        BallotShown memory ballot = ballotShown(who);
        HeadShown memory head = headShown();
        return abi.encodeCall(IChallenge.omittedBallot, (dispute, d, terms(), it, ballot, before, entries, head));
    }

    function entryLeaf(uint64 number) internal view returns (EntryLeafShown memory) {
        return EntryLeafShown(number, entryHashes[number - 1], heads[number - 1], pathOf(entryLeaves(), number - 1));
    }

    /// @dev The first seated leaf of an opened ballot, and a skipped one.
    function firstWith(uint8 state) internal view returns (uint256 index) {
        while (draws[index].state != state) ++index;
    }

    /// @dev Counts anew after a test changed what became of ballots.
    function retally() internal {
        FaultLib.Count memory count = FaultLib.empty(CHOICES);
        for (uint256 i; i < draws.length; ++i) {
            FaultLib.step(count, draws[i].state, draws[i].choice);
            draws[i].tally = FaultLib.hash(count);
        }
        reroot();
        (uint256 choice, bool tied,) = FaultLib.judge(count, panelSeats);
        (verdict.ruling, verdict.tied, verdict.outcome) = (choice, tied, BallotLib.choiceHash(uint32(choice)));
    }

    /// @dev The root over the leaves as they are now; the rest of the verdict stays.
    function reroot() internal {
        verdict.ballotsRoot = ballotsRoot();
    }
}
