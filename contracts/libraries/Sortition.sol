// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {IDoctorRecords} from "../interfaces/IDoctorRecords.sol";
import {DoctorId} from "../interfaces/Ids.sol";
import {Bounty} from "./Bounty.sol";
import {PLACES, Panel, Panels} from "./Panels.sol";
import {DoctorEntry, PackedStanding, Standings} from "./Standings.sol";
import {Reputation} from "./Reputation.sol";

/// @title The draw of a panel
/// @notice The seed fixes one endless sequence of candidates (id, ticket). Who is eligible and wins the lottery of
/// reputation takes the next seat; nobody's coming or going moves the sequence for the others. Only doctors whose terms
/// stood when the case was opened are counted, so that nobody can join once the seed is known. The cost does not depend
/// on the number of doctors: no tree, no list to keep.
/// A ticket of 16 random bits wins below weight / best weight; 0, as in the walk, always wins.
/// Weight = 1 + 3 * (bounty / maximum) * min(reputation, MOST) / MOST: non-decreasing in reputation, steeper for a
/// dearer case, and a newcomer keeps at least a quarter of the best doctor's chance.
/// The index is 128 random bits modulo at most 2^24: its bias is below 2^-104.
library Sortition {
    using Panels for Panel;
    using Standings for PackedStanding;

    uint256 internal constant TRIES = 128;
    uint256 internal constant WALK = 64; // afterwards, ids in a row and no lottery: exact in a small registry

    struct Draw {
        bytes32 seed;
        uint256 registry; // ids 1 … registry were there when the case was opened
        uint256 openedAt;
        uint256 seatPay;
        uint256 share; // bounty / maximum in basis points
        address patient;
        Panel panel; // every id in it counts as taken
        Panel[2] earlier; // panels of earlier waves: nobody of them is drawn
        uint256 first; // seat to fill first
        uint256 count; // seats to fill
    }

    /// @return panel with the new ids at seats first … first + filled - 1
    /// @return filled how many seats found a doctor, in seat order
    function draw(
        mapping(DoctorId => DoctorEntry) storage doctors,
        Draw memory d
    ) internal view returns (Panel panel, uint256 filled) {
        panel = d.panel;
        uint256 registry = d.registry;
        if (registry == 0) return (panel, 0);
        uint256[PLACES] memory institutions;
        uint256 taken;
        // Nothing below can overflow: places and tries are few, shares and reputations short.
        unchecked {
            for (Panel rest = panel; Panel.unwrap(rest) != 0; rest = rest.tail()) {
                DoctorId id = rest.seat(0);
                if (DoctorId.unwrap(id) != 0) institutions[taken++] = doctors[id].licence.institution;
            }
            uint256 tries = TRIES + (registry < WALK ? registry : WALK);
            bool again = Panel.unwrap(d.earlier[0]) != 0;
            uint256 best = weight(Reputation.MOST, d.share);
            for (uint256 i = 0; i < tries && filled < d.count; ++i) {
                (DoctorId id, uint256 ticket) = candidate(d.seed, i, registry);
                if (panel.contains(id) || (again && (d.earlier[0].contains(id) || d.earlier[1].contains(id)))) continue;
                DoctorEntry storage doctor = doctors[id];
                PackedStanding standing = doctor.standing;
                if (!standing.free(d.seatPay)) continue;
                if (ticket * best >= weight(counted(standing, d.openedAt), d.share) << 16) continue;
                IDoctorRecords.Licence storage licence = doctor.licence;
                if (licence.account == d.patient || licence.since > d.openedAt || licence.expiry <= d.openedAt)
                    continue;
                uint256 institution = licence.institution;
                if (listed(institutions, taken, institution)) continue;
                institutions[taken++] = institution;
                panel = panel.put(d.first + filled++, id);
            }
        }
    }

    function candidate(bytes32 seed, uint256 i, uint256 registry) internal pure returns (DoctorId id, uint256 ticket) {
        unchecked {
            if (i < TRIES) {
                uint256 word = uint256(Hashes.efficientKeccak256(seed, bytes32(i)));
                return (DoctorId.wrap(1 + (uint128(word) % registry)), word >> 240);
            }
            return (DoctorId.wrap(1 + ((uint128(uint256(seed)) + i) % registry)), 0);
        }
    }

    /// @notice Reputation at a time, as far as the draw counts it.
    function counted(PackedStanding standing, uint256 time) internal pure returns (uint256 reputation) {
        reputation = Reputation.decayed(standing.reputation(), standing.week(), time);
        if (reputation > Reputation.MOST) reputation = Reputation.MOST;
    }

    function weight(uint256 reputation, uint256 share) internal pure returns (uint256) {
        unchecked {
            return Bounty.ONE * Reputation.MOST + 3 * share * reputation;
        }
    }

    function listed(uint256[PLACES] memory list, uint256 length, uint256 item) internal pure returns (bool) {
        for (uint256 i = 0; i < length; ++i) if (list[i] == item) return true;
        return false;
    }
}
