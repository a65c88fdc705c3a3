// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC721, IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IOffice} from "../interfaces/IOffice.sol";

/// @title ERC-5192: tokens that may say that they cannot be moved
interface IERC5192 {
    event Locked(uint256 tokenId);
    event Unlocked(uint256 tokenId);

    function locked(uint256 tokenId) external view returns (bool);
}

/// @title A doctor's reputation as wallets show tokens
/// @notice A view over the core with no storage of its own: token id and owner are the doctor's id and account, and the
/// card is drawn from the reputation of the moment. Nothing is minted, nothing moves, nobody is approved.
/// Warning: without storage there are no Transfer events; wallets that only look for those do not find a badge by itself.
contract ReputationBadge is ERC165, IERC721Metadata, IERC721Errors, IERC5192 {
    using Strings for uint256;

    error Soulbound();

    IOffice public immutable core;

    constructor(IOffice core_) {
        core = core_;
    }

    function name() external pure returns (string memory) {
        return "crypto-doctor reputation";
    }

    function symbol() external pure returns (string memory) {
        return "CDREP";
    }

    function balanceOf(address account) external view returns (uint256) {
        if (account == address(0)) revert ERC721InvalidOwner(account);
        return core.doctorId(account) == 0 ? 0 : 1;
    }

    function ownerOf(uint256 tokenId) public view returns (address account) {
        if (tokenId <= type(uint32).max) account = core.getDoctor(uint32(tokenId)).licence.account;
        if (account == address(0)) revert ERC721NonexistentToken(tokenId);
    }

    function locked(uint256 tokenId) external view returns (bool) {
        ownerOf(tokenId);
        return true;
    }

    function tokenURI(uint256 tokenId) external view returns (string memory) {
        uint256 reputation = core.reputation(ownerOf(tokenId));
        // solhint-disable quotes
        string memory card = string.concat(
            '{"name":"Doctor ',
            tokenId.toString(),
            '","description":"Reputation of a doctor of crypto-doctor","attributes":[{"trait_type":"reputation","value":',
            reputation.toString(),
            "}]}"
        );
        // solhint-enable quotes
        return string.concat("data:application/json;base64,", Base64.encode(bytes(card)));
    }

    function getApproved(uint256 tokenId) external view returns (address) {
        ownerOf(tokenId);
        return address(0);
    }

    function isApprovedForAll(address, address) external pure returns (bool) {
        return false;
    }

    function approve(address, uint256) external pure {
        revert Soulbound();
    }

    function setApprovalForAll(address, bool) external pure {
        revert Soulbound();
    }

    function transferFrom(address, address, uint256) external pure {
        revert Soulbound();
    }

    function safeTransferFrom(address, address, uint256) external pure {
        revert Soulbound();
    }

    function safeTransferFrom(address, address, uint256, bytes calldata) external pure {
        revert Soulbound();
    }

    function supportsInterface(bytes4 id) public view override(ERC165, IERC165) returns (bool) {
        return
            id == type(IERC721).interfaceId ||
            id == type(IERC721Metadata).interfaceId ||
            id == type(IERC5192).interfaceId ||
            super.supportsInterface(id);
    }
}
