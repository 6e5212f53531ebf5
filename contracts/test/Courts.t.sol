// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ICourts, Terms} from "../interfaces/ICourts.sol";
import {Courthouse} from "./Courthouse.sol";

/// @notice Courts: who may change what, when, and what terms are terms at all.
contract CourtsTest is Courthouse {
    address private constant CREATOR = address(0xC0117);

    function child(Terms memory with) private returns (uint96) {
        vm.prank(CREATOR);
        return court.createCourt(0, keccak256("child"), with);
    }

    function refuse(Terms memory with, bytes memory reason) private {
        vm.expectRevert(reason);
        court.createCourt(0, 0, with);
    }

    function testCourtZeroIsARootWithItsPolicy() public view {
        (uint96 parent, uint96 root, address creator, uint32 version, uint64 life) = court.courtOf(0);
        isTrue(parent == 0 && root == 0 && version == 1, "place");
        equal(creator, address(this), "creator");
        equal(life, 1 days + 3 * (2 * (2 days + 22 minutes) + 3 days) + 3 days, "life");
        (bytes32 policyHash, bytes32 termsHash, uint64 adoptedAt) = court.versionOf(0, 1);
        equal(policyHash, POLICY, "policy");
        equal(adoptedAt, START, "since when");
        equal(termsHash, keccak256(abi.encode(terms())), "terms");
        equal(court.courtCount(), 1, "count");
    }

    function testAnyoneCreatesACourtAnywhereInATree() public {
        uint96 first = child(terms());
        uint96 second = court.createCourt(first, keccak256("grandchild"), terms());
        uint96 other = court.createCourt(NO_PARENT, keccak256("another root"), terms());
        (uint96 parent, uint96 root,,,) = court.courtOf(second);
        isTrue(parent == first && root == 0, "a grandchild");
        (parent, root,,,) = court.courtOf(other);
        isTrue(parent == other && root == other, "a root of its own");
        vm.expectRevert(abi.encodeWithSelector(ICourts.UnknownCourt.selector, 9));
        court.createCourt(9, 0, terms());
    }

    /// @dev Whoever disproves a roll climbs from each court that a juror serves in.
    function testATreeHasSixteenLevels() public {
        uint96 court_;
        for (uint256 level = 2; level <= 16; ++level) {
            court_ = court.createCourt(court_, keccak256("deeper"), terms());
        }
        vm.expectRevert(abi.encodeWithSelector(ICourts.TreeTooDeep.selector, 16));
        court.createCourt(court_, keccak256("too deep"), terms());
        court.createCourt(0, keccak256("beside"), terms());
    }

    function testAVersionWaitsFiveEpochsAndAnyoneAdoptsIt() public {
        uint96 id = child(terms());
        Terms memory next = terms();
        next.feePerSeat = 0.02 ether;
        vm.prank(CREATOR);
        court.proposeVersion(id, keccak256("next"), next);
        uint64 adoptableAt = uint64(clock() + 5 * EPOCH);
        (uint32 version, bytes32 policyHash,, uint64 at) = court.proposalOf(id);
        isTrue(version == 2 && policyHash == keccak256("next") && at == adoptableAt, "proposal");
        vm.expectRevert(abi.encodeWithSelector(ICourts.UnknownVersion.selector, id, 2));
        court.versionOf(id, 2);

        vm.warp(adoptableAt - 1);
        vm.expectRevert(abi.encodeWithSelector(ICourts.AdoptedTooEarly.selector, id, adoptableAt));
        court.adoptVersion(id, next);
        vm.warp(adoptableAt);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICourts.WrongTerms.selector, keccak256(abi.encode(terms())), keccak256(abi.encode(next))
            )
        );
        court.adoptVersion(id, terms());
        equal(court.adoptVersion(id, next), 2, "adopted");
        (policyHash,,) = court.versionOf(id, 2);
        equal(policyHash, keccak256("next"), "in force");
        (policyHash,,) = court.versionOf(id, 1);
        equal(policyHash, keccak256("child"), "the first is what it was");
        vm.expectRevert(abi.encodeWithSelector(ICourts.NothingProposed.selector, id));
        court.adoptVersion(id, next);
    }

    function testASecondProposalReplacesTheFirstAndWaitsAnew() public {
        uint96 id = child(terms());
        Terms memory next = terms();
        vm.prank(CREATOR);
        court.proposeVersion(id, keccak256("first"), next);
        vm.warp(clock() + 5 * EPOCH - 1);
        next.seats = 5;
        vm.prank(CREATOR);
        court.proposeVersion(id, keccak256("second"), next);
        vm.warp(clock() + 1);
        vm.expectRevert(abi.encodeWithSelector(ICourts.AdoptedTooEarly.selector, id, uint64(clock() - 1 + 5 * EPOCH)));
        court.adoptVersion(id, next);
    }

    function testOnlyTheCreatorProposes() public {
        uint96 id = child(terms());
        vm.expectRevert(abi.encodeWithSelector(ICourts.NotCreator.selector, address(this), CREATOR));
        court.proposeVersion(id, 0, terms());
        vm.expectRevert(abi.encodeWithSelector(ICourts.UnknownCourt.selector, 7));
        court.proposeVersion(7, 0, terms());
    }

    function testALongerParentMakesTheChildsDisputesLonger() public {
        Terms memory slow = terms();
        slow.commitSeconds = 3 days;
        uint96 parent = child(slow);
        uint96 id = court.createCourt(parent, 0, terms());
        (,,,, uint64 life) = court.courtOf(id);
        equal(life, 1 days + 3 * (2 * (4 days + 22 minutes) + 3 days) + 3 days, "per panel the longest above");
    }

    function testTermsOutOfRangeAreRefusedByName() public {
        Terms memory t = terms();
        t.seats = 0;
        refuse(t, abi.encodeWithSelector(ICourts.SeatsOutOfRange.selector, 0, 511));
        t.seats = 512;
        refuse(t, abi.encodeWithSelector(ICourts.SeatsOutOfRange.selector, 512, 511));
        t = terms();
        t.commitSeconds = 0;
        refuse(t, abi.encodeWithSelector(ICourts.CommitTooShort.selector, 0, 1));
        t = terms();
        t.sealSeconds = 179;
        refuse(t, abi.encodeWithSelector(ICourts.SealTooShort.selector, 179, 180));
        t = terms();
        t.revealSeconds = 0;
        refuse(t, abi.encodeWithSelector(ICourts.RevealTooShort.selector, 0, 1));
        t = terms();
        t.challengeSeconds = uint32(FLOOR - 1);
        refuse(t, abi.encodeWithSelector(ICourts.ChallengeWindowOutOfRange.selector, FLOOR - 1, FLOOR, ROTATION));
        t.challengeSeconds = uint32(ROTATION);
        refuse(t, abi.encodeWithSelector(ICourts.ChallengeWindowOutOfRange.selector, ROTATION, FLOOR, ROTATION));
        t = terms();
        t.appeals = 17;
        refuse(t, abi.encodeWithSelector(ICourts.TooManyAppeals.selector, 17, 16));
        t = terms();
        t.weight = 2;
        refuse(t, abi.encodeWithSelector(ICourts.UnknownWeight.selector, 2));
        t = terms();
        t.personSource = 4;
        refuse(t, abi.encodeWithSelector(ICourts.UnknownPersonSource.selector, 4));
        t = terms();
        t.personSource = 1;
        refuse(t, abi.encodeWithSelector(ICourts.PersonRegistryMismatch.selector, 1, address(0)));
        t = terms();
        t.personRegistry = address(1);
        refuse(t, abi.encodeWithSelector(ICourts.PersonRegistryMismatch.selector, 0, address(1)));
        t = terms();
        t.penaltyBps = 6_001;
        refuse(t, abi.encodeWithSelector(ICourts.PenaltyTooHigh.selector, 6_001, 6_000));
        t = terms();
        t.deliveryFee = 2 ** 80;
        refuse(
            t,
            abi.encodeWithSelector(ICourts.FeeTooHigh.selector, 2 ** 80 | 0.01 ether | 3 ether | 1 ether, 2 ** 80 - 1)
        );
        t = terms();
        t.appeals = 16;
        refuse(
            t,
            abi.encodeWithSelector(
                ICourts.DisputeTooLong.selector, 4 days + 17 * (2 * (2 days + 22 minutes) + 3 days), LONGEST
            )
        );
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzzAcceptedTermsNeverOutliveTheLongestDispute(Terms memory t) public {
        t.seats = uint32(within(t.seats, 1, 511));
        t.evidenceSeconds = uint32(within(t.evidenceSeconds, 0, 20 days));
        t.drawSeconds = uint32(within(t.drawSeconds, 0, 2 days));
        t.commitSeconds = uint32(within(t.commitSeconds, 1, 5 days));
        t.sealSeconds = uint32(within(t.sealSeconds, 180, 1 days));
        t.revealSeconds = uint32(within(t.revealSeconds, 1, 5 days));
        t.appealSeconds = uint32(within(t.appealSeconds, 0, 5 days));
        t.challengeSeconds = uint32(within(t.challengeSeconds, FLOOR, ROTATION - 1));
        t.silenceSeconds = uint32(within(t.silenceSeconds, 0, 5 days));
        t.appeals = uint32(within(t.appeals, 0, 6));
        t.weight = uint8(t.weight % 2);
        t.personSource = 0;
        t.personRegistry = address(0);
        t.penaltyBps = uint32(within(t.penaltyBps, 0, 6_000));
        t.feePerSeat = uint128(within(t.feePerSeat, 0, 2 ** 80 - 1));
        t.deliveryFee = uint128(within(t.deliveryFee, 0, 2 ** 80 - 1));
        t.tokenFeePerSeat = uint128(within(t.tokenFeePerSeat, 0, 2 ** 80 - 1));
        t.tokenDeliveryFee = uint128(within(t.tokenDeliveryFee, 0, 2 ** 80 - 1));
        try court.createCourt(NO_PARENT, 0, t) returns (uint96 id) {
            (,,,, uint64 life) = court.courtOf(id);
            atMost(life, LONGEST, "life");
            (, bytes32 termsHash,) = court.versionOf(id, 1);
            equal(termsHash, keccak256(abi.encode(t)), "terms hash");
        } catch (bytes memory reason) {
            isTrue(bytes4(reason) == ICourts.DisputeTooLong.selector, "only for its length");
        }
    }
}
