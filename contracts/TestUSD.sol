// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title A stablecoin that is worth nothing
/// @notice For local networks and testnets: whoever asks gets some. Elsewhere the stablecoin's address is configured.
contract TestUSD is ERC20, ERC20Permit {
    uint256 public constant PORTION = 10_000e6;

    constructor() ERC20("Test USD", "tUSD") ERC20Permit("Test USD") {}

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    /// @notice Mints one portion to the caller.
    function faucet() external {
        _mint(msg.sender, PORTION);
    }
}
