// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Where the draw's randomness comes from
interface IEntropy {
    /// @notice Randomness fixed by a mined block, the same for every caller at every time.
    /// @return seed 0 if the block is not mined yet or is out of reach
    function seed(uint256 blockNumber) external view returns (bytes32 seed);
}
