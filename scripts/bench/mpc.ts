/** Encrypted inference between two node processes over the mutual TLS link on loopback, dealing and plaintext beside it. */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Graph } from "#models/graph/graph";
import { runFloat } from "#models/reference/float";
import { quantise } from "#models/reference/quantise";
import { deal } from "#mpc/deal/deal";
import { type Plan, planOf } from "#mpc/plan/plan";
import { type Kernels, loadKernels } from "#mpc/ring/kernels";
import { expandInput, shareInput, shareWeights } from "#mpc/share/split";
import { certificateHash, createIdentity } from "#node/link/identity";
import { buildKernels } from "#scripts/build";
import type { Case, CaseReport, Start } from "./party.ts";
import { generator, sampleInput, sampleWeights, toRing } from "./sample.ts";

/** Runs whose times do not count: the first ones are spent in the compiler's lower tiers. */
const WARM_UP = 3;

interface Sample {
  reports: [CaseReport, CaseReport];
  dealMs: number;
  plaintextMs: number;
  error: number;
  materialBytes: number;
}

export async function benchMpc(
  net: string,
  size: number,
  graph: Graph,
  reps: number,
): Promise<Record<string, unknown>> {
  const wasm = buildKernels();
  const kernels = await loadKernels(readFileSync(wasm));
  const plan = planOf(graph);
  const next = generator(1);
  const weights = sampleWeights(graph, next);
  const shares = shareWeights(kernels, quantise(graph, weights), randomBytes(32));
  const parties = await startParties(graph, [shares.share0, shares.share1], wasm);
  const samples: Sample[] = [];
  try {
    for (let rep = -WARM_UP; rep < reps; rep++) {
      const sample = await runOnce(kernels, plan, weights, sampleInput(graph, next), parties);
      if (rep >= 0) samples.push(sample);
    }
  } finally {
    await stop(parties);
  }
  return summary(net, size, samples);
}

async function runOnce(
  kernels: Kernels,
  plan: Plan,
  weights: ReturnType<typeof sampleWeights>,
  picture: Float32Array,
  parties: ChildProcess[],
): Promise<Sample> {
  const x = toRing(picture, plan.graph.activationBits);
  const [dealing, dealMs] = timed(() => deal(kernels, plan, randomBytes));
  const [logits, plaintextMs] = timed(() => runFloat(plan.graph, weights, picture));
  const seed = randomBytes(32);
  const jobs: Case[] = [
    { input: expandInput(kernels, seed, x.length), material: dealing.set0 },
    { input: shareInput(kernels, x, seed), material: dealing.set1 },
  ];
  const answers = parties.map((child) => answer<CaseReport>(child));
  parties.forEach((child, party) => void child.send(jobs[party]));
  const reports = (await Promise.all(answers)) as [CaseReport, CaseReport];
  const { released } = reports[0];
  if (released.join() !== reports[1].released.join()) throw new Error("the two parties opened different results");
  const errors = dealing.permutation.map((of, j) => {
    const secure = ((released[j] - released[0]) | 0) / 2 ** plan.gridBits;
    return Math.abs(secure - (logits[of] - logits[dealing.permutation[0]]));
  });
  return { reports, dealMs, plaintextMs, error: Math.max(...errors), materialBytes: dealing.set1.length };
}

function summary(net: string, size: number, samples: readonly Sample[]): Record<string, unknown> {
  const all = (pick: (report: CaseReport) => number) => samples.flatMap(({ reports }) => reports.map(pick));
  // Both parties end with the same message, so the one that was ready later, and has the shorter time, tells how long
  // the run took from when both were ready. Of a whole case, the longer time counts.
  const online = samples.map(({ reports }) => Math.min(...reports.map((report) => report.onlineMs)));
  const slower = (pick: (report: CaseReport) => number) => samples.map(({ reports }) => Math.max(...reports.map(pick)));
  const [{ reports, materialBytes }] = samples;
  return {
    net,
    size,
    reps: samples.length,
    onlineMs: { min: round(Math.min(...online)), median: round(median(online)), max: round(Math.max(...online)) },
    caseMs: round(median(slower((report) => report.caseMs))),
    cpuMsPerParty: round(median(all((report) => report.cpuMs))),
    bytesSentPerParty: reports[0].bytesSent,
    setupBytesSentPerParty: reports[0].setupBytesSent,
    rounds: reports[0].rounds,
    materialBytes,
    dealMs: round(median(samples.map((sample) => sample.dealMs))),
    plaintextMs: round(median(samples.map((sample) => sample.plaintextMs))),
    maxAbsError: round(Math.max(...samples.map((sample) => sample.error)), 4),
    rssMb: round(Math.max(...all((report) => report.rssMb)), 0),
  };
}

async function startParties(graph: Graph, weights: Int32Array[], kernels: string): Promise<ChildProcess[]> {
  const identities = [createIdentity(), createIdentity()];
  const script = fileURLToPath(new URL("./party.ts", import.meta.url));
  const children = identities.map(() => fork(script, { serialization: "advanced", execArgv: ["--import", "tsx"] }));
  const start = (party: 0 | 1, port: number): Start => {
    const peerHash = certificateHash(identities[1 - party].certificate);
    return { party, graph, weights: weights[party], kernels, identity: identities[party], peerHash, port };
  };
  const listening = answer<{ port: number }>(children[0]);
  children[0].send(start(0, 0));
  const { port } = await listening;
  const ready = children.map((child) => answer(child));
  children[1].send(start(1, port));
  await Promise.all(ready);
  return children;
}

async function stop(children: ChildProcess[]): Promise<void> {
  const ended = children.map((child) => (child.exitCode === null ? once(child, "exit") : undefined));
  for (const child of children) if (child.connected) child.send("stop");
  await Promise.all(ended);
}

/** The next message of a child; fails when the child ends instead. */
function answer<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error("a party of the benchmark ended early; its own message is above"));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message as T);
    });
  });
}

function timed<T>(work: () => T): [T, number] {
  const start = performance.now();
  return [work(), performance.now() - start];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
