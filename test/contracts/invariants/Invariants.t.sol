// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ICryptoDoctor} from "../../../contracts/interfaces/ICryptoDoctor.sol";
import {IRecords} from "../../../contracts/interfaces/IRecords.sol";
import {CaseId, DoctorId, PairId} from "../../../contracts/interfaces/Ids.sol";
import {Handler} from "./Handler.sol";

/// @title What must hold after every call of a random sequence
/// @notice The numbers are those of docs/invariants.md.
contract InvariantsTest is IRecords {
    Handler internal handler;
    ICryptoDoctor internal core;

    mapping(uint256 id => State) internal _ended; // as first seen
    mapping(uint256 id => uint256) internal _endedWith;

    error Broken(uint256 invariant, uint256 subject, uint256 seen, uint256 expected);

    function setUp() public {
        handler = new Handler();
        core = handler.core();
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(handler);
    }

    /// One campaign for all: a sequence that breaks any of them is shrunk and shown.
    function invariant_all() external {
        everyUnitHasItsPlace();
        terminalIsFinal();
        seatsAndDoctors();
        bounties();
    }

    /// 1, 2, 16, 21: every unit of the balance has one owner.
    function everyUnitHasItsPlace() private view {
        (uint256 cases, uint256 doctors, uint256 owed) = core.totals();
        for (uint256 id = 1; id <= cases; ++id) {
            CaseView memory c = core.getCase(CaseId.wrap(id));
            if (c.state == State.Open) owed += c.maximum + 3;
            else if (c.state == State.Voting || c.state == State.NoQuorum) owed += c.maximum;
            else owed += c.refund;
        }
        for (uint256 i = 0; i < doctors; ++i) {
            owed += core.getDoctor(uint32(i + 1)).bond + core.credit(handler.doctor(i));
        }
        for (uint256 i = 0; i < 3; ++i) owed += core.credit(handler.patients(i));
        owed += core.credit(address(0x57)) + core.credit(address(0xBAD));
        for (uint8 party = 0; party < 2; ++party) {
            Stake memory s = core.stakeOf(PairId.wrap(1), party);
            owed += s.bond + s.leaving + s.fees;
        }
        _equal(1, 0, handler.token().balanceOf(address(core)), owed);
    }

    /// 3, 4, 18: a terminal state is final, and nothing of it moves but the refund's claim.
    function terminalIsFinal() private {
        (uint256 cases, , ) = core.totals();
        for (uint256 id = 1; id <= cases; ++id) {
            CaseView memory c = core.getCase(CaseId.wrap(id));
            if (_ended[id] != State.None) {
                _equal(3, id, uint256(c.state), uint256(_ended[id]));
                if (c.refund != 0) _equal(4, id, c.refund, _endedWith[id]);
            } else if (_isTerminal(c.state)) (_ended[id], _endedWith[id]) = (c.state, c.refund);
        }
    }

    /// 5: seats are distinct, and the patient sits nowhere. 6: `active` counts the unsettled seats.
    function seatsAndDoctors() private view {
        (uint256 cases, uint256 doctors, ) = core.totals();
        uint256[] memory active = new uint256[](doctors + 1);
        for (uint256 id = 1; id <= cases; ++id) {
            CaseView memory c = core.getCase(CaseId.wrap(id));
            SeatView[] memory seats = core.seats(CaseId.wrap(id));
            for (uint256 i = 0; i < seats.length; ++i) {
                if (seats[i].doctor == c.patient) revert Broken(5, id, i, 0);
                uint256 doctor = DoctorId.unwrap(seats[i].id);
                for (uint256 j = 0; j < i; ++j) if (doctor == DoctorId.unwrap(seats[j].id)) revert Broken(5, id, i, j);
                if (c.state == State.Voting && seats[i].status != SeatStatus.Voided) ++active[doctor];
                // 7, 9: what is open was committed, and only after everybody's time to commit.
                if (seats[i].tag != 0 && c.state == State.Voting && block.timestamp < c.revealStart) revert Broken(9, id, i, 0);
            }
        }
        for (uint32 id = 1; id <= doctors; ++id) {
            Doctor memory d = core.getDoctor(id);
            _equal(6, id, d.standing.active, active[id]);
            // 14, 15: reputation stays in its bounds, and no bond wraps.
            if (d.standing.reputation > 1_000 || d.standing.gained > 100) revert Broken(14, id, d.standing.reputation, 0);
            if (d.bond > 1e15) revert Broken(15, id, d.bond, 0);
        }
    }

    /// 12: a bounty lies between floor and maximum.
    function bounties() private view {
        (uint256 cases, , ) = core.totals();
        for (uint256 id = 1; id <= cases; ++id) {
            CaseView memory c = core.getCase(CaseId.wrap(id));
            if (c.state == State.Voting && c.bounty > c.maximum) revert Broken(12, id, c.bounty, c.maximum);
        }
    }

    function _isTerminal(State s) private pure returns (bool) {
        return s != State.None && s != State.Open && s != State.Voting && s != State.NoQuorum;
    }

    function _equal(uint256 invariant, uint256 subject, uint256 seen, uint256 expected) private pure {
        if (seen != expected) revert Broken(invariant, subject, seen, expected);
    }
}
