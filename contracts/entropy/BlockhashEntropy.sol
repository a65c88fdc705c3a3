// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IEntropy} from "../interfaces/IEntropy.sol";

/// @title A block's hash as the seed
/// @notice BLOCKHASH for the last 256 blocks, the EIP-2935 history contract for the last 8,191; a chain without that
/// contract has the 256 only. Warning: the proposer of the seed block can drop it, at the price of the block, and so has
/// one bit of influence.
contract BlockhashEntropy is IEntropy {
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;

    /// @inheritdoc IEntropy
    function seed(uint256 blockNumber) external view returns (bytes32) {
        if (blockNumber >= block.number) return 0;
        bytes32 recent = blockhash(blockNumber);
        if (recent != 0) return recent;
        (bool ok, bytes memory answer) = HISTORY.staticcall(abi.encode(blockNumber));
        return ok && answer.length == 32 ? abi.decode(answer, (bytes32)) : bytes32(0);
    }
}
