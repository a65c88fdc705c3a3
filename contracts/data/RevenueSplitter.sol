// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title What a data set earns, divided by fixed shares
/// @notice A curator collects an access token's revenue to this address. Each payee pulls the own part; nobody can keep
/// another from it, and nobody can change the shares. What rounding leaves is divided with the next revenue.
/// Patients are no payees: a payment to a case's patient would name the patient.
contract RevenueSplitter {
    using SafeERC20 for IERC20;

    event Released(address indexed payee, address indexed to, uint256 amount);

    error WrongShares();
    error NothingToRelease(address payee);

    IERC20 public immutable token;
    uint256 public immutable totalShares;
    uint256 public totalReleased;
    mapping(address payee => uint256) public shares;
    mapping(address payee => uint256) public released;

    constructor(IERC20 token_, address[] memory payees, uint256[] memory shares_) {
        if (payees.length == 0 || payees.length != shares_.length) revert WrongShares();
        uint256 sum;
        for (uint256 i = 0; i < payees.length; ++i) {
            if (shares_[i] == 0 || payees[i] == address(0) || shares[payees[i]] != 0) revert WrongShares();
            shares[payees[i]] = shares_[i];
            sum += shares_[i];
        }
        (token, totalShares) = (token_, sum);
    }

    function releasable(address payee) public view returns (uint256) {
        uint256 received = token.balanceOf(address(this)) + totalReleased;
        return (received * shares[payee]) / totalShares - released[payee];
    }

    /// @notice Pays the caller's part to any address.
    function release(address to) external returns (uint256 amount) {
        amount = releasable(msg.sender);
        if (amount == 0) revert NothingToRelease(msg.sender);
        released[msg.sender] += amount;
        totalReleased += amount;
        emit Released(msg.sender, to, amount);
        token.safeTransfer(to, amount);
    }
}
