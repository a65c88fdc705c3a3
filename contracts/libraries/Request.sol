// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ICaseRecords} from "../interfaces/ICaseRecords.sol";

/// @title What a patient signs so that somebody else can open the case
library Request {
    bytes32 internal constant OPEN_CASE = keccak256(
        "OpenCase(address patient,uint16 pair,uint16 model,uint8 seats,uint96 maximum,bytes32 caseCommit,bytes32 manifest,bytes32 nonce,uint256 index,uint40 expiry)"
    );

    /// @param index number of signatures that the patient has used so far
    function hash(
        address patient,
        ICaseRecords.CaseRequest calldata r,
        uint256 index,
        uint40 expiry
    ) internal pure returns (bytes32) {
        // Each member of a struct of value types fills one word, as EIP-712 asks.
        return keccak256(abi.encode(OPEN_CASE, patient, r, index, expiry));
    }
}
