// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ICaseRecords} from "./ICaseRecords.sol";
import {CaseId, PairId} from "./Ids.sol";

/// @title What is recorded of oracle parties and their stakes
interface IPairRecords is ICaseRecords {
    /// @notice A report as one party of a pair signed it, for the proof that it signed two.
    struct SignedReport {
        ReportData data;
        uint8 wave;
        PairId pair;
        bytes32 model;
        bytes signature;
    }

    /// @notice What one party of a pair has at stake.
    struct Stake {
        uint96 bond;
        uint96 leaving; // asked back
        uint40 leavesAt; // `leaving` may be taken after this time; until then it can be slashed
        uint256 fees; // earned by reports, not yet taken
    }

    event PairBonded(uint256 indexed pair, uint256 party, uint256 bond);
    event PairLeaving(uint256 indexed pair, uint256 party, uint256 amount, uint256 leavesAt);
    event PairBondTaken(uint256 indexed pair, uint256 party, address to, uint256 amount);
    event FeesTaken(uint256 indexed pair, uint256 party, address to, uint256 amount);
    event Equivocated(uint256 indexed pair, uint256 party, CaseId indexed caseId, uint256 slashed, address prover);

    error PairNotBonded(uint256 pair);
    error NotTheParty(uint256 pair, uint256 party, address account);
    error NothingLeaving(uint256 pair, uint256 party);
    error SameReport(bytes32 digest);
    error OtherCase(CaseId caseId, uint256 wave);
}
