// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Timeline} from "../Timeline.sol";
import {IOffice} from "../interfaces/IOffice.sol";
import {DoctorId} from "../interfaces/Ids.sol";
import {Reputation} from "../libraries/Reputation.sol";
import {DoctorEntry, PackedStanding, Standings} from "../libraries/Standings.sol";

/// @title Doctors: registration, terms, licence, bond
abstract contract Doctors is Timeline, IOffice {
    using SafeERC20 for IERC20;
    using Standings for PackedStanding;
    using Standings for Standing;

    function register(
        Registration calldata registration,
        bytes calldata licence,
        Permit calldata permit
    ) external returns (uint32 id) {
        if (DoctorId.unwrap(_ids[msg.sender]) != 0) revert AlreadyRegistered(msg.sender);
        if (registration.bond < MIN_BOND) revert BondTooSmall(registration.bond, MIN_BOND);
        id = ++_doctorCount;
        DoctorId own = DoctorId.wrap(id);
        _ids[msg.sender] = own;
        DoctorEntry storage doctor = _doctors[own];
        doctor.bond = registration.bond;
        doctor.licence.account = msg.sender;
        Standing memory s;
        (s.reputation, s.week) = (uint16(Reputation.START), uint16(block.timestamp / 1 weeks));
        doctor.standing = s.pack();
        _setTerms(own, registration.ask, registration.cap, registration.recipient);
        _setStatus(own, Status.Available);
        emit DoctorRegistered(own, msg.sender, _admit(doctor, licence), doctor.licence.expiry, registration.recipient);
        _deposit(msg.sender, registration.bond, permit);
    }

    function setTerms(uint96 ask, uint8 cap, bytes32 recipient) external {
        _setTerms(_own(), ask, cap, recipient);
    }

    function _setTerms(DoctorId id, uint96 ask, uint8 cap, bytes32 recipient) private {
        if (cap == 0 || cap > 64) revert CapOutOfRange(cap);
        DoctorEntry storage doctor = _doctors[id];
        Standing memory s = doctor.standing.unpack();
        (s.ask, s.cap) = (ask, cap);
        (doctor.standing, doctor.recipient) = (s.pack(), recipient);
        doctor.licence.since = uint32(block.timestamp);
        emit TermsChanged(id, ask, cap, recipient);
    }

    function setAvailable(bool available) external {
        DoctorId id = _own();
        DoctorEntry storage doctor = _doctors[id];
        if (available) {
            if (doctor.bond < MIN_BOND) revert BondTooSmall(doctor.bond, MIN_BOND);
            if (!gate.valid(msg.sender)) revert NotADoctor(msg.sender);
            doctor.licence.since = uint32(block.timestamp);
        }
        _setStatus(id, available ? Status.Available : Status.Away);
    }

    function renewLicence(bytes calldata licence) external {
        DoctorId id = _own();
        DoctorEntry storage doctor = _doctors[id];
        doctor.licence.since = uint32(block.timestamp);
        emit LicenceRenewed(id, _admit(doctor, licence), doctor.licence.expiry);
    }

    function _admit(DoctorEntry storage doctor, bytes calldata licence) private returns (uint32 institution) {
        uint40 expiry;
        (institution, expiry) = gate.admit(msg.sender, licence);
        uint40 latest = type(uint32).max;
        (doctor.licence.institution, doctor.licence.expiry) = (institution, uint32(expiry < latest ? expiry : latest));
    }

    function suspend(uint32 id) external {
        DoctorId doctor = DoctorId.wrap(id);
        Licence storage licence = _doctors[doctor].licence;
        if (licence.account == address(0)) revert NotADoctor(address(0));
        if (gate.valid(licence.account)) revert LicenceStands(doctor);
        licence.expiry = 0;
        _setStatus(doctor, Status.Away);
    }

    function addBond(uint128 amount, Permit calldata permit) external {
        DoctorId id = _own();
        emit BondChanged(id, _doctors[id].bond += amount);
        _deposit(msg.sender, amount, permit);
    }

    function removeBond(uint128 amount, address to) external {
        DoctorId id = _own();
        DoctorEntry storage doctor = _doctors[id];
        uint8 active = doctor.standing.unpack().active;
        if (active != 0) revert BondLocked(id, active);
        if (doctor.bond < amount) revert BondTooSmall(doctor.bond, amount);
        emit BondChanged(id, doctor.bond -= amount);
        if (doctor.bond < MIN_BOND) _setStatus(id, Status.Away);
        token.safeTransfer(to, amount);
    }

    function _own() private view returns (DoctorId id) {
        id = _ids[msg.sender];
        if (DoctorId.unwrap(id) == 0) revert NotADoctor(msg.sender);
    }
}
