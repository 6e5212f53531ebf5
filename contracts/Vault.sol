// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICourts} from "./interfaces/ICourts.sol";
import {IPurse} from "./interfaces/IPurse.sol";
import {IAttestationRegistry, IProofOfHumanity} from "./interfaces/IPersons.sol";
import {IVault} from "./interfaces/IVault.sol";
import {BoundaryLib} from "./libraries/BoundaryLib.sol";
import {TagsLib} from "./libraries/TagsLib.sol";

/// @title Venire's vault
/// @notice See IVault for what is promised.
/// @dev The functions that move tokens share a transient lock, because a stake is measured by what arrives and so is
/// written after the token was called; everything else writes before it calls, or only reads.
contract Vault is IVault, ReentrancyGuardTransient {
    using BoundaryLib for uint256;
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @dev A juror now, in two slots; before that, the three states it left in earlier epochs, two slots each.
    struct Juror {
        uint32 numberPlusOne;
        /// Epoch of the last change.
        uint32 epoch;
        /// Where in `past` the next state goes.
        uint8 ring;
        uint128 stake;
        /// Eight u32 from the lowest bits up, each court id + 1.
        uint256 courts;
        Past[3] past;
    }

    /// @dev A state that was entered in `epoch` and left in a later one.
    struct Past {
        uint32 epoch;
        uint128 stake;
        uint256 courts;
    }

    struct Pending {
        uint128 amount;
        uint64 readyAt;
    }

    // CONSTANTS

    uint256 private constant MOST_COURTS = 8;
    /// @dev A roll may decide draws until three epochs after stake left it; the fourth is the one it leaves in.
    uint256 private constant UNSTAKE_EPOCHS = 4;
    /// @dev How many boundaries are kept, the running epoch's included.
    uint256 private constant BOUNDARIES = 3;
    /// @dev What the vault takes in at most, so that whatever is owed fits a tab.
    uint256 private constant MOST_TOKENS = type(uint120).max;

    uint8 private constant PROOF_OF_HUMANITY = 1;
    uint8 private constant ATTESTATION_REGISTRY = 2;

    // STORAGE

    address private immutable _token;
    address private immutable _arbitrator;
    /// @inheritdoc IVault
    uint64 public immutable epochSeconds;
    /// @inheritdoc IVault
    uint64 public immutable longestDisputeSeconds;
    /// @inheritdoc IVault
    uint64 public immutable settlementSeconds;

    /// @dev How many jurors are numbered, and were at the boundaries kept (see BoundaryLib).
    uint256 private _count;
    mapping(address account => Juror) private _jurors;
    mapping(address account => Pending) private _pending;

    /// @dev Scope = root, source and registry. A registry named by one court can't speak for the persons of another.
    mapping(bytes32 scope => mapping(address account => uint256 admitted)) private _admissions;
    mapping(bytes32 scope => mapping(address account => bytes32)) private _personOf;
    mapping(bytes32 scope => mapping(bytes32 person => address)) private _accountOf;

    // CONSTRUCTION

    /// @param courts The arbitrator's future address: it is deployed next and checks that it is this one.
    constructor(IERC20 stakeToken, address courts, uint64 epochs, uint64 longestDispute, uint64 settlement) {
        _token = address(stakeToken);
        _arbitrator = courts;
        epochSeconds = epochs;
        longestDisputeSeconds = longestDispute;
        settlementSeconds = settlement;
    }

    // STAKING

    /// @inheritdoc IVault
    function stake(uint256 amount, uint96[] calldata courts) external nonReentrant {
        _stake(amount, courts);
    }

    /// @inheritdoc IVault
    function stakeWithPermit(
        uint256 amount,
        uint96[] calldata courts,
        uint256 permitDeadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant {
        // Somebody may have spent the permit first to make this fail; the allowance it left is as good.
        try IERC20Permit(_token).permit(msg.sender, address(this), amount, permitDeadline, v, r, s) {} catch {}
        _stake(amount, courts);
    }

    function _stake(uint256 amount, uint96[] calldata courts) private {
        require(amount != 0, NothingToStake());
        uint256 packed = _packed(courts);

        uint256 before = IERC20(_token).balanceOf(address(this));
        IERC20(_token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = IERC20(_token).balanceOf(address(this)) - before;
        require(received == amount, FeeOnTransfer(amount, received));
        require(before + amount <= MOST_TOKENS, VaultFull(before + amount, MOST_TOKENS));

        Juror storage juror = _jurors[msg.sender];
        // Opens the tab of a first stake, so that it costs those who settle less for ever after.
        _fold(msg.sender, juror);
        Juror memory now_ = _state(juror);
        uint64 epoch_ = epoch();
        if (now_.numberPlusOne == 0) {
            uint256 number = _count.latest();
            _count = _count.push(epoch_, number + 1);
            now_.numberPlusOne = (number + 1).toUint32();
            emit JurorNumbered(msg.sender, now_.numberPlusOne - 1, epoch_);
        }
        uint128 staked = (now_.stake + amount).toUint128();
        uint256 serving = courts.length == 0 ? now_.courts : packed;
        _write(juror, now_, epoch_, staked, serving);
        emit StakeChanged(msg.sender, now_.numberPlusOne - 1, epoch_, staked);
        if (serving != now_.courts) emit CourtsServed(msg.sender, now_.numberPlusOne - 1, epoch_, serving);
    }

    /// @inheritdoc IVault
    function serve(uint96[] calldata courts) external {
        (Juror storage juror, Juror memory now_) = _find(msg.sender);
        uint256 packed = _packed(courts);
        uint64 epoch_ = epoch();

        _write(juror, now_, epoch_, now_.stake, packed);
        emit CourtsServed(msg.sender, now_.numberPlusOne - 1, epoch_, packed);
    }

    /// @dev Distinct courts that exist, packed as they are stored, in the order given.
    function _packed(uint96[] calldata courts) private view returns (uint256 packed) {
        if (courts.length == 0) return 0;
        require(courts.length <= MOST_COURTS, TooManyCourts(courts.length, MOST_COURTS));
        uint256 count = ICourts(_arbitrator).courtCount();
        for (uint256 i; i < courts.length; ++i) {
            require(courts[i] < count, UnknownCourt(courts[i]));
            for (uint256 j; j < i; ++j) {
                require(courts[j] != courts[i], CourtRepeated(courts[i]));
            }
            packed |= (uint256(courts[i]) + 1) << (32 * i);
        }
    }

    // UNSTAKING

    /// @inheritdoc IVault
    function requestUnstake(uint256 amount) external {
        (Juror storage juror,) = _find(msg.sender);
        _fold(msg.sender, juror);
        Juror memory now_ = _state(juror);
        require(amount != 0, NothingToUnstake());
        require(amount <= now_.stake, StakeTooSmall(now_.stake, amount));

        // Casts are safe: the amount is at most a u128 stake.
        uint64 epoch_ = epoch();
        uint128 left = now_.stake - uint128(amount);
        _write(juror, now_, epoch_, left, now_.courts);
        Pending storage pending = _pending[msg.sender];
        uint128 asked = pending.amount + uint128(amount);
        uint64 readyAt =
            uint64(block.timestamp + UNSTAKE_EPOCHS * epochSeconds + longestDisputeSeconds + settlementSeconds);
        pending.amount = asked;
        pending.readyAt = readyAt;
        emit StakeChanged(msg.sender, now_.numberPlusOne - 1, epoch_, left);
        emit UnstakeRequested(msg.sender, now_.numberPlusOne - 1, uint128(amount), asked, readyAt);
    }

    /// @inheritdoc IVault
    function withdrawStake() external nonReentrant returns (uint256 amount) {
        Pending storage pending = _pending[msg.sender];
        Juror storage juror = _jurors[msg.sender];
        require(pending.amount != 0, NothingPending(msg.sender));
        require(block.timestamp >= pending.readyAt, StakeStillLocked(pending.readyAt));

        _fold(msg.sender, juror);
        amount = pending.amount;
        delete _pending[msg.sender];
        // forge-lint: disable-next-line(unsafe-typecast) just read from a u128
        emit StakeWithdrawn(msg.sender, juror.numberPlusOne - 1, uint128(amount));
        IERC20(_token).safeTransfer(msg.sender, amount);
    }

    // LOSSES AND EARNINGS

    /// @inheritdoc IVault
    function fold(address juror) external returns (uint128 debt) {
        (Juror storage found,) = _find(juror);
        return _fold(juror, found);
    }

    /// @dev Takes what the juror owes: out of the stake, and what that lacks out of what is pending.
    function _fold(address account, Juror storage juror) private returns (uint128 debt) {
        debt = IPurse(_arbitrator).collect(account);
        if (debt == 0) return 0;

        Juror memory now_ = _state(juror);
        Pending storage pending = _pending[account];
        uint128 fromStake = debt < now_.stake ? debt : now_.stake;
        uint128 left = now_.stake - fromStake;
        uint64 epoch_ = epoch();
        _write(juror, now_, epoch_, left, now_.courts);
        // The arbitrator charges nobody beyond stake and pending, so this doesn't underflow.
        pending.amount -= debt - fromStake;
        if (fromStake != 0) emit StakeChanged(account, now_.numberPlusOne - 1, epoch_, left);
        emit DebtFolded(account, now_.numberPlusOne - 1, debt, left, pending.amount);
    }

    /// @inheritdoc IVault
    function pay(address account, uint256 amount) external nonReentrant {
        require(msg.sender == _arbitrator, NotArbitrator(msg.sender));
        emit TokensPaid(account, amount);
        IERC20(_token).safeTransfer(account, amount);
    }

    /// @inheritdoc IVault
    function atRisk(address account) external view returns (uint256) {
        return uint256(_jurors[account].stake) + _pending[account].amount;
    }

    // PERSONS

    /// @inheritdoc IVault
    function admit(uint96 court, address account) external returns (bytes32 person) {
        (, Juror memory now_) = _find(account);
        (bytes32 scope, uint96 root, uint8 source, address registry) = _scopeOf(court);
        person = _personNow(court, root, source, registry, account);
        require(person != 0, NotAPerson(account));
        require(_personOf[scope][account] == 0, AlreadyAdmitted(account, _personOf[scope][account]));
        address holder = _accountOf[scope][person];
        require(holder == address(0), PersonAlreadyAdmitted(person, holder));

        uint64 epoch_ = epoch();
        _personOf[scope][account] = person;
        _accountOf[scope][person] = account;
        _admissions[scope][account] = _admissions[scope][account].push(epoch_, 1);
        emit Admitted(root, account, source, registry, now_.numberPlusOne - 1, person, epoch_);
    }

    /// @inheritdoc IVault
    function expireAdmission(uint96 court, address account) external {
        (, Juror memory now_) = _find(account);
        (bytes32 scope, uint96 root, uint8 source, address registry) = _scopeOf(court);
        bytes32 person = _personOf[scope][account];
        require(person != 0, NotAdmitted(account));
        require(_personNow(court, root, source, registry, account) != person, StillAPerson(account, person));

        uint64 epoch_ = epoch();
        delete _personOf[scope][account];
        delete _accountOf[scope][person];
        _admissions[scope][account] = _admissions[scope][account].push(epoch_, 0);
        emit AdmissionExpired(root, account, source, registry, now_.numberPlusOne - 1, person, epoch_);
    }

    /// @dev The person the registry says `account` is now; 0 if none.
    function _personNow(uint96 court, uint96 root, uint8 source, address registry, address account)
        private
        view
        returns (bytes32)
    {
        if (source == PROOF_OF_HUMANITY) {
            bytes20 humanity = IProofOfHumanity(registry).humanityOf(account);
            if (humanity == 0 || !IProofOfHumanity(registry).isHuman(account)) return 0;
            return keccak256(abi.encodePacked(TagsLib.PERSON, root, source, humanity));
        }
        if (source == ATTESTATION_REGISTRY) {
            bytes32 id = IAttestationRegistry(registry).attested(account);
            if (id == 0) return 0;
            return keccak256(abi.encodePacked(TagsLib.PERSON, root, source, id));
        }
        require(source != 0, PersonhoodNotAsked(court));
        revert PersonSourceNotHere(court, source);
    }

    function _scopeOf(uint96 court) private view returns (bytes32 scope, uint96 root, uint8 source, address registry) {
        (root, source, registry) = ICourts(_arbitrator).personhoodOf(court);
        scope = _scope(root, source, registry);
    }

    function _scope(uint96 root, uint8 source, address registry) private pure returns (bytes32) {
        return keccak256(abi.encode(root, source, registry));
    }

    // VIEWS

    /// @inheritdoc IVault
    function token() external view returns (address) {
        return _token;
    }

    /// @inheritdoc IVault
    function arbitrator() external view returns (address) {
        return _arbitrator;
    }

    /// @inheritdoc IVault
    function epoch() public view returns (uint64) {
        return uint64(block.timestamp / epochSeconds);
    }

    /// @inheritdoc IVault
    function jurorOf(address account)
        external
        view
        returns (uint32 number, uint64 changedIn, uint128 staked, uint256 courts)
    {
        (, Juror memory now_) = _find(account);
        return (now_.numberPlusOne - 1, now_.epoch, now_.stake, now_.courts);
    }

    /// @inheritdoc IVault
    function pendingOf(address account) external view returns (uint128 amount, uint64 readyAt) {
        Pending storage pending = _pending[account];
        return (pending.amount, pending.readyAt);
    }

    /// @inheritdoc IVault
    function stateAt(address account, uint64 boundary) external view returns (uint128 staked, uint256 courts) {
        _requireKept(boundary);
        Juror storage juror = _jurors[account];
        if (juror.epoch < boundary) return (juror.stake, juror.courts);

        // The newest state entered before the boundary. States never written are zero and entered in epoch 0.
        uint256 newest;
        for (uint256 i; i < BOUNDARIES; ++i) {
            Past storage past = juror.past[i];
            if (past.epoch < boundary && past.epoch >= newest) {
                (newest, staked, courts) = (past.epoch, past.stake, past.courts);
            }
        }
    }

    /// @inheritdoc IVault
    function jurorCountAt(uint64 boundary) external view returns (uint32) {
        _requireKept(boundary);
        return _count.at(boundary).toUint32();
    }

    /// @inheritdoc IVault
    function jurorCount() external view returns (uint32) {
        return _count.latest().toUint32();
    }

    /// @inheritdoc IVault
    function admittedAt(uint96 court, address account, uint64 boundary) external view returns (bool) {
        (bytes32 scope,,,) = _scopeOf(court);
        return _admittedAt(scope, account, boundary);
    }

    /// @inheritdoc IVault
    function admittedIn(uint96 root, uint8 source, address registry, address account, uint64 boundary)
        external
        view
        returns (bool)
    {
        return _admittedAt(_scope(root, source, registry), account, boundary);
    }

    function _admittedAt(bytes32 scope, address account, uint64 boundary) private view returns (bool) {
        _requireKept(boundary);
        return _admissions[scope][account].at(boundary) != 0;
    }

    /// @inheritdoc IVault
    function personOf(uint96 court, address account) external view returns (bytes32) {
        (bytes32 scope,,,) = _scopeOf(court);
        return _personOf[scope][account];
    }

    // STATES AND BOUNDARIES

    function _find(address account) private view returns (Juror storage juror, Juror memory now_) {
        juror = _jurors[account];
        now_ = _state(juror);
        require(now_.numberPlusOne != 0, NotAJuror(account));
    }

    /// @dev The two slots of a juror's present state; the past ones aren't read.
    function _state(Juror storage juror) private view returns (Juror memory now_) {
        now_.numberPlusOne = juror.numberPlusOne;
        now_.epoch = juror.epoch;
        now_.ring = juror.ring;
        now_.stake = juror.stake;
        now_.courts = juror.courts;
    }

    /// @dev Enters a new state. The first change in an epoch puts the state it replaces into the ring of past ones;
    /// later changes in that epoch overwrite each other, since no boundary lies between them.
    function _write(Juror storage juror, Juror memory before, uint64 epoch_, uint128 staked, uint256 courts) private {
        uint8 ring = before.ring;
        bool isNew = before.epoch == 0 && before.stake == 0 && before.courts == 0;
        if (!isNew && before.epoch != epoch_) {
            Past storage past = juror.past[ring];
            past.epoch = before.epoch;
            past.stake = before.stake;
            past.courts = before.courts;
            ring = uint8((ring + 1) % BOUNDARIES);
        }
        juror.numberPlusOne = before.numberPlusOne;
        juror.epoch = uint32(epoch_);
        juror.ring = ring;
        juror.stake = staked;
        if (courts != before.courts) juror.courts = courts;
    }

    function _requireKept(uint64 boundary) private view {
        uint64 newest = epoch();
        uint64 oldest = newest < BOUNDARIES ? 0 : uint64(newest - BOUNDARIES + 1);
        require(boundary >= oldest && boundary <= newest, BoundaryNotKept(boundary, oldest, newest));
    }
}
