import { inState } from "./opening.ts";
import { ceilDiv, gain, LOSS, majority, move, ONE, seatPayOf } from "./rules.ts";
import {
  type CaseState,
  CORE,
  credit,
  isTerminal,
  type Moment,
  refuseIf,
  type Seat,
  transfer,
  type World,
} from "./state.ts";
import { isComplete, revealEnd } from "./times.ts";

/** How a case ends, and what each seat gets of it. */

interface End {
  pay?: bigint;
  reputation?: number;
  /** of the bond, basis points */
  slash?: bigint;
}

/** A doctor leaves the seat: what is taken from the bond goes to the pool. */
export function endSeat(w: World, m: Moment, seat: Seat, end: End): void {
  const doctor = w.doctors[seat.doctor - 1];
  doctor.active--;
  move(doctor, m.time, end.reputation ?? 0);
  if (end.pay) credit(w, doctor.account, end.pay);
  if (!end.slash) return;
  const slashed = (doctor.bond * end.slash) / ONE;
  doctor.bond -= slashed;
  w.pool += slashed;
  if (doctor.bond < w.p.minBond / 2n) doctor.available = false;
}

const seatPay = (c: CaseState): bigint => seatPayOf(c.maximum, c.share, c.seats.length);
const readingFee = (w: World, c: CaseState): bigint => (seatPay(c) * w.p.readingShare) / ONE;

export function settle(w: World, m: Moment, caseId: number): void {
  const c = inState(w, caseId, "Voting");
  refuseIf([!isComplete(c) && m.time <= revealEnd(w, c), "TooEarly"]);
  settleNow(w, m, c);
}

export function settleNow(w: World, m: Moment, c: CaseState): void {
  const winner = majority(c);
  // The pool as it was: what this case adds pays the next ones.
  const poolBefore = w.pool;
  const ends = c.seats.map((seat) => (seat.vote === "voided" ? {} : howItEnded(w, c, seat, winner?.tag)));
  const paid = ends.reduce((sum, { pay = 0n }) => sum + pay, 0n);
  c.seats.forEach((seat, i) => {
    if (seat.vote !== "voided") endSeat(w, m, seat, ends[i]);
  });
  if (winner) {
    const bounty = seatPay(c) * BigInt(c.seats.length);
    w.pool += bounty - paid;
    Object.assign(c, { state: "Settled", refund: c.maximum - bounty });
    return;
  }
  const part = c.confidence === 0 ? 0n : ceilDiv(poolBefore, 64n);
  const fromPool = part < paid ? part : paid;
  w.pool -= fromPool;
  c.maximum -= paid - fromPool;
  Object.assign(c, { state: "NoQuorum", closeEnd: m.time + w.p.closeTime });
}

function howItEnded(w: World, c: CaseState, seat: Seat, winner: bigint | undefined): End {
  if (seat.vote === "flagged") return {};
  if (seat.revealed === undefined) {
    if (seat.vote === "committed" || seat.accepted) return { reputation: -LOSS.silent, slash: w.p.silentSlash };
    return { reputation: -LOSS.declined };
  }
  if (winner === undefined || seat.revealed <= 2n) return { pay: readingFee(w, c) };
  if (seat.revealed === winner) return { pay: seatPay(c), reputation: gain(c.share) };
  return { reputation: -LOSS.wrong, slash: w.p.wrongSlash };
}

export function close(w: World, m: Moment, caseId: number): void {
  const c = inState(w, caseId, "NoQuorum");
  refuseIf([m.time <= c.closeEnd, "TooEarly"]);
  Object.assign(c, { state: "Refunded", refund: c.maximum });
}

export function claimRefund(w: World, m: Moment, caseId: number, to: string): void {
  const c = w.cases[caseId - 1];
  refuseIf([c?.patient !== m.by, "NotPatient"]);
  refuseIf([!isTerminal(c.state), "WrongState"]);
  refuseIf([c.refund === 0n, "NothingToWithdraw"]);
  transfer(w, CORE, to, c.refund);
  c.refund = 0n;
}

/** A majority says that there was nothing to read: whoever looked gets the reading fee, nobody is punished. */
export function endUnavailable(w: World, m: Moment, c: CaseState): void {
  let paid = 0n;
  for (const seat of c.seats) {
    if (seat.vote === "voided") continue;
    const looked = seat.vote !== undefined;
    endSeat(w, m, seat, looked ? { pay: readingFee(w, c) } : {});
    if (looked) paid += readingFee(w, c);
  }
  Object.assign(c, { state: "Unavailable", refund: c.maximum - paid });
}
