/** What the contracts hold, as plain data. Money in the token's smallest unit, times in seconds. */

export interface Parameters {
  seedDelay: number;
  reportTime: number;
  commitTime: number;
  grace: number;
  revealTime: number;
  closeTime: number;
  floorShare: bigint;
  readingShare: bigint;
  wrongSlash: bigint;
  silentSlash: bigint;
  minBond: bigint;
  pairBond: bigint;
}

export interface Licence {
  person: number;
  institution: number;
  expiry: number;
  forged?: boolean;
}

export interface Doctor {
  account: string;
  reputation: number;
  active: number;
  cap: number;
  available: boolean;
  week: number;
  gained: number;
  bond: bigint;
  expiry: number;
  institution: number;
  ask: bigint;
  since: number;
}

/** A ballot is bound to everything in it; two are the same exactly if all of it is. */
export interface Ballot {
  caseId: number;
  wave: number;
  doctor: string;
  tag: bigint;
  salt: number;
}

export interface Seat {
  doctor: number;
  vote?: "committed" | "flagged" | "voided";
  /** what the commitment opens to; `noise` opens to nothing */
  ballot?: Ballot | "noise";
  revealed?: bigint;
  accepted: boolean;
}

export const STATES = [
  "None",
  "Open",
  "Voting",
  "Settled",
  "NoQuorum",
  "Refunded",
  "Cancelled",
  "Unavailable",
  "Rejected",
] as const;
export type StateName = (typeof STATES)[number];
export const isTerminal = (state: StateName): boolean => !["None", "Open", "Voting", "NoQuorum"].includes(state);

export interface CaseState {
  id: number;
  state: StateName;
  patient: string;
  pair: number;
  model: number;
  requested: number;
  wave: number;
  /** deposit for the seats; after a vote without quorum what is left of it */
  maximum: bigint;
  /** 0: no report */
  confidence: number;
  set: number;
  maskedClass: number;
  /** bounty / maximum, basis points */
  share: bigint;
  openedAt: number;
  seedBlock: number;
  registry: number;
  reseeded: boolean;
  commitEnd: number;
  closeEnd: number;
  seats: Seat[];
  /** doctors who gave a seat back or lost it */
  former: number[];
  /** what the patient of an ended case may still claim */
  refund: bigint;
  /** doctors of earlier waves */
  earlier: number[];
}

export interface Pair {
  signers: readonly [string, string];
  fee: bigint;
  active: boolean;
  /** of all reports so far, both parties together */
  earned: bigint;
  /** per party */
  stakes: readonly [Stake, Stake];
}
export interface Stake {
  bond: bigint;
  leaving: bigint;
  leavesAt: number;
  /** of the fees */
  taken: bigint;
}
export interface Model {
  minSeatPay: bigint;
  labels: number;
  active: boolean;
}

export interface World {
  readonly p: Parameters;
  readonly pairs: Pair[];
  readonly models: Model[];
  paused: boolean;
  readonly doctors: Doctor[];
  readonly cases: CaseState[];
  /** what `withdraw` pays, per account */
  readonly credits: Map<string, bigint>;
  /** token balance per account; the contract's own under `core` */
  readonly tokens: Map<string, bigint>;
  pool: bigint;
  readonly licences: Map<string, Licence>;
  /** cases opened by the patient's signature */
  readonly openings: Map<string, number>;
  readonly holders: Map<number, string>;
  /** by what they say */
  readonly revoked: Set<string>;
}

/** When and by whom an action happens. `seedOf` is the hash of a block, or undefined if it is out of reach. */
export interface Moment {
  readonly by: string;
  readonly time: number;
  readonly block: number;
  seedOf(block: number): string | undefined;
}

/** The call is refused; the contract may name any of the reasons that hold. */
export class Refusal extends Error {
  readonly names: readonly string[];
  constructor(names: readonly string[]) {
    super(names.join(" or "));
    this.names = names;
  }
}

export function refuseIf(...reasons: readonly (readonly [boolean, string])[]): void {
  const names = reasons.filter(([holds]) => holds).map(([, name]) => name);
  if (names.length > 0) throw new Refusal(names);
}

export const CORE = "core";

export function credit(w: World, account: string, amount: bigint): void {
  w.credits.set(account, (w.credits.get(account) ?? 0n) + amount);
}

export function transfer(w: World, from: string, to: string, amount: bigint): void {
  const has = w.tokens.get(from) ?? 0n;
  refuseIf([has < amount, "ERC20InsufficientBalance"]);
  w.tokens.set(from, has - amount);
  w.tokens.set(to, (w.tokens.get(to) ?? 0n) + amount);
}
