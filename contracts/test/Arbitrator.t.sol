// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrator as IERC792} from "@kleros/erc-792/contracts/IArbitrator.sol";
import {Escrow} from "@kleros/erc-792/contracts/examples/Escrow.sol";
import {SimpleEscrowWithERC1497} from "@kleros/erc-792/contracts/examples/SimpleEscrowWithERC1497.sol";
import {ICourts, Terms} from "../interfaces/ICourts.sol";
import {IAppeals} from "../interfaces/IAppeals.sol";
import {IAttestors} from "../interfaces/IAttestors.sol";
import {Dispute, IDisputes, Verdict} from "../interfaces/IDisputes.sol";
import {IGazette} from "../interfaces/IGazette.sol";
import {IPurse} from "../interfaces/IPurse.sol";
import {SignatureLib} from "../libraries/SignatureLib.sol";
import {
    Client,
    ClientV2,
    EtherRefusingClient,
    GasEater,
    IArbitratorV2,
    ReenteringClient,
    ReturndataBomb,
    RevertingClient
} from "../mocks/Clients.sol";
import {Courthouse} from "./Courthouse.sol";

/// @notice Opening: what a client may ask for, what it costs, and what is written down.
contract OpeningTest is Courthouse {
    function testADisputeOpensForItsCallerUnderThePolicyOfThatMoment() public {
        uint256 id = open();
        Dispute memory dispute = court.disputeOf(id);
        equal(id, 1, "ids count from 1");
        equal(dispute.arbitrable, address(this), "arbitrable");
        equal(dispute.court, 0, "court");
        equal(dispute.version, 1, "version");
        equal(dispute.choices, 2, "choices");
        equal(dispute.seats, 3, "seats");
        equal(dispute.openedAt, clock(), "opened");
        uint256 sitting = 60 + CONFIRM + 10 minutes + 1 days + 10 minutes + 1 days;
        uint256 panel = 2 * sitting + 2 days + 1 days;
        equal(dispute.deadline, clock() + 1 days + 3 * panel + 3 * FLOOR, "deadline");
        isTrue(!isSolved(id), "waiting");
    }

    function testOpeningWritesTwoSlots() public {
        uint256 id = open();
        uint256 first = uint256(keccak256(abi.encode(id, slotOfDisputes())));
        isTrue(vm.load(address(court), bytes32(first)) != 0, "first slot");
        isTrue(vm.load(address(court), bytes32(first + 1)) != 0, "second slot");
        isTrue(vm.load(address(court), bytes32(first + 2)) == 0, "no third slot before a delivery");
    }

    /// @dev The mapping's slot, found by where the caller's address shows up.
    function slotOfDisputes() private view returns (uint256 slot) {
        for (;; ++slot) {
            bytes32 word = vm.load(address(court), keccak256(abi.encode(uint256(1), slot)));
            if (address(uint160(uint256(word))) == address(this)) return slot;
        }
    }

    function testBothStandardsFindTheirSelectors() public view {
        isTrue(IERC792.createDispute.selector == bytes4(keccak256("createDispute(uint256,bytes)")), "createDispute");
        bytes4[8] memory asked = [
            IERC792.createDispute.selector,
            IERC792.arbitrationCost.selector,
            IERC792.appeal.selector,
            IERC792.appealCost.selector,
            IERC792.appealPeriod.selector,
            IERC792.disputeStatus.selector,
            IERC792.currentRuling.selector,
            bytes4(keccak256("createDispute(uint256,bytes,address,uint256)"))
        ];
        bytes memory code = bytes.concat(address(court).code, chambers.code);
        for (uint256 i; i < asked.length; ++i) {
            isTrue(holds(code, asked[i]), "a selector is missing");
        }
    }

    function holds(bytes memory code, bytes4 selector) private pure returns (bool) {
        for (uint256 i; i + 4 <= code.length; ++i) {
            if (
                code[i] == selector[0] && code[i + 1] == selector[1] && code[i + 2] == selector[2]
                    && code[i + 3] == selector[3]
            ) return true;
        }
        return false;
    }

    function testAnERC792CallerReadsTheFirstWordAndAKlerosCallerAllThree() public {
        uint256 id = open();
        deliver(id, verdictOf(2, 1));
        equal(IERC792(address(court)).currentRuling(id), 2, "ERC-792");
        (uint256 ruling, bool tied, bool overridden) = IArbitratorV2(address(court)).currentRuling(id);
        isTrue(ruling == 2 && !tied && !overridden, "Kleros v2");
        id = open();
        Verdict memory verdict = verdictOf(0, 1);
        verdict.tied = true;
        deliver(id, verdict);
        (ruling, tied,) = IArbitratorV2(address(court)).currentRuling(id);
        isTrue(ruling == 0 && tied, "a tie");
    }

    function testExtraDataNamesCourtAndSeats() public {
        uint96 child = court.createCourt(0, keccak256("child"), terms());
        bytes memory short = abi.encode(child, uint256(5));
        bytes memory long = abi.encode(child, uint256(0), uint256(99));
        equal(court.arbitrationCost(short), 5 * 0.01 ether + 0.005 ether, "five seats");
        equal(court.arbitrationCost(long), cost(), "0 seats are the court's default");
        uint256 id = court.createDispute{value: 0.055 ether}(2, short);
        equal(court.disputeOf(id).court, child, "court");
        equal(court.disputeOf(id).seats, 5, "seats");
    }

    function testFuzzMalformedExtraDataIsRefused(bytes memory extraData) public {
        vm.assume(extraData.length != 0 && extraData.length != 64 && extraData.length != 96);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.MalformedExtraData.selector, extraData.length));
        court.arbitrationCost(extraData);
    }

    function testFuzzAnUnknownCourtIsRefused(uint256 asked) public {
        asked = within(asked, 1, type(uint256).max - 1);
        vm.expectRevert(abi.encodeWithSelector(ICourts.UnknownCourt.selector, asked));
        court.createDispute{value: 1 ether}(2, abi.encode(asked, uint256(3)));
    }

    function testTooManySeatsAreRefused() public {
        vm.expectRevert(abi.encodeWithSelector(ICourts.SeatsOutOfRange.selector, 512, 511));
        court.arbitrationCost(abi.encode(uint96(0), uint256(512)));
    }

    function testChoicesAreOneTo255() public {
        vm.expectRevert(abi.encodeWithSelector(IDisputes.NoChoices.selector));
        court.createDispute{value: 1 ether}(0, "");
        vm.expectRevert(abi.encodeWithSelector(IDisputes.TooManyChoices.selector, 256, 255));
        court.createDispute{value: 1 ether}(256, "");
        court.createDispute{value: 1 ether}(255, "");
    }

    function testAFeeThatIsTooLowIsRefused() public {
        vm.expectRevert(abi.encodeWithSelector(IDisputes.FeeTooLow.selector, cost() - 1, cost()));
        court.createDispute{value: cost() - 1}(2, "");
    }

    function testWhatIsPaidAboveTheCostIsOwedBack() public {
        court.createDispute{value: cost() + 7}(2, "");
        equal(owed(address(this)), 7, "owed");
        uint256 before = address(this).balance;
        vm.prank(address(0xdead));
        court.withdraw(address(this));
        equal(address(this).balance - before, 7, "pulled by a stranger, for its owner");
        vm.expectRevert(abi.encodeWithSelector(IPurse.NothingOwed.selector, address(this)));
        court.withdraw(address(this));
    }

    function testNoOtherTokenIsAccepted() public {
        bytes memory reason = abi.encodeWithSelector(IDisputes.FeeTokenNotAccepted.selector, address(registry));
        vm.expectRevert(reason);
        IArbitratorV2(address(court)).createDispute(2, "", address(registry), 1e30);
        vm.expectRevert(reason);
        IArbitratorV2(address(court)).arbitrationCost("", address(registry));
    }

    function testAnUnknownDisputeIsUnknownEverywhere() public {
        uint256[3] memory ids = [uint256(0), 1, uint256(1) << 255];
        for (uint256 i; i < 3; ++i) {
            uint256 id = ids[i];
            bytes memory reason = abi.encodeWithSelector(IDisputes.UnknownDispute.selector, id);
            Verdict memory verdict = verdictOf(1, 1);
            vm.expectRevert(reason);
            court.deliver(id, verdict, bench.members, 3, "");
            vm.expectRevert(reason);
            court.execute(id);
            vm.expectRevert(reason);
            court.expire(id);
            vm.expectRevert(reason);
            court.retry(id);
            vm.expectRevert(reason);
            court.currentRuling(id);
            vm.expectRevert(reason);
            court.disputeStatus(id);
            vm.expectRevert(reason);
            court.disputeOf(id);
            vm.expectRevert(reason);
            court.appealPeriod(id);
        }
    }

    function testALaterVersionDoesntReachADisputeThatIsOpen() public {
        uint256 id = open();
        Terms memory dearer = terms();
        dearer.feePerSeat = 1 ether;
        dearer.seats = 5;
        court.proposeVersion(0, keccak256("dearer"), dearer);
        vm.warp(clock() + 5 * EPOCH);
        court.adoptVersion(0, dearer);
        equal(court.disputeOf(id).version, 1, "pinned");
        equal(court.arbitrationCost(""), 5 ether + 0.005 ether, "dearer from now on");
        vm.warp(deadlineOf(id));
        court.expire(id);
        equal(owed(address(this)), cost(), "refunded what was paid");
    }

    function testAVaultThatBelongsToAnotherIsRefused() public {
        bytes memory arguments = abi.encode(setup());
        try this.deployArbitrator(arguments) {
            isTrue(false, "refused");
        } catch (bytes memory reason) {
            bytes memory expected = abi.encodeWithSelector(IDisputes.WrongVault.selector, address(vault));
            equal(keccak256(reason), keccak256(expected), "refused by name");
        }
    }

    function deployArbitrator(bytes calldata arguments) external {
        deploy("Arbitrator.sol:Arbitrator", arguments);
    }

    function testTheDomainIsReadableOnChain() public view {
        (bytes1 fields, string memory name, string memory version, uint256 chainId, address contract_,,) =
            court.eip712Domain();
        isTrue(fields == 0x0f, "fields");
        equal(keccak256(bytes(name)), keccak256("Venire"), "name");
        equal(keccak256(bytes(version)), keccak256("1"), "version");
        equal(chainId, block.chainid, "chain");
        equal(contract_, address(court), "contract");
    }

    function rule(uint256, uint256) external {}
}

/// @notice Delivery: k attestors' word and nothing less.
contract DeliveryTest is Courthouse {
    uint256 private id;
    Verdict private verdict;

    function setUp() public override {
        super.setUp();
        id = open();
        verdict = verdictOf(1, 1);
    }

    function signedBy(uint256 from, uint256 count) private view returns (bytes memory) {
        return sign(bench, typed(verdictHash(id, verdict, bench)), from, count);
    }

    function refuse(bytes memory reason, bytes memory signatures) private {
        vm.expectRevert(reason);
        court.deliver(id, verdict, bench.members, bench.k, signatures);
    }

    function testAVerdictIsKeptWithItsSigners() public {
        court.deliver(id, verdict, bench.members, bench.k, signedBy(2, 3));
        Dispute memory dispute = court.disputeOf(id);
        equal(dispute.deliveryHash, deliveryHash(id, verdict, bench), "verdict, ballots, draws and deliverer");
        equal(dispute.signers, 28, "the last three of five: 0b11100");
        equal(dispute.deliveredAt, clock(), "time");
        equal(dispute.attestorSet, 1, "set");
        equal(dispute.serial, 1, "serial");
        isTrue(!isSolved(id), "provisional");
    }

    function testAnyThreeOfFiveWillDo() public {
        bytes32 digest = typed(verdictHash(id, verdict, bench));
        uint256 state = vm.snapshotState();
        for (uint256 mask; mask < 32; ++mask) {
            bytes memory signatures;
            uint256 count;
            for (uint256 i; i < 5; ++i) {
                if ((mask >> i) & 1 == 1) {
                    (signatures, count) = (bytes.concat(signatures, signature(bench.keys[i], digest)), count + 1);
                }
            }
            if (count != 3) continue;
            court.deliver(id, verdict, bench.members, bench.k, signatures);
            equal(court.disputeOf(id).signers, mask, "signers");
            vm.revertToState(state);
        }
    }

    function testTheSameVerdictAgainDoesNothing() public {
        bytes memory signatures = signedBy(0, 3);
        court.deliver(id, verdict, bench.members, bench.k, signatures);
        uint256 deliveredAt = clock();
        vm.warp(deliveredAt + 1 hours);
        court.deliver(id, verdict, bench.members, bench.k, signatures);
        equal(court.disputeOf(id).deliveredAt, deliveredAt, "the windows don't start anew");
        vm.warp(deliveredAt + windowSeconds());
        court.execute(id);
        court.deliver(id, verdict, bench.members, bench.k, signatures);
        isTrue(isSolved(id), "nor after the end");
    }

    function testAnotherVerdictIsRefused() public {
        court.deliver(id, verdict, bench.members, bench.k, signedBy(0, 3));
        bytes32 kept = deliveryHash(id, verdict, bench);
        verdict.ruling = 2;
        verdict.serial = 2;
        refuse(abi.encodeWithSelector(IDisputes.AlreadyDelivered.selector, id, kept), signedBy(0, 3));
        vm.warp(clock() + windowSeconds());
        court.execute(id);
        refuse(abi.encodeWithSelector(IDisputes.AlreadyFinal.selector, id), signedBy(0, 3));
    }

    function testTwoOfThreeSignaturesAreRefused() public {
        refuse(abi.encodeWithSelector(SignatureLib.WrongSignatureCount.selector, 130, 195), signedBy(0, 2));
    }

    function testFourSignaturesAreRefused() public {
        refuse(abi.encodeWithSelector(SignatureLib.WrongSignatureCount.selector, 260, 195), signedBy(0, 4));
    }

    function testARepeatedSignatureIsRefused() public {
        bytes memory one = signedBy(0, 1);
        refuse(
            abi.encodeWithSelector(SignatureLib.SignersNotAscending.selector, bench.addresses[0], bench.addresses[0]),
            bytes.concat(one, one, signedBy(1, 1))
        );
    }

    function testUnsortedSignaturesAreRefused() public {
        refuse(
            abi.encodeWithSelector(SignatureLib.SignersNotAscending.selector, bench.addresses[0], bench.addresses[1]),
            bytes.concat(signedBy(1, 1), signedBy(0, 1), signedBy(2, 1))
        );
    }

    function testAForeignSignatureIsRefused() public {
        bytes32 digest = typed(verdictHash(id, verdict, bench));
        for (uint256 i; i < 16; ++i) {
            uint256 key = uint256(keccak256(abi.encode("stranger", i)));
            if (vm.addr(key) < bench.addresses[1]) continue;
            refuse(
                abi.encodeWithSelector(SignatureLib.NotAnAttestor.selector, vm.addr(key)),
                bytes.concat(signedBy(0, 2), signature(key, digest))
            );
        }
    }

    function testASignatureOverAnotherDigestIsRefused() public {
        bytes memory signatures = signedBy(0, 3);
        verdict.ruling = 2;
        vm.expectRevert();
        court.deliver(id, verdict, bench.members, bench.k, signatures);
    }

    function testASignatureForAnotherDisputeIsRefused() public {
        bytes memory signatures = signedBy(0, 3);
        uint256 other = open();
        vm.expectRevert();
        court.deliver(other, verdict, bench.members, bench.k, signatures);
    }

    function testTheMirroredSignatureIsRefused() public {
        bytes32 digest = typed(verdictHash(id, verdict, bench));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(bench.keys[0], digest);
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        bytes memory mirrored = abi.encodePacked(r, order - uint256(s), v == 27 ? uint8(28) : uint8(27));
        refuse(abi.encodeWithSelector(SignatureLib.HighS.selector, 0), bytes.concat(mirrored, signedBy(1, 2)));
    }

    function testASignatureThatRecoversToNobodyIsRefused() public {
        bytes memory signatures = signedBy(0, 3);
        signatures[64] = 0x00;
        refuse(abi.encodeWithSelector(SignatureLib.BadSignature.selector, 0), signatures);
    }

    function testMembersOfAnotherSetAreRefused() public {
        Bench memory other = makeBench("other", 5, 3);
        bytes memory signatures = sign(other, typed(verdictHash(id, verdict, other)), 0, 3);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAttestors.WrongAttestors.selector, bytes24(configDigest(other)), bytes24(configDigest(bench))
            )
        );
        court.deliver(id, verdict, other.members, 3, signatures);
    }

    function testASmallerKThanTheSetsIsRefused() public {
        Bench memory eased = makeBench("attestor", 5, 1);
        bytes memory signatures = sign(eased, typed(verdictHash(id, verdict, eased)), 0, 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAttestors.WrongAttestors.selector, bytes24(configDigest(eased)), bytes24(configDigest(bench))
            )
        );
        court.deliver(id, verdict, eased.members, 1, signatures);
    }

    function testARaggedMemberListIsRefused() public {
        vm.expectRevert(abi.encodeWithSelector(SignatureLib.MembersMalformed.selector, 101));
        court.deliver(id, verdict, bytes.concat(bench.members, hex"00"), 3, "");
    }

    function testAPanelThatCantHaveSatIsRefused() public {
        verdict.panel = 2;
        refuse(abi.encodeWithSelector(IDisputes.PanelOutOfRange.selector, 2, 1), signedBy(0, 3));
        verdict.panel = 1;
        court.deliver(id, verdict, bench.members, 3, signedBy(0, 3));
        equal(court.disputeOf(id).panel, 1, "the redraw");
    }

    function testARulingBeyondTheChoicesIsRefused() public {
        verdict.ruling = 3;
        refuse(abi.encodeWithSelector(IDisputes.RulingOutOfRange.selector, 3, 2), signedBy(0, 3));
    }

    function testAnotherPolicyIsRefused() public {
        verdict.policyHash = keccak256("another");
        refuse(abi.encodeWithSelector(IDisputes.WrongPolicy.selector, keccak256("another"), POLICY), signedBy(0, 3));
    }

    function testAVerdictsSerialStartsAboveZeroAndStepsByAtMost2To20() public {
        verdict.serial = 0;
        refuse(abi.encodeWithSelector(IDisputes.StaleVerdict.selector, 0, 0), signedBy(0, 3));
        verdict.serial = 2 ** 48;
        refuse(
            abi.encodeWithSelector(IGazette.SerialTooHigh.selector, uint64(2 ** 48), uint64(2 ** 20)), signedBy(0, 3)
        );
    }

    function testADeliveryMustOutliveItsWindowByTheDeadline() public {
        uint256 lastAt = deadlineOf(id) - 3 * FLOOR;
        vm.warp(lastAt + 1);
        refuse(abi.encodeWithSelector(IDisputes.DeliveryTooLate.selector, id, uint64(lastAt)), signedBy(0, 3));
        vm.warp(lastAt);
        court.deliver(id, verdict, bench.members, 3, signedBy(0, 3));
    }

    function testADeliveryInACourtWithALongWindowMustOutliveThatOne() public {
        Terms memory patient = terms();
        patient.challengeSeconds = 4 days;
        uint96 child = court.createCourt(0, POLICY, patient);
        id = court.createDispute{value: cost()}(2, abi.encode(child, uint256(0)));
        vm.warp(deadlineOf(id) - 4 days + 1);
        refuse(
            abi.encodeWithSelector(IDisputes.DeliveryTooLate.selector, id, uint64(deadlineOf(id) - 4 days)),
            signedBy(0, 3)
        );
    }

    function testDirtyBitsInAVerdictChangeItsHash() public {
        bytes memory call = abi.encodeCall(court.deliver, (id, verdict, bench.members, bench.k, signedBy(0, 3)));
        // The gazette's word is the sixth after the selector: id, panel, rollsRoot, beaconRound, randomness, gazette.
        call[4 + 5 * 32] = 0x01;
        (bool isDone,) = address(court).call(call);
        isTrue(!isDone, "refused");
    }

    function rule(uint256, uint256) external {}
}

/// @notice Endings: execution, expiry, rotation in between, and the clients that misbehave.
contract EndingTest is Courthouse {
    function opened(Client client) private returns (uint256) {
        return client.open{value: cost()}(2, "");
    }

    function delivered(Client client) private returns (uint256 id) {
        id = opened(client);
        deliver(id, 1);
        vm.warp(clock() + windowSeconds());
    }

    function testARulingBitesAfterBothWindows() public {
        Client client = new Client(court);
        uint256 id = opened(client);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.NotDelivered.selector, id));
        court.execute(id);
        deliver(id, 1);
        uint256 executableAt = clock() + windowSeconds();
        vm.warp(executableAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.ExecutedTooEarly.selector, id, uint64(executableAt)));
        court.execute(id);
        vm.warp(executableAt);
        court.execute(id);
        isTrue(client.rulings() == 1 && client.lastRuling() == 1, "ruled once");
        isTrue(isSolved(id) && court.disputeOf(id).isRuled, "final");
        vm.expectRevert(abi.encodeWithSelector(IDisputes.AlreadyFinal.selector, id));
        court.execute(id);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.AlreadyRuled.selector, id));
        court.retry(id);
        vm.warp(deadlineOf(id));
        vm.expectRevert(abi.encodeWithSelector(IDisputes.AlreadyFinal.selector, id));
        court.expire(id);
    }

    function testRulingZeroIsARuling() public {
        Client client = new Client(court);
        uint256 id = opened(client);
        deliver(id, 0);
        vm.warp(clock() + windowSeconds());
        court.execute(id);
        isTrue(client.rulings() == 1 && client.lastRuling() == 0, "refusal to arbitrate");
    }

    function testAnUnmodifiedEscrowIsRuled() public {
        address payable payer = payable(address(0xA11CE));
        address payable payee = payable(address(0xB0B));
        vm.deal(payer, 2 ether);
        vm.deal(payee, 1 ether);
        Escrow escrow = new Escrow();
        vm.prank(payer);
        escrow.newTransaction{value: 1 ether}(payee, IERC792(address(court)), "meta", 1 days, 1 days);
        vm.prank(payer);
        escrow.reclaimFunds{value: cost()}(0);
        vm.prank(payee);
        escrow.depositArbitrationFeeForPayee{value: cost()}(0);
        deliver(1, 2);
        vm.warp(clock() + windowSeconds());
        court.execute(1);
        equal(payee.balance, 2 ether, "the payee wins value and her deposit");
    }

    function testAnUnmodifiedSimpleEscrowIsRuled() public {
        address payable payee = payable(address(0xB0B));
        vm.deal(payee, 1 ether);
        SimpleEscrowWithERC1497 escrow =
            new SimpleEscrowWithERC1497{value: 1 ether}(payee, IERC792(address(court)), "meta");
        escrow.reclaimFunds{value: cost()}();
        vm.prank(payee);
        escrow.depositArbitrationFeeForPayee{value: cost()}();
        deliver(1, 1);
        vm.warp(clock() + windowSeconds());
        uint256 before = address(this).balance;
        court.execute(1);
        equal(address(this).balance - before, 1 ether + cost(), "the payer has value and deposit back");
        isTrue(escrow.status() == SimpleEscrowWithERC1497.Status.Resolved, "resolved");
    }

    function testAKlerosClientIsRuled() public {
        ClientV2 client = new ClientV2(IArbitratorV2(address(court)));
        vm.deal(address(client), 1 ether);
        uint256 id = client.open(2, 0, 3, 1);
        deliver(id, 2);
        vm.warp(clock() + windowSeconds());
        court.execute(id);
        isTrue(client.lastDispute() == id && client.lastRuling() == 2, "ruled");
    }

    // CLIENTS THAT MISBEHAVE

    function testAClientThatRevertsCannotBlockAndMayBeCalledAgain() public {
        RevertingClient client = new RevertingClient(court);
        uint256 id = delivered(client);
        court.execute(id);
        isTrue(isSolved(id) && !court.disputeOf(id).isRuled, "final, not ruled");
        court.retry(id);
        isTrue(!court.disputeOf(id).isRuled, "still refuses");
        client.relent();
        court.retry(id);
        isTrue(court.disputeOf(id).isRuled && client.rulings() == 1, "ruled once");
        vm.expectRevert(abi.encodeWithSelector(IDisputes.AlreadyRuled.selector, id));
        court.retry(id);
    }

    function testAClientThatBurnsItsGasCannotBlock() public {
        GasEater client = new GasEater(court);
        uint256 id = delivered(client);
        court.execute{gas: 600_000}(id);
        isTrue(isSolved(id) && !court.disputeOf(id).isRuled, "final, not ruled");
    }

    function testAClientIsSureOfItsGas() public {
        Client client = new Client(court);
        uint256 id = delivered(client);
        (bool isDone, bytes memory reason) =
            address(court).call{gas: 500_000}(abi.encodeWithSignature("execute(uint256)", id));
        isTrue(!isDone && bytes4(reason) == IDisputes.NotEnoughGas.selector, "not enough gas");
        isTrue(!isSolved(id), "nothing happened");
    }

    function testAReturndataBombIsNotCopied() public {
        ReturndataBomb client = new ReturndataBomb(court);
        uint256 id = delivered(client);
        uint256 before = gasleft();
        court.execute{gas: 5_000_000}(id);
        // The client pays for a megabyte of its own memory; copying it would cost as much again.
        atMost(before - gasleft(), 3_000_000, "gas");
        isTrue(isSolved(id), "final");
    }

    function testAClientThatReentersIsRuledOnceAndOpensItsNextDispute() public {
        ReenteringClient client = new ReenteringClient{value: 1 ether}(court);
        uint256 id = delivered(client);
        court.execute(id);
        equal(client.refused(), 4, "execute, expire, retry and withdraw were refused");
        equal(client.rulings(), 1, "ruled once");
        equal(client.opened(), id + 1, "its next dispute");
        isTrue(court.disputeOf(id).isRuled, "taken");
    }

    function testAClientThatRefusesEtherStaysOwed() public {
        EtherRefusingClient client = new EtherRefusingClient(court);
        uint256 id = client.open{value: cost() + 9}(2, "");
        vm.expectRevert(abi.encodeWithSelector(IPurse.EtherRefused.selector, address(client), 9));
        court.withdraw(address(client));
        equal(owed(address(client)), 9, "visibly");
        vm.warp(deadlineOf(id));
        court.expire(id);
        client.relent();
        equal(withdraw(address(client)), cost() + 9, "everything at once");
    }

    function testAnAccountWithoutCodeIsNotCalled() public {
        address account = address(0xE0A);
        vm.deal(account, 1 ether);
        vm.prank(account);
        uint256 id = court.createDispute{value: cost()}(2, "");
        deliver(id, 1);
        vm.warp(clock() + windowSeconds());
        court.execute(id);
        isTrue(isSolved(id) && !court.disputeOf(id).isRuled, "final, nobody called");
        // A contract may come to live there later, and is called then.
        vm.etch(account, address(this).code);
        court.retry(id);
        isTrue(court.disputeOf(id).isRuled, "ruled");
    }

    // THE DEADLINE

    function testAnEmptyCourtsDisputeExpiresWithItsFee() public {
        Client client = new Client(court);
        uint256 id = opened(client);
        vm.warp(deadlineOf(id) - 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.DeadlineNotReached.selector, id, uint64(clock() + 1)));
        court.expire(id);
        vm.warp(deadlineOf(id));
        court.expire(id);
        isTrue(isSolved(id) && client.rulings() == 1 && client.lastRuling() == 0, "ruling 0");
        equal(court.disputeOf(id).deliveryHash, 0, "without a verdict");
        equal(withdraw(address(client)), cost(), "the whole fee");
        vm.expectRevert(abi.encodeWithSelector(IDisputes.AlreadyFinal.selector, id));
        court.expire(id);
    }

    function testADeliveredVerdictStandsAtTheDeadline() public {
        Client client = new Client(court);
        uint256 id = opened(client);
        vm.warp(deadlineOf(id) - 3 * FLOOR);
        deliver(id, 2);
        vm.warp(deadlineOf(id));
        court.expire(id);
        isTrue(client.lastRuling() == 2 && owed(address(client)) == 0, "its ruling, no refund");
    }

    function testTheDeadlineEndsADisputeWhoseClientNeverAnswers() public {
        RevertingClient client = new RevertingClient(court);
        uint256 id = opened(client);
        vm.warp(deadlineOf(id));
        court.expire(id);
        isTrue(isSolved(id) && !court.disputeOf(id).isRuled, "over");
        client.relent();
        court.retry(id);
        isTrue(court.disputeOf(id).isRuled, "taken after all");
    }

    function testAfterTheDeadlineExecutingIsStillTheSameRuling() public {
        Client client = new Client(court);
        uint256 id = delivered(client);
        vm.warp(deadlineOf(id) + 365 days);
        court.execute(id);
        equal(client.lastRuling(), 1, "the same");
    }

    // ROTATION BETWEEN DELIVERY AND EXECUTION

    function testSignersAreCountedAfterARotation() public {
        Client client = new Client(court);
        uint256 id = opened(client);
        Bench memory before = bench;
        // Signed by the first three; one attestor who didn't sign leaves.
        Bench memory next = makeBench("attestor", 5, 3);
        next.addresses = without(before.addresses, 4);
        next.members = packed(next.addresses);
        announce(1, next);
        vm.warp(clock() + ROTATION - 1 hours);
        deliver(id, 1);
        vm.warp(clock() + 1 hours);
        court.completeRotation(next.addresses, next.k);

        vm.warp(clock() + windowSeconds());
        vm.expectRevert(abi.encodeWithSelector(IDisputes.SignersMustBeCounted.selector, 1, 2));
        court.execute(id);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.SignersStillStand.selector, 3, 3));
        court.lapse(id, before.members, before.k, next.members, next.k);
        court.execute(id, before.members, before.k, next.members, next.k);
        equal(client.lastRuling(), 1, "stands");
    }

    function testAVerdictOfTooFewAttestorsLapsesAndTodaysDeliver() public {
        Client client = new Client(court);
        uint256 id = opened(client);
        Bench memory before = bench;
        Bench memory next = makeBench("successor", 5, 3);
        announce(1, next);
        vm.warp(clock() + ROTATION - 1 hours);
        deliver(id, 1);
        vm.warp(clock() + 1 hours);
        court.completeRotation(next.addresses, next.k);
        bench = next;

        vm.warp(clock() + windowSeconds());
        vm.expectRevert(abi.encodeWithSelector(IDisputes.TooFewSigners.selector, 0, 3));
        court.execute(id, before.members, before.k, next.members, next.k);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAttestors.WrongAttestors.selector, bytes24(configDigest(next)), bytes24(configDigest(before))
            )
        );
        court.lapse(id, next.members, next.k, next.members, next.k);
        court.lapse(id, before.members, before.k, next.members, next.k);
        Dispute memory dispute = court.disputeOf(id);
        isTrue(dispute.deliveryHash == 0 && dispute.deliveredAt == 0 && dispute.ruling == 0, "cleared");

        Verdict memory again = verdictOf(2, 1);
        bytes32 digest = typed(verdictHash(id, again, next));
        vm.expectRevert(abi.encodeWithSelector(IDisputes.StaleVerdict.selector, 1, 1));
        court.deliver(id, again, next.members, next.k, sign(next, digest, 0, 3));
        deliver(id, verdictOf(2, 2));
        vm.warp(clock() + windowSeconds());
        court.execute(id);
        equal(client.lastRuling(), 2, "today's attestors' word");
    }

    function testNothingLapsesAfterTheDeadline() public {
        uint256 id = opened(new Client(court));
        Bench memory before = bench;
        deliver(id, 1);
        Bench memory next = makeBench("successor", 5, 3);
        rotate(1, next);
        vm.warp(deadlineOf(id));
        vm.expectRevert(abi.encodeWithSelector(IDisputes.DeadlinePassed.selector, id, uint64(clock())));
        court.lapse(id, before.members, before.k, next.members, next.k);
        court.expire(id);
        (uint256 ruling,,) = court.currentRuling(id);
        equal(ruling, 1, "what stands then, stands");
    }

    /// @dev A redraw that never was, signed by those who left, mustn't shut out what the panel said in its first sitting.
    function testAfterALapseThePanelMayBeHeardAsItsFirstSitting() public {
        uint256 id = opened(new Client(court));
        Bench memory before = bench;
        Verdict memory redraw = verdictOf(1, 1);
        redraw.panel = 1;
        deliver(id, redraw);
        Bench memory next = makeBench("successor", 5, 3);
        rotate(1, next);
        court.lapse(id, before.members, before.k, next.members, next.k);
        bench = next;
        deliver(id, verdictOf(1, 2));
        equal(court.disputeOf(id).panel, 0, "the panel's own word");
        equal(court.disputeOf(id).serial, 2, "under a serial of its own");
    }

    function without(address[] memory list, uint256 index) private pure returns (address[] memory shorter) {
        shorter = new address[](list.length - 1);
        for (uint256 i; i < shorter.length; ++i) {
            shorter[i] = list[i < index ? i : i + 1];
        }
    }

    function rule(uint256, uint256) external {}
}
