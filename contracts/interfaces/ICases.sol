// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IRecords} from "./IRecords.sol";
import {CaseId} from "./Ids.sol";

/// @title The life of a case
/// @notice
///   Open      -> Voting (report, skipReport) | Cancelled (cancel) | Refunded (too few doctors, seed lost twice)
///              | Rejected (rejectDealing)
///   Voting    -> Settled | NoQuorum (last reveal, or settle after revealEnd) | Unavailable (a majority flags)
///   NoQuorum  -> Open of the next wave (extend) | Refunded (close)
interface ICases is IRecords {
    /// @notice Escrows `maximum` plus the pair's fee and fixes the seed block, `seedDelay` blocks ahead.
    /// Warning: `caseCommit` cannot be checked here; the seated doctors check it, and flag what does not fit.
    /// @param permit tried first, its failure is ignored: a front-run permit leaves the allowance it asked for
    function openCase(CaseRequest calldata request, Permit calldata permit) external returns (CaseId caseId);

    /// @notice The same for a patient who pays no gas: anyone relays the patient's signature of OpenCase(address patient,
    /// uint16 pair,uint16 model,uint8 seats,uint96 maximum,bytes32 caseCommit,bytes32 manifest,bytes32 nonce,uint256 index,
    /// uint40 expiry). `index` is `openings(patient)`, so that each signature opens one case.
    function openCaseFor(
        address patient,
        CaseRequest calldata request,
        Permit calldata permit,
        uint40 expiry,
        bytes calldata signature
    ) external returns (CaseId caseId);

    /// @notice Asks another panel after a vote without quorum, up to closeEnd: at most three in all. The patient only.
    /// Everything is fresh: package, codebook, seed, report; nobody who sat on an earlier panel of the case is drawn
    /// again, since who has read its ballots is not blind any more. Tops up what is left to `maximum` and the pair's fee.
    function extend(CaseId caseId, CaseRequest calldata request, Permit calldata permit) external;

    /// @notice Full refund, by the patient, up to the seed block: before anyone has read anything, or can know the panel.
    function cancel(CaseId caseId) external;

    /// @notice Prices the case and draws its panel. Both parties of the pair have signed
    /// Report(uint256 caseId,uint8 wave,uint16 pair,bytes32 model,uint8 set,uint8 maskedClass,uint16 confidence,bytes32 h0,bytes32 h1);
    /// anyone may post it. Still accepted after reportEnd, until somebody skips it.
    /// Warning: one deviating node of the two can bend confidence and masked class. `minSeatPay` bounds the damage.
    function report(ReportData calldata data, bytes calldata signature0, bytes calldata signature1) external;

    /// @notice After reportEnd anyone moves a case on: maximum bounty, no prediction, the node fee goes back.
    function skipReport(CaseId caseId) external;

    /// @notice When the seed block's hash is out of reach: a new seed block once, the second time a refund.
    function reseed(CaseId caseId) external;

    /// @notice Commits the ballot of the caller's seat: the EIP-712 digest of
    /// Ballot(uint256 caseId,uint8 wave,address doctor,bytes16 tag,bytes32 salt).
    /// Warning: equal commitments are not refused; refusing them would let a seat-mate front-run and block a ballot.
    function commit(CaseId caseId, uint8 seat, bytes32 commitment, bytes calldata backup) external;

    /// @notice Commits signed ballots of several seats; anyone may relay them.
    function commitBatch(CaseId caseId, SignedCommit[] calldata commits) external;

    /// @notice Opens ballots, by anyone, between revealStart and revealEnd; the last live seat's opening also settles.
    /// Seats that are open already are skipped, so that nobody can block a batch by opening one of it.
    /// @param rest second half of caseCommit's preimage; with `codebookRoot` it is ignored for the two constants
    function reveal(CaseId caseId, bytes32 codebookRoot, bytes32 rest, Opening[] calldata openings) external;

    /// @notice A seated doctor says, instead of voting, that the package is missing, wrong or does not fit the report.
    /// More than half of the seats make the case Unavailable.
    function flag(CaseId caseId, uint8 seat) external;

    /// @notice A seated doctor gives the seat back before committing: a little reputation, no bond. The next of the
    /// sequence takes it, up to twice a case and up to half of the grace period; afterwards it stays empty.
    function decline(CaseId caseId, uint8 seat) external;

    /// @notice In the first half of the grace period anyone redraws a seat that has not voted, from the same seed; a seat
    /// whose doctor's licence is over, at any time before.
    function replaceMissing(CaseId caseId, uint8 seat) external;

    /// @notice Until the reveals start, whoever shows the opening of somebody else's ballot voids it: half of the
    /// doctor's bond is slashed, and half of that goes to the caller. The seat is drawn anew, or stays empty.
    /// A doctor who does it through a second account still loses a quarter of the bond.
    /// Warning: the opening can be copied from the mempool; who wants the reward sends it privately.
    function snitch(CaseId caseId, uint8 seat, bytes16 tag, bytes32 salt) external;

    /// @notice Settles a vote whose revealEnd has passed.
    function settle(CaseId caseId) external;

    /// @notice Refunds what is left of a vote without quorum, after closeEnd.
    function close(CaseId caseId) external;
}
