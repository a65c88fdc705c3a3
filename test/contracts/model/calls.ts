import {
  addBond,
  naming,
  register,
  removeBond,
  renewLicence,
  setAvailable,
  setTerms,
  suspend,
  type Terms,
  withdraw,
} from "./doctors.ts";
import { claimRefund, close, settle } from "./ending.ts";
import {
  cancel,
  extend,
  openCase,
  openCaseFor,
  type Reported,
  type Request,
  rejectDealing,
  report,
  reseed,
  type Signed,
  skipReport,
} from "./opening.ts";
import { bondPair, type Evidence, leavePair, type Party, proveEquivocation, takeFees, takePairBond } from "./stakes.ts";
import { type Ballot, type Licence, type Moment, refuseIf, type World } from "./state.ts";
import {
  type Acceptance,
  type Commit,
  commit,
  commitBatch,
  decline,
  flag,
  type Opening,
  presentAcceptance,
  replaceMissing,
  reveal,
  snitch,
} from "./voting.ts";

/** Every external call that moves money or state, with what the model needs to know about its arguments. */
export type Call =
  | { fn: "openCase"; request: Request }
  | { fn: "openCaseFor"; request: Request; signed: Signed }
  | { fn: "extend"; caseId: number; request: Request }
  | { fn: "cancel" | "skipReport" | "reseed" | "settle" | "close"; caseId: number }
  | { fn: "report"; caseId: number; reported: Reported }
  | { fn: "rejectDealing"; caseId: number; set: number; signed: boolean }
  | { fn: "commit"; caseId: number; commit: Commit }
  | { fn: "commitBatch"; caseId: number; commits: Commit[] }
  | { fn: "flag" | "decline" | "replaceMissing"; caseId: number; seat: number }
  | { fn: "snitch"; caseId: number; seat: number; shown: Ballot }
  | { fn: "presentAcceptance"; caseId: number; acceptance: Acceptance }
  | { fn: "reveal"; caseId: number; ownCodebook: boolean; openings: Opening[] }
  | { fn: "register"; terms: Terms; bond: bigint; licence: Licence }
  | { fn: "setTerms"; terms: Terms }
  | { fn: "setAvailable"; available: boolean }
  | { fn: "renewLicence"; licence: Licence }
  | { fn: "revoke"; licence: Licence; doctor: string }
  | { fn: "suspend"; id: number }
  | { fn: "addBond"; amount: bigint }
  | { fn: "removeBond"; amount: bigint; to: string }
  | { fn: "bondPair" | "leavePair"; of: Party; amount: bigint }
  | { fn: "takePairBond" | "takeFees"; of: Party; to: string }
  | { fn: "proveEquivocation"; of: Party; evidence: Evidence }
  | { fn: "claimRefund"; caseId: number; to: string }
  | { fn: "withdraw"; to: string }
  | { fn: "pauseNewCases"; paused: boolean };

/** One step of a random case: first time and blocks pass, then somebody calls. */
export interface Action {
  readonly by: string;
  /** seconds since the last action, at least 1 */
  readonly wait: number;
  /** empty blocks before it */
  readonly mine: number;
  readonly call: Call;
}

export interface Roles {
  readonly guardian: string;
  readonly issuer: string;
}

type Of<F extends Call["fn"]> = Extract<Call, { fn: F }>;
type Rules = { [F in Call["fn"]]: (w: World, m: Moment, call: Of<F>, roles: Roles) => void };

const RULES: Rules = {
  openCase: (w, m, { request }) => openCase(w, m, request),
  openCaseFor: (w, m, { request, signed }) => openCaseFor(w, m, request, signed),
  extend: (w, m, { caseId, request }) => extend(w, m, caseId, request),
  cancel: (w, m, { caseId }) => cancel(w, m, caseId),
  report: (w, m, { caseId, reported }) => report(w, m, caseId, reported),
  rejectDealing: (w, m, { caseId, signed }) => rejectDealing(w, m, caseId, signed),
  skipReport: (w, m, { caseId }) => skipReport(w, m, caseId),
  reseed: (w, m, { caseId }) => reseed(w, m, caseId),
  commit: (w, m, call) => commit(w, m, call.caseId, call.commit),
  commitBatch: (w, m, { caseId, commits }) => commitBatch(w, m, caseId, commits),
  flag: (w, m, { caseId, seat }) => flag(w, m, caseId, seat),
  decline: (w, m, { caseId, seat }) => decline(w, m, caseId, seat),
  replaceMissing: (w, m, { caseId, seat }) => replaceMissing(w, m, caseId, seat),
  snitch: (w, m, { caseId, seat, shown }) => snitch(w, m, caseId, seat, shown),
  presentAcceptance: (w, m, { caseId, acceptance }) => presentAcceptance(w, m, caseId, acceptance),
  reveal: (w, m, { caseId, ownCodebook, openings }) => reveal(w, m, caseId, ownCodebook, openings),
  settle: (w, m, { caseId }) => settle(w, m, caseId),
  close: (w, m, { caseId }) => close(w, m, caseId),
  claimRefund: (w, m, { caseId, to }) => claimRefund(w, m, caseId, to),
  register: (w, m, { terms, bond, licence }) => register(w, m, terms, bond, licence),
  setTerms: (w, m, { terms }) => setTerms(w, m, terms),
  setAvailable: (w, m, { available }) => setAvailable(w, m, available),
  renewLicence: (w, m, { licence }) => renewLicence(w, m, licence),
  revoke(w, m, { licence, doctor }, { issuer }) {
    refuseIf([m.by !== issuer, "NotIssuer"]);
    w.revoked.add(naming(doctor, licence));
  },
  suspend: (w, m, { id }) => suspend(w, m, id),
  addBond: (w, m, { amount }) => addBond(w, m, amount),
  removeBond: (w, m, { amount, to }) => removeBond(w, m, amount, to),
  bondPair: (w, m, { of, amount }) => bondPair(w, m, of, amount),
  leavePair: (w, m, { of, amount }) => leavePair(w, m, of, amount),
  takePairBond: (w, m, { of, to }) => takePairBond(w, m, of, to),
  takeFees: (w, m, { of, to }) => takeFees(w, m, of, to),
  proveEquivocation: (w, m, { of, evidence }) => proveEquivocation(w, m, of, evidence),
  withdraw: (w, m, { to }) => withdraw(w, m, to),
  pauseNewCases(w, m, { paused }, { guardian }) {
    refuseIf([m.by !== guardian, "NotGuardian"]);
    w.paused = paused;
  },
};

/** @throws Refusal, and then nothing has changed */
export function apply(w: World, m: Moment, call: Call, roles: Roles): void {
  const rule = RULES[call.fn] as (w: World, m: Moment, call: Call, roles: Roles) => void;
  // A batch is refused as a whole, also when some of it was fine.
  const before = call.fn === "commitBatch" || call.fn === "reveal" ? structuredClone(w) : undefined;
  try {
    rule(w, m, call, roles);
  } catch (error) {
    if (before) Object.assign(w, before);
    throw error;
  }
}
