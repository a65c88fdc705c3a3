// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IRecords} from "../interfaces/IRecords.sol";
import {Bounty} from "./Bounty.sol";
import {PLACES, Panel, Panels} from "./Panels.sol";
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
    using Panels for Panel;

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
        mapping(uint256 => IRecords.Doctor) storage doctors,
        Draw memory d
    ) internal view returns (Panel panel, uint256 filled) {
        panel = d.panel;
        if (d.registry == 0) return (panel, 0);
        uint256[PLACES] memory institutions;
        uint256 taken;
        for (uint256 place = 0; place < PLACES; ++place) {
            uint256 id = panel.seat(place);
            if (id != 0) institutions[taken++] = doctors[id].licence.institution;
        }
        uint256 tries = TRIES + (d.registry < WALK ? d.registry : WALK);
        for (uint256 i = 0; i < tries && filled < d.count; ++i) {
            (uint256 id, uint256 ticket) = candidate(d.seed, i, d.registry);
            if (panel.contains(id) || d.earlier[0].contains(id) || d.earlier[1].contains(id)) continue;
            IRecords.Doctor storage doctor = doctors[id];
            if (!wins(doctor.standing, d, ticket)) continue;
            IRecords.Licence memory licence = doctor.licence;
            if (licence.account == d.patient || licence.since > d.openedAt || licence.expiry <= d.openedAt) continue;
            if (listed(institutions, taken, licence.institution)) continue;
            institutions[taken++] = licence.institution;
            panel = panel.put(d.first + filled++, id);
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
    function wins(IRecords.Standing memory s, Draw memory d, uint256 ticket) internal pure returns (bool) {
        if (s.status != IRecords.Status.Available || s.active >= s.cap || s.ask > d.seatPay) return false;
        uint256 reputation = Reputation.current(s, d.openedAt);
        if (reputation > Reputation.MOST) reputation = Reputation.MOST;
        return ticket * weight(Reputation.MOST, d.share) < weight(reputation, d.share) << 16;
    }

    function weight(uint256 reputation, uint256 share) internal pure returns (uint256) {
        return Bounty.ONE * Reputation.MOST + 3 * share * reputation;
    }

    function listed(uint256[PLACES] memory list, uint256 length, uint256 item) internal pure returns (bool) {
        for (uint256 i = 0; i < length; ++i) if (list[i] == item) return true;
        return false;
    }
}
