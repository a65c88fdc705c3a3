// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Ledger} from "./Ledger.sol";
import {ICredentialGate} from "./interfaces/ICredentialGate.sol";
import {IDirectory} from "./interfaces/IDirectory.sol";
import {CaseId, DoctorId, ModelId, PairId, SeatKey} from "./interfaces/Ids.sol";
import {Ballot} from "./libraries/Ballot.sol";
import {Panel, Panels} from "./libraries/Panels.sol";

/// @title What a case is, and which phase it is in
/// @notice Phases follow from state, block number and time; nobody has to push them.
abstract contract Timeline is Ledger {
    using Panels for Panel;

    struct Case {
        // slot 0: whose money
        address patient;
        uint96 maximum; // deposit for the seats; after NoQuorum what is left of it
        // slot 1: where it stands; every step after the opening writes this slot, and most steps no other
        State state;
        uint8 seats;
        uint8 wave;
        uint8 replacements;
        bool reseeded;
        PairId pair;
        ModelId model;
        uint32 openedAt; // 32 bits of seconds last until 2106
        uint40 seedBlock;
        uint24 registry; // doctors registered when the case was opened
        uint16 share; // bounty / maximum, basis points
        uint8 set;
        uint8 maskedClass;
        uint16 confidence; // 0: not reported
        uint8 committed; // this and the following: bitmaps of seats
        uint8 revealed;
        uint8 flagged;
        uint8 voided;
        uint8 accepted;
        // slot 2: 9 ids of 24 bits, the seats first, replaced doctors after them
        Panel panel;
        uint32 deadline; // Voting: end of the commits, or time of the last one; NoQuorum: closeEnd
        // slot 3
        bytes32 caseCommit; // once the case has ended: what the patient may still claim
    }

    uint32 internal immutable SEED_DELAY;
    uint32 internal immutable REPORT_TIME;
    uint32 internal immutable COMMIT_TIME;
    uint32 internal immutable GRACE;
    uint32 internal immutable REVEAL_TIME;
    uint32 internal immutable CLOSE_TIME;
    uint16 internal immutable FLOOR_SHARE;

    mapping(CaseId caseId => Case) internal _case;
    /// @dev the commitment, overwritten by tag << 128 | 1 when revealed
    mapping(SeatKey key => bytes32) internal _ballots;
    mapping(SeatKey key => Panel) internal _earlier; // panels of waves that ended without a quorum

    constructor(
        IERC20 token_,
        ICredentialGate gate_,
        IDirectory directory_,
        Parameters memory p
    ) Ledger(token_, gate_, directory_, p) {
        (SEED_DELAY, REPORT_TIME, COMMIT_TIME) = (p.seedDelay, p.reportTime, p.commitTime);
        (GRACE, REVEAL_TIME, CLOSE_TIME) = (p.grace, p.revealTime, p.closeTime);
        FLOOR_SHARE = p.floorShare;
    }

    function _phase(Case storage c) internal view returns (Phase) {
        State state = c.state;
        if (state == State.None) return Phase.None;
        if (state == State.Open) {
            if (block.number <= c.seedBlock) return Phase.Seeding;
            return block.timestamp <= _reportEnd(c) ? Phase.Reporting : Phase.Overdue;
        }
        if (state == State.Voting) {
            if (block.timestamp < _revealStart(c)) {
                return block.timestamp <= c.deadline ? Phase.Committing : Phase.Grace;
            }
            return _complete(c) || block.timestamp > _revealEnd(c) ? Phase.Settling : Phase.Revealing;
        }
        if (state == State.NoQuorum) return block.timestamp <= c.deadline ? Phase.Deciding : Phase.Closing;
        return Phase.Done;
    }

    function _reportEnd(Case storage c) internal view returns (uint256) {
        unchecked {
            return uint256(c.openedAt) + REPORT_TIME;
        }
    }

    /// @dev Once every live seat has voted, `deadline` is the time of that vote; else commits end with the grace period.
    function _revealStart(Case storage c) internal view returns (uint256) {
        unchecked {
            return _everyoneVoted(c) ? c.deadline : uint256(c.deadline) + GRACE;
        }
    }

    function _revealEnd(Case storage c) internal view returns (uint256) {
        unchecked {
            return _revealStart(c) + REVEAL_TIME;
        }
    }

    function _everyoneVoted(Case storage c) internal view returns (bool) {
        return c.committed | c.flagged | c.voided == uint8((1 << c.seats) - 1);
    }

    function _complete(Case storage c) internal view returns (bool) {
        return c.revealed == c.committed && _everyoneVoted(c);
    }

    function _ended(Case storage c) internal view returns (bool) {
        State state = c.state;
        return state != State.None && state != State.Open && state != State.Voting && state != State.NoQuorum;
    }

    /// @dev For the patient to claim; every ending calls it, also with 0. Takes the place of the commitment, which an ended
    /// case does not need any more: a slot of the patient's own, whose address is a fresh one, would cost four times as
    /// much. The commitment is the patient's free choice: left there, it would be claimed as a refund.
    function _refund(Case storage c, uint256 amount) internal returns (uint256) {
        c.caseCommit = bytes32(amount);
        return amount;
    }

    function _inState(CaseId caseId, State state) internal view returns (Case storage c) {
        c = _case[caseId];
        if (c.state != state) revert WrongState(caseId, c.state);
    }

    function _seated(CaseId caseId, Case storage c, uint256 seat) internal view returns (DoctorId) {
        if (seat >= c.seats || c.voided & (1 << seat) != 0) revert NotSeated(caseId, seat, address(0));
        return c.panel.seat(seat);
    }

    function _tags(CaseId caseId, Case storage c) internal view returns (bytes16[8] memory tags) {
        uint256 revealed = c.revealed;
        for (uint256 i = 0; revealed >> i != 0; ++i) {
            if ((revealed >> i) & 1 != 0) tags[i] = bytes16(_ballots[_key(caseId, c.wave, i)]);
        }
    }

    function _key(CaseId caseId, uint256 wave, uint256 seat) internal pure returns (SeatKey) {
        return SeatKey.wrap((CaseId.unwrap(caseId) << 16) | (wave << 8) | seat);
    }

    function _ballotDigest(
        CaseId caseId,
        uint8 wave,
        address doctor,
        bytes16 tag,
        bytes32 salt
    ) internal view returns (bytes32) {
        return _hashTypedDataV4(Ballot.hash(caseId, wave, doctor, tag, salt));
    }
}
