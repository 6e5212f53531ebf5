// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IAudit, Walk} from "../interfaces/IAudit.sol";
import {IChallenge} from "../interfaces/IChallenge.sol";
import {Terms} from "../interfaces/ICourts.sol";
import {IDemand} from "../interfaces/IDemand.sol";
import {IGazette} from "../interfaces/IGazette.sol";
import {ITried} from "../interfaces/ITried.sol";
import {RollLib} from "../libraries/RollLib.sol";
import {Courthouse} from "./Courthouse.sol";

/// @notice Rolls held against the vault: whatever is false in them is shown, whatever is withheld is asked for, and
/// nothing disproves rolls that are as the vault says.
contract AuditTest is Courthouse {
    address private constant STRANGER = address(0x57A);
    address private constant NOBODY = address(0xD0);
    uint256 private constant COURTS = 3;
    uint256 private constant WHOLE = type(uint256).max;

    /// @dev How rolls are bent. Preimages are counted as they are made: leaves, nodes and header of one court after the
    /// other, then the tree over courts.
    struct Bend {
        uint256 preimage;
        uint256 place;
        uint8 flip;
    }

    uint64 private epoch;
    uint256 private jurors;
    mapping(uint256 court => mapping(uint256 number => uint128)) private weights;
    mapping(uint256 number => address) private names;
    mapping(bytes32 hash => bytes) private preimages;
    mapping(uint256 court => Terms) private laws;
    uint256 private made;
    uint256 private levels;
    Bend private bend;
    bytes32 private rollsRoot;

    function bondAmount() internal pure override returns (uint96) {
        return 1 ether;
    }

    function setUp() public override {
        super.setUp();
        court.fillBond{value: 2 ether}(2);
        Terms memory each = terms();
        laws[0] = each;
        (each.weight, each.minStake) = (1, 2 ether);
        laws[1] = each;
        equal(court.createCourt(0, keccak256("alike"), each), 1, "below the first");
        (each.weight, each.minStake, each.personSource, each.personRegistry) = (0, 0, 1, address(registry));
        laws[2] = each;
        equal(court.createCourt(NO_PARENT, keccak256("persons"), each), 2, "a root of its own");
        bend.preimage = WHOLE;
        vm.fee(1 gwei);
        vm.deal(STRANGER, 1 ether);
    }

    // A WORLD

    /// @dev Jurors who stake, move and leave around two boundaries; what they weigh is worked out beside the vault.
    function populate(uint256 count, uint256 seed) private {
        vm.warp((clock() / EPOCH + 1) * EPOCH);
        epoch = uint64(clock() / EPOCH) + 2;
        jurors = count;
        uint128[] memory first = new uint128[](count);
        uint128[] memory second = new uint128[](count);
        for (uint256 i; i < count; ++i) {
            uint256 luck = uint256(keccak256(abi.encode(seed, i)));
            names[i] = address(uint160(0xA000 + i));
            registry.register(names[i], bytes20(uint160(i + 1)));
            first[i] = uint128(1 + luck % 9) * 1 ether + 1;
            stake(names[i], first[i], luck & 0x100 == 0 ? courts(uint96(luck % 3)) : courts(0, uint96(1 + luck % 2)));
            if (luck & 0x200 != 0) vault.admit(2, names[i]);
        }
        vm.warp(clock() + EPOCH);
        for (uint256 i; i < count; ++i) {
            uint256 luck = uint256(keccak256(abi.encode(seed, i)));
            second[i] = first[i];
            if (luck & 0x400 != 0) {
                second[i] += 3 ether;
                stake(names[i], 3 ether, none());
            } else if (luck & 0x800 != 0) {
                second[i] -= 1 ether;
                vm.prank(names[i]);
                vault.requestUnstake(1 ether);
            }
        }
        vm.warp(clock() + EPOCH);
        for (uint256 i; i < count; ++i) {
            uint256 luck = uint256(keccak256(abi.encode(seed, i)));
            uint128 least = first[i] < second[i] ? first[i] : second[i];
            weigh(i, luck, least);
            // What comes after the boundary is of no matter.
            stake(names[i], 5 ether, courts(uint96(luck % 2)));
        }
        stake(NOBODY, 1 ether, none());
    }

    function weigh(uint256 i, uint256 luck, uint128 least) private {
        bool isPerson = luck & 0x200 != 0;
        uint128 half = least / 2;
        uint256 only = luck % 3;
        bool isSplit = luck & 0x100 != 0;
        bool isBelow = luck % 2 == 0;
        if (isSplit) weights[0][i] = isBelow ? half * 2 : half;
        else if (only < 2) weights[0][i] = least;
        uint128 under = isSplit ? (isBelow ? half : 0) : (only == 1 ? least : 0);
        weights[1][i] = under >= 2 ether ? 1 : 0;
        if (isPerson) weights[2][i] = isSplit ? (isBelow ? 0 : half) : (only == 2 ? least : 0);
    }

    // ROLLS

    /// @dev Keeps what a hash was made of, bent where it is to be.
    function keep(bytes memory preimage) private returns (bytes32 hash) {
        if (made++ == bend.preimage) {
            uint256 place = bend.place % preimage.length;
            // forge-lint: disable-next-line(unsafe-typecast) one byte
            preimage[place] = bytes1(uint8(preimage[place]) ^ bend.flip);
        }
        hash = keccak256(preimage);
        preimages[hash] = preimage;
    }

    function rollOf(uint256 which) private returns (bytes32 root, uint128 total) {
        uint256 width = 1 << RollLib.depthOf(jurors);
        bytes32[] memory hashes = new bytes32[](width);
        uint128[] memory sums = new uint128[](width);
        for (uint256 i; i < width; ++i) {
            sums[i] = weights[which][i];
            if (sums[i] != 0) hashes[i] = keep(abi.encodePacked(bytes1(0x00), names[i], sums[i]));
        }
        for (; width > 1; width /= 2) {
            for (uint256 i; i < width; i += 2) {
                hashes[i / 2] = keep(abi.encodePacked(bytes1(0x01), hashes[i], sums[i], hashes[i + 1], sums[i + 1]));
                sums[i / 2] = sums[i] + sums[i + 1];
            }
        }
        return (hashes[0], sums[0]);
    }

    /// @dev Of courts 0, 1, 2 and, if it is bent so, of one that there isn't.
    function compile() private {
        bytes32[] memory headers = new bytes32[](1 << levels);
        uint256 last;
        for (uint256 c; c < headers.length && c <= COURTS; ++c) {
            if (!isWeighty(c)) continue;
            (bytes32 root, uint128 total) = rollOf(c);
            headers[c] = keep(abi.encode(keccak256("venire/1/roll"), epoch, c, 1, root, total, jurors));
            last = c;
        }
        uint256 width = last == 0 && levels == 2 ? 1 : last == 1 && levels == 2 ? 2 : headers.length;
        for (; width > 1; width /= 2) {
            for (uint256 i; i < width; i += 2) {
                headers[i / 2] = keep(abi.encodePacked(bytes1(0x01), headers[i], headers[i + 1]));
            }
        }
        rollsRoot = headers[0];
    }

    function sealIt() private {
        made = 0;
        compile();
        vm.assume(rollsRoot != 0);
        post(1, epoch, rollsRoot, keccak256("heads"));
    }

    /// @dev The way to a leaf, as far as it is known.
    function walkTo(uint256 which, uint256 number) private view returns (Walk memory walk) {
        walk.court = uint96(which);
        walk.terms = laws[which < COURTS ? which : 0];
        walk.number = uint32(number);
        walk.juror = names[number];
        uint256 depth = WHOLE;
        if (which != 0) {
            walk.toFirst = way(WHOLE, 0, 0);
            depth = 0;
            while (depth < walk.toFirst.length && walk.toFirst[depth].length == 65) ++depth;
        }
        walk.shown = way(depth, which, number);
    }

    function way(uint256 depth, uint256 which, uint256 number) private view returns (bytes[] memory shown) {
        bytes[32] memory found;
        uint256 used;
        uint256 level;
        uint256 height = RollLib.depthOf(jurors);
        for (bytes32 hash = rollsRoot; preimages[hash].length != 0 && used < 32;) {
            bytes memory next = preimages[hash];
            found[used++] = next;
            if (next.length == 65 && level < depth) {
                ++level;
                hash = word(next, depth == WHOLE || right(which, depth - level) == 0 ? 1 : 33);
            } else if (next.length == 224) {
                hash = word(next, 128);
            } else if (next.length == 97 && height > 0) {
                hash = word(next, right(number, --height) == 0 ? 1 : 49);
            } else {
                break;
            }
        }
        shown = new bytes[](used);
        for (uint256 i; i < used; ++i) {
            shown[i] = found[i];
        }
    }

    function right(uint256 index, uint256 height) private pure returns (uint256) {
        return (index >> height) & 1;
    }

    function word(bytes memory from, uint256 offset) private pure returns (bytes32 value) {
        assembly ("memory-safe") {
            value := mload(add(add(from, 0x20), offset))
        }
    }

    /// @dev Tries every way there is, and asks for what is missing on one of them. True once the rolls are void.
    function isShown() private returns (bool) {
        uint256 width = 1 << RollLib.depthOf(jurors);
        for (uint256 c; c <= COURTS; ++c) {
            for (uint256 i; i < width; ++i) {
                if (strike(walkTo(c, i))) return true;
            }
        }
        for (uint256 c; c <= COURTS; ++c) {
            for (uint256 i; i < width; ++i) {
                bytes memory call_ = abi.encodeCall(IAudit.demandNode, (epoch, walkTo(c, i)));
                vm.prank(STRANGER);
                (bool isAsked, bytes memory hash) = address(audit).call{value: audit.depositFor()}(call_);
                if (!isAsked) continue;
                vm.warp(clock() + EPOCH / 64 + 1);
                vm.prank(STRANGER);
                audit.withheldNode(epoch, abi.decode(hash, (bytes32)));
                return true;
            }
        }
        return false;
    }

    function strike(Walk memory walk) private returns (bool isStruck) {
        vm.prank(STRANGER);
        (isStruck,) = address(audit).call(abi.encodeCall(IAudit.wrongRoll, (epoch, walk)));
    }

    function isVoid() private view {
        isTrue(court.rollsOf(epoch) == 0, "the epoch has no rolls");
        equal(court.struckOf(1), 7, "those who signed are struck");
        equal(court.bonds(), 1, "a bond is gone");
        equal(address(court).balance, 1 ether, "half of it burnt");
        isTrue(STRANGER.balance >= 1.49 ether, "half of it earned");
    }

    // HONEST ROLLS

    function testHonestRollsCantBeStruck(uint8 count, uint256 seed) public {
        levels = 2;
        populate(1 + count % 7, seed);
        sealIt();
        isTrue(!isShown(), "nothing is false, and nothing is missing");
        // Another juror in the place of the right one, other terms, a way that ends early, and others' preimages.
        uint256 luck = uint256(keccak256(abi.encode(seed)));
        Walk memory walk = walkTo(luck % COURTS, luck % jurors);
        walk.juror = luck & 0x100 == 0 ? names[(luck >> 16) % jurors] : NOBODY;
        isTrue(!strike(walk) || walk.juror == names[walk.number], "another juror");
        walk = walkTo(luck % COURTS, luck % jurors);
        walk.terms = laws[(luck >> 16) % COURTS];
        isTrue(!strike(walk), "other terms");
        walk = walkTo(luck % COURTS, luck % jurors);
        if (walk.shown.length != 0) {
            uint256 which = (luck >> 24) % walk.shown.length;
            bytes memory bent = walk.shown[which];
            uint256 place = (luck >> 32) % bent.length;
            bent[place] ^= 0x01;
            isTrue(!strike(walk), "a bent preimage");
            walk.shown[which] = preimages[rollsRoot];
            isTrue(!strike(walk), "another's preimage");
        }
        isTrue(court.rollsOf(epoch) == bytes24(rollsRoot) && court.struckOf(1) == 0, "they stand");
    }

    // LIES

    /// @dev Any bit of any preimage, from leaf to root: shown at once, or withheld because nobody has what it names.
    function testAnyBentPreimageIsShownOrWithheld(uint8 count, uint256 seed, uint8 where, uint8 place, uint8 flip)
        public
    {
        levels = 2;
        populate(1 + count % 7, seed);
        compile();
        vm.assume(made != 0);
        bend = Bend(where % made, place, flip == 0 ? 1 : flip);
        sealIt();
        isTrue(isShown(), "shown");
        isVoid();
    }

    /// @dev A tree that adds up, over a leaf that isn't what the vault says: more, less, nothing, somebody of no number.
    function testAnyWrongWeightIsShown(uint8 count, uint256 seed, uint8 which, uint8 number, uint128 weight) public {
        levels = 2;
        populate(1 + count % 7, seed);
        uint256 c = which % COURTS;
        uint256 i = number % (1 << RollLib.depthOf(jurors));
        weight %= 1_000 ether;
        vm.assume(weights[c][i] != weight);
        weights[c][i] = weight;
        if (i >= jurors) names[i] = NOBODY;
        sealIt();
        isTrue(isShown(), "shown");
        isVoid();
    }

    function testALeafInAnothersNameIsShown() public {
        levels = 2;
        populate(4, 7);
        uint256 i;
        while (weights[0][i] == 0) ++i;
        address own = names[i];
        names[i] = NOBODY;
        sealIt();
        names[i] = own;
        isTrue(isShown(), "shown");
        isVoid();
    }

    function testACourtThatIsntThereIsShown() public {
        levels = 2;
        populate(4, 7);
        weights[COURTS][1] = 1 ether;
        sealIt();
        isTrue(isShown(), "shown");
        isVoid();
    }

    /// @dev A court in which somebody has weight has no place in it.
    function testATreeOverCourtsThatIsTooShallowIsShown(uint256 seed) public {
        populate(7, seed);
        levels = 1;
        vm.assume(isWeighty(2) && (isWeighty(0) || isWeighty(1)));
        sealIt();
        isTrue(isShown(), "shown");
        isVoid();
    }

    function testATreeOverCourtsThatIsTooDeepIsShown() public {
        levels = 2;
        populate(4, 7);
        compile();
        bytes32 empty = keep(abi.encodePacked(bytes1(0x01), bytes32(0), bytes32(0)));
        rollsRoot = keep(abi.encodePacked(bytes1(0x01), rollsRoot, empty));
        post(1, epoch, rollsRoot, keccak256("heads"));
        isTrue(isShown(), "shown");
        isVoid();
    }

    function isWeighty(uint256 which) private view returns (bool) {
        for (uint256 i; i < 1 << RollLib.depthOf(jurors); ++i) {
            if (weights[which][i] != 0) return true;
        }
        return false;
    }

    /// @dev A liar who forks the tree: court 1 twice, on ways of different lengths.
    function testACourtOnTwoWaysIsShown() public {
        levels = 2;
        populate(4, 7);
        compile();
        bytes32 lower = keep(abi.encodePacked(bytes1(0x01), headerOf(0), headerOf(1)));
        rollsRoot = keep(abi.encodePacked(bytes1(0x01), lower, headerOf(1)));
        post(1, epoch, rollsRoot, keccak256("heads"));
        isTrue(isShown(), "shown");
        isVoid();
    }

    function headerOf(uint256 which) private view returns (bytes32) {
        bytes memory node = preimages[word(preimages[rollsRoot], 1)];
        return word(node, which == 0 ? 1 : 33);
    }

    // WHAT A STRIKE DOES

    function testStruckRollsArentReplacedNorStruckTwice() public {
        levels = 2;
        populate(4, 7);
        weights[0][2] += 1 ether;
        sealIt();
        Walk memory walk = walkTo(0, 2);
        vm.prank(STRANGER);
        audit.wrongRoll(epoch, walk);
        isVoid();
        vm.expectRevert(abi.encodeWithSelector(IAudit.RollsSettled.selector, epoch));
        audit.wrongRoll(epoch, walk);
        weights[0][2] -= 1 ether;
        compile();
        // As if there were k others to sign what is true.
        erase(STRUCK);
        post(2, epoch, rollsRoot, keccak256("heads"));
        isTrue(court.rollsOf(epoch) == 0, "an epoch has one chance");
    }

    function testWithoutABondTheRollsAreVoidAllTheSame() public {
        levels = 2;
        populate(4, 7);
        weights[0][2] += 1 ether;
        sealIt();
        // As if false deliveries had used up what there was.
        erase(BONDS);
        equal(court.bonds(), 0, "none is left");
        vm.prank(STRANGER);
        audit.wrongRoll(epoch, walkTo(0, 2));
        isTrue(court.rollsOf(epoch) == 0, "void");
        equal(court.struckOf(1), 7, "struck");
        equal(STRANGER.balance, 1 ether, "and nobody is paid");
    }

    function testOnlyTheAuditVoidsRolls() public {
        vm.expectRevert(abi.encodeWithSelector(ITried.NotTheChallenge.selector, address(this)));
        court.strikeRolls(7, address(this));
        vm.prank(address(audit));
        vm.expectRevert(abi.encodeWithSelector(IGazette.NoRolls.selector, 7));
        court.strikeRolls(7, address(this));
    }

    function testRollsInForceCantBeStruck() public {
        levels = 2;
        populate(4, 7);
        weights[0][2] += 1 ether;
        sealIt();
        Walk memory walk = walkTo(0, 2);
        vm.warp((uint256(epoch) + 1) * EPOCH - 1);
        uint256 before = vm.snapshotState();
        vm.prank(STRANGER);
        audit.wrongRoll(epoch, walk);
        isVoid();
        vm.revertToState(before);
        vm.warp((uint256(epoch) + 1) * EPOCH);
        vm.expectRevert(abi.encodeWithSelector(IAudit.RollsSettled.selector, epoch));
        audit.wrongRoll(epoch, walk);
    }

    function testASetThatWasRotatedOutIsStruckWhereItSigned() public {
        levels = 2;
        populate(4, 7);
        weights[0][2] += 1 ether;
        Bench memory next = makeBench("successor", 5, 3);
        announce(1, next);
        sealIt();
        vm.warp(clock() + ROTATION);
        court.completeRotation(next.addresses, next.k);
        vm.prank(STRANGER);
        audit.wrongRoll(epoch, walkTo(0, 2));
        equal(court.struckOf(1), 7, "those of the set before");
        equal(court.struckOf(2), 0, "and none of today's");
    }

    /// @dev The version in force before the epoch counts, not the one adopted since.
    function testAVersionAdoptedSinceChangesNothing() public {
        levels = 2;
        Terms memory next = terms();
        next.minStake = 1_000 ether;
        court.proposeVersion(0, keccak256("next"), next);
        vm.warp((clock() / EPOCH + 4) * EPOCH);
        populate(4, 7);
        court.adoptVersion(0, next);
        sealIt();
        isTrue(!isShown(), "nothing is false");
    }

    // DEMANDS

    function demandIt(Walk memory walk) private returns (bytes32 hash) {
        uint256 deposit = audit.depositFor();
        vm.prank(STRANGER);
        return audit.demandNode{value: deposit}(epoch, walk);
    }

    /// @dev A lie nobody shows: each preimage is asked for and answered, down to the one that is false.
    function testALieIsFollowedDownByDemands() public {
        levels = 2;
        populate(7, 7);
        weights[0][5] += 1 ether;
        sealIt();
        Walk memory whole = walkTo(0, 5);
        Walk memory walk = whole;
        bytes[] memory all = whole.shown;
        for (uint256 known; known < all.length; ++known) {
            walk.shown = new bytes[](known);
            for (uint256 i; i < known; ++i) {
                walk.shown[i] = all[i];
            }
            vm.expectRevert(abi.encodeWithSelector(IChallenge.NoFault.selector));
            audit.wrongRoll(epoch, walk);
            bytes32 hash = demandIt(walk);
            vm.expectRevert(abi.encodeWithSelector(IDemand.DemandedBefore.selector, hash));
            audit.demandNode{value: 1 ether}(epoch, walk);
            bytes[] memory answers = new bytes[](1);
            answers[0] = all[known];
            audit.answerNodes(epoch, answers);
        }
        walk.shown = all;
        vm.prank(STRANGER);
        audit.wrongRoll(epoch, walk);
        isTrue(court.rollsOf(epoch) == 0, "void");
    }

    function testOneCallAnswersManyAndTakesTheirDeposits() public {
        levels = 2;
        populate(7, 7);
        sealIt();
        Walk memory walk = walkTo(0, 3);
        bytes[] memory all = walk.shown;
        bytes[] memory answers = new bytes[](3);
        for (uint256 known; known < 3; ++known) {
            walk.shown = new bytes[](known);
            for (uint256 i; i < known; ++i) {
                walk.shown[i] = all[i];
            }
            demandIt(walk);
            answers[known] = all[known];
        }
        uint256 had = address(this).balance;
        audit.answerNodes(epoch, answers);
        equal(address(this).balance - had, 6 gwei * 55_000, "twice what each burns");
        vm.expectRevert(abi.encodeWithSelector(IAudit.NothingAsked.selector, epoch));
        audit.answerNodes(epoch, answers);
        vm.expectRevert(abi.encodeWithSelector(IDemand.NotDemanded.selector, bytes32(bytes24(rollsRoot))));
        audit.withheldNode(epoch, bytes32(bytes24(rollsRoot)));
    }

    function testADemandComesInTimeToChallengeItsAnswer() public {
        levels = 2;
        populate(4, 7);
        sealIt();
        Walk memory walk = walkTo(0, 3);
        walk.shown = new bytes[](0);
        uint256 deposit = audit.depositFor();
        uint256 lastAt = (uint256(epoch) + 1) * EPOCH - EPOCH / 64 * 2;
        vm.warp(lastAt + 1);
        vm.expectRevert(abi.encodeWithSelector(IDemand.TooLateToDemand.selector, lastAt));
        audit.demandNode{value: deposit}(epoch, walk);
        vm.warp(lastAt);
        vm.expectRevert(abi.encodeWithSelector(IDemand.DepositTooLow.selector, deposit - 1, deposit));
        audit.demandNode{value: deposit - 1}(epoch, walk);
        bytes32 hash = demandIt(walk);
        uint256 until = lastAt + EPOCH / 64;
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(IDemand.StillTime.selector, until));
        audit.withheldNode(epoch, hash);
        vm.expectRevert(abi.encodeWithSelector(IDemand.StillTime.selector, (uint256(epoch) + 1) * EPOCH));
        audit.takeBack(epoch, hash);
        vm.warp(until + 1);
        vm.prank(STRANGER);
        audit.withheldNode(epoch, hash);
        isVoid();
        audit.takeBack(epoch, hash);
        equal(STRANGER.balance, 1.5 ether, "half a bond, and the deposit back");
    }

    function testWhatNobodyAnsweredIsTakenBackOnceTheRollsAreInForce() public {
        levels = 2;
        populate(4, 7);
        sealIt();
        Walk memory walk = walkTo(0, 3);
        walk.shown = new bytes[](0);
        bytes32 hash = demandIt(walk);
        vm.warp((uint256(epoch) + 1) * EPOCH);
        vm.expectRevert(abi.encodeWithSelector(IAudit.RollsSettled.selector, epoch));
        audit.withheldNode(epoch, hash);
        audit.takeBack(epoch, hash);
        equal(STRANGER.balance, 1 ether, "all of it");
        vm.expectRevert(abi.encodeWithSelector(IDemand.NotDemanded.selector, hash));
        audit.takeBack(epoch, hash);
    }

    /// @dev What is longer than any node couldn't be handed in again at the end of a walk.
    function testAnAnswerIsNoLongerThanTheLongestPreimage() public {
        levels = 2;
        populate(4, 7);
        bytes memory long = new bytes(225);
        rollsRoot = keep(long);
        post(1, epoch, rollsRoot, keccak256("heads"));
        Walk memory walk = walkTo(0, 0);
        walk.shown = new bytes[](0);
        demandIt(walk);
        bytes[] memory answers = new bytes[](1);
        answers[0] = long;
        vm.expectRevert(abi.encodeWithSelector(IAudit.PreimageTooLong.selector, 225));
        audit.answerNodes(epoch, answers);
    }

    /// @dev A root of which only the kept bits are right is the honest one, to the contract and to everybody.
    function testBitsThatArentKeptAreNoFault() public {
        levels = 2;
        populate(4, 7);
        compile();
        bytes32 own = rollsRoot;
        post(1, epoch, own ^ bytes32(uint256(1)), keccak256("heads"));
        isTrue(!isShown(), "nothing is false");
        isTrue(court.rollsOf(epoch) == bytes24(own), "they stand");
    }

    // WHAT IT COSTS

    /// @dev The roll of a court among 2^20 jurors, of which juror 2 weighs ten times what it staked.
    function plant() private {
        populate(4, 7);
        uint256 number = 2;
        uint128 sum = weights[0][number] * 10;
        bytes32 hash = keep(abi.encodePacked(bytes1(0x00), names[number], sum));
        for (uint256 height; height < 20; ++height) {
            bytes32 beside = keccak256(abi.encode("beside", height));
            bool isLeft = right(number, height) == 0;
            hash = keep(
                isLeft
                    ? abi.encodePacked(bytes1(0x01), hash, sum, beside, uint128(1 ether))
                    : abi.encodePacked(bytes1(0x01), beside, uint128(1 ether), hash, sum)
            );
            sum += 1 ether;
        }
        jurors = 1 << 20;
        // So many were numbered two epochs ago: the vault's own word for it is its first slot.
        vm.store(address(vault), 0, bytes32((uint256(epoch - 2) << 32) | jurors));
        hash = keep(abi.encode(keccak256("venire/1/roll"), epoch, 0, 1, hash, sum, jurors));
        rollsRoot = keep(abi.encodePacked(bytes1(0x01), hash, keccak256("another court")));
        post(1, epoch, rollsRoot, keccak256("heads"));
    }

    function row(string memory what) private {
        uint256 gas = vm.lastCallGas().gasTotalUsed;
        vm.snapshotValue("gas", what, gas);
    }

    /// forge-config: default.isolate = true
    function testWhatItCostsAmong2To20Jurors() public {
        plant();
        Walk memory walk = walkTo(0, 2);
        bytes[] memory all = walk.shown;
        bytes[] memory answers = new bytes[](1);
        answers[0] = all[all.length - 1];
        walk.shown = new bytes[](all.length - 1);
        for (uint256 i; i < walk.shown.length; ++i) {
            walk.shown[i] = all[i];
        }
        demandIt(walk);
        row("a challenger asks for a node of a roll among 2^20 jurors");
        audit.answerNodes(epoch, answers);
        row("anyone shows a node of a roll");
        walk.shown = all;
        vm.prank(STRANGER);
        audit.wrongRoll(epoch, walk);
        row("a challenger shows a wrong weight among 2^20 jurors");
        isTrue(court.rollsOf(epoch) == 0, "void");
    }
}
