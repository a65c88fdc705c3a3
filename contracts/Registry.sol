// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ICredentialGate} from "./interfaces/ICredentialGate.sol";
import {ICryptoDoctor} from "./interfaces/ICryptoDoctor.sol";
import {Reputation} from "./libraries/Reputation.sol";

/// @title The doctors, and what is owed to whom
/// @notice The part of the singleton that outlives a case. See ICryptoDoctor.
abstract contract Registry is ICryptoDoctor {
    using SafeERC20 for IERC20;

    IERC20 public immutable token;
    ICredentialGate public immutable gate;
    uint96 internal immutable MIN_BOND;

    // One slot: opening a case and settling one touch a single counter slot.
    uint64 internal _cases;
    uint24 internal _doctorCount;
    uint128 internal _pool; // unearned seat pay and slashes; for gold cases, never for peers or patients

    mapping(uint256 id => Doctor) internal _doctors;
    mapping(address account => uint32 id) public doctorId;
    mapping(address account => uint256) internal _credits;

    constructor(IERC20 token_, ICredentialGate gate_, uint96 minBond) {
        (token, gate, MIN_BOND) = (token_, gate_, minBond);
    }

    // ───────────────────────────────────────────── doctors ───────────────────────────────────────────

    function register(
        Registration calldata registration,
        bytes calldata licence,
        Permit calldata permit
    ) external returns (uint32 id) {
        if (doctorId[msg.sender] != 0) revert AlreadyRegistered(msg.sender);
        if (registration.bond < MIN_BOND) revert BondTooSmall(registration.bond, MIN_BOND);
        id = ++_doctorCount;
        doctorId[msg.sender] = id;
        Doctor storage doctor = _doctors[id];
        doctor.standing = Standing({
            account: msg.sender,
            reputation: uint32(Reputation.START),
            active: 0,
            cap: 0,
            status: Status.Available,
            week: uint16(block.timestamp / 1 weeks),
            gained: 0
        });
        doctor.funds.bond = registration.bond;
        _setTerms(id, registration.ask, registration.cap, registration.recipient);
        (doctor.terms.institution, doctor.terms.expiry) = gate.admit(msg.sender, licence);
        emit DoctorRegistered(id, msg.sender, doctor.terms.institution, doctor.terms.expiry, registration.recipient);
        _deposit(registration.bond, permit);
    }

    function setTerms(uint96 ask, uint8 cap, bytes32 recipient) external {
        _setTerms(_own(), ask, cap, recipient);
    }

    function _setTerms(uint32 id, uint96 ask, uint8 cap, bytes32 recipient) private {
        if (cap == 0 || cap > 64) revert CapOutOfRange(cap);
        Doctor storage doctor = _doctors[id];
        (doctor.standing.cap, doctor.recipient) = (cap, recipient);
        (doctor.terms.ask, doctor.terms.since) = (ask, uint40(block.timestamp));
        emit TermsChanged(id, ask, cap, recipient);
    }

    function setAvailable(bool available) external {
        uint32 id = _own();
        Doctor storage doctor = _doctors[id];
        if (available) {
            if (doctor.funds.bond < MIN_BOND) revert BondTooSmall(doctor.funds.bond, MIN_BOND);
            if (!gate.valid(msg.sender)) revert NotADoctor(msg.sender);
            doctor.terms.since = uint40(block.timestamp);
        }
        _setStatus(id, available);
    }

    function renewLicence(bytes calldata licence) external {
        Terms storage terms = _doctors[_own()].terms;
        (terms.institution, terms.expiry) = gate.admit(msg.sender, licence);
        terms.since = uint40(block.timestamp);
    }

    function suspend(uint32 id) external {
        if (gate.valid(_doctors[id].standing.account)) revert LicenceStands(id);
        _setStatus(id, false);
    }

    function addBond(uint128 amount, Permit calldata permit) external {
        uint32 id = _own();
        emit BondChanged(id, _doctors[id].funds.bond += amount);
        _deposit(amount, permit);
    }

    function removeBond(uint128 amount, address to) external {
        uint32 id = _own();
        Doctor storage doctor = _doctors[id];
        if (doctor.standing.active != 0) revert BondLocked(id, doctor.standing.active);
        if (doctor.funds.bond < amount) revert BondTooSmall(doctor.funds.bond, amount);
        emit BondChanged(id, doctor.funds.bond -= amount);
        if (doctor.funds.bond < MIN_BOND) _setStatus(id, false);
        token.safeTransfer(to, amount);
    }

    function _setStatus(uint32 id, bool available) private {
        _doctors[id].standing.status = available ? Status.Available : Status.Away;
        emit AvailabilityChanged(id, available);
    }

    // ───────────────────────────────────────────── money ─────────────────────────────────────────────

    function withdraw(address to) external returns (uint256 amount) {
        amount = credit(msg.sender);
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        _credits[msg.sender] = 0;
        uint32 id = doctorId[msg.sender];
        if (id != 0) _doctors[id].funds.credit = 0;
        emit Withdrawn(msg.sender, to, amount);
        token.safeTransfer(to, amount);
    }

    /// @dev The permit may have been front-run: what counts is the allowance. The balance must grow by the amount.
    function _deposit(uint256 amount, Permit calldata p) internal {
        if (p.deadline != 0) {
            try
                IERC20Permit(address(token)).permit(msg.sender, address(this), p.value, p.deadline, p.v, p.r, p.s)
            {} catch {}
        }
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != amount) revert WrongTransfer(amount, received);
    }

    // ───────────────────────────────────────────── views ─────────────────────────────────────────────

    function getDoctor(uint32 id) external view returns (Doctor memory) {
        return _doctors[id];
    }

    function reputation(address account) external view returns (uint32) {
        return uint32(Reputation.current(_doctors[doctorId[account]].standing, block.timestamp));
    }

    function credit(address account) public view returns (uint256) {
        return _credits[account] + _doctors[doctorId[account]].funds.credit;
    }

    function totals() external view returns (uint64 cases, uint24 doctors, uint128 pool) {
        return (_cases, _doctorCount, _pool);
    }

    function _own() private view returns (uint32 id) {
        id = doctorId[msg.sender];
        if (id == 0) revert NotADoctor(msg.sender);
    }
}
