import path from "node:path";
import { DoctorError } from "#errors";
import { type Graph, isLinear } from "#models/graph/graph";
import { CHECKPOINT, loadCheckpoint } from "./checkpoint.ts";
import { outputOf } from "./export-weights.ts";
import type { Values } from "./network.ts";
import type { StartRecord } from "./record.ts";

/** First weights taken from another run. */
export interface Start {
  readonly values: Values;
  readonly record: StartRecord;
}

/**
 * Reads the kept weights of a run of the same backbone.
 * @throws DoctorError E137 where there is no such run, or it had another shape
 */
export async function readStart(dir: string, graph: Graph): Promise<Start> {
  const saved = await loadCheckpoint(path.join(dir, CHECKPOINT));
  const fits = graph.nodes.filter(isLinear).every(({ weight }) => saved?.best?.values.has(weight));
  if (!saved?.best || !fits) {
    throw new DoctorError(
      "E137_NO_START",
      "The folder to start from holds no finished epoch of a run with this backbone.",
      "Give the --training-run-out of an earlier run with the same --backbone and --size.",
    );
  }
  return { values: saved.best.values, record: { run: saved.run, epoch: saved.best.epoch } };
}

/**
 * What a network of several courses takes over: all but the output layer, and the output rows of a later course that
 * has as many classes as the run had.
 * @param counts classes per course, in order
 */
export function inherited(graph: Graph, { values }: Start, counts: readonly number[], own: Values): Values {
  const { weight, bias } = outputOf(graph);
  const rows = values.get(bias)!.length;
  const at = counts.indexOf(rows, 1);
  const first = counts.slice(0, at).reduce((a, b) => a + b, 0);
  const placed = (name: string) => {
    const mine = own.get(name)!.slice();
    const given = values.get(name)!;
    if (at > 0) mine.set(given, (first * given.length) / rows);
    return mine;
  };
  return new Map(values).set(weight, placed(weight)).set(bias, placed(bias));
}
