// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Bounty} from "../../../contracts/libraries/Bounty.sol";
import {Reputation} from "../../../contracts/libraries/Reputation.sol";
import {Sortition} from "../../../contracts/libraries/Sortition.sol";

/// @title Properties of the draw's lottery, for solc's model checker. Each function is one; its arguments are arbitrary.
contract Lottery {
    /// More reputation never weighs less, and a newcomer keeps a quarter of the most.
    function weight(uint256 less, uint256 more, uint256 share) external pure {
        require(less <= more && more <= Reputation.MOST && share <= Bounty.ONE);
        assert(Sortition.weight(less, share) <= Sortition.weight(more, share));
        assert(4 * Sortition.weight(less, share) >= Sortition.weight(Reputation.MOST, share));
    }

    /// What reputation adds, a dearer case adds more of.
    function steeper(uint256 less, uint256 more, uint256 cheap, uint256 dear) external pure {
        require(less <= more && more <= Reputation.MOST && cheap <= dear && dear <= Bounty.ONE);
        assert(
            Sortition.weight(more, cheap) - Sortition.weight(less, cheap) <=
                Sortition.weight(more, dear) - Sortition.weight(less, dear)
        );
    }
}
