// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IAccessToken} from "../interfaces/IAccessToken.sol";
import {IDiagnosisData} from "../interfaces/IDiagnosisData.sol";
import {DatasetId} from "../interfaces/Ids.sol";
import {AccessToken} from "./AccessToken.sol";

/// @notice See IDiagnosisData.
contract DiagnosisData is IDiagnosisData, ERC721 {
    struct Dataset {
        address access;
        uint96 batches;
        string uri;
    }

    /// @notice The code that every data set's access token delegates to.
    AccessToken public immutable template;
    uint256 private _count;
    mapping(DatasetId id => Dataset) private _datasets;

    constructor(AccessToken template_) ERC721("crypto-doctor data set", "CDDATA") {
        template = template_;
    }

    function createDataset(
        string calldata uri,
        uint96 price,
        uint40 period
    ) external returns (DatasetId id, address access) {
        id = DatasetId.wrap(++_count);
        access = Clones.cloneWithImmutableArgs(
            address(template),
            abi.encode(IAccessToken.Terms(address(this), id, price, period))
        );
        (_datasets[id].access, _datasets[id].uri) = (access, uri);
        _mint(msg.sender, DatasetId.unwrap(id));
        emit DatasetCreated(id, msg.sender, access, uri);
    }

    function publishBatch(
        DatasetId id,
        bytes32 root,
        string calldata cid,
        uint32 rows
    ) external returns (uint256 batch) {
        if (_ownerOf(DatasetId.unwrap(id)) != msg.sender) revert NotTheCurator(id, msg.sender);
        if (root == 0 || rows == 0) revert EmptyBatch(id);
        batch = ++_datasets[id].batches;
        emit BatchPublished(id, batch, root, cid, rows);
    }

    function tokenURI(uint256 id) public view override returns (string memory) {
        _requireOwned(id);
        return _datasets[DatasetId.wrap(id)].uri;
    }

    function accessToken(DatasetId id) external view returns (address) {
        return _datasets[id].access;
    }

    function batches(DatasetId id) external view returns (uint256) {
        return _datasets[id].batches;
    }
}
