import { createHash, randomBytes } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { lenet } from "#models/graph/lenet";
import { quantise } from "#models/reference/quantise";
import { confidenceOf } from "#models/reference/release";
import { auditSet, dealtName, originOf } from "#mpc/audit/audit";
import { auditOrder } from "#mpc/audit/order";
import { memoryPair } from "#mpc/channel/memory";
import { deal, drawOrigin } from "#mpc/deal/deal";
import { type Plan, planOf } from "#mpc/plan/plan";
import { infer } from "#mpc/protocol/infer";
import { expandInput, shareInput, shareWeights } from "#mpc/share/split";
import { layOut } from "#mpc/tape/layout";
import { decodeMaterial, encodeMaterial, inMemory, nameOf } from "#mpc/tape/material";
import { generator, sampleInput, sampleWeights, toRing } from "#scripts/bench/sample";
import { anyGraph } from "./graphs.ts";
import { kernels } from "./rig.ts";

const graph = lenet({ size: 28, classes: 2 });
const newHash = () => createHash("sha256");

/** A set1 whose corrections were changed by somebody who knows the format, and so mends its hash. */
function forged(plan: Plan, set1: Uint8Array, change: (corrections: Uint8Array) => void): Uint8Array {
  const material = decodeMaterial(plan, 1, set1.slice());
  change(material.corrections);
  return encodeMaterial(plan, material);
}

const addTo = (plan: Plan, set1: Uint8Array, id: string, field: string, value: number, index = 0) =>
  forged(plan, set1, (corrections) => {
    const at = layOut(plan, 1, 0, 0).get(id)![field] + 4 * index;
    const view = new DataView(corrections.buffer, corrections.byteOffset);
    view.setInt32(at, view.getInt32(at, true) + value, true);
  });

describe("audit of the dealer", () => {
  it("accepts every honest set, of any graph and number of pictures, and gives its origin", async function () {
    this.timeout(60_000);
    const k = await kernels();
    await fc.assert(
      fc.asyncProperty(anyGraph, fc.integer({ min: 1, max: 3 }), async (any, pictures) => {
        const plan = planOf(any, pictures);
        const { set0, set1, permutation } = deal(k, plan, randomBytes);
        const verdict = auditSet(k, plan, set0, set1);
        expect(verdict.honest).to.equal(true);
        if (!verdict.honest) return;
        expect(verdict.origin.permutation).to.deep.equal(permutation);
        expect(dealtName(k, plan, verdict.origin, newHash)).to.deep.equal(nameOf(set1));
        // As a node reads it that does not hold the set whole.
        const { seed } = decodeMaterial(plan, 0, set0);
        expect(await originOf(k, plan, seed, inMemory(set1), newHash)).to.deep.equal(verdict.origin);
      }),
      { numRuns: 25 },
    );
  });

  it("names the field in which a set is wrong, whichever it is", async () => {
    const k = await kernels();
    const plan = planOf(graph);
    const { set0, set1 } = deal(k, plan, randomBytes);
    for (const { id, fields } of plan.demands)
      for (const { name, corrected, bytes } of fields) {
        if (!corrected) continue;
        const last = layOut(plan, 1, 0, 0).get(id)![name] + bytes - 1;
        const bad = forged(plan, set1, (corrections) => {
          corrections[last] ^= 0x80;
        });
        const where = name === "P" ? "release: P" : `${id}: ${name}`;
        expect(auditSet(k, plan, set0, bad), where).to.deep.equal({ honest: false, where });
      }
  });

  it("refuses a permutation that is scaled, or sends two classes to one place", async () => {
    const k = await kernels();
    const plan = planOf(graph);
    const { set0, set1, permutation } = deal(k, plan, randomBytes);
    const one = permutation[0];
    const scaled = addTo(plan, set1, "release", "P", 7, one);
    const twice = addTo(plan, addTo(plan, set1, "release", "P", -1, one), "release", "P", 1, 1 - one);
    for (const bad of [scaled, twice])
      expect(auditSet(k, plan, set0, bad)).to.deep.equal({ honest: false, where: "release: P" });
    // Of several pictures it may be any one's; one picture's order twice is as good as two orders.
    const two = planOf(graph, 2);
    const both = deal(k, two, randomBytes);
    const bad = addTo(
      two,
      addTo(two, both.set1, "release", "P", -1, 6 + both.permutation[3]),
      "release",
      "P",
      1,
      7 - both.permutation[3],
    );
    expect(auditSet(k, two, both.set0, bad)).to.deep.equal({ honest: false, where: "release: P" });
    const origin = { ...drawOrigin(two, randomBytes), permutation: [0, 1, 0, 1] };
    expect(dealtName(k, two, origin, newHash)).to.not.equal(undefined);
    for (const permutation of [
      [0, 1],
      [0, 1, 1, 1],
      [0, 1, 2, 3],
      [0, 1, 0, -1],
    ])
      expect(dealtName(k, two, { ...origin, permutation }, newHash), `${permutation}`).to.equal(undefined);
  });

  it("refuses halves that do not belong together, and bytes that are no material", async () => {
    const k = await kernels();
    const plan = planOf(graph);
    const [a, b] = [deal(k, plan, randomBytes), deal(k, plan, randomBytes)];
    expect(auditSet(k, plan, a.set0, b.set1).honest).to.equal(false);
    expect(auditSet(k, plan, a.set0, a.set1.subarray(1))).to.deep.equal({ honest: false, where: "material" });
  });

  it("catches the forgery that the protocol cannot see: a sure answer from an unsure network", async () => {
    const k = await kernels();
    const next = generator(63);
    const model = quantise(graph, sampleWeights(graph, next));
    const plan = planOf(graph);
    const x = toRing(sampleInput(graph, next), graph.activationBits);
    const weights = shareWeights(k, model, randomBytes(32));
    const read = async (set0: Uint8Array, set1: Uint8Array) => {
      const seed = randomBytes(32);
      const [c0, c1] = memoryPair();
      const common = { kernels: k, plan };
      const [{ released }] = await Promise.all([
        // biome-ignore format: one party a line
        infer({ ...common, party: 0, channel: c0, weights: weights.share0, input: expandInput(k, seed, x.length), material: set0 }),
        // biome-ignore format: one party a line
        infer({ ...common, party: 1, channel: c1, weights: weights.share1, input: shareInput(k, x, seed), material: set1 }),
      ]);
      return confidenceOf(released).confidence;
    };
    const { scale } = model.facts.get(graph.output)!;
    const [honest, bent] = [deal(k, plan, randomBytes), deal(k, plan, randomBytes)];
    const bentSet1 = addTo(plan, bent.set1, graph.output, "C", 20 * 2 ** scale);
    expect(await read(honest.set0, honest.set1)).to.be.below(0.99);
    expect(await read(bent.set0, bentSet1)).to.equal(0.975);
    expect(auditSet(k, plan, bent.set0, bentSet1)).to.deep.equal({ honest: false, where: `${graph.output}: C` });
  });
});

describe("which set is checked, and which is used", () => {
  it("follows from coin and case alone, and every order is equally likely", () => {
    const context = randomBytes(32);
    const counts = new Map<string, number>();
    const draws = 6_000;
    for (let i = 0; i < draws; i++) {
      const coin = randomBytes(32);
      const order = auditOrder(3, coin, context);
      expect(auditOrder(3, coin, context)).to.deep.equal(order);
      counts.set(`${order}`, (counts.get(`${order}`) ?? 0) + 1);
    }
    // χ², 5 degrees of freedom: a fair draw exceeds 30 about once in 70,000 runs.
    const expected = draws / 6;
    const chi2 = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(counts.size).to.equal(6);
    expect(chi2).to.be.below(30);
  });

  it("differs between cases that wait for the same block", () => {
    const coin = randomBytes(32);
    const orders = Array.from({ length: 60 }, () => `${auditOrder(3, coin, randomBytes(32))}`);
    expect(new Set(orders).size).to.be.above(1);
  });
});
