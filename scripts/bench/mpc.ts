/** Encrypted inference between two node processes over the mutual TLS link on loopback, dealing and plaintext beside it. */
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foldAverage } from "#models/graph/fold";
import type { Graph, Weights } from "#models/graph/graph";
import { calibrateScales } from "#models/reference/calibrate";
import { runFloat } from "#models/reference/float";
import { quantise } from "#models/reference/quantise";
import { deal } from "#mpc/deal/deal";
import { costOf, type Plan, planOf } from "#mpc/plan/plan";
import { type Kernels, loadKernels } from "#mpc/ring/kernels";
import { shareInput, shareWeights } from "#mpc/share/split";
import { buildKernels } from "#scripts/build";
import { encodeBundle } from "#wire/bundle";
import { ringBytes } from "#wire/bytes";
import { seal } from "#wire/seal";
import { sealSet } from "#wire/sealed-set";
import { type Parties, startParties } from "./parties.ts";
import type { Case, CaseReport } from "./party.ts";
import { plaintextRuntimes } from "./plaintext.ts";
import { generator, normalised, sampleInput, sampleWeights, toRing } from "./sample.ts";
import { median, round, spread, timed } from "./statistics.ts";

export interface MpcBench {
  net: string;
  size: number;
  graph: Graph;
  reps: number;
  /** one-way delay of the link, in milliseconds */
  delayMs: number;
}

/** Runs whose times do not count, because they are spent in the compiler's lower tiers: so many, and for so long. */
const WARM_UP_RUNS = 3;
const WARM_UP_MS = 4_000;
/** Dealt for each run: one is used, one is the spare, which stays sealed where it is. */
const SETS = 2;

/** At most; a runtime that is slow has as many as fit into this time. */
const PLAINTEXT_RUNS = 10;
const PLAINTEXT_MS = 5_000;

interface Sample {
  reports: [CaseReport, CaseReport];
  dealMs: number;
  error: number;
}

export async function benchMpc(options: MpcBench): Promise<Record<string, unknown>> {
  const wasm = buildKernels();
  const kernels = await loadKernels(readFileSync(wasm));
  const next = generator(1);
  const { graph, weights } = trainedScale(options.graph, next);
  const plan = planOf(graph);
  const shares = shareWeights(kernels, quantise(graph, weights), randomBytes(32));
  const folder = mkdtempSync(join(tmpdir(), "crypto-doctor-bench-"));
  const samples: Sample[] = [];
  try {
    const { delayMs } = options;
    const two = [shares.share0, shares.share1] as const;
    const parties = await startParties({ graph, weights: two, kernels: wasm, folder, delayMs });
    try {
      const run = () => runOnce(kernels, plan, weights, sampleInput(graph, next), parties, folder);
      const warm = performance.now() + WARM_UP_MS;
      for (let runs = 0; runs < WARM_UP_RUNS || performance.now() < warm; runs++) await run();
      for (let rep = 0; rep < options.reps; rep++) samples.push(await run());
    } finally {
      await parties.stop();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const picture = sampleInput(graph, next);
  const plain: Record<string, number | string> = {};
  for (const [name, runtime] of Object.entries(await plaintextRuntimes(graph, weights))) {
    if (typeof runtime === "string") {
      plain[name] = runtime;
      continue;
    }
    const times: number[] = [];
    const end = performance.now() + PLAINTEXT_MS;
    for (let run = 0; run < PLAINTEXT_RUNS && (run === 0 || performance.now() < end); run++) {
      const start = performance.now();
      await runtime(picture);
      times.push(performance.now() - start);
    }
    plain[name] = round(Math.min(...times));
  }
  return summary(options, plan, samples, plain);
}

/** Made-up weights with the ranges of trained ones, everything folded and at calibrated scales, as an export is. */
function trainedScale(graph: Graph, next: () => number): { graph: Graph; weights: Weights } {
  const x = sampleInput(graph, next);
  let weights = normalised(graph, sampleWeights(graph, next), x);
  for (const { id, op } of graph.nodes) if (op === "sumpool") weights = foldAverage(graph, weights, id);
  const pictures = [x, sampleInput(graph, next), sampleInput(graph, next)];
  const calibrated = calibrateScales(graph, weights, pictures, 0.25);
  return { graph: calibrated, weights };
}

async function runOnce(
  kernels: Kernels,
  plan: Plan,
  weights: Weights,
  picture: Float32Array,
  parties: Parties,
  folder: string,
): Promise<Sample> {
  const x = toRing(picture, plan.graph.activationBits);
  const dealings = Array.from({ length: SETS }, () =>
    timed(() => deal(kernels, plan, randomBytes, () => createHash("sha256"))),
  );
  const sets = dealings.map(([dealing]) => dealing);
  const seed = randomBytes(32);
  const inputs = [seed, ringBytes(shareInput(kernels, x, seed))] as const;
  const cases = await Promise.all(
    ([0, 1] as const).map(async (party): Promise<Case> => {
      const [bundle, set] = [join(folder, `bundle-${party}`), join(folder, `set-${party}`)];
      const keys = sets.map(() => new Uint8Array(randomBytes(32)));
      writeFileSync(bundle, await seal(bundleOf(party, inputs[party], keys), parties.recipients[party]));
      writeFileSync(set, await sealSet(party === 0 ? sets[0].set0 : sets[0].set1, keys[0]));
      return { bundle, set };
    }),
  );
  const reports = await parties.run(cases as [Case, Case]);
  const { released } = reports[0];
  if (released.join() !== reports[1].released.join()) throw new Error("the two parties opened different results");
  const logits = runFloat(plan.graph, weights, picture);
  const { permutation } = sets[0];
  const errors = permutation.map((of, j) => {
    const secure = ((released[j] - released[0]) | 0) / 2 ** plan.gridBits;
    return Math.abs(secure - (logits[of] - logits[permutation[0]]));
  });
  return { reports, dealMs: median(dealings.map(([, ms]) => ms)), error: Math.max(...errors) };
}

/** A bundle as a patient's client makes it; what is not used in an inference is random. */
function bundleOf(party: 0 | 1, input: Uint8Array, setKeys: Uint8Array[]): Uint8Array {
  const any = (bytes: number) => new Uint8Array(randomBytes(bytes));
  return encodeBundle({
    format: "crypto-doctor/bundle@2",
    party,
    patient: any(20),
    model: any(32),
    preimage: { codebookRoot: any(32), inputHashes: [any(32), any(32)], consent: false, nonce: any(32) },
    rho: any(32),
    input: new Uint8Array(input),
    setKeys,
    packageHalf: any(32),
  });
}

function summary(
  { net, size, delayMs }: MpcBench,
  plan: Plan,
  samples: readonly Sample[],
  plain: Record<string, number | string>,
): Record<string, unknown> {
  // Both parties end with the same message, so the one that was ready later, and has the shorter time, tells how long
  // the run took from when both were ready. Of everything else, the longer time counts.
  const online = samples.map(({ reports }) => Math.min(...reports.map((report) => report.onlineMs)));
  const slower = (pick: (report: CaseReport) => number) =>
    round(median(samples.map(({ reports }) => Math.max(...reports.map(pick)))));
  const [{ reports }] = samples;
  const onlineMs = spread(online);
  const times = Object.values(plain).filter((value) => typeof value === "number");
  return {
    net,
    size,
    reps: samples.length,
    ...(delayMs > 0 && { delayMs }),
    onlineMs,
    setupMs: slower((report) => report.setupMs),
    unsealMs: slower((report) => report.unsealMs),
    caseMs: slower((report) => report.caseMs),
    cpuMsPerParty: slower((report) => report.cpuMs),
    onlineCpuMsPerParty: slower((report) => report.onlineCpuMs),
    bytesSentPerParty: reports[0].bytesSent,
    setupBytesSentPerParty: reports[0].setupBytesSent,
    rounds: reports[0].rounds - reports[0].setupRounds,
    setupRounds: reports[0].setupRounds,
    materialBytes: plan.corrections,
    materialSets: SETS,
    dealMs: round(median(samples.map((sample) => sample.dealMs))),
    plaintextMs: plain,
    timesPlaintext: round(onlineMs.median / Math.min(...times), 1),
    maxAbsError: round(Math.max(...samples.map((sample) => sample.error)), 4),
    rssMb: round(Math.max(...samples.flatMap((sample) => sample.reports.map((report) => report.rssMb))), 0),
    layers: layers(plan),
  };
}

/** Rounds and bytes sent from the input on, by node of the graph; what a node's steps share goes to the first. */
function layers(plan: Plan): { id: string; rounds: number; bytes: number }[] {
  const byNode = new Map<string, { id: string; rounds: number; bytes: number }>();
  for (const demand of plan.demands) {
    const id = demand.id.replace(/(?<=.):.*/, "");
    const entry = byNode.get(id) ?? { id, rounds: 0, bytes: 0 };
    const cost = costOf(demand);
    byNode.set(id, { id, rounds: entry.rounds + cost.rounds, bytes: entry.bytes + cost.onlineBytes });
  }
  return [...byNode.values()].filter(({ rounds }) => rounds > 0);
}
