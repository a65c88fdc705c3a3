// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IRecords} from "../interfaces/IRecords.sol";
import {Bounty} from "./Bounty.sol";

/// @title How reputation moves
/// @notice Only settlement and replacement call this. A case moves it by at most SILENT, a week raises it by at most
/// WEEKLY, and what is above START wears off slowly, so that a farmed reputation has to be farmed for ever.
library Reputation {
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
    function current(IRecords.Standing memory s, uint256 time) internal pure returns (uint256 value) {
        value = s.reputation;
        uint256 week = time / 1 weeks;
        if (week <= s.week || value <= START) return value;
        uint256 lost = (week - s.week) * DECAY;
        return lost < value - START ? value - lost : START;
    }

    /// @notice Adds points, up to what is left of the week's allowance, and not beyond the ceiling.
    function raise(IRecords.Standing memory s, uint256 time, uint256 points) internal pure {
        _advance(s, time);
        uint256 room = WEEKLY - s.gained;
        if (points > room) points = room;
        if (points > CEILING - s.reputation) points = CEILING - s.reputation;
        s.reputation += uint16(points);
        s.gained += uint8(points);
    }

    /// @notice Takes points, not below zero.
    function lower(IRecords.Standing memory s, uint256 time, uint256 points) internal pure {
        _advance(s, time);
        s.reputation = points < s.reputation ? s.reputation - uint16(points) : 0;
    }

    function _advance(IRecords.Standing memory s, uint256 time) private pure {
        uint16 week = uint16(time / 1 weeks);
        if (week == s.week) return;
        s.reputation = uint16(current(s, time));
        (s.week, s.gained) = (week, 0);
    }
}
