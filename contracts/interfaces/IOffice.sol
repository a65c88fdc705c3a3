// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IRecords} from "./IRecords.sol";
import {CaseId, PairId} from "./Ids.sol";

/// @title Doctors, stakes, evidence, money out, views
interface IOffice is IRecords {
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

    /// @notice Takes a doctor out of the draw, and off the ballot, whose licence the gate no longer confirms. Anyone.
    function suspend(uint32 id) external;

    function addBond(uint128 amount, Permit calldata permit) external;

    /// @notice Only while no seat is unsettled. Below minBond the doctor leaves the draw.
    function removeBond(uint128 amount, address to) external;

    // ───────────────────────────────────────────── evidence ──────────────────────────────────────────

    /// @notice Presents a signed acceptance of a seat that has not committed: its silence then costs bond.
    /// Warning: `expiry` is for the nodes; an acceptance that has run out still proves that the seat was taken.
    function presentAcceptance(Acceptance calldata acceptance, bytes calldata signature) external;

    /// @notice Whoever shows two different reports that one party signed for one case and wave slashes all that it has at
    /// stake: a quarter of it goes to the caller, the rest to the quality pool.
    /// Warning: a party whose signer is a contract (ERC-1271) may deny later what it signed.
    function proveEquivocation(
        PairId pair,
        uint8 party,
        SignedReport calldata one,
        SignedReport calldata other
    ) external;

    /// @notice Ends a case whose patient dealt a forged material set, before it is reported: the whole `maximum` goes to the
    /// quality pool, the pair earns its fee, the patient gets nothing back. Both parties of the pair have signed
    /// Rejection(uint256 caseId,uint8 wave,uint16 pair,uint8 set,bytes32 evidence); anyone may post it.
    /// Nothing less would do: one set of three is audited and one is read, so a forger who lost a part of the deposit only
    /// would still win by bending the price. The nodes gain nothing by it: a report earns them the same fee.
    /// Warning: the contract cannot check the evidence, it can only keep its digest. Two colluding parties can burn a
    /// patient's deposit; whoever looks sees it, since the evidence then is missing or proves nothing.
    /// @param evidence SHA-256 digest of what both parties publish, a raw-leaf CIDv1
    function rejectDealing(
        CaseId caseId,
        uint8 set,
        bytes32 evidence,
        bytes calldata signature0,
        bytes calldata signature1
    ) external;

    // ───────────────────────────────────────────── stakes of oracle parties ──────────────────────────

    /// @notice Adds to the bond of one party of a pair. Both need `pairBond` for the pair to take new cases.
    function bondPair(PairId pair, uint8 party, uint96 amount, Permit calldata permit) external;

    /// @notice The party's signer asks part of the bond back; it stays at risk for 30 days, longer than any open case.
    function leavePair(PairId pair, uint8 party, uint96 amount) external;

    /// @notice Pays what was asked back 30 days ago. The party's signer only.
    function takePairBond(PairId pair, uint8 party, address to) external returns (uint256 amount);

    /// @notice Pays a party's half of the pair's fees (of an odd unit, party 0 has it), to any address. Its signer only.
    function takeFees(PairId pair, uint8 party, address to) external returns (uint256 amount);

    // ───────────────────────────────────────────── money ─────────────────────────────────────────────

    /// @notice Pays what an ended case gives back, to any address. The patient only, once.
    function claimRefund(CaseId caseId, address to) external returns (uint256 amount);

    /// @notice Pays out everything that is credited to the caller, to any address.
    function withdraw(address to) external returns (uint256 amount);

    // ───────────────────────────────────────────── views ─────────────────────────────────────────────

    function getCase(CaseId caseId) external view returns (CaseView memory);

    /// @notice One entry per seat; empty before the draw.
    function seats(CaseId caseId) external view returns (SeatView[] memory);

    function getDoctor(uint32 id) external view returns (Doctor memory);

    /// @notice 0 if the account is no doctor; ids count from 1.
    function doctorId(address account) external view returns (uint32);

    function reputation(address account) external view returns (uint32);

    /// @notice What `withdraw` would pay the account.
    function credit(address account) external view returns (uint256);

    /// @notice Bounty before rounding to seats and before `minSeatPay`: never increasing in confidence.
    function quoteBounty(uint96 maximum, uint16 confidence) external view returns (uint96);

    function ballotDigest(
        CaseId caseId,
        uint8 wave,
        address doctor,
        bytes16 tag,
        bytes32 salt
    ) external view returns (bytes32);

    /// @notice `pool`: unearned seat pay, slashes and forfeited deposits. It pays reading fees, by at most a 64th (rounded up) per case, so that
    /// every unit of it is earned by somebody some day and no single case can empty it.
    function totals() external view returns (uint64 cases, uint24 doctors, uint128 pool);

    function stakeOf(PairId pair, uint8 party) external view returns (Stake memory);

    /// @notice How many cases were opened by the account's signature; the `index` of the next.
    function openings(address patient) external view returns (uint256);
}
