import { CORE, credit, type Moment, refuseIf, type Stake, transfer, type World } from "./state.ts";

/** What the parties of a pair have at stake. Each exported function is one external call. */

const DAY = 86_400;

export interface Party {
  pair: number;
  party: number;
}

function stakeOf(w: World, { pair, party }: Party): { signer: string; stake: Stake } {
  const p = w.pairs[pair - 1];
  refuseIf([p === undefined || party > 1, "NotTheParty"]);
  return { signer: p.signers[party], stake: p.stakes[party] };
}

export function bondPair(w: World, m: Moment, of: Party, amount: bigint): void {
  const { stake } = stakeOf(w, of);
  transfer(w, m.by, CORE, amount);
  stake.bond += amount;
}

export function leavePair(w: World, m: Moment, of: Party, amount: bigint): void {
  const { signer, stake } = stakeOf(w, of);
  refuseIf([signer !== m.by, "NotTheParty"], [amount === 0n || amount > stake.bond, "BondTooSmall"]);
  stake.bond -= amount;
  Object.assign(stake, { leaving: stake.leaving + amount, leavesAt: m.time + 30 * DAY });
}

export function takePairBond(w: World, m: Moment, of: Party, to: string): void {
  const { signer, stake } = stakeOf(w, of);
  refuseIf(
    [signer !== m.by, "NotTheParty"],
    [stake.leaving === 0n, "NothingLeaving"],
    [m.time <= stake.leavesAt, "TooEarly"],
  );
  transfer(w, CORE, to, stake.leaving);
  stake.leaving = 0n;
}

export const feesDue = (w: World, { pair, party }: Party): bigint =>
  (w.pairs[pair - 1].earned + 1n - BigInt(party)) / 2n - w.pairs[pair - 1].stakes[party].taken;

export function takeFees(w: World, m: Moment, of: Party, to: string): void {
  const { signer, stake } = stakeOf(w, of);
  const due = feesDue(w, of);
  refuseIf([signer !== m.by, "NotTheParty"], [due === 0n, "NothingToWithdraw"]);
  transfer(w, CORE, to, due);
  stake.taken += due;
}

export interface Evidence {
  caseId: number;
  /** the two reports name the same case and wave */
  sameCase: boolean;
  sameReport: boolean;
  /** both by the party, and not by somebody else */
  genuine: boolean;
}

export function proveEquivocation(w: World, m: Moment, of: Party, e: Evidence): void {
  refuseIf([!e.sameCase, "OtherCase"], [e.sameCase && e.sameReport, "SameReport"]);
  const { stake } = stakeOf(w, of);
  refuseIf([!e.genuine, "WrongSignature"]);
  const slashed = stake.bond + stake.leaving;
  Object.assign(stake, { bond: 0n, leaving: 0n });
  credit(w, m.by, slashed / 4n);
  w.pool += slashed - slashed / 4n;
}
