import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { toFixed } from "#models/imaging/fixed";
import { quantise } from "#models/reference/quantise";
import { type NodeRange, rangeReport, requireRange } from "#models/reference/range";
import type { Model, ModelFile } from "#models/zoo/model";
import type { Example } from "./dataset.ts";

/**
 * Refuses a model whose values would leave the ring on any of the given pictures, with half the range to spare.
 * @throws DoctorError E141, E142
 */
export function checkRanges(model: Omit<Model, "digest">, examples: readonly Example[]): readonly NodeRange[] {
  const { activationBits } = model.graph;
  const report = rangeReport(
    quantise(model.graph, model.weights),
    examples.map(({ x }) => toFixed(x, activationBits)),
  );
  requireRange(report);
  return report;
}

/** Writes a model folder: `model.json`, `weights.bin`, `metrics.json`, `card.md`. */
export async function writeModelFolder(
  dir: string,
  model: { readonly json: ModelFile; readonly bytes: Uint8Array },
  metrics: object,
  card: string,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, "model.json"), `${JSON.stringify(model.json, null, 2)}\n`);
  await writeFile(path.join(dir, "weights.bin"), model.bytes);
  await writeFile(path.join(dir, "metrics.json"), `${JSON.stringify(metrics, null, 2)}\n`);
  await writeFile(path.join(dir, "card.md"), card);
}
