// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {CaseId} from "../interfaces/Ids.sol";

/// @title Blind ballots over a codebook of random tags
/// @notice A ballot is a 128-bit tag. Each class of a case has one, derived from the picture itself and known only to
/// the patient and the seated doctors; the chain compares tags for equality and learns nothing else. A tag has to be
/// in the case's codebook, a tree of eight leaves, or be one of two public constants that never make a quorum.
library Ballot {
    bytes16 internal constant CANNOT_DECIDE = bytes16(uint128(1));
    bytes16 internal constant UNUSABLE_PICTURE = bytes16(uint128(2));

    bytes32 internal constant BALLOT = keccak256(
        "Ballot(uint256 caseId,uint8 wave,address doctor,bytes16 tag,bytes32 salt)"
    );
    bytes32 internal constant COMMIT = keccak256(
        "Commit(uint256 caseId,uint8 wave,uint8 seat,bytes32 commitment,bytes32 backupHash)"
    );
    bytes32 internal constant ACCEPTANCE = keccak256(
        "Acceptance(uint256 caseId,uint8 wave,uint8 seat,address doctor,bytes32 recipient,uint40 expiry)"
    );

    /// @notice EIP-712 struct hash; the domain adds chain and contract. Bound to its voter: a copied ballot cannot open.
    function hash(
        CaseId caseId,
        uint8 wave,
        address doctor,
        bytes16 tag,
        bytes32 salt
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(BALLOT, caseId, wave, doctor, tag, salt));
    }

    function isConstant(bytes16 tag) internal pure returns (bool) {
        return tag == CANNOT_DECIDE || tag == UNUSABLE_PICTURE;
    }

    /// @notice Whether the tag is a leaf. Leaves hash 32 bytes and nodes 64, so neither passes for the other; the depth
    /// is fixed by the proof's length. Siblings are hashed in sorted order.
    function inCodebook(bytes32 root, bytes16 tag, bytes32[3] calldata proof) internal pure returns (bool) {
        bytes32 node = keccak256(abi.encode(tag));
        for (uint256 i = 0; i < 3; ++i) node = Hashes.commutativeKeccak256(node, proof[i]);
        return node == root;
    }

    /// @notice The most frequent tag; 0 stands for a seat that has not revealed. Constants are not counted.
    /// @param seats how many of the entries count
    function plurality(bytes16[8] memory tags, uint256 seats) internal pure returns (bytes16 tag, uint256 votes) {
        for (uint256 i = 0; i < seats && seats - i > votes; ++i) {
            if (tags[i] == 0 || isConstant(tags[i])) continue;
            uint256 equal = 1;
            for (uint256 j = i + 1; j < seats; ++j) if (tags[j] == tags[i]) ++equal;
            if (equal > votes) (tag, votes) = (tags[i], equal);
        }
    }
}
