import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Graph } from "#models/graph/graph";
import { certificateHash, createIdentity } from "#node/link/identity";
import { ringBytes } from "#wire/bytes";
import { newIdentity, type Recipient, recipientOf } from "#wire/seal";
import { delayProxy } from "./delay.ts";
import type { Case, CaseReport, Start } from "./party.ts";

/** The two node processes, connected to each other and waiting for cases. */
export interface Parties {
  readonly recipients: readonly [Recipient, Recipient];
  run(cases: readonly [Case, Case]): Promise<[CaseReport, CaseReport]>;
  stop(): Promise<void>;
}

/** @param delayMs one-way delay of the link; 0 connects the two directly */
export async function startParties(options: {
  graph: Graph;
  weights: readonly [Int32Array, Int32Array];
  kernels: string;
  folder: string;
  delayMs: number;
}): Promise<Parties> {
  const { graph, kernels, folder, delayMs } = options;
  const identities = [createIdentity(), createIdentity()];
  const ages = await Promise.all([newIdentity(), newIdentity()]);
  const script = fileURLToPath(new URL("./party.ts", import.meta.url));
  const children = identities.map(() => fork(script, { serialization: "advanced", execArgv: ["--import", "tsx"] }));
  const start = (party: 0 | 1, port: number): Start => {
    const weights = join(folder, `weights-${party}`);
    writeFileSync(weights, ringBytes(options.weights[party]));
    const peerHash = certificateHash(identities[1 - party].certificate);
    return { party, graph, weights, kernels, identity: identities[party], peerHash, age: ages[party], port };
  };
  const listening = answer<{ port: number }>(children[0]);
  children[0].send(start(0, 0));
  const { port } = await listening;
  const proxy = delayMs > 0 ? await delayProxy(port, delayMs) : undefined;
  const ready = children.map((child) => answer(child));
  children[1].send(start(1, proxy?.port ?? port));
  await Promise.all(ready);
  return {
    recipients: [await recipientOf(ages[0]), await recipientOf(ages[1])],
    async run(cases) {
      const answers = children.map((child) => answer<CaseReport>(child));
      children.forEach((child, party) => void child.send(cases[party]));
      return (await Promise.all(answers)) as [CaseReport, CaseReport];
    },
    async stop() {
      const ended = children.map((child) => (child.exitCode === null ? once(child, "exit") : undefined));
      for (const child of children) if (child.connected) child.send("stop");
      await Promise.all(ended);
      proxy?.close();
    },
  };
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
