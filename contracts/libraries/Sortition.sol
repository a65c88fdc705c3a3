// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ICryptoDoctor} from "../interfaces/ICryptoDoctor.sol";
import {Bounty} from "./Bounty.sol";
import {Reputation} from "./Reputation.sol";

/// @title The draw of a panel
/// @notice The seed fixes one endless sequence of candidates (id, ticket). Who is eligible and wins the lottery of
/// reputation takes the next seat; nobody's coming or going moves the sequence for the others. Only doctors whose terms
/// stood when the case was opened are counted, so that nobody can join once the seed is known. The cost does not depend
/// on the number of doctors: no tree, no list to keep.
/// Weight = 1 + 3 * (bounty / maximum) * min(reputation, MOST) / MOST: non-decreasing in reputation, steeper for a
/// dearer case, and a newcomer keeps at least a quarter of the best doctor's chance.
/// The index is 128 random bits modulo at most 2^24: its bias is below 2^-104.
library Sortition {
    uint256 internal constant TRIES = 128;
    uint256 internal constant WALK = 64; // afterwards, ids in a row and no lottery: exact in a small registry

    struct Draw {
        bytes32 seed;
        uint256 registry; // ids 1 … registry were there when the case was opened
        uint256 openedAt;
        uint256 seatPay;
        uint256 share; // bounty / maximum in basis points
        address patient;
        uint256 panel; // 8 ids of 32 bits; every id in it counts as taken
        uint256 first; // seat to fill first
        uint256 count; // seats to fill
    }

    /// @return panel with the new ids at seats first … first + filled - 1
    /// @return filled how many seats found a doctor, in seat order
    function draw(
        mapping(uint256 => ICryptoDoctor.Doctor) storage doctors,
        Draw memory d
    ) internal view returns (uint256 panel, uint256 filled) {
        panel = d.panel;
        if (d.registry == 0) return (panel, 0);
        uint256[8] memory institutions;
        uint256 taken;
        for (uint256 i = 0; i < 8; ++i) {
            uint256 id = seat(panel, i);
            if (id != 0) institutions[taken++] = doctors[id].terms.institution;
        }
        uint256 tries = TRIES + (d.registry < WALK ? d.registry : WALK);
        for (uint256 i = 0; i < tries && filled < d.count; ++i) {
            (uint256 id, uint256 ticket) = candidate(d.seed, i, d.registry);
            if (contains(panel, id)) continue;
            ICryptoDoctor.Doctor storage doctor = doctors[id];
            if (!wins(doctor.standing, d, ticket)) continue;
            ICryptoDoctor.Terms memory terms = doctor.terms;
            if (terms.since > d.openedAt || terms.expiry <= d.openedAt || terms.ask > d.seatPay) continue;
            if (listed(institutions, taken, terms.institution)) continue;
            institutions[taken++] = terms.institution;
            panel |= id << (32 * (d.first + filled++));
        }
    }

    function candidate(bytes32 seed, uint256 i, uint256 registry) internal pure returns (uint256 id, uint256 ticket) {
        if (i < TRIES) {
            uint256 word = uint256(keccak256(abi.encode(seed, i)));
            return (1 + (uint128(word) % registry), word >> 240);
        }
        return (1 + ((uint128(uint256(seed)) + i) % registry), 0);
    }

    /// @param ticket 16 random bits; 0 always wins
    function wins(ICryptoDoctor.Standing memory s, Draw memory d, uint256 ticket) internal pure returns (bool) {
        if (s.status != ICryptoDoctor.Status.Available || s.active >= s.cap || s.account == d.patient) return false;
        uint256 reputation = Reputation.current(s, d.openedAt);
        if (reputation > Reputation.MOST) reputation = Reputation.MOST;
        return ticket * weight(Reputation.MOST, d.share) < weight(reputation, d.share) << 16;
    }

    function weight(uint256 reputation, uint256 share) internal pure returns (uint256) {
        return Bounty.ONE * Reputation.MOST + 3 * share * reputation;
    }

    function seat(uint256 panel, uint256 i) internal pure returns (uint256 id) {
        return uint32(panel >> (32 * i));
    }

    function contains(uint256 panel, uint256 id) internal pure returns (bool) {
        for (; panel != 0; panel >>= 32) if (uint32(panel) == id) return true;
        return false;
    }

    function listed(uint256[8] memory list, uint256 length, uint256 item) internal pure returns (bool) {
        for (uint256 i = 0; i < length; ++i) if (list[i] == item) return true;
        return false;
    }
}
