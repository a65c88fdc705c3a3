// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ICryptoDoctor} from "../../../contracts/interfaces/ICryptoDoctor.sol";
import {IPairRecords} from "../../../contracts/interfaces/IPairRecords.sol";
import {ICaseRecords} from "../../../contracts/interfaces/ICaseRecords.sol";
import {IDoctorRecords} from "../../../contracts/interfaces/IDoctorRecords.sol";
import {CaseId, DoctorId, PairId} from "../../../contracts/interfaces/Ids.sol";

/// @title Everything that the contracts show of one moment, as one list of words, for comparison with the model
contract Lens {
    struct List {
        uint256[] words;
        uint256 length;
    }

    function look(
        ICryptoDoctor core,
        IERC20 token,
        uint16 pairs,
        uint256[] calldata ids,
        uint256[] calldata cases,
        address[] calldata accounts
    ) external view returns (uint256[] memory) {
        uint256 most = 4 + 10 * ids.length + 6 * uint256(pairs) + 3 * accounts.length + 53 * cases.length;
        List memory list = List(new uint256[](most), 0);
        (uint256 count, uint256 doctors, uint256 pool) = core.totals();
        _push(list, count);
        _push(list, doctors);
        _push(list, pool);
        _push(list, token.balanceOf(address(core)));
        for (uint256 i = 0; i < ids.length; ++i) _doctor(core, list, uint32(ids[i]));
        for (uint16 pair = 1; pair <= pairs; ++pair) {
            for (uint8 party = 0; party < 2; ++party) {
                IPairRecords.Stake memory stake = core.stakeOf(PairId.wrap(pair), party);
                _push(list, stake.bond);
                _push(list, stake.leaving);
                _push(list, stake.fees);
            }
        }
        for (uint256 i = 0; i < accounts.length; ++i) {
            _push(list, core.openings(accounts[i]));
            _push(list, core.credit(accounts[i]));
            _push(list, token.balanceOf(accounts[i]));
        }
        for (uint256 i = 0; i < cases.length; ++i) _case(core, list, cases[i]);
        (uint256[] memory words, uint256 length) = (list.words, list.length);
        assembly {
            mstore(words, length)
        }
        return words;
    }

    function _doctor(ICryptoDoctor core, List memory list, uint32 id) private view {
        IDoctorRecords.Doctor memory d = core.getDoctor(id);
        _push(list, uint160(d.licence.account));
        _push(list, core.reputation(d.licence.account));
        _push(list, d.standing.active);
        _push(list, d.standing.cap);
        _push(list, d.standing.status == IDoctorRecords.Status.Available ? 1 : 0);
        _push(list, d.bond);
        _push(list, d.licence.expiry);
        _push(list, d.licence.institution);
        _push(list, d.standing.ask);
        _push(list, d.licence.since);
    }

    function _case(ICryptoDoctor core, List memory list, uint256 caseId) private view {
        ICaseRecords.CaseView memory c = core.getCase(CaseId.wrap(caseId));
        _push(list, uint256(c.state));
        _push(list, uint160(c.patient));
        _push(list, c.seats);
        _push(list, c.wave);
        _push(list, c.replacements);
        _push(list, c.maximum);
        _push(list, c.bounty);
        _push(list, c.confidence);
        _push(list, c.refund);
        _push(list, c.set);
        _push(list, c.maskedClass);
        _push(list, c.seedBlock);
        _push(list, c.openedAt);
        _push(list, c.reportEnd);
        _push(list, c.commitEnd);
        _push(list, c.revealStart);
        _push(list, c.revealEnd);
        _push(list, c.closeEnd);
        ICaseRecords.SeatView[] memory seats = core.seats(CaseId.wrap(caseId));
        for (uint256 i = 0; i < seats.length; ++i) {
            _push(list, DoctorId.unwrap(seats[i].id));
            _push(list, uint256(seats[i].status));
            _push(list, seats[i].accepted ? 1 : 0);
            _push(list, uint256(seats[i].commitment));
            _push(list, uint128(seats[i].tag));
        }
    }

    function _push(List memory list, uint256 word) private pure {
        list.words[list.length++] = word;
    }
}
