// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Stakes} from "./Stakes.sol";
import {Ballot} from "../libraries/Ballot.sol";
import {Report} from "../libraries/Report.sol";
import {CaseId, PairId} from "../interfaces/Ids.sol";

/// @title What may be shown against doctors, oracle parties and patients
abstract contract Evidence is Stakes {
    uint256 private constant PROVERS_PART = 4;

    function presentAcceptance(Acceptance calldata a, bytes calldata signature) external {
        Case storage c = _inState(a.caseId, State.Voting);
        address doctor = _doctors[_seated(a.caseId, c, a.seat)].licence.account;
        if (doctor != a.doctor || a.wave != c.wave) revert NotSeated(a.caseId, a.seat, a.doctor);
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(Ballot.ACCEPTANCE, a.caseId, a.wave, a.seat, a.doctor, a.recipient, a.expiry))
        );
        _checkSignature(a.doctor, digest, signature);
        c.accepted |= uint8(1 << a.seat);
        emit AcceptancePresented(a.caseId, a.doctor, a.seat);
    }

    function proveEquivocation(
        PairId pair,
        uint8 party,
        SignedReport calldata one,
        SignedReport calldata other
    ) external {
        // Check
        if (CaseId.unwrap(one.data.caseId) != CaseId.unwrap(other.data.caseId) || one.wave != other.wave) {
            revert OtherCase(other.data.caseId, other.wave);
        }
        bytes32 digest = _reportDigest(one);
        bytes32 second = _reportDigest(other);
        if (digest == second) revert SameReport(digest);
        address signer = _signer(pair, party);
        _checkSignature(signer, digest, one.signature);
        _checkSignature(signer, second, other.signature);

        // Effect
        Party storage p = _parties[pair][party];
        uint256 slashed = uint256(_bonds[pair][party]) + p.leaving;
        (_bonds[pair][party], p.leaving) = (0, 0);
        _credits[msg.sender] += slashed / PROVERS_PART;
        _pool += uint128(slashed - slashed / PROVERS_PART);
        emit Equivocated(PairId.unwrap(pair), party, one.data.caseId, slashed, msg.sender);
    }

    function rejectDealing(
        CaseId caseId,
        uint8 set,
        bytes32 evidence,
        bytes calldata signature0,
        bytes calldata signature1
    ) external {
        // Check
        Case storage c = _inState(caseId, State.Open);
        if (block.number <= c.seedBlock) revert SeedPending(c.seedBlock, block.number);
        PairId pair = c.pair;
        bytes32 digest = _hashTypedDataV4(Report.rejection(caseId, c.wave, pair, set, evidence));
        _checkSignature(_signer(pair, 0), digest, signature0);
        _checkSignature(_signer(pair, 1), digest, signature1);

        // Effect
        c.state = State.Rejected;
        _fees[pair] += directory.feeOf(pair);
        _pool += c.maximum;
        _refund(c, 0);
        emit DealingRejected(caseId, c.wave, set, evidence, c.maximum);
    }

    function _reportDigest(SignedReport calldata r) private view returns (bytes32) {
        return _hashTypedDataV4(Report.hash(r.data, r.wave, r.pair, r.model));
    }
}
