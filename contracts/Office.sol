// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Timeline} from "./Timeline.sol";
import {ICredentialGate} from "./interfaces/ICredentialGate.sol";
import {IDirectory} from "./interfaces/IDirectory.sol";
import {IOffice} from "./interfaces/IOffice.sol";
import {Ballot} from "./libraries/Ballot.sol";
import {Bounty} from "./libraries/Bounty.sol";
import {Panel, Panels} from "./libraries/Panels.sol";
import {Report} from "./libraries/Report.sol";
import {Reputation} from "./libraries/Reputation.sol";
import {DoctorEntry, PackedStanding, Standings} from "./libraries/Standings.sol";

/// @title The core's office: doctors, stakes, evidence, money out, views
/// @notice See IOffice. Runs by DELEGATECALL on the core's storage only; called at its own address it has no doctors,
/// no cases and no money.
contract Office is Timeline, IOffice {
    using SafeERC20 for IERC20;
    using Panels for Panel;
    using Standings for PackedStanding;
    using Standings for Standing;

    /// @dev More than three waves with every parameter at its bound.
    uint256 private constant LEAVING_TIME = 30 days;
    uint256 private constant PROVERS_PART = 4;

    constructor(
        IERC20 token_,
        ICredentialGate gate_,
        IDirectory directory_,
        Parameters memory p
    ) Timeline(token_, gate_, directory_, p) {}

    // ───────────────────────────────────────────── doctors ───────────────────────────────────────────

    function register(
        Registration calldata registration,
        bytes calldata licence,
        Permit calldata permit
    ) external returns (uint32 id) {
        if (_ids[msg.sender] != 0) revert AlreadyRegistered(msg.sender);
        if (registration.bond < MIN_BOND) revert BondTooSmall(registration.bond, MIN_BOND);
        id = ++_doctorCount;
        _ids[msg.sender] = id;
        DoctorEntry storage doctor = _doctors[id];
        doctor.bond = registration.bond;
        doctor.licence.account = msg.sender;
        Standing memory s;
        (s.reputation, s.week) = (uint16(Reputation.START), uint16(block.timestamp / 1 weeks));
        doctor.standing = s.pack();
        _setTerms(id, registration.ask, registration.cap, registration.recipient);
        _setStatus(id, Status.Available);
        emit DoctorRegistered(id, msg.sender, _admit(doctor, licence), doctor.licence.expiry, registration.recipient);
        _deposit(msg.sender, registration.bond, permit);
    }

    function setTerms(uint96 ask, uint8 cap, bytes32 recipient) external {
        _setTerms(_own(), ask, cap, recipient);
    }

    function _setTerms(uint32 id, uint96 ask, uint8 cap, bytes32 recipient) private {
        if (cap == 0 || cap > 64) revert CapOutOfRange(cap);
        DoctorEntry storage doctor = _doctors[id];
        Standing memory s = doctor.standing.unpack();
        (s.ask, s.cap) = (ask, cap);
        (doctor.standing, doctor.recipient) = (s.pack(), recipient);
        doctor.licence.since = uint32(block.timestamp);
        emit TermsChanged(id, ask, cap, recipient);
    }

    function setAvailable(bool available) external {
        uint32 id = _own();
        DoctorEntry storage doctor = _doctors[id];
        if (available) {
            if (doctor.bond < MIN_BOND) revert BondTooSmall(doctor.bond, MIN_BOND);
            if (!gate.valid(msg.sender)) revert NotADoctor(msg.sender);
            doctor.licence.since = uint32(block.timestamp);
        }
        _setStatus(id, available ? Status.Available : Status.Away);
    }

    function renewLicence(bytes calldata licence) external {
        uint32 id = _own();
        DoctorEntry storage doctor = _doctors[id];
        doctor.licence.since = uint32(block.timestamp);
        emit LicenceRenewed(id, _admit(doctor, licence), doctor.licence.expiry);
    }

    function _admit(DoctorEntry storage doctor, bytes calldata licence) private returns (uint32 institution) {
        uint40 expiry;
        (institution, expiry) = gate.admit(msg.sender, licence);
        uint40 latest = type(uint32).max;
        (doctor.licence.institution, doctor.licence.expiry) = (institution, uint32(expiry < latest ? expiry : latest));
    }

    function suspend(uint32 id) external {
        Licence storage licence = _doctors[id].licence;
        if (licence.account == address(0)) revert NotADoctor(address(0));
        if (gate.valid(licence.account)) revert LicenceStands(id);
        licence.expiry = 0;
        _setStatus(id, Status.Away);
    }

    function addBond(uint128 amount, Permit calldata permit) external {
        uint32 id = _own();
        emit BondChanged(id, _doctors[id].bond += amount);
        _deposit(msg.sender, amount, permit);
    }

    function removeBond(uint128 amount, address to) external {
        uint32 id = _own();
        DoctorEntry storage doctor = _doctors[id];
        uint8 active = doctor.standing.unpack().active;
        if (active != 0) revert BondLocked(id, active);
        if (doctor.bond < amount) revert BondTooSmall(doctor.bond, amount);
        emit BondChanged(id, doctor.bond -= amount);
        if (doctor.bond < MIN_BOND) _setStatus(id, Status.Away);
        token.safeTransfer(to, amount);
    }

    // ───────────────────────────────────────────── evidence ──────────────────────────────────────────

    function presentAcceptance(Acceptance calldata a, bytes calldata signature) external {
        Case storage c = _inState(a.caseId, State.Voting);
        address doctor = _doctors[_seated(a.caseId, c, a.seat)].licence.account;
        if (doctor != a.doctor || a.wave != c.wave) revert NotSeated(a.caseId, a.seat, a.doctor);
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(Ballot.ACCEPTANCE, a.caseId, a.wave, a.seat, a.doctor, a.recipient, a.expiry))
        );
        _checkSignature(a.doctor, digest, signature);
        c.accepted |= uint8(1 << a.seat);
        emit AcceptancePresented(a.caseId, a.doctor, a.seat);
    }

    function proveEquivocation(
        uint16 pair,
        uint8 party,
        SignedReport calldata one,
        SignedReport calldata other
    ) external {
        // Check
        if (one.data.caseId != other.data.caseId || one.wave != other.wave) {
            revert OtherCase(other.data.caseId, other.wave);
        }
        bytes32 digest = _reportDigest(one);
        bytes32 second = _reportDigest(other);
        if (digest == second) revert SameReport(digest);
        address signer = _signer(pair, party);
        _checkSignature(signer, digest, one.signature);
        _checkSignature(signer, second, other.signature);

        // Effect
        Party storage p = _parties[pair][party];
        uint256 slashed = uint256(_bonds[pair][party]) + p.leaving;
        (_bonds[pair][party], p.leaving) = (0, 0);
        _credits[msg.sender] += slashed / PROVERS_PART;
        _pool += uint128(slashed - slashed / PROVERS_PART);
        emit Equivocated(pair, party, one.data.caseId, slashed, msg.sender);
    }

    function rejectDealing(
        uint256 caseId,
        uint8 set,
        bytes32 evidence,
        bytes calldata signature0,
        bytes calldata signature1
    ) external {
        // Check
        Case storage c = _inState(caseId, State.Open);
        if (block.number <= c.seedBlock) revert SeedPending(c.seedBlock, block.number);
        uint16 pair = c.pair;
        bytes32 digest = _hashTypedDataV4(Report.rejection(caseId, c.wave, pair, set, evidence));
        _checkSignature(_signer(pair, 0), digest, signature0);
        _checkSignature(_signer(pair, 1), digest, signature1);

        // Effect
        c.state = State.Rejected;
        _fees[pair] += directory.feeOf(pair);
        _pool += c.maximum;
        _refund(c, 0);
        emit DealingRejected(caseId, c.wave, set, evidence, c.maximum);
    }

    function _reportDigest(SignedReport calldata r) private view returns (bytes32) {
        return _hashTypedDataV4(Report.hash(r.data, r.wave, r.pair, r.model));
    }

    // ───────────────────────────────────────────── stakes ────────────────────────────────────────────

    function bondPair(uint16 pair, uint8 party, uint96 amount, Permit calldata permit) external {
        _signer(pair, party);
        emit PairBonded(pair, party, _bonds[pair][party] += amount);
        _deposit(msg.sender, amount, permit);
    }

    function leavePair(uint16 pair, uint8 party, uint96 amount) external {
        _ownParty(pair, party);
        uint96 bond = _bonds[pair][party];
        if (amount == 0 || amount > bond) revert BondTooSmall(bond, amount);
        _bonds[pair][party] = bond - amount;
        Party storage p = _parties[pair][party];
        (p.leaving, p.leavesAt) = (p.leaving + amount, uint40(block.timestamp + LEAVING_TIME));
        emit PairLeaving(pair, party, amount, p.leavesAt);
    }

    function takePairBond(uint16 pair, uint8 party, address to) external returns (uint256 amount) {
        _ownParty(pair, party);
        Party storage p = _parties[pair][party];
        amount = p.leaving;
        if (amount == 0) revert NothingLeaving(pair, party);
        _after(p.leavesAt);
        p.leaving = 0;
        emit PairBondTaken(pair, party, to, amount);
        token.safeTransfer(to, amount);
    }

    function takeFees(uint16 pair, uint8 party, address to) external returns (uint256 amount) {
        _ownParty(pair, party);
        amount = _feesDue(pair, party);
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        _parties[pair][party].taken += uint120(amount);
        emit FeesTaken(pair, party, to, amount);
        token.safeTransfer(to, amount);
    }

    function _feesDue(uint16 pair, uint8 party) private view returns (uint256) {
        return (_fees[pair] + 1 - party) / 2 - _parties[pair][party].taken;
    }

    function _ownParty(uint16 pair, uint8 party) private view {
        if (_signer(pair, party) != msg.sender) revert NotTheParty(pair, party, msg.sender);
    }

    function _signer(uint16 pair, uint8 party) private view returns (address signer) {
        signer = directory.signerOf(pair, party);
        if (signer == address(0)) revert NotTheParty(pair, party, address(0));
    }

    // ───────────────────────────────────────────── money out ─────────────────────────────────────────

    function withdraw(address to) external returns (uint256 amount) {
        amount = credit(msg.sender);
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        _credits[msg.sender] = 0;
        uint32 id = _ids[msg.sender];
        if (id != 0) {
            Standing memory s = _doctors[id].standing.unpack();
            s.credit = 0;
            _doctors[id].standing = s.pack();
        }
        emit Withdrawn(msg.sender, to, amount);
        token.safeTransfer(to, amount);
    }

    function claimRefund(uint256 caseId, address to) external returns (uint256 amount) {
        Case storage c = _case[caseId];
        if (msg.sender != c.patient) revert NotPatient(msg.sender);
        if (!_ended(c)) revert WrongState(caseId, c.state);
        amount = uint256(c.caseCommit);
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        c.caseCommit = 0;
        emit RefundClaimed(caseId, to, amount);
        token.safeTransfer(to, amount);
    }

    // ───────────────────────────────────────────── views ─────────────────────────────────────────────

    function getCase(uint256 caseId) external view returns (CaseView memory v) {
        Case storage c = _case[caseId];
        (v.patient, v.state, v.phase, v.seats) = (c.patient, c.state, _phase(c), c.seats);
        (v.wave, v.replacements, v.pair, v.model, v.maximum) = (c.wave, c.replacements, c.pair, c.model, c.maximum);
        (v.reported, v.set, v.maskedClass, v.confidence) = (c.confidence != 0, c.set, c.maskedClass, c.confidence);
        (v.seedBlock, v.openedAt) = (c.seedBlock, c.openedAt);
        if (_ended(c)) v.refund = uint256(c.caseCommit);
        else v.caseCommit = c.caseCommit;
        if (c.state != State.None) v.reportEnd = _reportEnd(c);
        if (c.state == State.Voting || c.state == State.Settled) {
            v.bounty = Bounty.seatPay(c.maximum, c.share, c.seats) * c.seats;
        }
        if (c.state == State.Voting) {
            (v.commitEnd, v.revealStart, v.revealEnd) = (c.deadline, _revealStart(c), _revealEnd(c));
        }
        if (c.state == State.NoQuorum) v.closeEnd = c.deadline;
    }

    function seats(uint256 caseId) external view returns (SeatView[] memory list) {
        Case storage c = _case[caseId];
        if (Panel.unwrap(c.panel) == 0) return list;
        list = new SeatView[](c.seats);
        bytes16[8] memory tags = _tags(caseId, c);
        for (uint256 i = 0; i < list.length; ++i) {
            SeatView memory s = list[i];
            uint256 bit = 1 << i;
            s.id = c.panel.seat(i);
            s.doctor = _doctors[s.id].licence.account;
            s.accepted = c.accepted & bit != 0;
            s.tag = tags[i];
            if (c.voided & bit != 0) s.status = SeatStatus.Voided;
            else if (c.flagged & bit != 0) s.status = SeatStatus.Flagged;
            else if (c.revealed & bit != 0) s.status = SeatStatus.Revealed;
            else if (c.committed & bit != 0) {
                (s.status, s.commitment) = (SeatStatus.Committed, _ballots[_key(caseId, c.wave, i)]);
            }
        }
    }

    function getDoctor(uint32 id) external view returns (Doctor memory) {
        DoctorEntry storage e = _doctors[id];
        return Doctor(e.standing.unpack(), e.licence, e.bond, e.recipient);
    }

    function doctorId(address account) external view returns (uint32) {
        return _ids[account];
    }

    function reputation(address account) external view returns (uint32) {
        PackedStanding standing = _doctors[_ids[account]].standing;
        return uint32(Reputation.decayed(standing.reputation(), standing.week(), block.timestamp));
    }

    function credit(address account) public view returns (uint256) {
        return _credits[account] + _doctors[_ids[account]].standing.unpack().credit;
    }

    function totals() external view returns (uint64 cases, uint24 doctors, uint128 pool) {
        return (_cases, _doctorCount, _pool);
    }

    function stakeOf(uint16 pair, uint8 party) external view returns (Stake memory) {
        Party storage p = _parties[pair][party];
        return Stake(_bonds[pair][party], p.leaving, p.leavesAt, _feesDue(pair, party));
    }

    function openings(address patient) external view returns (uint256) {
        return _openings[patient];
    }

    function quoteBounty(uint96 maximum, uint16 confidence) external view returns (uint96) {
        if (confidence > Bounty.ONE) revert ConfidenceOutOfRange(confidence);
        return uint96(Bounty.seatPay(maximum, Bounty.share(FLOOR_SHARE, confidence), 1));
    }

    function ballotDigest(
        uint256 caseId,
        uint8 wave,
        address doctor,
        bytes16 tag,
        bytes32 salt
    ) external view returns (bytes32) {
        return _ballotDigest(caseId, wave, doctor, tag, salt);
    }

    function _own() private view returns (uint32 id) {
        id = _ids[msg.sender];
        if (id == 0) revert NotADoctor(msg.sender);
    }
}
