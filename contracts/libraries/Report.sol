// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ICaseRecords} from "../interfaces/ICaseRecords.sol";
import {CaseId, PairId} from "../interfaces/Ids.sol";

/// @title What the two parties of a pair sign
library Report {
    uint16 internal constant STEP = 250; // confidence is published in steps of 2.5 %: exact values fingerprint a picture

    bytes32 internal constant REPORT = keccak256(
        "Report(uint256 caseId,uint8 wave,uint16 pair,bytes32 model,uint8 set,uint8 maskedClass,uint16 confidence,bytes32 h0,bytes32 h1)"
    );

    bytes32 internal constant REJECTION = keccak256(
        "Rejection(uint256 caseId,uint8 wave,uint16 pair,uint8 set,bytes32 evidence)"
    );

    /// @param model digest of the model that was run, not its id: the parties sign what they computed with
    function hash(
        ICaseRecords.ReportData calldata r,
        uint8 wave,
        PairId pair,
        bytes32 model
    ) internal pure returns (bytes32) {
        return
            keccak256(abi.encode(REPORT, r.caseId, wave, pair, model, r.set, r.maskedClass, r.confidence, r.h0, r.h1));
    }

    /// @notice What they sign instead when the dealer's material turns out to be forged.
    function rejection(
        CaseId caseId,
        uint8 wave,
        PairId pair,
        uint8 set,
        bytes32 evidence
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(REJECTION, caseId, wave, pair, set, evidence));
    }

    function validConfidence(uint16 confidence) internal pure returns (bool) {
        return confidence != 0 && confidence <= 10_000 && confidence % STEP == 0;
    }
}
