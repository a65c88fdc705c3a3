// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Bounty} from "./Bounty.sol";
import {PackedStanding, Standings} from "./Standings.sol";

/// @title How reputation moves
/// @notice Only settlement and replacement call this. A case moves it by at most SILENT, a week raises it by at most
/// WEEKLY, and what is above START wears off slowly, so that a farmed reputation has to be farmed for ever.
library Reputation {
    using Standings for PackedStanding;

    uint256 internal constant START = 100;
    uint256 internal constant MOST = 400; // what the draw counts at most
    uint256 internal constant CEILING = 1_000; // nobody holds more, so that what was farmed wears off within years
    uint256 internal constant WEEKLY = 100;
    uint256 internal constant DECAY = 2; // per week, not below START
    uint256 internal constant WRONG = 8;
    uint256 internal constant SILENT = 16; // twice wrong: withholding a ballot must never be the cheaper mistake
    uint256 internal constant DECLINED = 2;

    /// @notice Gain of an agreeing vote, 4 to 10 points: a hard (dear) case counts for more than an easy one.
    /// @param share bounty / maximum in basis points
    function gain(uint256 share) internal pure returns (uint256) {
        return 4 + (6 * share) / Bounty.ONE;
    }

    /// @notice Value at a time, after the decay since its last change.
    /// @param week of the last change
    function decayed(uint256 value, uint256 week, uint256 time) internal pure returns (uint256) {
        uint256 now_ = time / 1 weeks;
        if (now_ <= week || value <= START) return value;
        unchecked {
            uint256 lost = (now_ - week) * DECAY;
            return lost < value - START ? value - lost : START;
        }
    }

    /// @notice Adds points, up to what is left of the week's allowance, and not beyond the ceiling.
    function raise(PackedStanding s, uint256 time, uint256 points) internal pure returns (PackedStanding) {
        (uint256 value, uint256 week, uint256 gained) = _advanced(s, time);
        unchecked {
            if (points > WEEKLY - gained) points = WEEKLY - gained;
            if (points > CEILING - value) points = CEILING - value;
            return s.moved(value + points, week, gained + points);
        }
    }

    /// @notice Takes points, not below zero.
    function lower(PackedStanding s, uint256 time, uint256 points) internal pure returns (PackedStanding) {
        (uint256 value, uint256 week, uint256 gained) = _advanced(s, time);
        unchecked {
            return s.moved(points < value ? value - points : 0, week, gained);
        }
    }

    /// @dev Value, week and that week's gains at a time: a new week begins with the decay and a fresh allowance.
    function _advanced(
        PackedStanding s,
        uint256 time
    ) private pure returns (uint256 value, uint256 week, uint256 gained) {
        week = time / 1 weeks;
        value = s.reputation();
        if (week == s.week()) return (value, week, s.gained());
        return (decayed(value, s.week(), time), week, 0);
    }
}
