// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title A token that keeps 1 % of every transfer
contract FeeToken is ERC20 {
    constructor() ERC20("Fee", "FEE") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 value) internal override {
        uint256 fee = from == address(0) ? 0 : value / 100;
        super._update(from, to, value - fee);
        if (fee != 0) super._update(from, address(this), fee);
    }
}

/// @title A token with another symbol and other digits than the local network's
contract OtherMoney is ERC20, ERC20Permit {
    constructor(uint256 amount) ERC20("Other Money", "EURX") ERC20Permit("Other Money") {
        _mint(msg.sender, amount);
    }

    function decimals() public pure override returns (uint8) {
        return 8;
    }
}
