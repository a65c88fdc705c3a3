// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IDoctorRecords} from "../interfaces/IDoctorRecords.sol";
import {Reputation} from "../libraries/Reputation.sol";
import {PackedStanding, Standings} from "../libraries/Standings.sol";

/// @title A doctor's standing by itself: what a case of years would be needed for
contract StandingHarness {
    using Standings for PackedStanding;
    using Standings for IDoctorRecords.Standing;

    function raise(
        IDoctorRecords.Standing memory s,
        uint256 time,
        uint256 points
    ) external pure returns (IDoctorRecords.Standing memory) {
        return Reputation.raise(s.pack(), time, points).unpack();
    }

    function lower(
        IDoctorRecords.Standing memory s,
        uint256 time,
        uint256 points
    ) external pure returns (IDoctorRecords.Standing memory) {
        return Reputation.lower(s.pack(), time, points).unpack();
    }

    function decayed(uint256 value, uint256 week, uint256 time) external pure returns (uint256) {
        return Reputation.decayed(value, week, time);
    }

    function ended(
        IDoctorRecords.Standing memory s,
        uint256 pay
    ) external pure returns (IDoctorRecords.Standing memory) {
        return s.pack().ended(pay).unpack();
    }

    function free(IDoctorRecords.Standing memory s, uint256 seatPay) external pure returns (bool) {
        return s.pack().free(seatPay);
    }
}
