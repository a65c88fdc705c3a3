/** One node of the benchmark, in a process of its own: the real engine over the real link, driven by its parent. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Graph } from "#models/graph/graph";
import { planOf } from "#mpc/plan/plan";
import { infer } from "#mpc/protocol/infer";
import { loadKernels } from "#mpc/ring/kernels";
import { expandInput } from "#mpc/share/split";
import { judgeBuffersAsHeap } from "#node/heap";
import type { LinkIdentity } from "#node/link/identity";
import { connect, type LinkOptions, listen } from "#node/link/link";
import type { LinkSession } from "#node/link/session";
import { readSealed } from "#node/set-shelf";
import { decodeBundle } from "#wire/bundle";
import { ringElements } from "#wire/bytes";
import { type Identity, unseal } from "#wire/seal";

export interface Start {
  party: 0 | 1;
  graph: Graph;
  /** little-endian file of this party's weight share, as an operator holds it */
  weights: string;
  kernels: string;
  identity: LinkIdentity;
  peerHash: string;
  age: Identity;
  /** where party 0 listens: party 1 is told */
  port: number;
}
/** A case is a sealed bundle on the disk, and the sealed material set that is used, as a node has fetched it. */
export interface Case {
  bundle: string;
  set: string;
}
export interface CaseReport {
  released: Int32Array;
  rounds: number;
  setupRounds: number;
  bytesSent: number;
  setupBytesSent: number;
  /** reading, decrypting and decoding the bundle */
  unsealMs: number;
  /** reading, decrypting, checking and expanding the material, opening the masked weights, D */
  setupMs: number;
  onlineMs: number;
  caseMs: number;
  cpuMs: number;
  onlineCpuMs: number;
  rssMb: number;
}

judgeBuffersAsHeap();
const tell = (message: unknown) => process.send!(message);
const next = <T>() => new Promise<T>((resolve) => process.once("message", resolve));

const { party, graph, weights: weightsFile, kernels: wasm, identity, peerHash, age, port } = await next<Start>();
const kernels = await loadKernels(readFileSync(wasm));
const plan = planOf(graph);
const weights = ringElements(readFileSync(weightsFile));
const inputs = plan.facts.get(graph.nodes[0].id)!.shape.reduce((a, b) => a * b);
// Party 1 has the larger bundle to open: on a busy machine party 0 waits for it longer than a node would.
const { session, leave } = await meet({ identity, peerHash, host: "127.0.0.1", port, stallMs: 300_000 });

for (;;) {
  const job = await next<Case | "stop">();
  if (job === "stop") break;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const bundle = decodeBundle(await unseal(await readFile(job.bundle), age));
  const input = party === 0 ? expandInput(kernels, bundle.input, inputs) : ringElements(bundle.input);
  const unsealMs = performance.now() - start;
  // The engine looks at the clock three times: at its begin, when it is ready for the input, and at its end.
  const used: number[] = [];
  const clock = () => {
    const { user, system } = process.cpuUsage();
    used.push((user + system) / 1000);
    return performance.now();
  };
  const result = await readSealed(job.set, bundle.setKeys[0], (material) =>
    infer({
      kernels,
      party,
      plan,
      channel: session.channel,
      weights,
      input,
      material,
      newHash: () => createHash("sha256"),
      clock,
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  const caseMs = performance.now() - start;
  const rssMb = process.resourceUsage().maxRSS / 1024;
  const onlineCpuMs = used[2] - used[1];
  tell({ ...result, unsealMs, caseMs, cpuMs: (user + system) / 1000, onlineCpuMs, rssMb } satisfies CaseReport);
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
