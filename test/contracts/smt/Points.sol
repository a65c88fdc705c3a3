// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Bounty} from "../../../contracts/libraries/Bounty.sol";
import {Reputation} from "../../../contracts/libraries/Reputation.sol";

/// @title Properties of reputation, for solc's model checker. Each function is one; its arguments are arbitrary.
contract Points {
    /// 4 to 10 points, never fewer for a dearer case.
    function gain(uint256 cheap, uint256 dear) external pure {
        require(cheap <= dear && dear <= Bounty.ONE);
        assert(Reputation.gain(cheap) >= 4 && Reputation.gain(dear) <= 10);
        assert(Reputation.gain(cheap) <= Reputation.gain(dear));
    }

    /// Time alone never raises anybody, and takes nobody below START who was above.
    function decay(uint16 value, uint16 week, uint32 time) external pure {
        uint256 now_ = Reputation.decayed(value, week, time);
        assert(now_ <= value);
        assert(now_ >= (value < Reputation.START ? value : Reputation.START));
    }

    /// The longer ago, the less.
    function slower(uint16 value, uint16 week, uint32 soon, uint32 late) external pure {
        require(soon <= late);
        assert(Reputation.decayed(value, week, late) <= Reputation.decayed(value, week, soon));
    }

    /// Silence costs at least twice what a wrong vote costs.
    function silence() external pure {
        assert(Reputation.SILENT >= 2 * Reputation.WRONG);
    }
}
