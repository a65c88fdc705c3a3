import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { lenet } from "#models/graph/lenet";
import { memoryPair } from "#mpc/channel/memory";
import { type Dealing, deal } from "#mpc/deal/deal";
import { drawPermutation } from "#mpc/deal/permutation";
import { type Plan, planOf } from "#mpc/plan/plan";
import { infer } from "#mpc/protocol/infer";
import type { Party } from "#mpc/share/types";
import { decodeMaterial, inMemory, materialBytes, readMaterial } from "#mpc/tape/material";
import { Tape } from "#mpc/tape/tape";
import { kernels } from "./rig.ts";

const plan = planOf(lenet({ size: 16, classes: 2 }));
const code = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "nothing was thrown";
};

describe("tape", () => {
  const fresh = () => new Tape(plan, new Map());

  it("hands out an item once", () => {
    const tape = fresh();
    tape.take("compare", "relu1");
    expect(code(() => tape.take("compare", "relu1"))).to.equal("E301_TAPE_REUSED");
  });

  it("refuses what was not dealt, or was dealt for another purpose", () => {
    expect(code(() => fresh().take("compare", "relu99"))).to.equal("E302_TAPE_UNDERRUN");
    expect(code(() => fresh().take("linear", "relu1"))).to.equal("E302_TAPE_UNDERRUN");
  });

  it("notices leftovers", () => {
    const tape = fresh();
    for (const demand of plan.demands.slice(1)) tape.take(demand.kind, demand.id);
    expect(code(() => tape.finish())).to.equal("E303_TAPE_LEFTOVER");
    tape.take(plan.demands[0].kind, plan.demands[0].id);
    tape.finish();
  });
});

describe("material", () => {
  let dealing: Dealing;
  before(async () => {
    dealing = deal(await kernels(), plan, randomBytes);
  });
  /** What reading throws; from memory and from a source it is the same. */
  const refusal = async (of: Plan, party: Party, bytes: Uint8Array): Promise<string> => {
    const inPieces = await (await kernels())
      .use((space) => readMaterial(space, of, party, inMemory(bytes)))
      .then(() => "nothing was thrown", (error) => error.code); // biome-ignore format: one line
    expect(code(() => decodeMaterial(of, party, bytes))).to.equal(inPieces);
    return inPieces;
  };
  const altered = (bytes: Uint8Array, at: number, bit = 1) => {
    const copy = bytes.slice();
    copy[at] ^= bit;
    return copy;
  };

  it("is one seed for party 0, and a seed and the corrections for party 1", () => {
    expect(dealing.set0.length).to.equal(108).and.equal(materialBytes(plan, 0));
    expect(dealing.set1.length)
      .to.equal(108 + plan.corrections)
      .and.equal(materialBytes(plan, 1));
  });

  it("of LeNet 64 is at most 1.5 MB, and at most 0.4 MB go online", () => {
    const lenet64 = planOf(lenet({ size: 64, classes: 2 }));
    expect(materialBytes(lenet64, 1)).to.be.at.most(1_500_000);
    expect(lenet64.onlineBytes).to.be.at.most(400_000);
    expect(lenet64.rounds).to.be.at.most(45);
  });

  it("is refused by the wrong party, version, model or length", async () => {
    expect(await refusal(plan, 1, dealing.set0)).to.equal("E323_MATERIAL_PARTY");
    expect(await refusal(plan, 0, altered(dealing.set0, 4))).to.equal("E322_MATERIAL_VERSION");
    const other: Plan = planOf(lenet({ size: 18, classes: 2 }));
    expect(await refusal(other, 0, dealing.set0)).to.equal("E324_MATERIAL_PLAN");
    expect(await refusal(plan, 1, dealing.set1.subarray(0, -1))).to.equal("E321_MATERIAL_MALFORMED");
    expect(await refusal(plan, 1, dealing.set1.subarray(0, 50))).to.equal("E321_MATERIAL_MALFORMED");
    expect(await refusal(plan, 0, randomBytes(108))).to.equal("E321_MATERIAL_MALFORMED");
  });

  it("is refused when any bit is flipped", async () => {
    for (let bit = 0; bit < 8 * dealing.set0.length; bit++) {
      expect(await refusal(plan, 0, altered(dealing.set0, bit >> 3, 1 << (bit & 7)))).to.match(/^E32[1-5]_/);
    }
    for (const at of [44, 76, 108, 5000, dealing.set1.length - 1]) {
      expect(await refusal(plan, 1, altered(dealing.set1, at))).to.equal("E325_MATERIAL_DAMAGED");
    }
  });

  it("is checked before anything is sent", async () => {
    const k = await kernels();
    const attempt = async (party: Party, material: Uint8Array, input = new Int32Array(256)) => {
      const [channel] = memoryPair();
      const weights = new Int32Array(plan.weights);
      const error = await infer({
        kernels: k,
        party,
        plan,
        channel,
        weights,
        input,
        material,
      }).catch((thrown) => thrown);
      expect(channel.stats).to.deep.equal({ rounds: 0, bytesSent: 0 });
      return error.code;
    };
    expect(await attempt(0, dealing.set1)).to.equal("E323_MATERIAL_PARTY");
    expect(await attempt(1, altered(dealing.set1, 2000))).to.equal("E325_MATERIAL_DAMAGED");
    expect(await attempt(0, dealing.set0, new Int32Array(255))).to.equal("E304_WRONG_SHARE");
  });
});

describe("permutation", () => {
  it("is uniform over all orders", () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = drawPermutation(3, randomBytes).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).to.equal(6);
    // six standard deviations of a binomial with p = 1/6
    for (const count of counts.values()) expect(Math.abs(count - 1000)).to.be.below(6 * Math.sqrt(6000 / 6));
  });

  it("throws unfair bytes away", () => {
    const bytes = [255, 1, 0];
    expect(drawPermutation(3, () => Uint8Array.of(bytes.shift()!))).to.have.members([0, 1, 2]);
    expect(bytes).to.deep.equal([]); // 255 was not used: 256 is no multiple of 3
  });
});
