// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IEntropy} from "../../../contracts/interfaces/IEntropy.sol";

/// @title A seed for every block, which can get lost
contract Dice is IEntropy {
    mapping(uint256 blockNumber => bool) public lost;

    function lose(uint256 blockNumber) external {
        lost[blockNumber] = true;
    }

    function seed(uint256 blockNumber) external view returns (bytes32) {
        if (blockNumber >= block.number || lost[blockNumber]) return 0;
        return keccak256(abi.encode("block", blockNumber));
    }
}
