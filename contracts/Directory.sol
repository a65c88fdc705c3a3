// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IDirectory} from "./interfaces/IDirectory.sol";

/// @notice See IDirectory.
contract Directory is IDirectory, Ownable2Step {
    uint16 private _pairCount;
    uint16 private _modelCount;
    bool private _paused;
    address public guardian;
    mapping(uint256 id => Pair) private _pairs;
    mapping(uint256 id => Model) private _models;

    constructor(address owner_) Ownable(owner_) {}

    function admitPair(Pair calldata pair) external onlyOwner returns (uint16 id) {
        if (pair.signers[0] == pair.signers[1]) revert NotTheSigner(pair.signers[1]);
        id = ++_pairCount;
        _pairs[id] = pair;
        emit PairAdmitted(id, pair.signers[0], pair.signers[1], pair.fee);
    }

    function setPairActive(uint16 pair, bool active) external onlyOwner {
        if (pair == 0 || pair > _pairCount) revert UnknownPair(pair);
        _pairs[pair].active = active;
        emit PairActive(pair, active);
    }

    function rotate(
        uint16 pair,
        uint8 party,
        bytes32 recipient,
        bytes32 certificate,
        string calldata endpoint
    ) external {
        Pair storage p = _pairs[pair];
        if (p.signers[party] != msg.sender) revert NotTheSigner(msg.sender);
        (p.recipients[party], p.certificates[party], p.endpoints[party]) = (recipient, certificate, endpoint);
        emit PairChanged(pair, party, recipient, certificate, endpoint);
    }

    function admitModel(
        bytes32 digest,
        uint96 minSeatPay,
        uint8 labels,
        bytes calldata card
    ) external onlyOwner returns (uint16 id) {
        // Eight leaves in the codebook tree.
        if (labels < 2 || labels > 8) revert LabelsOutOfRange(labels);
        id = ++_modelCount;
        _models[id] = Model(digest, minSeatPay, labels, true, card);
        emit ModelAdmitted(id, digest, minSeatPay, labels, card);
    }

    function setModelActive(uint16 model, bool active) external onlyOwner {
        if (model == 0 || model > _modelCount) revert UnknownModel(model);
        _models[model].active = active;
        emit ModelActive(model, active);
    }

    function setGuardian(address guardian_) external onlyOwner {
        guardian = guardian_;
        emit GuardianChanged(guardian_);
    }

    function pauseNewCases(bool paused) external {
        if (msg.sender != guardian && msg.sender != owner()) revert NotGuardian(msg.sender);
        _paused = paused;
        emit NewCasesPaused(paused);
    }

    function getPair(uint16 pair) external view returns (Pair memory) {
        return _pairs[pair];
    }

    function getModel(uint16 model) external view returns (Model memory) {
        return _models[model];
    }

    function totals() external view returns (uint16 pairs, uint16 models, bool paused) {
        return (_pairCount, _modelCount, _paused);
    }

    function admission(uint16 pair, uint16 model) external view returns (uint96 fee, uint96 minSeatPay) {
        if (_paused) revert NewCasesArePaused();
        if (!_pairs[pair].active) revert UnknownPair(pair);
        if (!_models[model].active) revert UnknownModel(model);
        return (_pairs[pair].fee, _models[model].minSeatPay);
    }

    function reporting(
        uint16 pair,
        uint16 model
    ) external view returns (address[2] memory signers, bytes32 digest, uint96 minSeatPay, uint8 labels) {
        Model storage m = _models[model];
        return (_pairs[pair].signers, m.digest, m.minSeatPay, m.labels);
    }
}
