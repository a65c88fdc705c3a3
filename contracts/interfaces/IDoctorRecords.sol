// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CaseId, DoctorId} from "./Ids.sol";

/// @title What is recorded of doctors
interface IDoctorRecords {
    enum Status {
        None,
        Available,
        Away
    }

    struct Registration {
        uint96 ask; // least seat pay that the doctor works for
        uint8 cap; // most unsettled seats at a time, 1 to 64
        bytes32 recipient; // age recipient (X25519) of ballot backups
        uint128 bond;
    }

    /// @notice A doctor's signed acceptance of a seat. Nodes check it off chain; here it only serves against silence.
    struct Acceptance {
        CaseId caseId;
        uint8 wave;
        uint8 seat;
        address doctor;
        bytes32 recipient; // age recipient that the package key is sealed to
        uint40 expiry;
    }

    /// @notice What the draw and the settlement of a case touch: one storage slot.
    struct Standing {
        uint96 credit; // earned, not yet withdrawn
        uint96 ask; // least seat pay that the doctor works for
        uint16 reputation;
        uint16 week; // number of the week of the last change
        uint8 gained; // reputation gained in that week
        uint8 active; // unsettled seats
        uint8 cap; // most unsettled seats
        Status status;
    }

    /// @notice Who the doctor is: one storage slot.
    struct Licence {
        address account;
        uint32 institution; // doctors of one institution never share a panel
        uint32 expiry; // last second at which the licence counts; 0 once it was seen to be revoked
        uint32 since; // of the terms; cases opened earlier do not see this doctor
    }

    struct Doctor {
        Standing standing;
        Licence licence;
        uint128 bond;
        bytes32 recipient; // age recipient (X25519) of ballot backups
    }

    event DoctorRegistered(
        DoctorId indexed id,
        address indexed account,
        uint256 institution,
        uint256 expiry,
        bytes32 recipient
    );
    event TermsChanged(DoctorId indexed id, uint256 ask, uint256 cap, bytes32 recipient);
    event AvailabilityChanged(DoctorId indexed id, bool available);
    event BondChanged(DoctorId indexed id, uint256 bond);
    event LicenceRenewed(DoctorId indexed id, uint256 institution, uint256 expiry);

    error NotADoctor(address account);
    error AlreadyRegistered(address account);
    error BondLocked(DoctorId id, uint256 active);
    error LicenceStands(DoctorId id);
    error LicenceOver(DoctorId id, uint256 expiry);
    error CapOutOfRange(uint256 cap);
}
