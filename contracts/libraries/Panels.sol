// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DoctorId} from "../interfaces/Ids.sol";

/// @notice Up to nine doctors' ids of 24 bits, lowest first; 0 is nobody.
type Panel is uint216;

uint256 constant PLACES = 9; // seven seats and two doctors who were replaced

/// @title Panels in one word
library Panels {
    uint256 private constant WIDTH = 24;
    uint256 private constant ID = (1 << WIDTH) - 1;

    function seat(Panel panel, uint256 place) internal pure returns (DoctorId) {
        unchecked {
            return DoctorId.wrap((Panel.unwrap(panel) >> (WIDTH * place)) & ID);
        }
    }

    function put(Panel panel, uint256 place, DoctorId id) internal pure returns (Panel) {
        unchecked {
            uint256 shift = WIDTH * place;
            return Panel.wrap(uint216((Panel.unwrap(panel) & ~(ID << shift)) | (DoctorId.unwrap(id) << shift)));
        }
    }

    /// @notice All places but the first, each one further down.
    function tail(Panel panel) internal pure returns (Panel) {
        return Panel.wrap(Panel.unwrap(panel) >> uint216(WIDTH));
    }

    /// @notice The first `count` places, the others empty.
    function head(Panel panel, uint256 count) internal pure returns (Panel) {
        return Panel.wrap(uint216(Panel.unwrap(panel) & ((1 << (WIDTH * count)) - 1)));
    }

    function contains(Panel panel, DoctorId id) internal pure returns (bool) {
        for (uint256 rest = Panel.unwrap(panel); rest != 0; rest >>= WIDTH)
            if (rest & ID == DoctorId.unwrap(id)) return true;
        return false;
    }
}
