// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CaseId, DoctorId, ModelId, PairId} from "./Ids.sol";

/// @title What is recorded of a case and its seats
interface ICaseRecords {
    enum State {
        None,
        Open,
        Voting,
        Settled,
        NoQuorum,
        Refunded,
        Cancelled,
        Unavailable,
        Rejected
    }

    /// @notice What is due now; derived from state, block number and time, never stored.
    enum Phase {
        None,
        Seeding, // Open, the seed block is not mined yet: the patient may cancel
        Reporting, // Open, the pair's report is awaited
        Overdue, // Open, reportEnd has passed: report or skipReport
        Committing, // Voting, ballots are committed
        Grace, // Voting, commitEnd has passed and seats are missing: late commits, replaceMissing
        Revealing, // Voting, ballots are opened
        Settling, // Voting, revealEnd has passed: anyone settles
        Deciding, // NoQuorum, until closeEnd
        Closing, // NoQuorum, closeEnd has passed: anyone closes
        Done // a terminal state
    }

    enum SeatStatus {
        Seated,
        Committed,
        Revealed,
        Flagged,
        Voided
    }

    struct CaseRequest {
        PairId pair; // node pair that is to read the case
        ModelId model; // model entry that is to be run
        uint8 seats; // 3, 5 or 7
        uint96 maximum; // bounty at full uncertainty, at least seats * minSeatPay
        bytes32 caseCommit; // keccak256(abi.encode(codebookRoot, rest)), rest = keccak256(abi.encode(manifest, h0, h1, consent, nonce))
        bytes32 manifest; // SHA-256 digest inside the manifest's raw-leaf CIDv1
        bytes32 nonce; // the case nonce that input-share hashes are bound to
    }

    struct ReportData {
        CaseId caseId;
        uint8 set; // material set that was used: its permutation decodes the class
        uint8 maskedClass; // permuted class, below the model's label count; means nothing to anyone but the patient
        uint16 confidence; // basis points, a positive multiple of 250
        bytes32 h0; // blinded hash of input share 0
        bytes32 h1; // blinded hash of input share 1
    }

    struct SignedCommit {
        uint8 seat;
        bytes32 commitment;
        bytes backup; // opening encrypted to the doctor's registered age recipient, at most 512 bytes
        bytes signature; // of Commit(uint256 caseId,uint8 wave,uint8 seat,bytes32 commitment,bytes32 backupHash)
    }

    struct Opening {
        uint8 seat;
        bytes16 tag;
        bytes32 salt;
        bytes32[3] proof; // siblings in the codebook tree; ignored for the two constants
    }

    struct CaseView {
        address patient;
        State state;
        Phase phase;
        uint256 seats;
        uint256 wave;
        uint256 replacements;
        uint256 pair;
        uint256 model;
        uint256 maximum; // deposit for the seats; after NoQuorum what is left of it
        uint256 bounty; // seats * seat pay; 0 unless Voting or Settled
        bool reported;
        uint256 set;
        uint256 maskedClass;
        uint256 confidence;
        bytes32 caseCommit; // 0 once the case has ended
        uint256 refund; // what the patient of an ended case may still claim
        uint256 seedBlock;
        uint256 openedAt;
        uint256 reportEnd;
        uint256 commitEnd; // this and the next two are 0 unless Voting
        uint256 revealStart;
        uint256 revealEnd;
        uint256 closeEnd; // 0 unless NoQuorum
    }

    struct SeatView {
        DoctorId id;
        address doctor;
        SeatStatus status;
        bool accepted; // an acceptance was presented on chain
        bytes32 commitment; // 0 unless Committed
        bytes16 tag; // 0 unless Revealed
    }

    event CaseOpened(
        CaseId indexed caseId,
        address indexed patient,
        uint256 indexed pair,
        CaseRequest request,
        uint256 fee,
        uint256 seedBlock,
        uint256 reportEnd
    );
    event CaseReported(
        CaseId indexed caseId,
        uint256 set,
        uint256 maskedClass,
        uint256 confidence,
        bytes32 h0,
        bytes32 h1
    );
    event ReportSkipped(CaseId indexed caseId);
    /// @notice Both parties found that the patient dealt a forged material set. The deposit is forfeited to the pool.
    /// @param evidence SHA-256 digest inside the evidence's raw-leaf CIDv1: anyone can fetch it and check it again
    event DealingRejected(CaseId indexed caseId, uint256 wave, uint256 set, bytes32 evidence, uint256 forfeited);
    event Reseeded(CaseId indexed caseId, uint256 seedBlock);
    /// @param panel the doctors' ids, 24 bits each, seat 0 lowest; may be fewer than requested, never below three
    event PanelDrawn(CaseId indexed caseId, uint256 wave, uint256 bounty, uint256 commitEnd, uint256 panel);
    event SeatReplaced(CaseId indexed caseId, uint256 seat, address indexed from, address indexed to);
    event SeatVoided(CaseId indexed caseId, uint256 seat, address indexed doctor);
    event Committed(CaseId indexed caseId, address indexed doctor, uint256 seat, bytes32 commitment, bytes backup);
    /// @notice Every live seat has committed: reveals are open from now on.
    event RevealStarted(CaseId indexed caseId, uint256 revealEnd);
    event Revealed(CaseId indexed caseId, address indexed doctor, uint256 seat, bytes16 tag);
    event Flagged(CaseId indexed caseId, address indexed doctor, uint256 seat);
    event AcceptancePresented(CaseId indexed caseId, address indexed doctor, uint256 seat);
    /// @notice How one seat ended. Doctors stand here by id, not account. Reputation is the value after the case.
    /// @param id of the doctor
    event SeatSettled(
        CaseId indexed caseId,
        DoctorId indexed id,
        uint256 seat,
        uint256 paid,
        uint256 slashed,
        uint256 reputation
    );
    /// @param tag the agreed tag, opaque to the chain
    event CaseSettled(
        CaseId indexed caseId,
        bytes16 tag,
        uint256 agreeing,
        uint256 paid,
        uint256 refund,
        uint256 pooled
    );
    /// @param paid to the readers; `fromPool` of it by the quality pool
    event NoQuorum(CaseId indexed caseId, uint256 paid, uint256 fromPool, uint256 closeEnd);
    /// @notice The patient asks a second or third panel, with everything fresh: package, codebook, seed, report.
    event CaseExtended(
        CaseId indexed caseId,
        address indexed patient,
        uint256 indexed pair,
        CaseRequest request,
        uint256 wave,
        uint256 fee,
        uint256 seedBlock,
        uint256 reportEnd
    );
    /// @notice Somebody showed the opening of a ballot before the reveals: it is void.
    event BallotLeaked(CaseId indexed caseId, address indexed doctor, uint256 seat, address prover, uint256 reward);
    event CaseCancelled(CaseId indexed caseId, uint256 refund);
    event CaseRefunded(CaseId indexed caseId, uint256 refund);
    event CaseUnavailable(CaseId indexed caseId, uint256 paid, uint256 refund);
    event RefundClaimed(CaseId indexed caseId, address indexed to, uint256 amount);

    error WrongState(CaseId caseId, State state);
    error NotPatient(address account);
    error NotSeated(CaseId caseId, uint256 seat, address account);
    error WrongSeats(uint256 seats);
    error BountyTooSmall(uint256 given, uint256 least);
    error EmptyCommitment();
    error BackupTooLong(uint256 length);
    error SeedPending(uint256 seedBlock, uint256 current);
    error SeedLost(uint256 seedBlock);
    error SeedAvailable(uint256 seedBlock);
    error ConfidenceOutOfRange(uint256 confidence);
    error ClassOutOfRange(uint256 maskedClass, uint256 labels);
    error AlreadyVoted(CaseId caseId, uint256 seat);
    error NotCommitted(CaseId caseId, uint256 seat);
    error WrongOpening(CaseId caseId, uint256 seat);
    error WrongCodebook(CaseId caseId);
    error NotInCodebook(CaseId caseId, bytes16 tag);
    error NoReplacement(CaseId caseId, uint256 seat);
    error TooManyWaves(CaseId caseId);
    error OwnBallot(CaseId caseId, uint256 seat);
}
