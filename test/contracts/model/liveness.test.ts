import { expect } from "chai";
import type { Action } from "./calls.ts";
import { CAST } from "./cast.ts";
import { playWorld } from "./differential.ts";
import { isTerminal } from "./state.ts";

/**
 * Liveness: whoever of five is out of order, strangers and time bring every case to a terminal state in at most eight
 * calls, and everything can be claimed. `CASES` cases for each of the 31 combinations that `COMBINATIONS` names.
 */
const OUTAGES: Record<string, (a: Action) => boolean> = {
  patient: ({ by, call }) => !call.fn.startsWith("openCase") && CAST.patients.some((p) => p.address === by),
  "node 0": ({ call }) => call.fn === "report" || call.fn === "rejectDealing",
  "node 1": ({ call }) => call.fn === "report" || call.fn === "rejectDealing",
  "half of the doctors": ({ by }) => CAST.doctors.some((d, i) => i % 2 === 1 && d.address === by),
  relayer: ({ by, call }) =>
    by === CAST.stranger.address && ["report", "rejectDealing", "commitBatch", "reveal"].includes(call.fn),
};
const NAMES = Object.keys(OUTAGES);
const EACH = Number(process.env.CASES ?? 2);
const SEED = Number(process.env.SEED ?? 9_000);
const chosen = process.env.COMBINATIONS === "all" ? Array.from({ length: 31 }, (_, i) => i + 1) : [1, 6, 8, 16, 31];

describe("contracts: liveness", () => {
  for (const bits of chosen) {
    const out = NAMES.filter((_, i) => (bits >> i) & 1);
    it(`without ${out.join(", ")}, strangers and time end every case, and every unit is claimed`, async () => {
      const { world } = await playWorld(SEED + bits, EACH, (a) => out.some((name) => OUTAGES[name](a)));
      expect(world.cases).to.not.have.length(0);
      expect(world.cases.every((c) => isTerminal(c.state))).to.equal(true);
    }).timeout(0);
  }
});
