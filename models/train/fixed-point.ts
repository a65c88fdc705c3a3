import { factsOf } from "#models/graph/shape";
import { toFixed } from "#models/imaging/fixed";
import { argmax } from "#models/metrics/scored";
import { runFixed } from "#models/reference/fixed";
import { runFloat } from "#models/reference/float";
import { quantise } from "#models/reference/quantise";
import type { Model } from "#models/zoo/model";
import type { Example } from "./dataset.ts";

/** What rounding to fixed point costs a model, on the given pictures. */
export interface FixedPointError {
  readonly n: number;
  /** Largest difference of a logit from the float model's. */
  readonly maxAbsError: number;
  /** Share of pictures with the same class. */
  readonly agreement: number;
}

/**
 * @param examples a few dozen: the references take their time over a deep network
 * @throws DoctorError E141, E142
 */
export function fixedPointError(model: Omit<Model, "digest">, examples: readonly Example[]): FixedPointError {
  const { graph, weights } = model;
  const fixed = quantise(graph, weights);
  const scale = 2 ** factsOf(graph).get(graph.output)!.scale;
  let maxAbsError = 0;
  let same = 0;
  for (const { x } of examples) {
    const exact = runFloat(graph, weights, x);
    const rounded = Float64Array.from(runFixed(fixed, toFixed(x, graph.activationBits)), (v) => v / scale);
    rounded.forEach((v, k) => {
      maxAbsError = Math.max(maxAbsError, Math.abs(v - exact[k]));
    });
    same += Number(argmax(exact) === argmax(rounded));
  }
  return { n: examples.length, maxAbsError, agreement: same / examples.length };
}
