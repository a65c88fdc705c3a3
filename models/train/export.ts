import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { factsOf } from "#models/graph/shape";
import { scalesFor } from "#models/reference/calibrate";
import { limitsOf } from "#models/reference/limits";
import { type NodeRange, requireRange } from "#models/reference/range";
import type { Model, ModelFile } from "#models/zoo/model";
import type { Example } from "./dataset.ts";
import { evaluate } from "./evaluate.ts";

/**
 * The model with the finest scales of weights that its values on the given pictures leave room for.
 * @throws DoctorError E142 when even the coarsest leave less than half the ring to spare
 */
export async function fitScales<M extends Omit<Model, "digest">>(model: M, examples: readonly Example[]): Promise<M> {
  const { most } = await evaluate(
    model.graph,
    model.weights,
    examples.map(({ x }) => x),
  );
  const graph = scalesFor(model.graph, model.weights, most);
  requireRange(rangesOf(graph, most));
  return { ...model, graph };
}

/**
 * Refuses a model whose values would leave the ring on any of the given pictures, with half the range to spare.
 * @throws DoctorError E142
 */
export async function checkRanges(model: Omit<Model, "digest">, examples: readonly Example[]): Promise<void> {
  const { most } = await evaluate(
    model.graph,
    model.weights,
    examples.map(({ x }) => x),
  );
  requireRange(rangesOf(model.graph, most));
}

/** From float magnitudes; rounding to fixed point moves them by far less than the margin. */
function rangesOf(graph: Model["graph"], most: ReadonlyMap<string, number>): NodeRange[] {
  const limits = limitsOf(graph);
  return [...factsOf(graph)].map(([id, { scale }]) => {
    const [seen, limit] = [most.get(id)! * 2 ** scale, limits.get(id)!];
    return { id, most: seen, limit, used: seen / limit };
  });
}

/** Writes a model folder: `model.json`, `weights.bin`, `metrics.json`, and the card with its plots, by their names. */
export async function writeModelFolder(
  dir: string,
  model: { readonly json: ModelFile; readonly bytes: Uint8Array },
  metrics: object,
  texts: Readonly<Record<string, string>>,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, "model.json"), `${JSON.stringify(model.json, null, 2)}\n`);
  await writeFile(path.join(dir, "weights.bin"), model.bytes);
  await writeFile(path.join(dir, "metrics.json"), `${JSON.stringify(metrics, null, 2)}\n`);
  for (const [name, text] of Object.entries(texts)) await writeFile(path.join(dir, name), text);
}
