// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title The price of a reading
/// @notice floor + (maximum - floor) * u(confidence) with u = min(1, 2 (1 - confidence)): a coin toss is worth the
/// maximum, certainty the floor. Never increasing in confidence, between floor and maximum for every input.
library Bounty {
    uint256 internal constant ONE = 10_000; // basis points

    /// @param confidence basis points, at most ONE
    function price(uint256 maximum, uint256 floorShare, uint256 confidence) internal pure returns (uint256) {
        uint256 floor = (maximum * floorShare) / ONE;
        uint256 uncertainty = confidence <= ONE / 2 ? ONE : 2 * (ONE - confidence);
        return floor + ((maximum - floor) * uncertainty) / ONE;
    }
}
