import { reportEnd } from "./opening.ts";
import { current, seatPayOf } from "./rules.ts";
import { feesDue } from "./stakes.ts";
import { type Ballot, type CaseState, CORE, type Seat, STATES, type World } from "./state.ts";
import { revealEnd, revealStart } from "./times.ts";

/**
 * What `Lens` shows, as the model has it: the same words in the same order, each with a name.
 *
 * @param digestOf what a commitment must be, or undefined if it opens to nothing and may be anything
 */
export function words(
  w: World,
  time: number,
  doctors: readonly number[],
  cases: readonly number[],
  accounts: readonly string[],
  digestOf: (sealed: Ballot | "noise") => bigint,
): [string, bigint][] {
  const list: [string, bigint][] = [
    ["cases", BigInt(w.cases.length)],
    ["doctors", BigInt(w.doctors.length)],
    ["pool", w.pool],
    ["balance of the contract", w.tokens.get(CORE) ?? 0n],
  ];
  for (const id of doctors) {
    const d = w.doctors[id - 1];
    const add = (name: string, value: bigint | number) => list.push([`doctor ${id}: ${name}`, BigInt(value)]);
    add("account", BigInt(d.account));
    add("reputation", current(d, time));
    add("active", d.active);
    add("cap", d.cap);
    add("available", d.available ? 1 : 0);
    add("bond", d.bond);
    add("expiry", d.expiry);
    add("institution", d.institution);
    add("ask", d.ask);
    add("since", d.since);
  }
  for (const [i, { stakes }] of w.pairs.entries()) {
    for (const [party, { bond, leaving }] of stakes.entries()) {
      list.push([`pair ${i + 1}: bond of party ${party}`, bond]);
      list.push([`pair ${i + 1}: leaving of party ${party}`, leaving]);
      list.push([`pair ${i + 1}: fees of party ${party}`, feesDue(w, { pair: i + 1, party })]);
    }
  }
  for (const account of accounts) {
    list.push([`openings of ${account}`, BigInt(w.openings.get(account) ?? 0)]);
    list.push([`credit of ${account}`, w.credits.get(account) ?? 0n]);
    list.push([`tokens of ${account}`, w.tokens.get(account) ?? 0n]);
  }
  for (const id of cases) caseWords(w, w.cases[id - 1], list, digestOf);
  return list;
}

function caseWords(
  w: World,
  c: CaseState,
  list: [string, bigint][],
  digestOf: (sealed: Ballot | "noise") => bigint,
): void {
  const add = (name: string, value: bigint | number) => list.push([`case ${c.id}: ${name}`, BigInt(value)]);
  add("state", STATES.indexOf(c.state));
  add("patient", BigInt(c.patient));
  add("seats", c.seats.length || c.requested);
  add("wave", c.wave);
  add("replacements", c.former.length);
  add("maximum", c.maximum);
  const seatPay = seatPayOf(c.maximum, c.share, c.seats.length || 1);
  const isVoting = c.state === "Voting";
  add("bounty", isVoting || c.state === "Settled" ? seatPay * BigInt(c.seats.length) : 0);
  add("confidence", c.confidence);
  add("refund", c.refund);
  add("set", c.set);
  add("masked class", c.maskedClass);
  add("seed block", c.seedBlock);
  add("opened at", c.openedAt);
  add("report end", reportEnd(w, c));
  add("commit end", isVoting ? c.commitEnd : 0);
  add("reveal start", isVoting ? revealStart(w, c) : 0);
  add("reveal end", isVoting ? revealEnd(w, c) : 0);
  add("close end", c.state === "NoQuorum" ? c.closeEnd : 0);
  c.seats.forEach((seat, i) => {
    add(`seat ${i}: doctor`, seat.doctor);
    add(`seat ${i}: status`, statusOf(seat));
    add(`seat ${i}: accepted`, seat.accepted ? 1 : 0);
    const sealed = seat.vote === "committed" && seat.revealed === undefined;
    add(`seat ${i}: commitment`, sealed ? digestOf(seat.ballot!) : 0n);
    add(`seat ${i}: tag`, seat.revealed ?? 0n);
  });
}

function statusOf(seat: Seat): number {
  if (seat.vote === "voided") return 4;
  if (seat.vote === "flagged") return 3;
  if (seat.revealed !== undefined) return 2;
  return seat.vote === "committed" ? 1 : 0;
}
