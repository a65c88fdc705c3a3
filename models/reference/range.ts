import { traceFixed } from "./fixed.ts";
import { limitsOf, magnitude, outOfRange } from "./limits.ts";
import type { FixedModel } from "./quantise.ts";

export interface NodeRange {
  id: string;
  /** largest magnitude seen, in ring units */
  most: number;
  limit: number;
  /** most / limit */
  used: number;
}

/** Largest magnitudes of every node over the given inputs (each `[c, h, w]` at `activationBits`). Never throws. */
export function rangeReport(model: FixedModel, inputs: Iterable<Int32Array>): NodeRange[] {
  const limits = limitsOf(model.graph);
  const most = new Map(model.graph.nodes.map((node) => [node.id, 0]));
  for (const x of inputs) {
    traceFixed(model, x, (id, values) => most.set(id, Math.max(most.get(id)!, magnitude(values))));
  }
  return model.graph.nodes.map(({ id }) => {
    const [seen, limit] = [most.get(id)!, limits.get(id)!];
    return { id, most: seen, limit, used: seen / limit };
  });
}

/**
 * Refuses a model some of whose values used more than `margin` (a fraction of 1) of their range.
 * @throws E142_OUT_OF_RANGE
 */
export function requireRange(report: readonly NodeRange[], margin = 0.5): void {
  const worst = report.find((node) => !(node.used < margin));
  if (worst) throw outOfRange(worst.id);
}
