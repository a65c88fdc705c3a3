import { expect } from "chai";
import { playWorld } from "./differential.ts";

const CASES = Number(process.env.CASES ?? 1_000);
const PER_WORLD = Math.min(40, CASES);
const SEED = Number(process.env.SEED ?? 1);

const EVERY_CALL = [
  ...["openCase", "openCaseFor", "extend", "cancel", "report", "skipReport", "reseed", "commit", "commitBatch", "flag"],
  ...[
    "decline",
    "replaceMissing",
    "snitch",
    "presentAcceptance",
    "reveal",
    "settle",
    "close",
    "rejectDealing",
    "register",
    "setTerms",
  ],
  ...[
    "setAvailable",
    "renewLicence",
    "suspend",
    "addBond",
    "removeBond",
    "bondPair",
    "leavePair",
    "withdraw",
    "revoke",
  ],
];

describe("contracts: the reference model", () => {
  it(`agrees with the contracts to the wei over ${CASES} random cases`, async () => {
    const ends = new Map<string, number>();
    const calls = new Map<string, number>();
    for (let world = 0; world * PER_WORLD < CASES; world++) {
      const played = await playWorld(SEED + world, PER_WORLD);
      for (const c of played.world.cases) ends.set(c.state, (ends.get(c.state) ?? 0) + 1);
      for (const { call } of played.actions) calls.set(call.fn, (calls.get(call.fn) ?? 0) + 1);
    }
    // A run too short to see everything still has to agree.
    if (CASES < 400) return;
    for (const state of ["Settled", "Refunded", "Cancelled", "Unavailable", "Rejected"])
      expect(ends.get(state), state).to.be.above(CASES / 100);
    for (const fn of EVERY_CALL) expect(calls.get(fn), fn).to.be.above(0);
  }).timeout(0);
});
