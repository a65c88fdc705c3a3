// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IDirectory} from "./interfaces/IDirectory.sol";
import {ModelId, PairId} from "./interfaces/Ids.sol";

/// @notice See IDirectory.
contract Directory is IDirectory, Ownable2Step {
    struct Entry {
        // slot 0: with slot 1 all that a case has to know
        address signer0;
        uint88 fee;
        bool active;
        // slot 1
        address signer1;
        // how to reach the parties
        bytes32[2] recipients;
        bytes32[2] certificates;
        string[2] endpoints;
    }

    uint16 private _pairCount;
    uint16 private _modelCount;
    bool private _paused;
    address public guardian;
    mapping(PairId id => Entry) private _pairs;
    mapping(ModelId id => Model) private _models;

    constructor(address owner_) Ownable(owner_) {}

    function admitPair(Pair calldata pair) external onlyOwner returns (PairId id) {
        if (pair.signers[0] == pair.signers[1]) revert NotTheSigner(pair.signers[1]);
        if (pair.fee > type(uint88).max) revert FeeTooHigh(pair.fee);
        id = PairId.wrap(++_pairCount);
        Entry storage e = _pairs[id];
        (e.signer0, e.fee, e.active, e.signer1) = (pair.signers[0], uint88(pair.fee), pair.active, pair.signers[1]);
        (e.recipients, e.certificates) = (pair.recipients, pair.certificates);
        (e.endpoints[0], e.endpoints[1]) = (pair.endpoints[0], pair.endpoints[1]);
        emit PairAdmitted(id, pair.signers[0], pair.signers[1], pair.fee);
    }

    function setPairActive(PairId pair, bool active) external onlyOwner {
        if (PairId.unwrap(pair) == 0 || PairId.unwrap(pair) > _pairCount) revert UnknownPair(pair);
        _pairs[pair].active = active;
        emit PairActive(pair, active);
    }

    function rotate(
        PairId pair,
        uint8 party,
        bytes32 recipient,
        bytes32 certificate,
        string calldata endpoint
    ) external {
        if (signerOf(pair, party) != msg.sender) revert NotTheSigner(msg.sender);
        Entry storage e = _pairs[pair];
        (e.recipients[party], e.certificates[party], e.endpoints[party]) = (recipient, certificate, endpoint);
        emit PairChanged(pair, party, recipient, certificate, endpoint);
    }

    function admitModel(
        bytes32 digest,
        uint96 minSeatPay,
        uint8 labels,
        bytes calldata card
    ) external onlyOwner returns (ModelId id) {
        // Eight leaves in the codebook tree.
        if (labels < 2 || labels > 8) revert LabelsOutOfRange(labels);
        id = ModelId.wrap(++_modelCount);
        _models[id] = Model(digest, minSeatPay, labels, true, card);
        emit ModelAdmitted(id, digest, minSeatPay, labels, card);
    }

    function setModelActive(ModelId model, bool active) external onlyOwner {
        if (ModelId.unwrap(model) == 0 || ModelId.unwrap(model) > _modelCount) revert UnknownModel(model);
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

    function getPair(PairId pair) external view returns (Pair memory) {
        Entry storage e = _pairs[pair];
        return Pair([e.signer0, e.signer1], e.recipients, e.certificates, e.endpoints, e.fee, e.active);
    }

    function getModel(ModelId model) external view returns (Model memory) {
        return _models[model];
    }

    function totals() external view returns (uint16 pairs, uint16 models, bool paused) {
        return (_pairCount, _modelCount, _paused);
    }

    function admission(PairId pair, ModelId model) external view returns (uint96 fee, uint96 minSeatPay) {
        if (_paused) revert NewCasesArePaused();
        Entry storage e = _pairs[pair];
        if (!e.active) revert UnknownPair(pair);
        Model storage m = _models[model];
        if (!m.active) revert UnknownModel(model);
        return (e.fee, m.minSeatPay);
    }

    function feeOf(PairId pair) external view returns (uint96) {
        return _pairs[pair].fee;
    }

    function signerOf(PairId pair, uint8 party) public view returns (address) {
        Entry storage e = _pairs[pair];
        return
            party == 0
                ? e.signer0
                : party == 1
                    ? e.signer1
                    : address(0);
    }

    function reporting(
        PairId pair,
        ModelId model
    )
        external
        view
        returns (address signer0, address signer1, uint96 fee, bytes32 digest, uint96 minSeatPay, uint8 labels)
    {
        Entry storage e = _pairs[pair];
        Model storage m = _models[model];
        return (e.signer0, e.signer1, e.fee, m.digest, m.minSeatPay, m.labels);
    }
}
