import { randomBytes } from "node:crypto";
import { expect } from "chai";
import type { Graph } from "#models/graph/graph";
import { memoryPair } from "#mpc/channel/memory";
import { deal } from "#mpc/deal/deal";
import { planOf } from "#mpc/plan/plan";
import { relu } from "#mpc/protocol/relu";
import type { Party, Share } from "#mpc/share/types";
import { edges, kernels, tapeOf } from "./rig.ts";

/** Elements at a time; all of them ten times. */
const SIDE = 1024;
const BITS = 12;

const tensors = (id: string) => ({ weight: `${id}.w`, bias: `${id}.b`, weightBits: BITS });
const plan = planOf({
  format: "crypto-doctor/graph@1",
  activationBits: 8,
  nodes: [
    { id: "in", op: "input", shape: [1, SIDE, SIDE] },
    { id: "conv", op: "conv", input: "in", filters: 1, kernel: [1, 1], stride: 1, pad: 0, ...tensors("conv") },
    { id: "relu", op: "relu", input: "conv" },
    { id: "sum", op: "sumpool", input: "relu" },
    { id: "fc", op: "dense", input: "sum", units: 2, ...tensors("fc") },
  ],
  output: "fc",
} satisfies Graph);

describe("relu fused with division, on ten million shares", function () {
  this.timeout(120_000);

  it("is right for every one: the whole range at random, and around every power of two", async () => {
    const k = await kernels();
    const near = edges().flatMap((edge) => [-2, -1, 0, 1, 2].map((step) => edge + step));
    const limit = 2 ** 31 - 2 ** 7;
    for (let batch = 0; batch < 10; batch++) {
      const x = new Int32Array(new Uint8Array(randomBytes(4 * SIDE * SIDE)).buffer);
      // Magnitudes of all sizes, and the edges in between.
      for (let i = 0; i < x.length; i++) {
        if (i % 4 === 1) x[i] >>= i % 29;
        else if (i % 16 === 2) x[i] = near[(i >> 4) % near.length];
        if (x[i] >= limit) x[i] -= 2 ** 8;
      }
      const dealing = deal(k, plan, (n) => new Uint8Array(randomBytes(n)));
      const share0 = new Int32Array(new Uint8Array(randomBytes(4 * x.length)).buffer);
      const shares = [share0, x.map((value, i) => value - share0[i])];
      const channels = memoryPair();
      const [left, right] = await Promise.all(
        ([0, 1] as Party[]).map((party) =>
          k.use(async (space) => {
            const tape = await tapeOf(space, plan, party, dealing);
            const share = space.load(shares[party]) as Share;
            await relu({ party, plan, space, channel: channels[party], tape }, "relu", share, share);
            return space.words(share).slice();
          }),
        ),
      );
      for (let i = 0; i < x.length; i++) {
        const over = (left[i] + right[i] - (x[i] >= -127 ? x[i] >> BITS : 0)) | 0;
        // Not one assertion an element: chai would take minutes.
        if (over !== 0 && over !== 1) expect.fail(`x = ${x[i]} gave ${(left[i] + right[i]) | 0}`);
      }
    }
  });
});
