// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title CryptoDoctor: escrow, price, panel, blind vote and pay of second opinions
/// @notice One immutable singleton. There is no owner, no keeper and no proxy: phases follow from time, and whoever
/// likes may push what is due; whom a case may name stands in the Directory. All amounts are in the smallest unit of the pay token, all times in seconds, all shares in basis points.
///
/// Life of a case:
///   Open      -> Voting (report, skipReport) | Cancelled (cancel) | Refunded (too few doctors, seed lost twice)
///   Voting    -> Settled | NoQuorum (last reveal, or settle after revealEnd) | Unavailable (a majority flags)
///   NoQuorum  -> Refunded (close)
/// @custom:safety The token is a plain ERC-20: no fee on transfer, no rebasing, no hooks.
/// @custom:safety The two operators of a pair do not collude with each other, nor with a majority of a panel.
/// @custom:liveness Somebody calls what is due; every call after a deadline is open to anyone.
interface ICryptoDoctor {
    // ───────────────────────────────────────────── types ─────────────────────────────────────────────

    enum State {
        None,
        Open,
        Voting,
        Settled,
        NoQuorum,
        Refunded,
        Cancelled,
        Unavailable
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

    enum Status {
        None,
        Available,
        Away
    }

    enum SeatStatus {
        Seated,
        Committed,
        Revealed,
        Flagged,
        Voided
    }

    /// @notice Fixed at deployment. The constructor refuses values outside the bounds given here.
    struct Parameters {
        uint32 seedDelay; // blocks from openCase to the seed block, 1 to 64
        uint32 reportTime; // 1 s to 1 day
        uint32 commitTime; // 1 s to 3 days
        uint32 grace; // 0 to 1 day; late commits and replacements after commitTime, only while seats are missing
        uint32 revealTime; // 1 s to 1 day
        uint32 closeTime; // 0 to 1 day; the patient's time to decide after a vote without quorum
        uint16 floorShare; // least bounty, as a share of the maximum, 1,000 to 10,000
        uint16 readingShare; // reading fee, as a share of the seat pay, 0 to 5,000
        uint16 wrongSlash; // share of the bond lost by a wrong vote, 0 to 2,500
        uint16 silentSlash; // share lost by silence after acceptance, at least twice wrongSlash, at most 5,000
        uint96 minBond; // least bond of an available doctor
    }

    struct Permit {
        uint256 value;
        uint256 deadline; // 0: no permit, an allowance is in place
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    struct CaseRequest {
        uint16 pair; // node pair that is to read the case
        uint16 model; // model entry that is to be run
        uint8 seats; // 3, 5 or 7
        uint96 maximum; // bounty at full uncertainty, at least seats * minSeatPay
        bytes32 caseCommit; // keccak256(abi.encode(codebookRoot, rest)), rest = keccak256(abi.encode(manifest, h0, h1, consent, nonce))
        bytes32 manifest; // SHA-256 digest inside the manifest's raw-leaf CIDv1
        bytes32 nonce; // the case nonce that input-share hashes are bound to
    }

    struct ReportData {
        uint256 caseId;
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

    /// @notice A doctor's signed acceptance of a seat. Nodes check it off chain; here it only serves against silence.
    struct Acceptance {
        uint256 caseId;
        uint8 wave;
        uint8 seat;
        address doctor;
        bytes32 recipient; // age recipient that the package key is sealed to
        uint40 expiry;
    }

    struct Registration {
        uint96 ask; // least seat pay that the doctor works for
        uint8 cap; // most unsettled seats at a time, 1 to 64
        bytes32 recipient; // age recipient (X25519) of ballot backups
        uint128 bond;
    }

    struct Standing {
        address account;
        uint32 reputation;
        uint8 active; // unsettled seats
        uint8 cap;
        Status status;
        uint16 week; // number of the week of the last change
        uint24 gained; // reputation gained in that week
    }

    struct Funds {
        uint128 bond;
        uint128 credit;
    }

    struct Terms {
        uint40 expiry; // of the licence
        uint32 institution;
        uint96 ask;
        uint40 since; // of these terms; cases opened earlier do not see this doctor
    }

    struct Doctor {
        Standing standing;
        Funds funds;
        Terms terms;
        bytes32 recipient;
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
        uint256 maximum;
        uint256 bounty; // 0 until the panel is drawn; then seats * seat pay; after NoQuorum what the readers were paid
        uint256 fee;
        bool reported;
        uint256 set;
        uint256 maskedClass;
        uint256 confidence;
        bytes32 caseCommit;
        uint256 seedBlock;
        uint256 openedAt;
        uint256 reportEnd;
        uint256 commitEnd; // this and the following are 0 until known
        uint256 revealStart;
        uint256 revealEnd;
        uint256 closeEnd;
    }

    struct SeatView {
        uint256 id;
        address doctor;
        SeatStatus status;
        bool accepted; // an acceptance was presented on chain
        bytes32 commitment; // 0 unless Committed
        bytes16 tag; // 0 unless Revealed
    }

    // ───────────────────────────────────────────── events ────────────────────────────────────────────

    event Deployed(Parameters parameters);
    event CaseOpened(
        uint256 indexed caseId,
        address indexed patient,
        uint256 indexed pair,
        CaseRequest request,
        uint256 fee,
        uint256 seedBlock,
        uint256 reportEnd
    );
    event CaseReported(
        uint256 indexed caseId,
        uint256 set,
        uint256 maskedClass,
        uint256 confidence,
        bytes32 h0,
        bytes32 h1
    );
    event ReportSkipped(uint256 indexed caseId);
    event Reseeded(uint256 indexed caseId, uint256 seedBlock);
    /// @param panel account per seat; may be shorter than requested, never below three
    event PanelDrawn(uint256 indexed caseId, uint256 wave, uint256 bounty, uint256 commitEnd, address[] panel);
    event SeatReplaced(uint256 indexed caseId, uint256 seat, address indexed from, address indexed to);
    event SeatVoided(uint256 indexed caseId, uint256 seat, address indexed doctor);
    event Committed(uint256 indexed caseId, address indexed doctor, uint256 seat, bytes32 commitment, bytes backup);
    /// @notice Every live seat has committed: reveals are open from now on.
    event RevealStarted(uint256 indexed caseId, uint256 revealEnd);
    event Revealed(uint256 indexed caseId, address indexed doctor, uint256 seat, bytes16 tag);
    event Flagged(uint256 indexed caseId, address indexed doctor, uint256 seat);
    event AcceptancePresented(uint256 indexed caseId, address indexed doctor, uint256 seat);
    /// @notice How one seat ended. Reputation is the value after the case.
    event SeatSettled(
        uint256 indexed caseId,
        address indexed doctor,
        uint256 seat,
        uint256 paid,
        uint256 slashed,
        uint256 reputation
    );
    /// @param tag the agreed tag, opaque to the chain
    event CaseSettled(
        uint256 indexed caseId,
        bytes16 tag,
        uint256 agreeing,
        uint256 paid,
        uint256 refund,
        uint256 pooled
    );
    event NoQuorum(uint256 indexed caseId, uint256 paid, uint256 closeEnd);
    event CaseCancelled(uint256 indexed caseId, uint256 refund);
    event CaseRefunded(uint256 indexed caseId, uint256 refund);
    event CaseUnavailable(uint256 indexed caseId, uint256 paid, uint256 refund);

    event DoctorRegistered(
        uint256 indexed id,
        address indexed account,
        uint256 institution,
        uint256 expiry,
        bytes32 recipient
    );
    event TermsChanged(uint256 indexed id, uint256 ask, uint256 cap, bytes32 recipient);
    event AvailabilityChanged(uint256 indexed id, bool available);
    event BondChanged(uint256 indexed id, uint256 bond);
    event Withdrawn(address indexed account, address indexed to, uint256 amount);

    // ───────────────────────────────────────────── errors ────────────────────────────────────────────

    error WrongState(uint256 caseId, State state);
    error TooEarly(uint256 notUntil, uint256 current); // from the second after `notUntil`
    error TooLate(uint256 until, uint256 current);
    error NotPatient(address account);
    error NotSeated(uint256 caseId, uint256 seat, address account);
    error WrongSeats(uint256 seats);
    error BountyTooSmall(uint256 given, uint256 least);
    error EmptyCommitment();
    error BackupTooLong(uint256 length);
    error SeedPending(uint256 seedBlock, uint256 current);
    error SeedLost(uint256 seedBlock);
    error SeedAvailable(uint256 seedBlock);
    error ConfidenceOutOfRange(uint256 confidence);
    error ClassOutOfRange(uint256 maskedClass, uint256 labels);
    error WrongSignature(address signer);
    error AlreadyVoted(uint256 caseId, uint256 seat);
    error NotCommitted(uint256 caseId, uint256 seat);
    error WrongOpening(uint256 caseId, uint256 seat);
    error WrongCodebook(uint256 caseId);
    error NotInCodebook(uint256 caseId, bytes16 tag);
    error NoReplacement(uint256 caseId, uint256 seat);
    error WrongTransfer(uint256 expected, uint256 received);
    error NothingToWithdraw(address account);
    error NotADoctor(address account);
    error AlreadyRegistered(address account);
    error BondTooSmall(uint256 given, uint256 least);
    error BondLocked(uint256 id, uint256 active);
    error LicenceStands(uint256 id);
    error CapOutOfRange(uint256 cap);
    error ParameterOutOfBounds(string name);

    // ───────────────────────────────────────────── a case ────────────────────────────────────────────

    /// @notice Escrows `maximum` plus the pair's fee and fixes the seed block, `seedDelay` blocks ahead.
    /// Warning: `caseCommit` cannot be checked here; the seated doctors check it, and flag what does not fit.
    /// @param permit tried first, its failure is ignored: a front-run permit leaves the allowance it asked for
    function openCase(CaseRequest calldata request, Permit calldata permit) external returns (uint256 caseId);

    /// @notice Full refund, by the patient, up to the seed block: before anyone has read anything, or can know the panel.
    function cancel(uint256 caseId) external;

    /// @notice Prices the case and draws its panel. Both parties of the pair have signed
    /// Report(uint256 caseId,uint8 wave,uint16 pair,bytes32 model,uint8 set,uint8 maskedClass,uint16 confidence,bytes32 h0,bytes32 h1);
    /// anyone may post it. Still accepted after reportEnd, until somebody skips it.
    /// Warning: one deviating node of the two can bend confidence and masked class. `minSeatPay` bounds the damage.
    function report(ReportData calldata data, bytes calldata signature0, bytes calldata signature1) external;

    /// @notice After reportEnd anyone moves a case on: maximum bounty, no prediction, the node fee goes back.
    function skipReport(uint256 caseId) external;

    /// @notice When the seed block's hash is out of reach: a new seed block once, the second time a refund.
    function reseed(uint256 caseId) external;

    /// @notice Commits the ballot of the caller's seat: the EIP-712 digest of
    /// Ballot(uint256 caseId,uint8 wave,address doctor,bytes16 tag,bytes32 salt).
    /// Warning: equal commitments are not refused; refusing them would let a seat-mate front-run and block a ballot.
    function commit(uint256 caseId, uint8 seat, bytes32 commitment, bytes calldata backup) external;

    /// @notice Commits signed ballots of several seats; anyone may relay them.
    function commitBatch(uint256 caseId, SignedCommit[] calldata commits) external;

    /// @notice Opens ballots, by anyone, between revealStart and revealEnd; the last live seat's opening also settles.
    /// Seats that are open already are skipped, so that nobody can block a batch by opening one of it.
    /// @param rest second half of caseCommit's preimage; with `codebookRoot` it is ignored for the two constants
    function reveal(uint256 caseId, bytes32 codebookRoot, bytes32 rest, Opening[] calldata openings) external;

    /// @notice A seated doctor says, instead of voting, that the package is missing, wrong or does not fit the report.
    /// More than half of the seats make the case Unavailable.
    function flag(uint256 caseId, uint8 seat) external;

    /// @notice A seated doctor gives the seat back before committing: a little reputation, no bond. The next of the
    /// sequence takes it, up to twice a case and up to half of the grace period; afterwards it stays empty.
    function decline(uint256 caseId, uint8 seat) external;

    /// @notice In the first half of the grace period anyone redraws a seat that has not voted, from the same seed.
    function replaceMissing(uint256 caseId, uint8 seat) external;

    /// @notice Presents a signed acceptance of a seat that has not committed: its silence then costs bond.
    /// Warning: `expiry` is for the nodes; an acceptance that has run out still proves that the seat was taken.
    function presentAcceptance(Acceptance calldata acceptance, bytes calldata signature) external;

    /// @notice Settles a vote whose revealEnd has passed.
    function settle(uint256 caseId) external;

    /// @notice Refunds what is left of a vote without quorum, after closeEnd.
    function close(uint256 caseId) external;

    /// @notice Pays out everything that is credited to the caller, to any address.
    function withdraw(address to) external returns (uint256 amount);

    // ───────────────────────────────────────────── doctors ───────────────────────────────────────────

    /// @notice Registers the caller with a licence that the gate accepts, terms and a bond.
    function register(
        Registration calldata registration,
        bytes calldata licence,
        Permit calldata permit
    ) external returns (uint32 id);

    /// @notice Changes ask, cap and recipient; counts for cases opened from now on.
    function setTerms(uint96 ask, uint8 cap, bytes32 recipient) external;

    /// @notice Joins or leaves the draw; joining needs minBond and counts for cases opened from now on.
    function setAvailable(bool available) external;

    function renewLicence(bytes calldata licence) external;

    /// @notice Takes a doctor out of the draw whose licence the gate no longer confirms. Anyone.
    function suspend(uint32 id) external;

    function addBond(uint128 amount, Permit calldata permit) external;

    /// @notice Only while no seat is unsettled. Below minBond the doctor leaves the draw.
    function removeBond(uint128 amount, address to) external;

    // ───────────────────────────────────────────── views ─────────────────────────────────────────────

    function getCase(uint256 caseId) external view returns (CaseView memory);

    /// @notice One entry per seat; empty before the draw.
    function seats(uint256 caseId) external view returns (SeatView[] memory);

    function getDoctor(uint32 id) external view returns (Doctor memory);

    /// @notice 0 if the account is no doctor; ids count from 1.
    function doctorId(address account) external view returns (uint32);

    function reputation(address account) external view returns (uint32);

    /// @notice What `withdraw` would pay the account.
    function credit(address account) external view returns (uint256);

    /// @notice Bounty before rounding to seats and before `minSeatPay`: never increasing in confidence.
    function quoteBounty(uint96 maximum, uint16 confidence) external view returns (uint96);

    function ballotDigest(
        uint256 caseId,
        uint8 wave,
        address doctor,
        bytes16 tag,
        bytes32 salt
    ) external view returns (bytes32);

    /// @notice `pool`: unearned seat pay and slashes, kept for gold cases.
    function totals() external view returns (uint64 cases, uint24 doctors, uint128 pool);
}
