import { AbiCoder, keccak256 } from "ethers";
import type { CaseState, Doctor } from "./state.ts";

/**
 * The arithmetic of price, reputation and draw, written from the documentation of the interfaces and not from the
 * Solidity: bigint for money, number for everything that is small.
 */

export const ONE = 10_000n;
export const WEEK = 604_800;
const START = 100;
const MOST = 400;
const WEEKLY = 100;
const CEILING = 1_000;
const DECAY = 2;
export const LOSS = { wrong: 8, silent: 16, declined: 2 };

/** Share of the maximum, basis points: floor + (1 - floor) * min(1, 2 (1 - confidence)), rounded down. */
export function priceShare(floorShare: bigint, confidence: number): bigint {
  const uncertainty = confidence <= 5_000 ? ONE : 2n * (ONE - BigInt(confidence));
  return floorShare + ((ONE - floorShare) * uncertainty) / ONE;
}

export const ceilDiv = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;
export const seatPayOf = (maximum: bigint, share: bigint, seats: number): bigint =>
  (maximum * share) / (ONE * BigInt(seats));

/** Points of an agreeing vote: 4 to 10, more for a dear case. */
export const gain = (share: bigint): number => 4 + Number((6n * share) / ONE);

/** Reputation at a time: what is above START wears off by DECAY a week. */
export function current(d: Doctor, time: number): number {
  const weeks = Math.floor(time / WEEK) - d.week;
  if (weeks <= 0 || d.reputation <= START) return d.reputation;
  return Math.max(START, d.reputation - weeks * DECAY);
}

export function move(d: Doctor, time: number, points: number): void {
  if (points === 0) return;
  const week = Math.floor(time / WEEK);
  if (week !== d.week) Object.assign(d, { reputation: current(d, time), week, gained: 0 });
  if (points < 0) d.reputation = Math.max(0, d.reputation + points);
  else {
    const allowed = Math.min(points, WEEKLY - d.gained, CEILING - d.reputation);
    d.reputation += allowed;
    d.gained += allowed;
  }
}

export interface Draw {
  readonly seed: string;
  readonly registry: number;
  readonly openedAt: number;
  readonly seatPay: bigint;
  /** bounty / maximum, basis points */
  readonly share: bigint;
  readonly patient: string;
  /** everyone who sits or has sat on the panel */
  readonly taken: readonly number[];
  /** everyone who sat on a panel of an earlier wave */
  readonly earlier: readonly number[];
  readonly count: number;
}

const TRIES = 128;
const WALK = 64;
const LOW_128 = (1n << 128n) - 1n;

/** The next `count` doctors of the seed's sequence, in order; fewer when the sequence ends first. */
export function draw(doctors: readonly Doctor[], d: Draw): number[] {
  if (d.registry === 0) return [];
  const weight = (reputation: number) => ONE * BigInt(MOST) + 3n * d.share * BigInt(Math.min(reputation, MOST));
  const chosen: number[] = [];
  const institutions = new Set(d.taken.map((id) => doctors[id - 1].institution));
  for (let i = 0; i < TRIES + Math.min(WALK, d.registry) && chosen.length < d.count; i++) {
    const word =
      i < TRIES
        ? BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "uint256"], [d.seed, i])))
        : (BigInt(d.seed) & LOW_128) + BigInt(i);
    const id = 1 + Number((i < TRIES ? word & LOW_128 : word) % BigInt(d.registry));
    const ticket = i < TRIES ? word >> 240n : 0n;
    const doctor = doctors[id - 1];
    if (d.taken.includes(id) || d.earlier.includes(id) || chosen.includes(id) || institutions.has(doctor.institution))
      continue;
    if (!doctor.available || doctor.active >= doctor.cap || doctor.account === d.patient) continue;
    if (doctor.since > d.openedAt || doctor.expiry <= d.openedAt || doctor.ask > d.seatPay) continue;
    if (ticket * weight(MOST) >= weight(current(doctor, d.openedAt)) << 16n) continue;
    chosen.push(id);
    institutions.add(doctor.institution);
  }
  return chosen;
}

/** Everyone whose tag more than half of the seats share, or nobody. */
export function majority(c: CaseState): { tag: bigint; votes: number } | undefined {
  const count = new Map<bigint, number>();
  for (const seat of c.seats) {
    if (seat.revealed === undefined || seat.revealed <= 2n) continue;
    count.set(seat.revealed, (count.get(seat.revealed) ?? 0) + 1);
  }
  for (const [tag, votes] of count) if (2 * votes > c.seats.length) return { tag, votes };
  return undefined;
}
