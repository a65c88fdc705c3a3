// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ICryptoDoctor} from "../interfaces/ICryptoDoctor.sol";

/// @title How reputation moves
/// @notice Only settlement and replacement call this. A case moves it by at most SILENT, a week raises it by at most
/// WEEKLY, and what is above START wears off slowly, so that a farmed reputation has to be farmed for ever.
library Reputation {
    uint256 internal constant START = 100;
    uint256 internal constant MOST = 400; // what the draw counts at most
    uint256 internal constant WEEKLY = 100;
    uint256 internal constant DECAY = 2; // per week, not below START
    uint256 internal constant WRONG = 8;
    uint256 internal constant SILENT = 16; // twice wrong: withholding a ballot must never be the cheaper mistake
    uint256 internal constant DECLINED = 2;

    /// @notice Gain of an agreeing vote, 4 to 10 points: a hard (dear) case counts for more than an easy one.
    function gain(uint256 bounty, uint256 maximum) internal pure returns (uint256) {
        return 4 + (6 * bounty) / maximum;
    }

    /// @notice Value at a time, after the decay since its last change.
    function current(ICryptoDoctor.Standing memory s, uint256 time) internal pure returns (uint256 value) {
        value = s.reputation;
        uint256 week = time / 1 weeks;
        if (week <= s.week || value <= START) return value;
        uint256 lost = (week - s.week) * DECAY;
        return lost < value - START ? value - lost : START;
    }

    /// @notice Adds points, up to what is left of the week's allowance.
    function raise(ICryptoDoctor.Standing memory s, uint256 time, uint256 points) internal pure {
        _advance(s, time);
        uint256 room = WEEKLY - s.gained;
        if (points > room) points = room;
        s.reputation += uint32(points);
        s.gained += uint24(points);
    }

    /// @notice Takes points, not below zero.
    function lower(ICryptoDoctor.Standing memory s, uint256 time, uint256 points) internal pure {
        _advance(s, time);
        s.reputation = points < s.reputation ? s.reputation - uint32(points) : 0;
    }

    function _advance(ICryptoDoctor.Standing memory s, uint256 time) private pure {
        uint16 week = uint16(time / 1 weeks);
        if (week == s.week) return;
        s.reputation = uint32(current(s, time));
        (s.week, s.gained) = (week, 0);
    }
}
