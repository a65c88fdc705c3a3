// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Timeline} from "./Timeline.sol";
import {ICredentialGate} from "./interfaces/ICredentialGate.sol";
import {IDirectory} from "./interfaces/IDirectory.sol";
import {CaseId, DoctorId, ModelId, PairId} from "./interfaces/Ids.sol";
import {Bounty} from "./libraries/Bounty.sol";
import {Panel, Panels} from "./libraries/Panels.sol";
import {Reputation} from "./libraries/Reputation.sol";
import {DoctorEntry, PackedStanding, Standings} from "./libraries/Standings.sol";
import {Doctors} from "./office/Doctors.sol";
import {Evidence} from "./office/Evidence.sol";

/// @title The core's office: doctors, stakes, evidence, money out, views
/// @notice See IOffice. Runs by DELEGATECALL on the core's storage only; called at its own address it has no doctors,
/// no cases and no money.
contract Office is Doctors, Evidence {
    using SafeERC20 for IERC20;
    using Panels for Panel;
    using Standings for PackedStanding;
    using Standings for Standing;

    constructor(
        IERC20 token_,
        ICredentialGate gate_,
        IDirectory directory_,
        Parameters memory p
    ) Timeline(token_, gate_, directory_, p) {}

    // ───────────────────────────────────────────── money out ─────────────────────────────────────────

    function withdraw(address to) external returns (uint256 amount) {
        amount = credit(msg.sender);
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        _credits[msg.sender] = 0;
        DoctorId id = _ids[msg.sender];
        if (DoctorId.unwrap(id) != 0) {
            Standing memory s = _doctors[id].standing.unpack();
            s.credit = 0;
            _doctors[id].standing = s.pack();
        }
        emit Withdrawn(msg.sender, to, amount);
        token.safeTransfer(to, amount);
    }

    function claimRefund(CaseId caseId, address to) external returns (uint256 amount) {
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

    function getCase(CaseId caseId) external view returns (CaseView memory v) {
        Case storage c = _case[caseId];
        (v.patient, v.state, v.phase, v.seats) = (c.patient, c.state, _phase(c), c.seats);
        (v.wave, v.replacements, v.pair, v.model, v.maximum) = (
            c.wave,
            c.replacements,
            PairId.unwrap(c.pair),
            ModelId.unwrap(c.model),
            c.maximum
        );
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

    function seats(CaseId caseId) external view returns (SeatView[] memory list) {
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
        DoctorEntry storage e = _doctors[DoctorId.wrap(id)];
        return Doctor(e.standing.unpack(), e.licence, e.bond, e.recipient);
    }

    function doctorId(address account) external view returns (uint32) {
        return uint32(DoctorId.unwrap(_ids[account]));
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

    function stakeOf(PairId pair, uint8 party) external view returns (Stake memory) {
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
        CaseId caseId,
        uint8 wave,
        address doctor,
        bytes16 tag,
        bytes32 salt
    ) external view returns (bytes32) {
        return _ballotDigest(caseId, wave, doctor, tag, salt);
    }
}
