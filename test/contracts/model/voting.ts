import { endSeat, endUnavailable, settleNow } from "./ending.ts";
import { inState } from "./opening.ts";
import { draw, LOSS, seatPayOf } from "./rules.ts";
import { type Ballot, type CaseState, credit, type Moment, refuseIf, type Seat, type World } from "./state.ts";
import { everyoneVoted, isComplete, revealEnd, revealStart } from "./times.ts";

/** From the panel to the last opening. Each exported function but the times is one external call. */

function seated(c: CaseState, at: number): Seat {
  const seat = c.seats[at];
  refuseIf([seat === undefined || seat.vote === "voided", "NotSeated"]);
  return seat;
}

const mayVote = (w: World, m: Moment, c: CaseState, seat: Seat) =>
  [
    [seat.vote !== undefined, "AlreadyVoted"],
    [m.time >= c.commitEnd + w.p.grace, "TooLate"],
  ] as const;

function startReveal(m: Moment, c: CaseState): void {
  if (everyoneVoted(c)) c.commitEnd = m.time;
}

export interface Commit {
  seat: number;
  ballot: Ballot | "noise" | "empty";
  backup: number;
  /** of a relayed commit: whether the seat's doctor signed it */
  signed?: boolean;
}

function commitOne(w: World, m: Moment, c: CaseState, x: Commit, by: string): void {
  const seat = seated(c, x.seat);
  const { account, expiry } = w.doctors[seat.doctor - 1];
  refuseIf(
    [x.signed === undefined && account !== by, "NotSeated"],
    [expiry < m.time, "LicenceOver"],
    [x.signed === false, "WrongSignature"],
    [x.ballot === "empty", "EmptyCommitment"],
    [x.backup > 512, "BackupTooLong"],
    ...mayVote(w, m, c, seat),
  );
  Object.assign(seat, { vote: "committed", ballot: x.ballot });
  startReveal(m, c);
}

export const commit = (w: World, m: Moment, caseId: number, x: Commit): void =>
  commitOne(w, m, inState(w, caseId, "Voting"), x, m.by);

export function commitBatch(w: World, m: Moment, caseId: number, commits: readonly Commit[]): void {
  const c = inState(w, caseId, "Voting");
  for (const x of commits) commitOne(w, m, c, x, m.by);
}

function ownSeat(w: World, m: Moment, caseId: number, at: number, licensed: boolean): { c: CaseState; seat: Seat } {
  const c = inState(w, caseId, "Voting");
  const seat = seated(c, at);
  const { account, expiry } = w.doctors[seat.doctor - 1];
  refuseIf([account !== m.by, "NotSeated"], [licensed && expiry < m.time, "LicenceOver"], ...mayVote(w, m, c, seat));
  return { c, seat };
}

export function flag(w: World, m: Moment, caseId: number, at: number): void {
  const { c, seat } = ownSeat(w, m, caseId, at, true);
  seat.vote = "flagged";
  if (2 * c.seats.filter((s) => s.vote === "flagged").length > c.seats.length) endUnavailable(w, m, c);
  else startReveal(m, c);
}

export function decline(w: World, m: Moment, caseId: number, at: number): void {
  const { c, seat } = ownSeat(w, m, caseId, at, false);
  endSeat(w, m, seat, { reputation: -LOSS.declined });
  passOn(w, m, c, seat);
}

/** To the next of the sequence, or to nobody. */
function passOn(w: World, m: Moment, c: CaseState, seat: Seat): void {
  Object.assign(seat, { accepted: false, vote: undefined, ballot: undefined });
  const next = successor(w, m, c);
  if (next !== undefined) handOver(w, c, seat, next);
  else {
    seat.vote = "voided";
    startReveal(m, c);
  }
}

/** Shows the opening of somebody else's ballot: half of the bond, half of that to whoever shows it. */
export function snitch(w: World, m: Moment, caseId: number, at: number, shown: Ballot): void {
  const c = inState(w, caseId, "Voting");
  const seat = seated(c, at);
  const doctor = w.doctors[seat.doctor - 1];
  refuseIf(
    [seat.vote !== "committed", "NotCommitted"],
    [doctor.account === m.by, "OwnBallot"],
    [m.time >= revealStart(w, c), "TooLate"],
    [!opens(seat.ballot, shown), "WrongOpening"],
  );
  const slashed = doctor.bond / 2n;
  endSeat(w, m, seat, { reputation: -LOSS.silent, slash: 5_000n });
  credit(w, m.by, slashed / 2n);
  w.pool -= slashed / 2n;
  passOn(w, m, c, seat);
}

export function replaceMissing(w: World, m: Moment, caseId: number, at: number): void {
  const c = inState(w, caseId, "Voting");
  const seat = seated(c, at);
  const licensed = w.doctors[seat.doctor - 1].expiry >= m.time;
  refuseIf([licensed && m.time <= c.commitEnd, "TooEarly"], ...mayVote(w, m, c, seat));
  const next = successor(w, m, c);
  refuseIf([next === undefined, "NoReplacement"]);
  endSeat(
    w,
    m,
    seat,
    seat.accepted ? { reputation: -LOSS.silent, slash: w.p.silentSlash } : { reputation: -LOSS.declined },
  );
  seat.accepted = false;
  handOver(w, c, seat, next!);
}

/** The next of the sequence, past everyone who sits or has sat on this panel. */
function successor(w: World, m: Moment, c: CaseState): number | undefined {
  const seed = m.seedOf(c.seedBlock);
  if (c.former.length === 2 || seed === undefined) return undefined;
  if (m.time > c.commitEnd + Math.floor(w.p.grace / 2)) return undefined;
  const { share, patient, registry, openedAt, earlier } = c;
  const taken = [...c.seats.map((s) => s.doctor), ...c.former];
  const seatPay = seatPayOf(c.maximum, share, c.seats.length);
  return draw(w.doctors, { seed, count: 1, taken, earlier, seatPay, share, patient, registry, openedAt })[0];
}

function handOver(w: World, c: CaseState, seat: Seat, next: number): void {
  c.former.push(seat.doctor);
  seat.doctor = next;
  w.doctors[next - 1].active++;
}

export interface Acceptance {
  seat: number;
  doctor: string;
  wave: number;
  signed: boolean;
}

export function presentAcceptance(w: World, _m: Moment, caseId: number, a: Acceptance): void {
  const c = inState(w, caseId, "Voting");
  const seat = seated(c, a.seat);
  refuseIf(
    [w.doctors[seat.doctor - 1].account !== a.doctor || a.wave !== c.wave, "NotSeated"],
    [!a.signed, "WrongSignature"],
  );
  seat.accepted = true;
}

export interface Opening {
  seat: number;
  ballot: Ballot;
  /** whether the tag is a leaf of the case's tree, and the proof says so */
  proven: boolean;
}

export function reveal(w: World, m: Moment, caseId: number, ownCodebook: boolean, openings: readonly Opening[]): void {
  const c = inState(w, caseId, "Voting");
  refuseIf([m.time < revealStart(w, c), "TooEarly"], [m.time > revealEnd(w, c), "TooLate"]);
  for (const o of openings) {
    const seat = c.seats[o.seat];
    refuseIf([seat?.vote !== "committed", "NotCommitted"]);
    if (seat.revealed !== undefined) continue;
    const isConstant = o.ballot.tag === 1n || o.ballot.tag === 2n;
    refuseIf(
      [!opens(seat.ballot, o.ballot), "WrongOpening"],
      [!isConstant && !ownCodebook, "WrongCodebook"],
      [!isConstant && !o.proven, "NotInCodebook"],
    );
    seat.revealed = o.ballot.tag;
  }
  if (isComplete(c)) settleNow(w, m, c);
}

const opens = (sealed: Ballot | "noise" | undefined, b: Ballot): boolean =>
  typeof sealed === "object" &&
  sealed.caseId === b.caseId &&
  sealed.wave === b.wave &&
  sealed.doctor === b.doctor &&
  sealed.tag === b.tag &&
  sealed.salt === b.salt;
