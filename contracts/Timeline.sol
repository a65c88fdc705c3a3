// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Registry} from "./Registry.sol";
import {ICredentialGate} from "./interfaces/ICredentialGate.sol";

/// @title What a case is, and which phase it is in
/// @notice Phases follow from state, block number and time; nobody has to push them. See ICryptoDoctor.
abstract contract Timeline is Registry {
    struct Case {
        // slot 0: who, and where it stands
        address patient;
        State state;
        uint8 seats;
        uint8 wave;
        uint8 replacements;
        uint8 accepted; // bitmap of seats
        uint16 pair;
        uint16 model;
        bool reseeded;
        // slot 1: price and times (32 bits of seconds last until 2106)
        uint96 bounty;
        uint32 openedAt;
        uint32 commitEnd;
        uint32 closeEnd;
        uint40 seedBlock;
        uint24 registry; // doctors registered when the case was opened
        // slot 2: 8 × uint32 ids; seats first, replaced doctors after them
        uint256 panel;
        // slot 3
        bytes32 caseCommit;
        // slot 4: deposit, report, bitmaps of seats
        uint96 maximum;
        uint96 fee;
        uint8 set;
        uint8 maskedClass;
        uint16 confidence; // 0: not reported
        uint8 committed;
        uint8 revealed;
        uint8 flagged;
        uint8 voided;
    }

    uint32 internal immutable SEED_DELAY;
    uint32 internal immutable REPORT_TIME;
    uint32 internal immutable COMMIT_TIME;
    uint32 internal immutable GRACE;
    uint32 internal immutable REVEAL_TIME;
    uint32 internal immutable CLOSE_TIME;

    mapping(uint256 caseId => Case) internal _case;

    constructor(IERC20 token_, ICredentialGate gate_, Parameters memory p) Registry(token_, gate_, p.minBond) {
        _bound(p.seedDelay, 1, 64, "seedDelay");
        _bound(p.reportTime, 1, 1 days, "reportTime");
        _bound(p.commitTime, 1, 3 days, "commitTime");
        _bound(p.grace, 0, 1 days, "grace");
        _bound(p.revealTime, 1, 1 days, "revealTime");
        _bound(p.closeTime, 0, 1 days, "closeTime");
        (SEED_DELAY, REPORT_TIME, COMMIT_TIME) = (p.seedDelay, p.reportTime, p.commitTime);
        (GRACE, REVEAL_TIME, CLOSE_TIME) = (p.grace, p.revealTime, p.closeTime);
    }

    function getCase(uint256 caseId) external view returns (CaseView memory v) {
        Case storage c = _case[caseId];
        (v.patient, v.state, v.phase, v.seats) = (c.patient, c.state, _phase(c), c.seats);
        (v.wave, v.replacements, v.pair, v.model) = (c.wave, c.replacements, c.pair, c.model);
        (v.maximum, v.bounty, v.fee) = (c.maximum, c.bounty, c.fee);
        (v.reported, v.set, v.maskedClass, v.confidence) = (c.confidence != 0, c.set, c.maskedClass, c.confidence);
        (v.caseCommit, v.seedBlock, v.openedAt) = (c.caseCommit, c.seedBlock, c.openedAt);
        if (c.state != State.None) v.reportEnd = _reportEnd(c);
        if (c.commitEnd != 0) {
            (v.commitEnd, v.revealStart, v.revealEnd) = (c.commitEnd, _revealStart(c), _revealEnd(c));
        }
        v.closeEnd = c.closeEnd;
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
                return block.timestamp <= c.commitEnd ? Phase.Committing : Phase.Grace;
            }
            return _complete(c) || block.timestamp > _revealEnd(c) ? Phase.Settling : Phase.Revealing;
        }
        if (state == State.NoQuorum) return block.timestamp <= c.closeEnd ? Phase.Deciding : Phase.Closing;
        return Phase.Done;
    }

    function _after(uint256 end) internal view {
        if (block.timestamp <= end) revert TooEarly(end, block.timestamp);
    }

    function _until(uint256 end) internal view {
        if (block.timestamp > end) revert TooLate(end, block.timestamp);
    }

    function _reportEnd(Case storage c) internal view returns (uint256) {
        unchecked {
            return uint256(c.openedAt) + REPORT_TIME;
        }
    }

    /// @dev Once every live seat has voted, `commitEnd` is the time of that vote; else commits end with the grace period.
    function _revealStart(Case storage c) internal view returns (uint256) {
        unchecked {
            return _everyoneVoted(c) ? c.commitEnd : uint256(c.commitEnd) + GRACE;
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

    function _inState(uint256 caseId, State state) internal view returns (Case storage c) {
        c = _case[caseId];
        if (c.state != state) revert WrongState(caseId, c.state);
    }

    function _bound(uint256 value, uint256 least, uint256 most, string memory name) internal pure {
        if (value < least || value > most) revert ParameterOutOfBounds(name);
    }
}
