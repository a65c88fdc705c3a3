// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Bounty} from "../../../contracts/libraries/Bounty.sol";

/// @title Properties of the price, for solc's model checker. Each function is one; its arguments are arbitrary.
contract Price {
    /// Between floor and maximum, for every confidence.
    function bounded(uint256 floorShare, uint256 confidence) external pure {
        require(floorShare <= Bounty.ONE && confidence <= Bounty.ONE);
        uint256 share = Bounty.share(floorShare, confidence);
        assert(share >= floorShare);
        assert(share <= Bounty.ONE);
    }

    /// More confidence never costs more.
    function monotone(uint256 floorShare, uint256 less, uint256 more) external pure {
        require(floorShare <= Bounty.ONE && less <= more && more <= Bounty.ONE);
        assert(Bounty.share(floorShare, more) <= Bounty.share(floorShare, less));
    }

    /// Seats are never promised more than was deposited.
    function covered(uint96 maximum, uint256 share, bool five, bool seven) external pure {
        require(share <= Bounty.ONE);
        uint256 seats = seven ? 7 : five ? 5 : 3;
        assert(Bounty.seatPay(maximum, share, seats) * seats <= maximum);
    }
}
