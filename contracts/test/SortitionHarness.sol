// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ICryptoDoctor} from "../interfaces/ICryptoDoctor.sol";
import {Bounty} from "../libraries/Bounty.sol";
import {Sortition} from "../libraries/Sortition.sol";

/// @title The draw and the price by themselves, over a registry of any size
contract SortitionHarness {
    mapping(uint256 id => ICryptoDoctor.Doctor) private _doctors;
    uint256 public registry;

    function fill(uint256 count) external {
        for (uint256 i = 0; i < count; ++i) {
            uint256 id = ++registry;
            set(id, 100, true);
            _doctors[id].terms = ICryptoDoctor.Terms(type(uint40).max, uint32(id), 0, 0);
        }
    }

    function set(uint256 id, uint32 reputation, bool available) public {
        _doctors[id].standing = ICryptoDoctor.Standing({
            account: address(uint160(id)),
            reputation: reputation,
            active: 0,
            cap: 8,
            status: available ? ICryptoDoctor.Status.Available : ICryptoDoctor.Status.Away,
            week: type(uint16).max,
            gained: 0
        });
    }

    /// @notice `gas` is what the draw alone used.
    function draw(Sortition.Draw memory d) external view returns (uint256 panel, uint256 filled, uint256 gas) {
        uint256 before = gasleft();
        (panel, filled) = Sortition.draw(_doctors, d);
        gas = before - gasleft();
    }

    function wins(uint32 reputation, Sortition.Draw memory d, uint256 ticket) external pure returns (bool) {
        ICryptoDoctor.Standing memory s;
        (s.reputation, s.cap, s.status, s.week) = (reputation, 1, ICryptoDoctor.Status.Available, type(uint16).max);
        s.account = address(1);
        return Sortition.wins(s, d, ticket);
    }

    function price(uint256 maximum, uint256 floorShare, uint256 confidence) external pure returns (uint256) {
        return Bounty.price(maximum, floorShare, confidence);
    }
}
