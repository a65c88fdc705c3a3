// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ICaseRecords} from "./ICaseRecords.sol";
import {IDoctorRecords} from "./IDoctorRecords.sol";
import {IPairRecords} from "./IPairRecords.sol";

/// @title What is recorded: types, events and errors that the core and its office share
/// @notice All amounts are in the smallest unit of the pay token, all times in seconds, all shares in basis points.
interface IRecords is ICaseRecords, IDoctorRecords, IPairRecords {
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
        uint96 pairBond; // least bond of each oracle party of a pair that takes new cases
    }

    struct Permit {
        uint256 value;
        uint256 deadline; // 0: no permit, an allowance is in place
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    event Deployed(Parameters parameters);
    event Withdrawn(address indexed account, address indexed to, uint256 amount);

    error TooEarly(uint256 notUntil, uint256 current); // from the second after `notUntil`
    error TooLate(uint256 until, uint256 current);
    error WrongSignature(address signer);
    error WrongTransfer(uint256 expected, uint256 received);
    error NothingToWithdraw(address account);
    error BondTooSmall(uint256 given, uint256 least);
    error ParameterOutOfBounds(string name);
}
