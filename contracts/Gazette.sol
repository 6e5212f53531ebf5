// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Attestors} from "./Attestors.sol";
import {IGazette} from "./interfaces/IGazette.sol";
import {DocketLib} from "./libraries/DocketLib.sol";
import {SignatureLib} from "./libraries/SignatureLib.sol";

/// @notice The gazette: see IGazette for what is promised.
abstract contract Gazette is IGazette, Attestors {
    // CONSTANTS

    bytes32 internal constant GAZETTE_TYPEHASH =
        keccak256("Gazette(uint64 serial,uint64 epoch,bytes32 rollsRoot,bytes32 headsRoot,bytes32 configDigest)");
    uint256 private constant PLACES = 1 << 16;
    /// @dev A serial is a place and a lap of 24 bits.
    uint64 private constant LAST_SERIAL = type(uint40).max;
    uint64 private constant KEEP_AFTER_DISPUTES = 30 days;
    /// @dev A slot that was paid for and never used: no posting, since no posting has block time 0.
    bytes32 private constant PREPARED = bytes32(uint256(1));
    /// @dev The same of rolls: the last lap there can be, with no root.
    uint16 private constant PREPARED_LAP = type(uint16).max;

    // STORAGE

    /// @inheritdoc IGazette
    uint64 public immutable keepSeconds;

    /// @dev uint24 lap ‖ uint40 block time ‖ bytes24 digest.
    mapping(uint256 place => bytes32) private _postings;
    /// @dev An epoch's rolls and who signed them, in a ring of as many epochs as a posting is kept.
    struct Rolls {
        bytes24 root;
        /// Bitmap over the members of set number `set`.
        uint32 signers;
        uint16 set;
        /// How often the ring had come round by that epoch, counted from 1: rings are longer than a month.
        uint16 lap;
    }

    mapping(uint256 place => Rolls) private _rolls;
    uint64 private immutable _rollPlaces;
    uint64 private immutable _epochSeconds;

    // CONSTRUCTION

    constructor(uint64 longestDispute, uint64 epochSeconds) {
        _epochSeconds = epochSeconds;
        keepSeconds = longestDispute + KEEP_AFTER_DISPUTES;
        // The epoch that runs, and the rest of the one that was running that long ago.
        _rollPlaces = keepSeconds / epochSeconds + 2;
    }

    // POSTING

    /// @inheritdoc IGazette
    function post(
        uint64 serial,
        uint64 epoch,
        bytes32 rollsRoot,
        bytes32 headsRoot,
        bytes calldata members,
        uint32 k,
        bytes calldata signatures
    ) external {
        require(serial <= LAST_SERIAL, SerialTooHigh(serial, LAST_SERIAL));
        (uint64 held, uint64 postedAt, bytes24 kept) = _at(serial % PLACES);
        if (postedAt != 0) {
            bool isSame =
                held == serial && kept == bytes24(DocketLib.gazette(serial, epoch, rollsRoot, headsRoot, postedAt));
            if (isSame) return;
            require(serial > held, SerialUsed(serial, held));
            require(block.timestamp > postedAt + keepSeconds, PlaceKept(serial, held, postedAt + keepSeconds));
        }
        {
            bytes32 configDigest = _requireInForce(members, k);
            bytes32 structHash =
                keccak256(abi.encode(GAZETTE_TYPEHASH, serial, epoch, rollsRoot, headsRoot, configDigest));
            uint256 signers = SignatureLib.signersOf(_hashTypedDataV4(structHash), members, k, signatures);
            _requireUnstruck(signers);
            _seal(epoch, rollsRoot, signers);
        }

        uint64 now_ = uint64(block.timestamp);
        bytes24 digest = bytes24(DocketLib.gazette(serial, epoch, rollsRoot, headsRoot, now_));
        _postings[serial % PLACES] =
            bytes32((uint256(serial / PLACES) << 232) | (uint256(now_) << 192) | uint256(uint192(digest)));
        emit Gazetted(serial, epoch, rollsRoot, headsRoot);
    }

    /// @dev The first rolls posted in the first quarter of their epoch are that epoch's, and never replaced: with two
    /// to choose from, whoever posts them could choose after a dispute has opened. Not even once they were disproved.
    function _seal(uint64 epoch, bytes32 rollsRoot, uint256 signers) private {
        bool isInTime = epoch == block.timestamp / _epochSeconds && block.timestamp % _epochSeconds < _epochSeconds / 4;
        Rolls storage rolls = _rolls[epoch % _rollPlaces];
        uint16 lap = _lapOf(epoch);
        if (!isInTime || bytes24(rollsRoot) == 0 || rolls.lap == lap) return;
        // Casts are safe: at most 32 sign, and sets are numbered in 16 bits.
        _rolls[epoch % _rollPlaces] = Rolls(bytes24(rollsRoot), uint32(signers), uint16(_setInForce()), lap);
    }

    /// @dev Takes an epoch's rolls back; it gets no others.
    function _unseal(uint64 epoch) internal returns (uint32 set, uint32 signers) {
        require(rollsOf(epoch) != 0, NoRolls(epoch));
        Rolls storage rolls = _rolls[epoch % _rollPlaces];
        rolls.root = 0;
        return (rolls.set, rolls.signers);
    }

    /// @dev Fits for as long as a ring of a month or more takes to come round 65,534 times.
    function _lapOf(uint64 epoch) private view returns (uint16) {
        return uint16(epoch / _rollPlaces + 1);
    }

    /// @inheritdoc IGazette
    function prepare(uint64 from, uint64 count) external {
        for (uint256 i; i < count; ++i) {
            uint256 place = (from + i) % PLACES;
            if (_postings[place] == 0) _postings[place] = PREPARED;
        }
        emit PlacesPrepared(from, count);
    }

    /// @inheritdoc IGazette
    function prepareRolls(uint64 from, uint64 count) external {
        for (uint256 i; i < count; ++i) {
            uint256 place = (from + i) % _rollPlaces;
            if (_rolls[place].lap == 0) _rolls[place].lap = PREPARED_LAP;
        }
        emit RollsPrepared(from, count);
    }

    // VIEWS

    /// @inheritdoc IGazette
    function rollsOf(uint64 epoch) public view returns (bytes24 root) {
        Rolls storage rolls = _rolls[epoch % _rollPlaces];
        if (rolls.lap == _lapOf(epoch)) root = rolls.root;
    }

    /// @inheritdoc IGazette
    function gazetteOf(uint64 serial) external view returns (uint64 postedAt, bytes24 digest) {
        uint64 held;
        (held, postedAt, digest) = _at(serial % PLACES);
        if (postedAt == 0 || held != serial) return (0, 0);
    }

    /// @dev What stands in a place: block time 0 while it is empty or only prepared.
    function _at(uint256 place) private view returns (uint64 held, uint64 postedAt, bytes24 digest) {
        uint256 slot = uint256(_postings[place]);
        held = uint64((slot >> 232) * PLACES + place);
        postedAt = uint40(slot >> 192);
        digest = bytes24(uint192(slot));
    }
}
