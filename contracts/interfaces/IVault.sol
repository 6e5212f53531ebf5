// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice The vault: the jurors' stake, the courts they serve in, and who of them is a person. It holds every token
/// there is: stakes, what was asked back, what tabs say, and what disputes paid in the token.
///
/// Epoch e starts at T_e = e × epochSeconds, in unix time. What the vault says of boundary e is the state after every
/// change made before T_e. A juror's weight in a roll is the smaller of two neighbouring boundaries: nobody can stake
/// into a dispute that exists.
///
/// Assumptions for safety:
/// - The stake token moves what it says it moves. A transfer in that arrives short is refused; a token that takes from
///   balances later on would make the last juror to leave pay for it.
/// - `arbitrator` is the contract this vault was deployed together with: it names courts and their person registries.
/// - Stake that was asked back stays in the vault, and at risk, for 4 epochs + the longest dispute + settlement time.
///
/// Assumptions for liveness:
/// - The token lets the vault pay out. Nothing else can hold a juror's stake back, and nobody can stop a withdrawal.
///
/// What a juror earns and loses stands on its tab at the arbitrator (see IPurse); a loss that outgrew the tab is a debt
/// to the vault, and `fold` takes it out of the stake like any other change of it. A debt is never more than stake and
/// pending together.
///
/// Warning: a loss that nobody folded hasn't lowered a weight yet. Anyone folds; every change of stake does it first.
/// Warning: only the last three boundaries are kept. Whoever needs an older one indexes the events, which are enough
/// to rebuild every state.
/// Warning: a person is found out to have left only when somebody calls `expireAdmission`.
interface IVault {
    /// @notice Jurors are numbered from 0 in order of first stake, once.
    event JurorNumbered(address indexed juror, uint32 indexed number, uint64 epoch);
    /// @notice `stake` is the juror's whole stake after the change.
    event StakeChanged(address indexed juror, uint32 number, uint64 epoch, uint128 stake);
    /// @notice The courts after the change: eight u32 from the lowest bits up, each id + 1, 0 where there is none.
    event CourtsServed(address indexed juror, uint32 number, uint64 epoch, uint256 courts);
    /// @notice `registry`, source and root together are the scope in which a person has one account.
    event Admitted(
        uint96 indexed root,
        address indexed juror,
        uint8 source,
        address registry,
        uint32 number,
        bytes32 person,
        uint64 epoch
    );
    event AdmissionExpired(
        uint96 indexed root,
        address indexed juror,
        uint8 source,
        address registry,
        uint32 number,
        bytes32 person,
        uint64 epoch
    );
    /// @notice `pending` is everything the juror has asked back, payable from `readyAt` on.
    event UnstakeRequested(address indexed juror, uint32 number, uint128 amount, uint128 pending, uint64 readyAt);
    event StakeWithdrawn(address indexed juror, uint32 number, uint128 amount);
    /// @notice A debt was taken: out of the stake first (a StakeChanged says so), then out of what is pending.
    event DebtFolded(address indexed juror, uint32 number, uint128 debt, uint128 stake, uint128 pending);
    /// @notice Tokens that a tab said are `account`'s.
    event TokensPaid(address indexed account, uint256 amount);

    error NothingToStake();
    error FeeOnTransfer(uint256 expected, uint256 received);
    error VaultFull(uint256 amount, uint256 most);
    error NotArbitrator(address account);
    error TooManyCourts(uint256 courts, uint256 most);
    error CourtRepeated(uint96 court);
    error UnknownCourt(uint256 court);
    error NotAJuror(address account);
    error StakeTooSmall(uint256 stake, uint256 asked);
    error NothingToUnstake();
    error NothingPending(address juror);
    error StakeStillLocked(uint64 readyAt);
    error BoundaryNotKept(uint64 boundary, uint64 oldest, uint64 newest);
    error PersonhoodNotAsked(uint96 court);
    error PersonSourceNotHere(uint96 court, uint8 source);
    error NotAPerson(address account);
    error AlreadyAdmitted(address account, bytes32 person);
    error PersonAlreadyAdmitted(bytes32 person, address account);
    error NotAdmitted(address account);
    error StillAPerson(address account, bytes32 person);

    function arbitrator() external view returns (address);

    function token() external view returns (address);

    /// @notice Length of an epoch.
    function epochSeconds() external view returns (uint64);

    /// @notice The longest any dispute may live: D.
    function longestDisputeSeconds() external view returns (uint64);

    /// @notice What a dispute's settlement may take after its end.
    function settlementSeconds() external view returns (uint64);

    /// @notice The running epoch.
    function epoch() external view returns (uint64);

    /// @notice Puts up stake; the first one makes the account a juror. `courts`, at most 8 and distinct, replaces the
    /// courts served; an empty list leaves them as they are.
    function stake(uint256 amount, uint96[] calldata courts) external;

    /// @notice `stake` with the token's permit (EIP-2612), so that no approval has to come first.
    function stakeWithPermit(
        uint256 amount,
        uint96[] calldata courts,
        uint256 permitDeadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Replaces the courts served; an empty list leaves them all. Only by a juror.
    function serve(uint96[] calldata courts) external;

    /// @notice Asks stake back. It stops weighing at the next boundary and stays slashable until it is paid out. A
    /// second request joins the first, and both wait anew.
    function requestUnstake(uint256 amount) external;

    /// @notice Pays out what was asked back, or what is left of it, once it has waited.
    function withdrawStake() external returns (uint256 amount);

    /// @notice Takes what `juror` owes out of its stake, then out of what is pending. By anyone; nothing owed does
    /// nothing.
    /// @return debt What was taken.
    function fold(address juror) external returns (uint128 debt);

    /// @notice Pays tokens that a tab said are `account`'s. Only by the arbitrator.
    function pay(address account, uint256 amount) external;

    /// @notice Stake and pending together: what a juror can lose, its debt included. 0 for anyone else.
    function atRisk(address account) external view returns (uint256);

    /// @notice Records that `account` is a person in the tree of `court`, as the court's source says now. By anyone.
    function admit(uint96 court, address account) external returns (bytes32 person);

    /// @notice Records that `account` is no longer the person it was admitted as. By anyone.
    function expireAdmission(uint96 court, address account) external;

    /// @notice A juror now; reverts for an account that never staked.
    function jurorOf(address account)
        external
        view
        returns (uint32 number, uint64 changedIn, uint128 stake, uint256 courts);

    /// @notice What a juror has asked back and when it is paid.
    function pendingOf(address account) external view returns (uint128 amount, uint64 readyAt);

    /// @notice A juror's stake and courts at boundary `boundary`: the running epoch's or one of the two before.
    function stateAt(address account, uint64 boundary) external view returns (uint128 stake, uint256 courts);

    /// @notice How many jurors had been numbered at a boundary: the width of the rolls.
    function jurorCountAt(uint64 boundary) external view returns (uint32);

    function jurorCount() external view returns (uint32);

    /// @notice Whether `account` was admitted, in the scope `court` asks for now, at a boundary.
    function admittedAt(uint96 court, address account, uint64 boundary) external view returns (bool);

    /// @notice The same in a scope that a court may have asked for before: its tree's root, source and registry.
    function admittedIn(uint96 root, uint8 source, address registry, address account, uint64 boundary)
        external
        view
        returns (bool);

    /// @notice The person `account` is admitted as in the scope of `court`; 0 if it isn't.
    function personOf(uint96 court, address account) external view returns (bytes32);
}
