import { type Action, apply } from "./calls.ts";
import { CAST, wallets } from "./cast.ts";
import { newWorld, Player } from "./play.ts";
import { Random } from "./random.ts";
import { Stage } from "./stage.ts";
import { feesDue } from "./stakes.ts";
import { type CaseState, isTerminal, Refusal, type World } from "./state.ts";
import { words } from "./words.ts";

/** The model and the contracts side by side. */

const ACCOUNTS = [...wallets.keys()];

export class Mismatch extends Error {}

/** One world: what was done, and what the model says came of it. */
export interface Played {
  readonly world: World;
  readonly actions: readonly Action[];
  readonly refused: number;
}

const roles = { guardian: CAST.guardian.address, issuer: CAST.issuer.address };

/**
 * Looking costs more than acting, and what differs stays different until somebody looks: at the case and its people after
 * every call, or every few calls of a long run; at everybody from time to time, and at the end.
 */
const LOOK_EACH = Number(process.env.LOOK_EACH ?? 1);
const EVERYBODY_EACH = 24;

/** Does one action in both; compares the outcome, and what can be seen of it where it is this call's turn to look. */
async function step(w: World, stage: Stage, action: Action, turn: number): Promise<boolean> {
  const { call } = action;
  const caseId = "caseId" in call ? call.caseId : w.cases.length + 1;
  const m = await stage.pass(action.by, action.wait, action.mine, w.cases[caseId - 1]?.seedBlock);
  const sending = stage.encoder.call(w, call, action.by);
  let allowed: readonly string[] = [];
  try {
    apply(w, m, call, roles);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    allowed = error.names;
  }
  const said = await stage.send(m, sending);
  if (said === undefined ? allowed.length > 0 : !allowed.includes(said)) {
    throw new Mismatch(`${call.fn}: the contract says ${said ?? "yes"}, the model ${allowed.join(" or ") || "yes"}`);
  }
  if (turn % LOOK_EACH > 0) return said === undefined;
  const c = w.cases[caseId - 1];
  const cases = c ? [caseId] : [];
  if (turn % EVERYBODY_EACH === 0) await compare(w, stage, everyone(w), cases, ACCOUNTS);
  else {
    const caller = w.doctors.findIndex(({ account }) => account === action.by) + 1;
    const named = "id" in call ? [call.id] : [];
    const people = [caller, ...named, ...(c ? [...c.seats.map(({ doctor }) => doctor), ...c.former] : [])];
    const doctors = [...new Set(people)].filter((id) => id > 0 && id <= w.doctors.length);
    const accounts = c ? [action.by, c.patient, ...w.pairs[c.pair - 1].signers] : [action.by];
    await compare(w, stage, doctors, cases, accounts);
  }
  return said === undefined;
}

const everyone = (w: World): number[] => w.doctors.map((_, i) => i + 1);

async function compare(
  w: World,
  stage: Stage,
  doctors: readonly number[],
  cases: readonly number[],
  accounts: readonly string[],
): Promise<void> {
  const seen = await stage.look(doctors, cases, accounts);
  const expected = words(w, stage.time, doctors, cases, accounts, (b) => BigInt(stage.encoder.commitment(b)));
  if (seen.length !== expected.length) throw new Mismatch(`${seen.length} words, and not ${expected.length}`);
  const wrong = expected.flatMap(([name, value], i) =>
    seen[i] === value ? [] : `${name}: the contract has ${seen[i]}, the model ${value}`,
  );
  if (wrong.length > 0) throw new Mismatch(wrong.join("\n"));
}

/**
 * Plays one random world of several cases to the end, with everyone paid out.
 *
 * @param out who is out of order: what they would have done does not happen, until all is over and they claim their money
 * @throws Mismatch naming the seed and the last action, wherever model and contracts differ
 */
export async function playWorld(
  seed: number,
  cases: number,
  out: (a: Action) => boolean = () => false,
): Promise<Played> {
  const r = new Random(seed);
  const w = newWorld(r);
  const stage = await Stage.set(w);
  const player = new Player(r, w);
  const actions: Action[] = [];
  let refused = 0;
  const perform = async (action: Action): Promise<boolean> => {
    actions.push(action);
    const done = await step(w, stage, action, actions.length);
    if (!done) refused++;
    return done;
  };
  try {
    for (const action of player.newcomers(stage.time)) await perform(action);
    for (let steps = 0; w.cases.length < cases && steps < 60 * cases; steps++) {
      const action = player.next(stage.time, true);
      if (out(action)) continue;
      await perform(action);
      const pending = w.cases.find((c) => !isTerminal(c.state) && c.id < w.cases.length - 6);
      if (pending) await end(pending, player, stage, perform);
    }
    for (const c of w.cases) await end(c, player, stage, perform);
    await compare(
      w,
      stage,
      everyone(w),
      [...w.cases.keys()].map((i) => i + 1),
      ACCOUNTS,
    );
    for (const by of ACCOUNTS) {
      if ((w.credits.get(by) ?? 0n) > 0n) await perform({ by, wait: 1, mine: 0, call: { fn: "withdraw", to: by } });
    }
    for (const { id: caseId, patient: by, refund } of w.cases) {
      if (refund > 0n) await perform({ by, wait: 1, mine: 0, call: { fn: "claimRefund", caseId, to: by } });
    }
    for (const [i, { signers }] of w.pairs.entries()) {
      for (const [party, by] of signers.entries()) {
        const of = { pair: i + 1, party };
        if (feesDue(w, of) > 0n) await perform({ by, wait: 1, mine: 0, call: { fn: "takeFees", of, to: by } });
      }
    }
    await everyWei(w, stage);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw new Mismatch(`world ${seed}, action ${actions.length}: ${show(actions.at(-1))}\n${error.message}`);
  }
  return { world: w, actions, refused };
}

/** Strangers and time bring a case to its end: in few calls, whatever state it is in. */
async function end(
  c: CaseState,
  player: Player,
  stage: Stage,
  perform: (a: Action) => Promise<boolean>,
): Promise<void> {
  for (let calls = 0; !isTerminal(c.state); calls++) {
    if (calls === 8) throw new Mismatch(`case ${c.id} does not end: ${c.state}`);
    const action = player.finish(c, stage.time)!;
    if ((await perform(action)) || action.call.fn !== "skipReport") continue;
    await perform({ ...action, wait: 1, call: { fn: "reseed", caseId: c.id } });
  }
}

/** With everyone paid out, what is left is the pool and the bonds. */
async function everyWei(w: World, stage: Stage): Promise<void> {
  const [, , pool, balance] = await stage.look([], [], []);
  const stakes = w.pairs.flatMap((pair) => pair.stakes.map((s) => s.bond + s.leaving));
  const bonds = [...w.doctors.map((d) => d.bond), ...stakes].reduce((sum, bond) => sum + bond, 0n);
  if (balance !== pool + bonds) throw new Mismatch(`${balance} left, and not ${pool} + ${bonds}`);
}

export const show = (value: unknown): string => JSON.stringify(value, (_, v) => (typeof v === "bigint" ? `${v}n` : v));
