// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IDoctorRecords} from "../interfaces/IDoctorRecords.sol";

/// @notice IDoctorRecords.Standing in one word: credit 96, ask 96, reputation 16, week 16, gained 8, active 8, cap 8, status 8
/// bits, lowest first.
type PackedStanding is uint256;

/// @notice IDoctorRecords.Doctor as it is stored: one slot each for standing, licence, bond and recipient.
struct DoctorEntry {
    PackedStanding standing;
    IDoctorRecords.Licence licence;
    uint128 bond;
    bytes32 recipient;
}

/// @title A doctor's standing, read and written by one storage access
/// @notice The compiler would write a struct's members one by one.
library Standings {
    function unpack(PackedStanding packed) internal pure returns (IDoctorRecords.Standing memory s) {
        uint256 word = PackedStanding.unwrap(packed);
        s.credit = uint96(word);
        s.ask = uint96(word >> 96);
        s.reputation = uint16(word >> 192);
        s.week = uint16(word >> 208);
        s.gained = uint8(word >> 224);
        s.active = uint8(word >> 232);
        s.cap = uint8(word >> 240);
        s.status = IDoctorRecords.Status(uint8(word >> 248));
    }

    function pack(IDoctorRecords.Standing memory s) internal pure returns (PackedStanding) {
        return
            PackedStanding.wrap(
                uint256(s.credit) |
                    (uint256(s.ask) << 96) |
                    (uint256(s.reputation) << 192) |
                    (uint256(s.week) << 208) |
                    (uint256(s.gained) << 224) |
                    (uint256(s.active) << 232) |
                    (uint256(s.cap) << 240) |
                    (uint256(s.status) << 248)
            );
    }

    function reputation(PackedStanding packed) internal pure returns (uint256) {
        return uint16(PackedStanding.unwrap(packed) >> 192);
    }

    function week(PackedStanding packed) internal pure returns (uint256) {
        return uint16(PackedStanding.unwrap(packed) >> 208);
    }

    function gained(PackedStanding packed) internal pure returns (uint256) {
        return uint8(PackedStanding.unwrap(packed) >> 224);
    }

    /// @notice Another reputation; the arguments fit their widths.
    function moved(
        PackedStanding packed,
        uint256 reputation_,
        uint256 week_,
        uint256 gained_
    ) internal pure returns (PackedStanding) {
        return
            PackedStanding.wrap(
                (PackedStanding.unwrap(packed) & ~(((uint256(1) << 40) - 1) << 192)) |
                    (reputation_ << 192) |
                    (week_ << 208) |
                    (gained_ << 224)
            );
    }

    /// @notice One unsettled seat less, and its pay. The pay comes out of a deposit below 2^96; the sum is checked.
    function ended(PackedStanding packed, uint256 pay) internal pure returns (PackedStanding) {
        uint256 word = PackedStanding.unwrap(packed);
        assert(uint8(word >> 232) != 0 && uint96(word) + pay <= type(uint96).max);
        unchecked {
            return PackedStanding.wrap(word + pay - (1 << 232));
        }
    }

    function away(PackedStanding packed) internal pure returns (PackedStanding) {
        uint256 word = PackedStanding.unwrap(packed);
        return PackedStanding.wrap(uint256(uint248(word)) | (uint256(IDoctorRecords.Status.Away) << 248));
    }

    /// @notice Whether the doctor takes another seat at this pay: available, below the cap, not below the ask.
    function free(PackedStanding packed, uint256 seatPay) internal pure returns (bool) {
        uint256 word = PackedStanding.unwrap(packed);
        return
            word >> 248 == uint256(IDoctorRecords.Status.Available) &&
            uint8(word >> 232) < uint8(word >> 240) &&
            uint96(word >> 96) <= seatPay;
    }

    /// @notice One more unsettled seat. The draw has made sure that `active` is below `cap`.
    function seated(PackedStanding packed) internal pure returns (PackedStanding) {
        unchecked {
            return PackedStanding.wrap(PackedStanding.unwrap(packed) + (1 << 232));
        }
    }
}
