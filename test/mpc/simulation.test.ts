/**
 * Each protocol against its simulator: a few lines that are given what the parties may learn and nothing else, and draw
 * what they see opened. Real and simulated openings are compared as distributions, for two secrets as far apart as the
 * range allows, jointly where one round's values might betray another's or a party's own half of a mask.
 *
 * By two-sample chi-square (quantiles after Wilson and Hilferty 1931) and Kolmogorov-Smirnov, each at a false-alarm rate of
 * about 10^-7; all seeds are fixed, so what passes once passes always. A planted leak in each protocol must be found.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { expect } from "chai";
import type { Graph } from "#models/graph/graph";
import { memoryPair } from "#mpc/channel/memory";
import { dealFrom, drawOrigin } from "#mpc/deal/deal";
import type { Random } from "#mpc/deal/permutation";
import { type Plan, planOf } from "#mpc/plan/plan";
import { expand } from "#mpc/prg/expand";
import { openInput, prepareLinear } from "#mpc/protocol/linear";
import { maxpool } from "#mpc/protocol/maxpool";
import { release } from "#mpc/protocol/release";
import { relu } from "#mpc/protocol/relu";
import type { Session } from "#mpc/protocol/session";
import type { Workspace } from "#mpc/ring/workspace";
import type { Party, Share } from "#mpc/share/types";
import { type Fields, layOut } from "#mpc/tape/layout";
import { inMemory, readMaterial } from "#mpc/tape/material";
import { Tape } from "#mpc/tape/tape";
import { kernels } from "./rig.ts";

/** A protocol that hides nothing with this field's masks: they are zero. */
type Leak = { field?: string; order?: readonly number[] };
/** What each round opened, as both parties compute it, and party 0's own halves of the masks by field. */
interface Seen {
  rounds: { sum: Uint32Array; xor: Uint8Array }[];
  own: (id: string, field: string, words: number) => Uint32Array;
}
/** How often each symbol was seen, or the words themselves. */
type Statistics = Map<string, { bins: number; symbols: number[] } | { words: number[] }>;

const tensors = (id: string) => ({ weight: `${id}.w`, bias: `${id}.b`, weightBits: 10 });
const SIDE = 128;
const linearGraph: Graph = {
  format: "crypto-doctor/graph@1",
  activationBits: 10,
  nodes: [
    { id: "in", op: "input", shape: [1, SIDE, SIDE] },
    { id: "conv", op: "conv", input: "in", filters: 1, kernel: [1, 1], stride: 1, pad: 0, ...tensors("conv") },
    { id: "pool", op: "maxpool", input: "conv", size: 2, stride: 2, pad: 0 },
    { id: "relu", op: "relu", input: "pool" },
    { id: "flat", op: "flatten", input: "relu" },
    { id: "fc", op: "dense", input: "flat", units: 2, ...tensors("fc") },
  ],
  output: "fc",
};
/** An average over 2 x 2 positions of 512 channels, and the layer that reads it. */
const averageGraph: Graph = {
  format: "crypto-doctor/graph@1",
  activationBits: 10,
  nodes: [
    { id: "in", op: "input", shape: [512, 2, 2] },
    { id: "sum", op: "sumpool", input: "in" },
    { id: "fc", op: "dense", input: "sum", units: 4, ...tensors("fc") },
  ],
  output: "fc",
};
const CLASSES = 4;
const releaseGraph: Graph = {
  format: "crypto-doctor/graph@1",
  activationBits: 10,
  nodes: [
    { id: "in", op: "input", shape: [1, 1, 2] },
    { id: "flat", op: "flatten", input: "in" },
    { id: "fc", op: "dense", input: "flat", units: CLASSES, ...tensors("fc") },
  ],
  output: "fc",
};

/** Reproducible bytes for tests: SHA-256 of a seed and a counter. */
function seeded(name: string): Random {
  let counter = 0;
  return (bytes) => {
    const out = new Uint8Array(bytes);
    for (let at = 0; at < bytes; at += 32)
      out.set(sha256(new TextEncoder().encode(`${name}/${counter++}`)).subarray(0, bytes - at), at);
    return out;
  };
}
const wordsOf = (random: Random, n: number): Int32Array => new Int32Array(random(4 * n).buffer);

class LeakingTape extends Tape {
  readonly #space: Workspace;
  readonly #field: string | undefined;

  constructor(space: Workspace, plan: Plan, fields: ReadonlyMap<string, Fields>, field: string | undefined) {
    super(plan, fields);
    this.#space = space;
    this.#field = field;
  }

  override take: Tape["take"] = (kind, id) => {
    const item = super.take(kind, id);
    const leak = item.demand.fields.find(({ name }) => name === this.#field);
    if (leak) this.#space.bytes(item.fields[leak.name], leak.bytes).fill(0);
    return item;
  };
}

/** One run of a protocol by both parties on shares of `secret`, as party 0 sees it. */
async function run(
  plan: Plan,
  random: Random,
  secret: Int32Array,
  { field, order }: Leak,
  work: (session: Session, share: Share) => Promise<unknown>,
): Promise<Seen> {
  const k = await kernels();
  const origin = drawOrigin(plan, random);
  const { set0, set1 } = dealFrom(k, plan, order ? { ...origin, permutation: order } : origin);
  const share0 = wordsOf(random, secret.length);
  const shares = [share0, secret.map((value, i) => value - share0[i])];
  const channels = memoryPair();
  const rounds: Seen["rounds"] = [];
  const [own] = await Promise.all(
    ([0, 1] as Party[]).map((party) =>
      k.use(async (space) => {
        const material = await readMaterial(space, plan, party, inMemory(party === 0 ? set0 : set1));
        const stream = expand(space, material.seed, `material/${party}`, party === 0 ? plan.seeded0 : plan.seeded1);
        const fields = layOut(plan, party, stream, material.corrections);
        const channel: Session["channel"] = {
          stats: channels[party].stats,
          async exchange(send, into) {
            const sent = send.slice();
            await channels[party].exchange(send, into);
            if (party === 1) return;
            const [a, b] = [new Int32Array(sent.buffer.slice(0, sent.length & ~3)), into.slice()];
            const theirs = new Int32Array(b.buffer, 0, a.length);
            rounds.push({
              sum: Uint32Array.from(a, (word, i) => word + theirs[i]),
              xor: sent.map((byte, i) => byte ^ b[i]),
            });
          },
        };
        const tape = new LeakingTape(space, plan, fields, field);
        await work({ party, plan, space, channel, tape }, space.load(shares[party]) as Share);
        // The workspace is wiped when this ends.
        return new Map(
          plan.demands.flatMap(({ id, fields: of }) =>
            of.map(({ name, bytes }) => [`${id}/${name}`, space.bytes(fields.get(id)![name], bytes).slice()] as const),
          ),
        );
      }),
    ),
  );
  return {
    rounds,
    own: (id, name, words) => new Uint32Array(own.get(`${id}/${name}`)!.buffer.slice(0, 4 * words)),
  };
}

/** Bit of element `e` in plane `plane` of a message of `planes` planes a block (kernels/bits.ts). */
function bitOf(message: Uint8Array, planes: number, plane: number, e: number): number {
  const [block, lane, bit] = [e >> 7, e & 3, (e >> 2) & 31];
  return (message[(block * planes + plane) * 16 + 4 * lane + (bit >> 3)] >> (bit & 7)) & 1;
}

/** Symbols of a comparison: all twelve opened bits with the top of m, and m with this party's half of r. */
function comparison(into: Statistics, id: string, [m, first, last, sign]: Seen["rounds"], r: Uint32Array, n: number) {
  for (let e = 0; e < n; e++) {
    let bits = m.sum[e] >>> 30;
    for (let plane = 0; plane < 9; plane++) bits = 2 * bits + bitOf(first.xor, 9, plane, e);
    for (let plane = 0; plane < 2; plane++) bits = 2 * bits + bitOf(last.xor, 2, plane, e);
    note(into, `${id}: m and facts`, 2 ** 14, 2 * bits + bitOf(sign.xor, 1, 0, e));
    note(into, `${id}: m and own r`, 2 ** 10, 32 * (m.sum[e] >>> 27) + (r[e] >>> 27));
    word(into, `${id}: m`, m.sum[e]);
  }
}
/** The simulator of a comparison: whatever comes out of it, shares, what is opened is uniform. */
function simulatedComparison(into: Statistics, id: string, random: Random, n: number) {
  const [bits, words] = [new Uint16Array(random(4 * n).buffer), wordsOf(random, n)];
  for (let e = 0; e < n; e++) {
    note(into, `${id}: m and facts`, 2 ** 14, bits[2 * e] & (2 ** 14 - 1));
    note(into, `${id}: m and own r`, 2 ** 10, bits[2 * e + 1] & (2 ** 10 - 1));
    word(into, `${id}: m`, words[e] >>> 0);
  }
}

/** Words of a linear opening, and each with this party's half of its mask. */
function masked(into: Statistics, id: string, values: ArrayLike<number>, own: ArrayLike<number>) {
  for (let i = 0; i < values.length; i++) {
    note(into, `${id} and own mask`, 2 ** 10, 32 * (values[i] >>> 27) + (own[i] >>> 27));
    note(into, `${id}: low bits`, 256, values[i] & 255);
    word(into, id, values[i]);
  }
}
const simulatedMasked = (into: Statistics, id: string, random: Random, n: number) => {
  masked(into, id, Uint32Array.from(wordsOf(random, n)), Uint32Array.from(wordsOf(random, n)));
};

function note(into: Statistics, name: string, bins: number, symbol: number) {
  const entry = into.get(name) ?? { bins, symbols: [] };
  if ("symbols" in entry) entry.symbols.push(symbol);
  into.set(name, entry);
}
function word(into: Statistics, name: string, value: number) {
  const entry = into.get(name) ?? { words: [] };
  if ("words" in entry) entry.words.push(value);
  into.set(name, entry);
}

/** Quantile of chi-square at which one comparison in 10^7 would give a false alarm. */
function limit(freedom: number): number {
  const c = 2 / (9 * freedom);
  return freedom * (1 - c + 5.2 * Math.sqrt(c)) ** 3;
}

/** Names of the statistics in which the two differ. */
function differing(real: Statistics, simulated: Statistics): string[] {
  expect([...real.keys()].sort()).to.deep.equal([...simulated.keys()].sort());
  return [...real].flatMap(([name, a]) => {
    const b = simulated.get(name)!;
    if ("words" in a && "words" in b) return kolmogorov(a.words, b.words) > 2.9 ? [name] : [];
    if (!("symbols" in a && "symbols" in b)) throw new Error("statistics of two kinds");
    expect(a.symbols.length).to.equal(b.symbols.length);
    const counts = [a, b].map(({ symbols }) => {
      const bins = new Float64Array(a.bins);
      for (const symbol of symbols) bins[symbol] += 1;
      return bins;
    });
    let [chi2, seen] = [0, 0];
    for (const [i, n] of counts[0].entries()) {
      const both = n + counts[1][i];
      if (both === 0) continue;
      seen += 1;
      chi2 += (n - counts[1][i]) ** 2 / both;
    }
    return chi2 > limit(Math.max(1, seen - 1)) ? [name] : [];
  });
}

/** Two-sample statistic, scaled: above 2.9 with probability 10^-7. */
function kolmogorov(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  let [i, j, most] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const at = Math.min(x[i], y[j]);
    while (i < x.length && x[i] === at) i++;
    while (j < y.length && y[j] === at) j++;
    most = Math.max(most, Math.abs(i / x.length - j / y.length));
  }
  return most * Math.sqrt((x.length * y.length) / (x.length + y.length));
}

interface Protocol {
  plan: Plan;
  runs: number;
  secrets: readonly [Int32Array, Int32Array];
  real: (into: Statistics, random: Random, secret: Int32Array, leak: Leak) => Promise<void>;
  simulated: (into: Statistics, random: Random, secret: Int32Array) => void;
  leaks: readonly Leak[];
}

const N = SIDE * SIDE;
const POOLED = N / 4;
const [linear, average, last] = [linearGraph, averageGraph, releaseGraph].map((graph) => planOf(graph));
const constant = (n: number, value: number) => new Int32Array(n).fill(value);

/** Opening W - B of all layers, then X - A of what the first linear layer reads. */
const opening = (plan: Plan, id: string, source: string, n: number): Pick<Protocol, "real" | "simulated"> => {
  const weights = plan.setupBytes / 4;
  const readers = plan.demands.filter((demand) => demand.kind === "linear");
  return {
    async real(into, random, secret, leak) {
      const seen = await run(plan, random, secret, leak, async (session, share) => {
        // Weights as unlike the mask as the picture is: all equal.
        const layers = await prepareLinear(session, session.space.load(constant(plan.weights, 3)));
        const layer = layers.get(id)!;
        let x = share;
        if (source === "sum") {
          x = session.space.vector(n) as Share;
          session.space.kernels.sumRows(share.at, x.at, n, share.length / n);
        }
        await openInput(session, layer, x);
      });
      const own = readers.flatMap(({ id: of, fields }) => [...seen.own(of, "B", fields[0].bytes / 4)]);
      masked(into, "F", seen.rounds[0].sum.subarray(0, weights), own);
      masked(into, "E", seen.rounds[1].sum.subarray(0, n), seen.own(`${source}:mask`, "A", n));
    },
    simulated(into, random) {
      simulatedMasked(into, "F", random, weights);
      simulatedMasked(into, "E", random, n);
    },
  };
};

const protocols: Record<string, Protocol> = {
  "linear opening": {
    plan: linear,
    runs: 6,
    secrets: [constant(N, 0), constant(N, 2 ** 30 - 1)],
    ...opening(linear, "conv", "in", N),
    leaks: [{ field: "A" }, { field: "B" }],
  },
  "average, and the opening of it": {
    plan: average,
    runs: 40,
    secrets: [constant(2048, 0), constant(2048, 2 ** 28)],
    ...opening(average, "fc", "sum", 512),
    leaks: [{ field: "A" }],
  },
  "relu fused with division": {
    plan: linear,
    runs: 40,
    secrets: [constant(POOLED, -(2 ** 30)), constant(POOLED, 2 ** 31 - 2 ** 7 - 1)],
    async real(into, random, secret, leak) {
      const seen = await run(linear, random, secret, leak, (session, share) => relu(session, "relu", share, share));
      comparison(into, "relu", seen.rounds, seen.own("relu", "r", POOLED), POOLED);
    },
    simulated: (into, random) => simulatedComparison(into, "relu", random, POOLED),
    leaks: [{ field: "r" }, { field: "joinMasks" }, { field: "lastMasks" }, { field: "bit" }],
  },
  "max-pool": {
    plan: linear,
    runs: 20,
    // One picture falls from each position of a window to the next, the other rises.
    secrets: [1, -1].map((way) =>
      Int32Array.from({ length: N }, (_, i) => way * 2 ** 28 * ((i & 1) + ((i >> 7) & 1))),
    ) as [Int32Array, Int32Array],
    async real(into, random, secret, leak) {
      const node = linearGraph.nodes.find(({ op }) => op === "maxpool")!;
      if (node.op !== "maxpool") throw new Error("not a pool");
      const seen = await run(linear, random, secret, leak, (session, share) =>
        maxpool(session, node, share, [1, SIDE, SIDE], [1, SIDE / 2, SIDE / 2]),
      );
      for (const [axis, first, n] of [["y", 0, N / 2], ["x", 4, N / 4]] as const) // biome-ignore format: one line
        comparison(into, axis, seen.rounds.slice(first, first + 4), seen.own(`pool:${axis}0`, "r", n), n);
    },
    simulated(into, random) {
      simulatedComparison(into, "y", random, N / 2);
      simulatedComparison(into, "x", random, N / 4);
    },
    leaks: [{ field: "r" }, { field: "joinMasks" }, { field: "lastMasks" }, { field: "bit" }],
  },
  "rounded and permuted release": releaseProtocol(),
};

/**
 * The parties may learn, of logits in a uniform order and above a uniform constant, the cell of the grid that each is in, and
 * where its grid was shifted to (protocol/release.ts). The simulator is given that, and draws E and the upper bits of m.
 */
function releaseProtocol(): Protocol {
  const { shift } = last.demands.find((demand) => demand.kind === "release")!;
  const low = (value: number) => value & (2 ** shift - 1);
  function transcript(into: Statistics, E: Uint32Array, m: Uint32Array, y: Uint32Array) {
    const differences = Array.from(y, (value) => (value - y[0]) | 0);
    const ranks = differences.map((value) => differences.filter((other) => other > value).length);
    for (let i = 0; i < CLASSES; i++) {
      note(into, "E and m", 2 ** 12, (E[i] >>> 26) * 64 + (m[i] >>> 26));
      // Which logit this is shows in its rank; the grid's shift and the cell belong together.
      note(into, "m and rank", 2 ** 6 * CLASSES, (m[i] >>> 26) * CLASSES + ranks[i]);
      note(into, "shift and cell", 16 * 256, (low(m[i]) >> (shift - 4)) * 256 + (differences[i] & 255));
      word(into, "E", E[i]);
      word(into, "y", y[i]);
    }
    note(into, "order", CLASSES ** CLASSES, ranks.reduce((sum, rank) => CLASSES * sum + rank, 0)); // biome-ignore format: one line
  }
  return {
    plan: last,
    runs: 3000,
    secrets: [
      Int32Array.of(0, 1 << shift, 5 << (shift - 1), 4 << shift),
      Int32Array.of(2 ** 30 - 2 ** 24, (3 << shift) + 77, -(2 ** 29), 2 ** 20),
    ],
    async real(into, random, secret, leak) {
      const { rounds } = await run(last, random, secret, leak, release);
      const [E, m, y] = rounds.map(({ sum }) => sum.subarray(0, CLASSES));
      transcript(into, E, m, y);
    },
    simulated(into, random, secret) {
      const [{ permutation }, [constantTerm]] = [drawOrigin(last, random), wordsOf(random, 1)];
      const shifts = wordsOf(random, CLASSES).map(low);
      const cells = permutation.map((of, i) => {
        const u = secret[of] + 2 ** 30;
        return Math.floor(u / 2 ** shift) + Number(shifts[i] < low(u)) + constantTerm;
      });
      const above = wordsOf(random, CLASSES).map((value) => value & ~(2 ** shift - 1));
      const m = Uint32Array.from(above, (value, i) => value | shifts[i]);
      transcript(into, Uint32Array.from(wordsOf(random, CLASSES)), m, Uint32Array.from(cells));
    },
    leaks: [{ field: "A" }, { field: "r" }, { field: "constant" }, { order: [2, 0, 3, 1] }],
  };
}

describe("what is opened could have been drawn by a simulator", function () {
  this.timeout(300_000);
  for (const [name, protocol] of Object.entries(protocols)) {
    const gather = async (secret: number, leak: Leak) => {
      const real: Statistics = new Map();
      const dice = seeded(`${name}/${secret}/real`);
      for (let i = 0; i < protocol.runs; i++) await protocol.real(real, dice, protocol.secrets[secret], leak);
      return real;
    };
    const simulate = (secret: number) => {
      const simulated: Statistics = new Map();
      const dice = seeded(`${name}/${secret}/simulated`);
      for (let i = 0; i < protocol.runs; i++) protocol.simulated(simulated, dice, protocol.secrets[secret]);
      return simulated;
    };

    it(`${name}: whichever the secret`, async () => {
      for (const secret of [0, 1]) expect(differing(await gather(secret, {}), simulate(secret))).to.deep.equal([]);
    });

    for (const leak of protocol.leaks) {
      it(`${name}: a leak is found when ${leak.field ? `${leak.field} masks nothing` : "the order is no secret"}`, async () => {
        const found = differing(await gather(1, leak), simulate(1));
        expect(found.length, "statistics in which it shows").to.be.above(0);
      });
    }
  }
});
