// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ICases} from "./ICases.sol";
import {IOffice} from "./IOffice.sol";

/// @title CryptoDoctor: escrow, price, panel, blind vote and pay of second opinions
/// @notice The whole interface at the singleton's one address. There is no owner, no keeper and no proxy: phases follow from
/// time, and whoever likes may push what is due; whom a case may name stands in the Directory.
/// Cases run in the core. What does not belong to the hot path stands in its office, which the core's constructor
/// creates and which is reached by DELEGATECALL for every selector that the core itself does not have.
///
/// @custom:safety The token is a plain ERC-20: no fee on transfer, no rebasing, no hooks.
/// @custom:safety The two operators of a pair do not collude with each other, nor with a majority of a panel.
/// @custom:safety The gate licenses people, each once; the draw is only as honest as this.
/// @custom:safety The proposer of a seed block has one bit of influence: to drop the block, at its price.
/// @custom:liveness Somebody calls what is due; every call after a deadline is open to anyone.
/// @custom:liveness The chain includes a transaction within the shortest phase, and a draw within the entropy's reach.
/// @custom:liveness The token can be transferred out of this contract; a blacklisted account can withdraw to another.
interface ICryptoDoctor is ICases, IOffice {}
