// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Plurality: the seats of one panel become its verdict.
/// @dev A tie at the top, or no votes, is decided for nobody: choice 0 on a first panel. The order of ballots never
/// matters, since only the counts are looked at.
/// @dev Mirrors src/law/tally/plurality.ts; both read test/vectors/tally.json.
library TallyLib {
    /// @param seats Seats per choice; index 0 refuses to arbitrate and may win like any other.
    /// @return choice The choice with most seats, 0 when tied.
    /// @return tied Whether two or more choices lead; nobody having voted is a tie of nothing with nothing.
    function plurality(uint256[] memory seats) internal pure returns (uint256 choice, bool tied) {
        uint256 most;
        tied = true;
        for (uint256 i; i < seats.length; ++i) {
            if (seats[i] > most) (most, choice, tied) = (seats[i], i, false);
            else if (seats[i] == most) tied = true;
        }
        if (tied) choice = 0;
    }
}
