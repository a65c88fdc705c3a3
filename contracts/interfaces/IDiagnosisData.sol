// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DatasetId} from "./Ids.sol";

/// @title The data set of diagnoses: who curates it, what was published, who may read it
/// @notice A data set is an ERC-721 token whose owner is its curator. Its rows are (period, diagnosis) and nothing else;
/// only the Merkle root of a batch and the CID of its encrypted file stand here. Access is an ERC-20 token of its own.
interface IDiagnosisData {
    /// @param access the data set's access token
    event DatasetCreated(DatasetId indexed id, address indexed curator, address access, string uri);
    /// @param root over the rows in their published order
    /// @param cid of the encrypted file, as text
    event BatchPublished(DatasetId indexed id, uint256 indexed batch, bytes32 root, string cid, uint32 rows);

    error NotTheCurator(DatasetId id, address account);
    error EmptyBatch(DatasetId id);

    /// @param price of one access, in the smallest unit of the pay token
    /// @param period for which one access lasts, seconds
    function createDataset(
        string calldata uri,
        uint96 price,
        uint40 period
    ) external returns (DatasetId id, address access);

    /// @notice The curator only. Warning: whether the rows are true, many and mixed enough cannot be seen from here.
    function publishBatch(
        DatasetId id,
        bytes32 root,
        string calldata cid,
        uint32 rows
    ) external returns (uint256 batch);

    function accessToken(DatasetId id) external view returns (address);

    function batches(DatasetId id) external view returns (uint256);
}
