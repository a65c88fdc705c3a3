import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Graph } from "#models/graph/graph";
import type { Plan } from "./plan.ts";
import { openMemory } from "./shard.ts";
import { openShard, type ShardSetup, type Slot, type StepRates, type Tasks } from "./tasks.ts";

/** A batch is always cut in two, on one core as on many: the cut decides the numbers, the cores only the time. */
export const SHARDS = 2;

type Ask = <T extends keyof Tasks>(task: T, ...args: Parameters<Tasks[T]>) => Promise<ReturnType<Tasks[T]>>;

/** The shards of a batch, in threads of their own or in this one, with the memory they share. */
export class Team {
  readonly plan: Plan;
  readonly memory: WebAssembly.Memory;
  readonly #ask: readonly Ask[];
  readonly #workers: readonly Worker[];

  private constructor(plan: Plan, memory: WebAssembly.Memory, ask: readonly Ask[], workers: readonly Worker[]) {
    this.plan = plan;
    this.memory = memory;
    this.#ask = ask;
    this.#workers = workers;
  }

  /** @param batch most images per step @param threads one thread per shard; else all in this one: the same numbers */
  static open(module: WebAssembly.Module, graph: Graph, batch: number, threads: boolean): Team {
    const layout = { graph, capacity: Math.ceil(batch / SHARDS), shards: SHARDS, training: true };
    const { plan, memory } = openMemory(module, layout);
    const indices = plan.shard.map((_, index) => index);
    if (!threads) {
      const ask = indices.map((index): Ask => {
        const tasks = openShard({ module, memory, plan, index });
        return async (task, ...args) => ((await tasks)[task] as (...given: unknown[]) => never)(...args);
      });
      return new Team(plan, memory, ask, []);
    }
    const workers = indices.map((index) => {
      const workerData: ShardSetup = { module, memory, plan, index };
      return new Worker(new URL("./worker.ts", import.meta.url), { workerData });
    });
    return new Team(plan, memory, workers.map(asker), workers);
  }

  /** @returns the batch's summed loss; gradients lie in the shards' memory */
  async gradients(slots: readonly Slot[], dropout: number, seed: number): Promise<number> {
    const half = Math.ceil(slots.length / SHARDS);
    const losses = await Promise.all(
      this.#ask.map((ask, i) => ask("gradients", slots.slice(i * half, (i + 1) * half), dropout, seed + i)),
    );
    return losses.reduce((a, b) => a + b, 0);
  }

  /** Sums the shards' gradients. @returns the sum's norm */
  async reduce(): Promise<number> {
    const squares = await Promise.all(this.#ask.map((ask) => ask("reduce")));
    return Math.sqrt(squares.reduce((a, b) => a + b, 0));
  }

  async update(rates: StepRates): Promise<void> {
    await Promise.all(this.#ask.map((ask) => ask("update", rates)));
  }

  async predict(pictures: readonly Float32Array[]): Promise<number[][]> {
    const half = Math.ceil(pictures.length / SHARDS);
    const parts = this.#ask.map((ask, i) => ask("predict", pictures.slice(i * half, (i + 1) * half)));
    return (await Promise.all(parts)).flat();
  }

  /** `count` elements at an address of the shared memory. */
  view(address: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, count);
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function asker(worker: Worker): Ask {
  return async (task, ...args) => {
    worker.postMessage({ task, args });
    const [result] = await once(worker, "message"); // rejects when the worker fails
    return result;
  };
}
