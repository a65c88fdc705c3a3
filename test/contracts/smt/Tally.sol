// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Bounty} from "../../../contracts/libraries/Bounty.sol";

/// @title Properties of what a settlement pays out, for solc's model checker. Each function is one.
/// @notice The sums are those of a settlement; the amounts are the contracts' own.
contract Tally {
    /// With a quorum: pay of the agreeing, fees of the undecided, pool and refund are the deposit, none negative.
    function conserved(uint96 maximum, uint16 share, uint16 readingShare, uint8 agreeing, uint8 undecided, bool seven) external pure {
        uint256 seats = seven ? 7 : 3;
        require(share <= Bounty.ONE && readingShare <= 5_000);
        require(uint256(agreeing) + undecided <= seats);
        uint256 seatPay = Bounty.seatPay(maximum, share, seats);
        uint256 fee = (seatPay * readingShare) / Bounty.ONE;
        uint256 paid = seatPay * agreeing + fee * undecided;
        uint256 bounty = seatPay * seats;
        assert(fee <= seatPay);
        assert(paid <= bounty);
        assert(bounty <= maximum);
        assert(paid + (bounty - paid) + (maximum - bounty) == maximum);
    }

    /// Without a quorum: readers are paid at most half of the bounty, and the pool never more than it has.
    function withoutQuorum(uint96 maximum, uint16 share, uint16 readingShare, uint8 readers, uint128 pool) external pure {
        require(share <= Bounty.ONE && readingShare <= 5_000 && readers <= 5);
        uint256 seatPay = Bounty.seatPay(maximum, share, 5);
        uint256 paid = ((seatPay * readingShare) / Bounty.ONE) * readers;
        uint256 part = (uint256(pool) + 63) / 64;
        uint256 fromPool = part > paid ? paid : part;
        assert(fromPool <= pool);
        assert(2 * paid <= maximum);
        assert(paid - fromPool <= maximum);
    }

    /// A seat that is promised at least `least` gets it, if the deposit covers it; and never more than everything.
    function least(uint96 maximum, uint64 least_) external pure {
        require(maximum >= uint256(least_) * 3 && maximum > 0);
        uint256 share = Bounty.leastShare(maximum, least_, 3);
        assert(share <= Bounty.ONE);
    }
}
