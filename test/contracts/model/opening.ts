import { ceilDiv, draw, ONE, priceShare, seatPayOf } from "./rules.ts";
import { type CaseState, CORE, credit, type Moment, refuseIf, type StateName, transfer, type World } from "./state.ts";

/** From the deposit to the panel. Each exported function but the helpers is one external call. */

export interface Request {
  pair: number;
  model: number;
  seats: number;
  maximum: bigint;
  emptyCommitment?: boolean;
}

export interface Reported {
  confidence: number;
  set: number;
  maskedClass: number;
  /** both parties have signed exactly this */
  signed: boolean;
}

export function inState(w: World, caseId: number, state: StateName): CaseState {
  const c = w.cases[caseId - 1];
  refuseIf([c?.state !== state, "WrongState"]);
  return c;
}

export const reportEnd = (w: World, c: CaseState): number => c.openedAt + w.p.reportTime;
const feeOf = (w: World, c: CaseState): bigint => w.pairs[c.pair - 1].fee;

function admission(w: World, r: Request): bigint {
  const pair = w.pairs[r.pair - 1];
  const model = w.models[r.model - 1];
  refuseIf(
    [w.paused, "NewCasesArePaused"],
    [!pair?.active, "UnknownPair"],
    [!model?.active, "UnknownModel"],
    [![3, 5, 7].includes(r.seats), "WrongSeats"],
    [pair?.active === true && pair.stakes.some((stake) => stake.bond < w.p.pairBond), "PairNotBonded"],
  );
  const seats = BigInt(r.seats);
  refuseIf(
    [r.emptyCommitment === true, "EmptyCommitment"],
    [r.maximum < model.minSeatPay * seats || r.maximum < seats, "BountyTooSmall"],
  );
  return pair.fee;
}

/** What every wave starts with. */
const freshWave = (w: World, m: Moment, r: Request) => ({
  state: "Open" as const,
  pair: r.pair,
  model: r.model,
  requested: r.seats,
  maximum: r.maximum,
  confidence: 0,
  set: 0,
  maskedClass: 0,
  share: 0n,
  openedAt: m.time,
  seedBlock: m.block + w.p.seedDelay,
  registry: w.doctors.length,
  reseeded: false,
  commitEnd: 0,
  closeEnd: 0,
  seats: [],
  former: [],
});

function open(w: World, m: Moment, patient: string, r: Request): void {
  const fee = admission(w, r);
  transfer(w, patient, CORE, r.maximum + fee);
  w.cases.push({ id: w.cases.length + 1, patient, wave: 1, earlier: [], refund: 0n, ...freshWave(w, m, r) });
}

export const openCase = (w: World, m: Moment, r: Request): void => open(w, m, m.by, r);

export interface Signed {
  patient: string;
  index: number;
  expiry: number;
  /** by the patient, and not by somebody else */
  genuine: boolean;
}

export function openCaseFor(w: World, m: Moment, r: Request, s: Signed): void {
  const used = w.openings.get(s.patient) ?? 0;
  refuseIf([m.time > s.expiry, "TooLate"], [!s.genuine || s.index !== used, "WrongSignature"]);
  open(w, m, s.patient, r);
  w.openings.set(s.patient, used + 1);
}

export function extend(w: World, m: Moment, caseId: number, r: Request): void {
  const c = inState(w, caseId, "NoQuorum");
  refuseIf([m.by !== c.patient, "NotPatient"], [c.wave === 3, "TooManyWaves"], [m.time > c.closeEnd, "TooLate"]);
  const due = r.maximum + admission(w, r);
  if (due >= c.maximum) transfer(w, m.by, CORE, due - c.maximum);
  else credit(w, m.by, c.maximum - due);
  const earlier = [...c.earlier, ...c.seats.map((seat) => seat.doctor), ...c.former];
  Object.assign(c, { wave: c.wave + 1, earlier }, freshWave(w, m, r));
}

export function cancel(w: World, m: Moment, caseId: number): void {
  const c = inState(w, caseId, "Open");
  refuseIf([m.by !== c.patient, "NotPatient"], [m.block > c.seedBlock, "TooLate"]);
  Object.assign(c, { state: "Cancelled", refund: c.maximum + feeOf(w, c) });
}

const seedProblems = (m: Moment, c: CaseState) =>
  [
    [m.block <= c.seedBlock, "SeedPending"],
    [m.block > c.seedBlock && m.seedOf(c.seedBlock) === undefined, "SeedLost"],
  ] as const;

export function report(w: World, m: Moment, caseId: number, r: Reported): void {
  const c = inState(w, caseId, "Open");
  const pair = w.pairs[c.pair - 1];
  const { labels, minSeatPay } = w.models[c.model - 1];
  refuseIf(
    [r.confidence === 0 || r.confidence > 10_000 || r.confidence % 250 !== 0, "ConfidenceOutOfRange"],
    [r.maskedClass >= labels, "ClassOutOfRange"],
    [!r.signed, "WrongSignature"],
    ...seedProblems(m, c),
  );
  Object.assign(c, { confidence: r.confidence, set: r.set, maskedClass: r.maskedClass });
  pair.earned += pair.fee;
  drawPanel(w, m, c, priceShare(w.p.floorShare, r.confidence), minSeatPay);
}

export function skipReport(w: World, m: Moment, caseId: number): void {
  const c = inState(w, caseId, "Open");
  refuseIf([m.time <= reportEnd(w, c), "TooEarly"], ...seedProblems(m, c));
  credit(w, c.patient, feeOf(w, c));
  drawPanel(w, m, c, ONE, 0n);
}

/** Both parties have signed that the patient's material is forged: all of the deposit is lost. */
export function rejectDealing(w: World, m: Moment, caseId: number, signed: boolean): void {
  const c = inState(w, caseId, "Open");
  const pair = w.pairs[c.pair - 1];
  refuseIf([m.block <= c.seedBlock, "SeedPending"], [!signed, "WrongSignature"]);
  pair.earned += pair.fee;
  w.pool += c.maximum;
  Object.assign(c, { state: "Rejected", refund: 0n });
}

export function reseed(w: World, m: Moment, caseId: number): void {
  const c = inState(w, caseId, "Open");
  refuseIf(
    [m.block <= c.seedBlock, "SeedPending"],
    [m.block > c.seedBlock && m.seedOf(c.seedBlock) !== undefined, "SeedAvailable"],
  );
  if (!c.reseeded) return void Object.assign(c, { reseeded: true, seedBlock: m.block + w.p.seedDelay });
  Object.assign(c, { state: "Refunded", refund: c.maximum + feeOf(w, c) });
}

function drawPanel(w: World, m: Moment, c: CaseState, price: bigint, minSeatPay: bigint): void {
  const { maximum, patient, registry, openedAt, earlier, requested } = c;
  const least = ceilDiv(minSeatPay * BigInt(requested) * ONE, maximum);
  let share = price < least ? least : price;
  const seed = m.seedOf(c.seedBlock)!;
  const seatPay = seatPayOf(maximum, share, requested);
  const chosen = draw(w.doctors, {
    seed,
    seatPay,
    share,
    patient,
    registry,
    openedAt,
    earlier,
    taken: [],
    count: requested,
  });
  if (chosen.length < 3) {
    Object.assign(c, { state: "Refunded", refund: maximum });
    return;
  }
  // a panel is odd
  if (chosen.length % 2 === 0) chosen.pop();
  if (chosen.length < requested) share = ceilDiv(share * BigInt(chosen.length), BigInt(requested));
  for (const id of chosen) w.doctors[id - 1].active++;
  Object.assign(c, {
    state: "Voting",
    share,
    commitEnd: m.time + w.p.commitTime,
    seats: chosen.map((doctor) => ({ doctor, accepted: false })),
  });
}
