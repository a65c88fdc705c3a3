/** One node of the benchmark, in a process of its own: the real engine over the real link, driven by its parent. */
import { readFileSync } from "node:fs";
import type { Graph } from "#models/graph/graph";
import { planOf } from "#mpc/plan/plan";
import { infer } from "#mpc/protocol/infer";
import { loadKernels } from "#mpc/ring/kernels";
import type { LinkIdentity } from "#node/link/identity";
import { connect, type LinkOptions, listen } from "#node/link/link";
import type { LinkSession } from "#node/link/session";

export interface Start {
  party: 0 | 1;
  graph: Graph;
  weights: Int32Array;
  kernels: string;
  identity: LinkIdentity;
  peerHash: string;
  /** where party 0 listens: party 1 is told */
  port: number;
}
export interface Case {
  input: Int32Array;
  material: Uint8Array;
}
export interface CaseReport {
  released: Int32Array;
  rounds: number;
  bytesSent: number;
  setupBytesSent: number;
  onlineMs: number;
  caseMs: number;
  cpuMs: number;
  rssMb: number;
}

const tell = (message: unknown) => process.send!(message);
const next = <T>() => new Promise<T>((resolve) => process.once("message", resolve));

const { party, graph, weights, kernels: wasm, identity, peerHash, port } = await next<Start>();
const kernels = await loadKernels(readFileSync(wasm));
const plan = planOf(graph);
const { session, leave } = await meet({ identity, peerHash, host: "127.0.0.1", port });

for (;;) {
  const job = await next<Case | "stop">();
  if (job === "stop") break;
  const begin = process.cpuUsage();
  const start = performance.now();
  const clock = () => performance.now();
  const { setupMs: _, ...result } = await infer({
    kernels,
    party,
    plan,
    channel: session.channel,
    weights,
    ...job,
    clock,
  });
  const { user, system } = process.cpuUsage(begin);
  const caseMs = performance.now() - start;
  tell({
    ...result,
    caseMs,
    cpuMs: (user + system) / 1000,
    rssMb: process.resourceUsage().maxRSS / 1024,
  } satisfies CaseReport);
}
leave();
process.disconnect();

/** The session with the other process, and how to end it. */
async function meet(options: LinkOptions): Promise<{ session: LinkSession; leave: () => void }> {
  if (party === 1) {
    const session = await connect(options);
    tell({ ready: true });
    return { session, leave: () => session.close() };
  }
  const { promise, resolve } = Promise.withResolvers<LinkSession>();
  const listening = await listen(options, resolve);
  tell({ port: listening.port });
  const session = await promise;
  tell({ ready: true });
  return { session, leave: () => void listening.close() };
}
