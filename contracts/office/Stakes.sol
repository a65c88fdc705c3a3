// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Timeline} from "../Timeline.sol";
import {IOffice} from "../interfaces/IOffice.sol";
import {PairId} from "../interfaces/Ids.sol";

/// @title What oracle parties have at stake, and what they earn
abstract contract Stakes is Timeline, IOffice {
    using SafeERC20 for IERC20;

    /// @dev More than three waves with every parameter at its bound.
    uint256 private constant LEAVING_TIME = 30 days;

    function bondPair(PairId pair, uint8 party, uint96 amount, Permit calldata permit) external {
        _signer(pair, party);
        emit PairBonded(PairId.unwrap(pair), party, _bonds[pair][party] += amount);
        _deposit(msg.sender, amount, permit);
    }

    function leavePair(PairId pair, uint8 party, uint96 amount) external {
        _ownParty(pair, party);
        uint96 bond = _bonds[pair][party];
        if (amount == 0 || amount > bond) revert BondTooSmall(bond, amount);
        _bonds[pair][party] = bond - amount;
        Party storage p = _parties[pair][party];
        (p.leaving, p.leavesAt) = (p.leaving + amount, uint40(block.timestamp + LEAVING_TIME));
        emit PairLeaving(PairId.unwrap(pair), party, amount, p.leavesAt);
    }

    function takePairBond(PairId pair, uint8 party, address to) external returns (uint256 amount) {
        _ownParty(pair, party);
        Party storage p = _parties[pair][party];
        amount = p.leaving;
        if (amount == 0) revert NothingLeaving(PairId.unwrap(pair), party);
        _after(p.leavesAt);
        p.leaving = 0;
        emit PairBondTaken(PairId.unwrap(pair), party, to, amount);
        token.safeTransfer(to, amount);
    }

    function takeFees(PairId pair, uint8 party, address to) external returns (uint256 amount) {
        _ownParty(pair, party);
        amount = _feesDue(pair, party);
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        _parties[pair][party].taken += uint120(amount);
        emit FeesTaken(PairId.unwrap(pair), party, to, amount);
        token.safeTransfer(to, amount);
    }

    function _feesDue(PairId pair, uint8 party) internal view returns (uint256) {
        return (_fees[pair] + 1 - party) / 2 - _parties[pair][party].taken;
    }

    function _ownParty(PairId pair, uint8 party) private view {
        if (_signer(pair, party) != msg.sender) revert NotTheParty(PairId.unwrap(pair), party, msg.sender);
    }

    function _signer(PairId pair, uint8 party) internal view returns (address signer) {
        signer = directory.signerOf(pair, party);
        if (signer == address(0)) revert NotTheParty(PairId.unwrap(pair), party, address(0));
    }
}
