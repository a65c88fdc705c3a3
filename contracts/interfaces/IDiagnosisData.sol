// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title The data set of diagnoses: who curates it, what was published, who may read it
/// @notice A data set is an ERC-721 token whose owner is its curator. Its rows are (period, diagnosis) and nothing else;
/// only the Merkle root of a batch and the CID of its encrypted file stand here. Access is an ERC-20 token of its own.
interface IDiagnosisData {
    /// @param access the data set's access token
    event DatasetCreated(uint256 indexed id, address indexed curator, address access, string uri);
    /// @param root over the rows in their published order
    /// @param cid of the encrypted file, as text
    event BatchPublished(uint256 indexed id, uint256 indexed batch, bytes32 root, string cid, uint32 rows);

    error NotTheCurator(uint256 id, address account);
    error EmptyBatch(uint256 id);

    /// @param price of one access, in the smallest unit of the pay token
    /// @param period for which one access lasts, seconds
    function createDataset(
        string calldata uri,
        uint96 price,
        uint40 period
    ) external returns (uint256 id, address access);

    /// @notice The curator only. Warning: whether the rows are true, many and mixed enough cannot be seen from here.
    function publishBatch(uint256 id, bytes32 root, string calldata cid, uint32 rows) external returns (uint256 batch);

    function accessToken(uint256 id) external view returns (address);

    function batches(uint256 id) external view returns (uint256);
}
