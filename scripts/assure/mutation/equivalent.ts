import type { Mutant } from "./operators.ts";

/**
 * Mutants that no test can kill, and why: they behave as the program does, or differ only where no account of outside can
 * come. Named by what they change, not by line.
 */

/** Path, function, its lines with what changes in brackets, and what is there now. */
export const keyOf = ({ path, fn, place, now }: Mutant): string =>
  `${path} ${fn}: ${place} => ${now.replace(/\s+/g, " ") || "nothing"}`;

const core = "contracts/CryptoDoctor.sol";

export const EQUIVALENT: ReadonlyMap<string, string> = new Map([
  [
    `${core} _drawPanel: if ([filled < n]) { => (filled <= n)`,
    "with every seat filled the block changes nothing: the panel is odd already, its head is itself, its share too",
  ],
  [
    `${core} _settle: if ([pooled != 0]) _pool += uint128(pooled); => true`,
    "adding nothing is what not adding does; only gas differs",
  ],
  [
    `${core} _reveal: _ballots[key] = bytes32(o.tag) | bytes32(uint256([1])); => 0`,
    "nothing reads the lowest bit: that a ballot is open stands in the bitmap",
  ],
  [
    `${core} _reveal: _ballots[key] = bytes32(o.tag) | bytes32(uint256([1])); => 2`,
    "nothing reads the lower half: a tag is the upper one",
  ],
  [
    `${core} extend: (c.share, c.set, c.maskedClass, c.confidence) = ([0], 0, 0, 0); => 1`,
    "the share is written by the next draw before anything reads it: an open case shows no bounty",
  ],
  [`${core} _fromPool: if ([part > paid]) part = paid; => (part >= paid)`, "at equality both are the same number"],
  [
    `${core} _admission: if ([least < n]) least = n; // never a case that pays nothing => (least <= n)`,
    "at equality both are the same number",
  ],
  [
    `${core} skipReport: _drawPanel(caseId, c, Bounty.ONE, [0]); => 1`,
    "the share is the whole already, and the deposit is at least one unit for each seat",
  ],
  [
    "contracts/libraries/Ballot.sol plurality: for (uint256 j = i + 1; [j < seats]; ++j) if (tags[j] == tags[i]) ++equal; => (j <= seats)",
    "behind at most seven seats the list of eight is empty, and an empty tag is like no other",
  ],
  [
    "contracts/Timeline.sol _tags: for (uint256 i = 0; [revealed >> i] != 0; ++i) { => (revealed << i)",
    "it looks at more places, of which none beyond the bitmap is set",
  ],
  [
    "contracts/Timeline.sol _key: return SeatKey.wrap((CaseId.unwrap(caseId) << [16]) | (wave << 8) | seat); => 15",
    "of the wave's byte two bits are used, so that keys stay distinct",
  ],
  [
    "contracts/libraries/Sortition.sol counted: if ([reputation > Reputation.MOST]) reputation = Reputation.MOST; => (reputation >= Reputation.MOST)",
    "at equality both are the same number",
  ],
  [
    "contracts/libraries/Sortition.sol draw: uint256 tries = TRIES + ([registry < WALK] ? registry : WALK); => (registry <= WALK)",
    "at equality both are the same number",
  ],
  [
    "contracts/libraries/Bounty.sol share: uint256 uncertainty = [confidence <= ONE / 2] ? ONE : 2 * (ONE - confidence); => (confidence < ONE / 2)",
    "at one half both are the whole",
  ],
  [
    "contracts/data/AccessToken.sol _order: if ([from < block.timestamp]) from = block.timestamp; => (from <= block.timestamp)",
    "at equality both are the same number",
  ],
  [
    "contracts/libraries/Sortition.sol counted: if (reputation > Reputation.MOST) reputation = [Reputation.MOST]; => (Reputation.MOST + 1)",
    "the most wins with every ticket already",
  ],
  [
    "contracts/libraries/Sortition.sol draw: if ([panel.contains(id) || (again && (d.earlier[0].contains(id) || d.earlier[1].contains(id)))]) continue; => ((again && (d.earlier[0].contains(id) || d.earlier[1].contains(id))))",
    "who is on the panel has an institution on the list, and is passed over for that; looking first saves reading the doctor",
  ],
  [
    "contracts/office/Doctors.sol _admit: (doctor.licence.institution, doctor.licence.expiry) = (institution, uint32([expiry < latest] ? expiry : latest)); => (expiry <= latest)",
    "at equality both are the same number",
  ],
  [
    "contracts/data/AccessToken.sol _pay: if (p.deadline != [0]) { => 1",
    "a permit with this deadline is long over, and whether it succeeds is not asked; only gas differs",
  ],
]);
