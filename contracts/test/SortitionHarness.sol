// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IDoctorRecords} from "../interfaces/IDoctorRecords.sol";
import {DoctorId} from "../interfaces/Ids.sol";
import {Bounty} from "../libraries/Bounty.sol";
import {Panel} from "../libraries/Panels.sol";
import {DoctorEntry, Standings} from "../libraries/Standings.sol";
import {Reputation} from "../libraries/Reputation.sol";
import {Sortition} from "../libraries/Sortition.sol";

/// @title The draw and the price by themselves, over a registry of any size
contract SortitionHarness {
    mapping(DoctorId id => DoctorEntry) private _doctors;
    uint256 public registry;

    function fill(uint256 count) external {
        for (uint256 i = 0; i < count; ++i) {
            uint256 id = ++registry;
            set(id, 100, true);
            _doctors[DoctorId.wrap(id)].licence = IDoctorRecords.Licence(
                address(uint160(id)),
                uint32(id),
                type(uint32).max,
                0
            );
        }
    }

    function set(uint256 id, uint16 reputation, bool available) public {
        _doctors[DoctorId.wrap(id)].standing = Standings.pack(
            IDoctorRecords.Standing({
                credit: 0,
                ask: 0,
                reputation: reputation,
                week: type(uint16).max,
                gained: 0,
                active: 0,
                cap: 8,
                status: available ? IDoctorRecords.Status.Available : IDoctorRecords.Status.Away
            })
        );
    }

    function setLicence(uint256 id, IDoctorRecords.Licence calldata licence) external {
        _doctors[DoctorId.wrap(id)].licence = licence;
    }

    /// @notice `gas` is what the draw alone used.
    function draw(Sortition.Draw memory d) external view returns (Panel panel, uint256 filled, uint256 gas) {
        uint256 before = gasleft();
        (panel, filled) = Sortition.draw(_doctors, d);
        gas = before - gasleft();
    }

    /// @notice How often each doctor gets the first seat, over the seeds keccak256("draw", share, i) from `i = first` on.
    function tally(Sortition.Draw memory d, uint256 first, uint256 count) external view returns (uint256[] memory won) {
        won = new uint256[](registry);
        for (uint256 i = first; i < first + count; ++i) {
            d.seed = keccak256(abi.encode("draw", d.share, i));
            (Panel panel, ) = Sortition.draw(_doctors, d);
            ++won[(Panel.unwrap(panel) & 0xffffff) - 1];
        }
    }

    function wins(uint16 reputation, Sortition.Draw memory d, uint256 ticket) external pure returns (bool) {
        return
            ticket * Sortition.weight(Reputation.MOST, d.share) <
            Sortition.weight(reputation < Reputation.MOST ? reputation : Reputation.MOST, d.share) << 16;
    }

    function price(uint256 maximum, uint256 floorShare, uint256 confidence) external pure returns (uint256) {
        return Bounty.seatPay(maximum, Bounty.share(floorShare, confidence), 1);
    }
}
