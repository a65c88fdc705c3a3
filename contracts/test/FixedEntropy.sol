// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IEntropy} from "../interfaces/IEntropy.sol";

/// @title Seeds that anyone can foretell, for measurements that repeat
contract FixedEntropy is IEntropy {
    function seed(uint256 blockNumber) external pure returns (bytes32) {
        return keccak256(abi.encode(blockNumber));
    }
}
