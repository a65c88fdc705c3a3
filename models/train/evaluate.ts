/** A finished graph on many pictures, by the trainer's kernels: some thirty times as fast as the reference. */
import type { Graph, Weights } from "#models/graph/graph";
import { factsOf } from "#models/graph/shape";
import { loadTrainKernels } from "./compute/kernels.ts";
import { openMemory, Shard } from "./compute/shard.ts";

const BATCH = 8;

export interface Evaluated {
  /** One row of K per picture. */
  readonly logits: number[][];
  /** Largest magnitude of each node's value, over all pictures. */
  readonly most: ReadonlyMap<string, number>;
}

/**
 * Float32 logits; they differ from the float64 reference's by about 1e-5.
 *
 * @param pictures `[c, h, w]` each, 0 to 1
 * @param onProgress called after each batch, with how many are done
 */
export async function evaluate(
  graph: Graph,
  weights: Weights,
  pictures: readonly Float32Array[],
  onProgress?: (done: number) => void,
): Promise<Evaluated> {
  const most = new Map(graph.nodes.map(({ id }) => [id, 0]));
  const run = await openEvaluator(graph, weights, BATCH, (id, values) => {
    let top = most.get(id)!;
    for (let i = 0; i < values.length; i++) top = Math.max(top, Math.abs(values[i]));
    most.set(id, top);
  });
  const logits: number[][] = [];
  for (let first = 0; first < pictures.length; first += BATCH) {
    logits.push(...run(pictures.slice(first, first + BATCH)));
    onProgress?.(logits.length);
  }
  return { logits, most };
}

/**
 * A graph ready to run on up to `batch` pictures at once, on one thread.
 * @param visit sees each node's value, `[c, n, h, w]` or `[units, n]`, before the next step may overwrite it
 * @returns logits, one row of K per picture
 */
export async function openEvaluator(
  graph: Graph,
  weights: Weights,
  batch: number,
  visit?: (id: string, values: Float32Array) => void,
): Promise<(pictures: readonly Float32Array[]) => number[][]> {
  const module = await loadTrainKernels();
  const { plan, memory } = openMemory(module, { graph, capacity: batch, shards: 1, training: false });
  for (const { name, at, count } of plan.parameters)
    new Float32Array(memory.buffer, plan.values + 4 * at, count).set(weights.get(name)!);
  const shard = new Shard(module, memory, plan, 0);
  const [, h, w] = factsOf(graph).get(graph.nodes[0].id)!.shape;
  return (pictures) => {
    const input = shard.input(pictures.length);
    pictures.forEach((x, i) => {
      for (let c = 0; c * h * w < x.length; c++)
        input.set(x.subarray(c * h * w, (c + 1) * h * w), (c * pictures.length + i) * h * w);
    });
    const logits = shard.forward(pictures.length, undefined, visit);
    const classes = logits.length / pictures.length;
    return pictures.map((_, i) => Array.from({ length: classes }, (_, k) => logits[k * pictures.length + i]));
  };
}
