// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IRecords} from "../interfaces/IRecords.sol";
import {Bounty} from "../libraries/Bounty.sol";
import {Panel} from "../libraries/Panels.sol";
import {DoctorEntry, Standings} from "../libraries/Standings.sol";
import {Reputation} from "../libraries/Reputation.sol";
import {Sortition} from "../libraries/Sortition.sol";

/// @title The draw and the price by themselves, over a registry of any size
contract SortitionHarness {
    mapping(uint256 id => DoctorEntry) private _doctors;
    uint256 public registry;

    function fill(uint256 count) external {
        for (uint256 i = 0; i < count; ++i) {
            uint256 id = ++registry;
            set(id, 100, true);
            _doctors[id].licence = IRecords.Licence(address(uint160(id)), uint32(id), type(uint32).max, 0);
        }
    }

    function set(uint256 id, uint16 reputation, bool available) public {
        _doctors[id].standing = Standings.pack(
            IRecords.Standing({
                credit: 0,
                ask: 0,
                reputation: reputation,
                week: type(uint16).max,
                gained: 0,
                active: 0,
                cap: 8,
                status: available ? IRecords.Status.Available : IRecords.Status.Away
            })
        );
    }

    function setLicence(uint256 id, IRecords.Licence calldata licence) external {
        _doctors[id].licence = licence;
    }

    /// @notice `gas` is what the draw alone used.
    function draw(Sortition.Draw memory d) external view returns (Panel panel, uint256 filled, uint256 gas) {
        uint256 before = gasleft();
        (panel, filled) = Sortition.draw(_doctors, d);
        gas = before - gasleft();
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
