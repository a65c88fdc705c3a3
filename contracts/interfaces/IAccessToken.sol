// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DatasetId} from "./Ids.sol";

/// @title Access to one data set; 1.0 token is one access
/// @notice Shaped like Ocean's datatoken, whose providers look for `OrderStarted`; but buying and ordering is one
/// transaction, from any kind of account.
interface IAccessToken {
    /// @notice For exactly what the purchase costs: the contract knows the value.
    struct Permit {
        uint256 deadline; // 0: no permit, an allowance is in place
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    struct Terms {
        address data; // the data sets' ERC-721 contract
        DatasetId dataset; // its token, whose owner collects
        uint96 price; // of one access, smallest unit of the pay token
        uint40 period; // of one access, seconds
    }

    /// @notice Ocean's event, topic and all. `consumer` may read until `accessUntil(consumer)`.
    event OrderStarted(
        address indexed consumer,
        address payer,
        uint256 amount,
        uint256 serviceIndex,
        uint256 timestamp,
        address indexed publishMarketAddress,
        uint256 blockNumber
    );
    event Collected(address indexed curator, address indexed to, uint256 amount);

    error NotForSale();
    error NotTheCurator(address account);
    error WrongTransfer(uint256 expected, uint256 received);

    /// @notice Fixed when the token was made.
    function terms() external view returns (Terms memory);

    /// @notice Pays the price and orders for the caller.
    function buyAccess(Permit calldata permit) external;

    /// @notice Pays the price and orders for `consumer`, in one step and without a token changing hands.
    function buyAndOrder(address consumer, Permit calldata permit) external;

    /// @notice Buys `accesses` tokens (1.0 each) to keep, to give away, or to order with later.
    function buy(uint256 accesses, Permit calldata permit) external;

    /// @notice Burns 1.0 of the caller's and orders for `consumer`.
    function startOrder(address consumer) external;

    /// @notice Pays what was earned to any address. The data set's curator only.
    function collect(address to) external returns (uint256 amount);

    /// @notice Until when the account may read, seconds; an order within the period prolongs it.
    function accessUntil(address account) external view returns (uint256);
}
