// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Terms} from "../interfaces/ICourts.sol";

/// @notice When what happens in one sitting of a panel: a function of pinned terms and of block times, moved by no
/// filing.
/// @dev Mirrors src/law/period.ts. Instants and lengths in seconds.
library TimetableLib {
    /// @dev How far ahead a seed lies, beside the chain's confirmation, when its round becomes fixed.
    uint256 internal constant SEED_SECONDS = 60;
    /// @dev Seconds before R by which a gazette, or a leak, must stand in a block.
    uint256 internal constant MARGIN_SECONDS = 30;

    /// @notice What a timetable depends on besides terms.
    struct Clock {
        uint256 genesis;
        uint256 period;
        uint256 confirmSeconds;
    }

    struct Times {
        uint256 drawAt;
        /// The beacon round whose randomness draws the panel.
        uint256 seedRound;
        uint256 commitOpensAt;
        uint256 commitClosesAt;
        /// R, which opens the ballots.
        uint256 beaconRound;
        uint256 revealAt;
        uint256 revealEndsAt;
    }

    /// @notice The first instant at which a seed may lie whose round became fixed at `fixedAt`.
    function seedNotBefore(uint256 fixedAt, Clock memory clock) internal pure returns (uint256) {
        return fixedAt + SEED_SECONDS + clock.confirmSeconds;
    }

    /// @notice When the first panel is drawn. `rollAt` is when its roll came into force.
    function firstDrawAt(uint256 openedAt, uint256 rollAt, Terms calldata terms, Clock memory clock)
        internal
        pure
        returns (uint256 drawAt)
    {
        drawAt = _max(openedAt + terms.evidenceSeconds, seedNotBefore(openedAt, clock));
        if (rollAt > openedAt) drawAt = _max(drawAt, seedNotBefore(rollAt, clock));
    }

    /// @notice The timetable of a sitting whose draw falls at `drawAt`.
    function sitting(uint256 drawAt, Terms calldata terms, Clock memory clock)
        internal
        pure
        returns (Times memory times)
    {
        times.drawAt = drawAt;
        times.seedRound = roundAt(drawAt, clock);
        _commit(times, drawAt + terms.drawSeconds, terms, clock);
    }

    /// @notice The second commit period of a sitting whose ballots no gazette held.
    function again(Times memory first, Terms calldata terms, Clock memory clock)
        internal
        pure
        returns (Times memory times)
    {
        times.drawAt = first.drawAt;
        times.seedRound = first.seedRound;
        _commit(times, first.revealAt + clock.confirmSeconds, terms, clock);
    }

    /// @notice Whether a posting with block time `postedAt` admits the ballots of a sitting.
    function admits(Times memory times, uint256 postedAt) internal pure returns (bool) {
        return times.commitClosesAt < postedAt && postedAt + MARGIN_SECONDS <= times.revealAt;
    }

    /// @notice The first beacon round at or after `instant`.
    function roundAt(uint256 instant, Clock memory clock) internal pure returns (uint256) {
        if (instant <= clock.genesis) return 1;
        return (instant - clock.genesis + clock.period - 1) / clock.period + 1;
    }

    function _commit(Times memory times, uint256 opensAt, Terms calldata terms, Clock memory clock) private pure {
        times.commitOpensAt = opensAt;
        times.commitClosesAt = opensAt + terms.commitSeconds;
        times.beaconRound = roundAt(times.commitClosesAt + terms.sealSeconds, clock);
        times.revealAt = clock.genesis + (times.beaconRound - 1) * clock.period;
        times.revealEndsAt = times.revealAt + terms.revealSeconds;
    }

    function _max(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }
}
