// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title The price of a reading
/// @notice A share of the patient's maximum: floor + (1 - floor) * u(confidence) with u = min(1, 2 (1 - confidence)): a
/// coin toss is worth the maximum, certainty the floor. Never increasing in confidence, between floor and one for every
/// input. A share is 16 bits where an amount takes 96, which saves a case a storage slot.
library Bounty {
    uint256 internal constant ONE = 10_000; // basis points

    /// @param confidence basis points, at most ONE
    function share(uint256 floorShare, uint256 confidence) internal pure returns (uint256) {
        uint256 uncertainty = confidence <= ONE / 2 ? ONE : 2 * (ONE - confidence);
        return floorShare + ((ONE - floorShare) * uncertainty) / ONE;
    }

    /// @notice Pay of one seat of `seats`, rounded down.
    function seatPay(uint256 maximum, uint256 share_, uint256 seats) internal pure returns (uint256) {
        return (maximum * share_) / (ONE * seats);
    }

    /// @notice Least share that pays each seat `least`; at most ONE if maximum >= least * seats.
    function leastShare(uint256 maximum, uint256 least, uint256 seats) internal pure returns (uint256) {
        return (least * seats * ONE + maximum - 1) / maximum;
    }
}
