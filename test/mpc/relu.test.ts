import { randomBytes } from "node:crypto";
import { expect } from "chai";
import type { Graph } from "#models/graph/graph";
import { memoryPair } from "#mpc/channel/memory";
import { deal } from "#mpc/deal/deal";
import { planOf } from "#mpc/plan/plan";
import { relu } from "#mpc/protocol/relu";
import type { Party, Share } from "#mpc/share/types";
import { edges, kernels, randomWords, tapeOf } from "./rig.ts";

/** A graph whose only interest is its relu of at least `n` elements dividing by 2^bits, and the pool before it. */
function graphWith(n: number, bits: number): Graph {
  const tensors = (id: string, weightBits: number) => ({ weight: `${id}.w`, bias: `${id}.b`, weightBits });
  return {
    format: "crypto-doctor/graph@1",
    activationBits: 8,
    nodes: [
      { id: "in", op: "input", shape: [Math.ceil(n / 64), 2, 128] },
      {
        id: "conv",
        op: "conv",
        input: "in",
        filters: Math.ceil(n / 64),
        kernel: [1, 1],
        stride: 1,
        pad: 0,
        ...tensors("conv", bits),
      },
      { id: "pool", op: "maxpool", input: "conv", size: 2, stride: 2, pad: 0 },
      { id: "relu", op: "relu", input: "pool" },
      { id: "flat", op: "flatten", input: "relu" },
      { id: "fc", op: "dense", input: "flat", units: 2, ...tensors("fc", 8) },
    ],
    output: "fc",
  };
}

/** Both parties' composed relu on x, through the real dealing and the real openings. */
async function reluOf(x: Int32Array, bits: number, id: "relu" | "pool:y0"): Promise<Int32Array> {
  const k = await kernels();
  // The pool's first round compares two of the four positions of each window.
  const plan = planOf(graphWith(id === "relu" ? x.length : x.length / 2, bits));
  const dealing = deal(k, plan, randomBytes);
  const channels = memoryPair();
  const share0 = randomWords(x.length);
  const shares = [share0, x.map((value, i) => value - share0[i])];
  const outputs = await Promise.all(
    ([0, 1] as Party[]).map((party) =>
      k.use(async (space) => {
        const tape = await tapeOf(space, plan, party, dealing);
        const share = space.load(shares[party]) as Share;
        await relu({ party, plan, space, channel: channels[party], tape }, id, share, share);
        return space.words(share).slice();
      }),
    ),
  );
  return outputs[0].map((value, i) => value + outputs[1][i]);
}

describe("relu fused with division, on shares", () => {
  for (const bits of [7, 8, 12, 18]) {
    it(`is floor(max(x, 0) / 2^${bits}) or one more, over the whole range and at its edges`, async () => {
      const x = Int32Array.from([
        ...edges(),
        ...randomWords(6000),
        ...randomWords(2000).map((value) => value >> 16),
      ]).filter((value) => value < 2 ** 31 - 2 ** 7);
      const got = await reluOf(x, bits, "relu");
      x.forEach((value, i) => {
        // A negative value that the comparison may take for a positive one divides to -1 or 0.
        const floor = value >= 0 || value >= -127 ? value >> bits : 0;
        expect(got[i] - floor, `x = ${value}`).to.be.oneOf([0, 1]);
      });
    });
  }

  it("rounds up as often as the dropped fraction says", async () => {
    const bits = 8;
    for (const fraction of [0, 64, 192]) {
      const x = new Int32Array(8192).fill((5 << bits) + fraction);
      const ups = (await reluOf(x, bits, "relu")).reduce((sum, value) => sum + (value - 5), 0);
      const expected = (8192 * fraction) / 256;
      // six standard deviations of a binomial
      expect(Math.abs(ups - expected)).to.be.at.most(6 * Math.sqrt(8192 * 0.25) * Math.sign(fraction));
    }
  });
});

describe("relu at the same scale (what a max is made of), on shares", () => {
  it("is max(x, 0) exactly, but for negative values above -2^7, which may stay", async () => {
    const n = 8192;
    const x = Int32Array.from({ length: n }, (_, i) => edges()[i % edges().length]);
    x.set(randomWords(4096).filter((value) => value < 2 ** 31 - 2 ** 7));
    const got = await reluOf(x, 10, "pool:y0");
    x.forEach((value, i) => {
      const allowed = value < 0 && value >= -127 ? [0, value] : [Math.max(0, value)];
      expect(got[i], `x = ${value}`).to.be.oneOf(allowed);
    });
  });
});
