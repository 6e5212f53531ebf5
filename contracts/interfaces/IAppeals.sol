// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IArbitrable} from "@kleros/erc-792/contracts/IArbitrable.sol";

/// @notice The two sides of an appeal: against the ruling delivered last, and for it.
enum Side {
    Against,
    For
}

/// @notice An appeal, or what was put together for one, by the serial of the verdict it is against.
/// @dev One slot. Amounts in wei, or in the stake token for a dispute that pays in it.
struct Appeal {
    uint96 against;
    uint96 inFavour;
    /// The ruling appealed.
    uint8 ruling;
    /// Index of the panel asked for: 1 for the first appeal.
    uint8 panel;
    /// "Against" was full in time: the larger panel sits once both windows have passed.
    bool isMade;
    /// That panel's verdict was delivered.
    bool isHeard;
    /// "For" was full, too, when it was.
    bool isContested;
}

/// @notice Appeals: a larger panel for whoever pays for it. Anyone may, in one call or by contributions to a side.
///
/// A panel of 2n + 1 follows one of n; past the court's jump size it sits in the parent court, under the version in
/// force there before the dispute opened. It costs C = seats × fee + delivery, and each side stakes S = ⌊C/2⌋:
/// "against" is full with C + S, "for" with ⌈C/2⌉ + S. The appeal is made when "against" is full, and takes effect,
/// without a transaction, when both windows of the verdict have passed; until then "for" may be funded.
///
/// Who was right is known when the dispute is final: "against", if the final ruling isn't the one appealed. Both sides
/// full: each bears half of C, and the wrong side's S goes to the right side's contributors. Only "against" full: it
/// bears C, and its S comes back if it was right, else it joins the pot of the jurors. Everything else goes back whole:
/// what a side that wasn't filled holds, and both sides of an appeal whose panel never delivered.
///
/// Assumptions for safety:
/// - No ruling changes without a panel that voted for the change: an appeal that nobody answers is still heard.
/// - An appeal is only taken while its whole timetable ends 3W before the deadline.
///
/// Warning: `appeal` in a dispute paid in the token takes tokens, and no ether: `appealCost` is in the dispute's
/// currency.
/// Warning: shares are rounded down, so at most 1 wei a contributor and side stays behind.
interface IAppeals {
    /// @notice ERC-792's event for an appeal that was made.
    event AppealDecision(uint256 indexed _disputeID, IArbitrable indexed _arbitrable);
    /// @notice `serial` is that of the verdict appealed; `amount` is what was taken.
    event Contributed(uint256 indexed disputeId, address indexed account, uint64 serial, Side side, uint256 amount);
    event ContributionWithdrawn(uint256 indexed disputeId, address indexed account, uint64 serial, uint256 amount);

    error AppealImpossible(uint256 disputeId);
    error AppealUnderfunded(uint256 paid, uint256 missing);
    error NothingMissing(uint256 disputeId, Side side);
    error WrongCurrency(uint256 disputeId, bool isInToken);
    error NothingContributed(uint256 disputeId, uint64 serial, address account);
    error PanelUnknown(uint256 disputeId, uint256 panel);

    /// @notice Funds whatever is missing of "against", which makes the appeal. Overpayment is owed back.
    function appeal(uint256 _disputeID, bytes calldata _extraData) external payable;

    /// @notice What is missing of "against", in the dispute's currency; 2^255 − 1 while no appeal can be made.
    function appealCost(uint256 _disputeID, bytes calldata _extraData) external view returns (uint256 cost);

    /// @notice (delivery, delivery + appeal window) while an appeal can be made, else (0, 0).
    function appealPeriod(uint256 _disputeID) external view returns (uint256 start, uint256 end);

    /// @notice Gives ether to a side. What isn't missing any more is owed back.
    function contribute(uint256 disputeId, Side side) external payable;

    /// @notice Gives at most `tokens` of the stake token to a side: never more than is missing.
    function contribute(uint256 disputeId, Side side, uint256 tokens) external;

    /// @notice Pays `account` what its contributions to the appeal against verdict `serial` have become. By anyone,
    /// once the dispute is final; an account that refuses ether is owed it. After fees went back (see IReturns) it pays
    /// what is missing to the whole of what was given, once more if it was called before.
    function withdrawContribution(uint256 disputeId, uint64 serial, address account) external returns (uint256 amount);

    /// @notice What a side still takes, in the dispute's currency; 0 while it can't be funded.
    function missingOf(uint256 disputeId, Side side) external view returns (uint256);

    function appealOf(uint256 disputeId, uint64 serial) external view returns (Appeal memory);

    /// @notice What an account gave against verdict `serial` or in its favour, as long as it can be withdrawn or may
    /// yet be.
    function contributionOf(uint256 disputeId, uint64 serial, address account)
        external
        view
        returns (uint96 against, uint96 inFavour);

    /// @notice Where panel `panel` of a dispute sits, or would: 0 is the first one.
    function panelOf(uint256 disputeId, uint256 panel)
        external
        view
        returns (uint96 court, uint32 version, uint256 seats);
}
