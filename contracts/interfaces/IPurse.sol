// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice A panel whose verdict stands, as its delivery was kept.
struct Heard {
    /// ρ of the verdict.
    uint32 panel;
    bytes32 verdictHash;
    bytes32 ballotsRoot;
    /// Leaves of `ballotsRoot`.
    uint32 draws;
    address deliverer;
    /// Of a panel that was appealed: its ruling, and whether "for" was full. 0 and false for the last one.
    uint8 ruling;
    bool isContested;
}

/// @notice A ballot leaf in seven words: all that its hash takes.
struct Leaf {
    /// From the highest bits: address juror ‖ u32 jurorNumber ‖ u32 held ‖ u32 prev.
    bytes32 who;
    /// From the highest bits: u128 weight ‖ u64 revision ‖ u32 i ‖ u8 a (ρ = 2p + a) ‖ u8 state ‖ u8 choice ‖ u8 0.
    bytes32 what;
    bytes32 opening;
    bytes32 answerHash;
    bytes32 commitment;
    bytes32 entryHash;
    bytes32 tally;
}

/// @notice The tally of the last sitting of panel 0, as its last leaf hashes it; empty if that sitting had no draw.
/// Only looked at when the dispute is tied; leave it empty otherwise.
struct Tally {
    uint256[] seats;
    uint32 absent;
    uint32 recused;
    uint32 unopened;
}

/// @notice One dispute to settle: all its panels whose verdict stands, and all their leaves, one panel after the other.
struct Settlement {
    uint256 disputeId;
    Heard[] panels;
    Leaf[] leaves;
    Tally tally;
}

/// @notice Neighbouring leaves of one panel, and what their tree lacks: level by level the left neighbour, then the
/// right.
struct Run {
    Leaf[] leaves;
    bytes32[] path;
}

/// @notice How far a long settlement is. The contract keeps its hash.
struct Progress {
    /// Seats so far that earn a share of their panel's fees, by panel.
    uint32[] earners;
    /// Bit c: choice c leads. Only when the dispute is tied.
    uint256 leaders;
    /// Penalties so far, in the stake token.
    uint256 pot;
    /// Coherent seats so far.
    uint32 coherent;
    /// Where the next run starts.
    uint32 nextPanel;
    uint32 nextLeaf;
    /// All leaves have been charged, and are being paid.
    bool isPaying;
}

/// @notice The purse: who is owed what, and how a final ruling becomes payments. Both by anyone.
///
/// A tab is what an account is owed: wei, and tokens, which may be negative, a debt of a juror to the vault (see
/// IVault.fold). Settlement rebuilds `ballotsRoot` of every panel whose verdict stands from the leaves it is handed,
/// and works out by itself who was coherent with the final ruling.
///
/// Per seat, with S the stake at risk in the court its panel sat in and P = ⌊S · penaltyBps / 10,000⌋:
///
///   opened, coherent               0             unopened, or an invalid answer    ⌊3P/2⌋
///   opened, not coherent           P             leaked                            S
///   absent                         ⌊5P/4⌋        skipped, or unheard               0
///   recused                        ⌊5P/8⌋
///
/// Coherent is who chose the final ruling. If that is 0 by a tie, it is who chose 0 or one of the choices that led in
/// panel 0; every voter then keeps a share of the fees.
///
/// The fees of a panel are shared by its earning seats. The pot is shared by all coherent seats of all panels:
/// penalties, fees of panels where nobody earned, stakes of appeals that were wrong and unanswered. Without a coherent
/// seat it goes to the account that opened the dispute. Shares are rounded down; what that leaves goes to who delivered
/// the last verdict. Penalties are charged before anything is paid, and never beyond stake, pending and debt.
///
/// Assumptions for safety:
/// - A ruling is final only after its challenge window: leaves that lie have been shown to by then.
///
/// Assumptions for liveness:
/// - Somebody has the leaves. They are public from the gazette on, and every attestor keeps them. If nobody has, the
///   fees go back in the end: see IReturns.
/// - Nothing here calls an account that is paid: what is owed is withdrawn apart.
///
/// Warning: two settlements that charge the same insolvent juror pay out according to which came first.
interface IPurse {
    /// @notice A dispute's settlement is complete. `pot` in the stake token, `feePot` in wei: a dispute
    /// paid in the token has one pot of both.
    event Settled(uint256 indexed disputeId, uint256 pot, uint256 feePot, uint256 coherent);
    /// @notice A run of a long settlement is done; `progress` starts the next one.
    event SettlementRun(uint256 indexed disputeId, Progress progress);
    /// @notice A seat was settled: tokens it lost (−) or earned, wei it earned. Nothing is said of seats without
    /// either.
    event SeatSettled(uint256 indexed disputeId, address indexed juror, int256 tokens, uint256 amount);
    /// @notice Owed apart from seats: overpayment, refunds, delivery fees, pots nobody earned.
    event Owed(address indexed account, uint256 amount, uint256 tokens);
    event Withdrawn(address indexed account, uint256 amount, uint256 tokens);

    error NothingOwed(address account);
    error EtherRefused(address account, uint256 amount);
    error TokensRefused(address account, uint256 amount);
    error OnlyVault(address account);
    error NotSettleable(uint256 disputeId);
    error WrongPanels(uint256 disputeId, uint256 received, uint256 expected);
    error WrongDelivery(uint256 disputeId, uint256 panel);
    error WrongPanel(uint32 received, uint32 expected);
    error WrongHistory(uint256 disputeId);
    error WrongLeafCount(uint256 disputeId, uint256 received, uint256 expected);
    error WrongBallots(uint256 disputeId, uint256 panel);
    error WrongTally(uint256 disputeId);
    error WrongProgress(uint256 disputeId);
    error RunTooShort(uint256 leaves, uint256 least);
    error TooManyLeaves(uint256 disputeId, uint256 leaves, uint256 most);
    error TooFewLeaves(uint256 disputeId, uint256 leaves, uint256 least);

    /// @notice Settles disputes, each with all its leaves. One that is settled already is passed over, so that nobody
    /// spoils another's batch by settling one of it first.
    function settle(Settlement[] calldata settlements) external;

    /// @notice Settles the next run of a dispute with more leaves than `settle` takes. Runs ascend and stay inside one
    /// panel; all are charged before the first is paid.
    /// @param progress As the last run's event says; empty for the first.
    /// @param run Leaves from `progress.nextLeaf` of panel `progress.nextPanel` on: at least 128, or up to the panel's
    /// last.
    /// @param last Looked at only in the first run of a dispute that is tied: the last leaf of panel 0.
    /// @param tally Likewise: what that leaf's tally is the hash of.
    function settleRun(
        uint256 disputeId,
        Heard[] calldata panels,
        Progress calldata progress,
        Run calldata run,
        Run calldata last,
        Tally calldata tally
    ) external;

    /// @notice Pays `account` what it is owed, ether and tokens. By anyone. What it refuses stays owed.
    function withdraw(address account) external returns (uint256 amount, uint256 tokens);

    /// @notice Opens the tab of an account that stakes, and takes what it owes off it. Only by the vault, which takes
    /// as much out of the stake.
    function collect(address account) external returns (uint128 debt);

    /// @notice What an account is owed: tokens, negative if it owes them, and wei.
    function tabOf(address account) external view returns (int128 tokens, uint96 amount);
}
