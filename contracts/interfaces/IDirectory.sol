// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ModelId, PairId} from "./Ids.sol";

/// @title The node pairs and models that a case may name
/// @notice Admitted by an owner, who is meant to sit behind a timelock: one attacker could stake both halves of a pair.
/// What an open case relies on (signers, fee, digest, minSeatPay, labels) never changes once admitted, so that neither
/// owner nor guardian can touch an open case. They open and close entries, and everything, to *new* cases only.
interface IDirectory {
    /// @notice Two operators that compute together; index 0 and 1 are the parties of the protocol.
    struct Pair {
        address[2] signers;
        bytes32[2] recipients; // age recipients (X25519)
        bytes32[2] certificates; // SHA-256 of each party's TLS certificate (DER)
        string[2] endpoints;
        uint96 fee; // per report, shared equally, on top of the bounty; below 2^88
        bool active; // open to new cases
    }

    struct Model {
        bytes32 digest; // over graph, transform, weights, labels, calibration
        uint96 minSeatPay; // least pay of a seat, whatever the confidence
        uint8 labels; // number of classes, 2 to 8
        bool active; // open to new cases
        bytes card; // CID of the model card
    }

    event PairAdmitted(PairId indexed pair, address signer0, address signer1, uint96 fee);
    event PairChanged(PairId indexed pair, uint8 party, bytes32 recipient, bytes32 certificate, string endpoint);
    event PairActive(PairId indexed pair, bool active);
    event ModelAdmitted(ModelId indexed model, bytes32 digest, uint96 minSeatPay, uint8 labels, bytes card);
    event ModelActive(ModelId indexed model, bool active);
    event GuardianChanged(address guardian);
    event NewCasesPaused(bool paused);

    error NewCasesArePaused();
    error UnknownPair(PairId pair);
    error UnknownModel(ModelId model);
    error LabelsOutOfRange(uint8 labels);
    error FeeTooHigh(uint96 fee);
    error NotTheSigner(address account);
    error NotGuardian(address account);

    /// @notice Owner only.
    function admitPair(Pair calldata pair) external returns (PairId id);

    function setPairActive(PairId pair, bool active) external;

    /// @notice A party of the pair publishes its current recipient, certificate and endpoint. Its signer only.
    function rotate(
        PairId pair,
        uint8 party,
        bytes32 recipient,
        bytes32 certificate,
        string calldata endpoint
    ) external;

    /// @notice Owner only.
    function admitModel(
        bytes32 digest,
        uint96 minSeatPay,
        uint8 labels,
        bytes calldata card
    ) external returns (ModelId id);

    function setModelActive(ModelId model, bool active) external;

    function setGuardian(address guardian) external;

    /// @notice Guardian or owner. Stops *new* cases only; nothing that is open is touched.
    function pauseNewCases(bool paused) external;

    /// @notice Ids count from 1.
    function getPair(PairId pair) external view returns (Pair memory);

    function getModel(ModelId model) external view returns (Model memory);

    function totals() external view returns (uint16 pairs, uint16 models, bool paused);

    /// @notice What a new case has to know. Reverts if it may not name them.
    function admission(PairId pair, ModelId model) external view returns (uint96 fee, uint96 minSeatPay);

    /// @notice A pair's fee per report; never changes.
    function feeOf(PairId pair) external view returns (uint96);

    /// @notice Signing account of a party; never changes.
    function signerOf(PairId pair, uint8 party) external view returns (address);

    /// @notice What a report is checked against, whether or not the entries are still open.
    function reporting(
        PairId pair,
        ModelId model
    )
        external
        view
        returns (address signer0, address signer1, uint96 fee, bytes32 digest, uint96 minSeatPay, uint8 labels);
}
