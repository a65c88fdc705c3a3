/**
 * The fixed-point twin: the same graph in the same integer arithmetic as the two parties, in the clear.
 *
 * The parties' result differs from the twin's only by rounding: each fused relu and division gives the twin's floor, or
 * one unit more with the probability of the fraction that was dropped; a max may take the smaller of two values that
 * are less than 2^7 units (of the finer scale) apart. Nothing else may differ, and tests hold it to that.
 */
import { type Arithmetic, forward, type Visit } from "./forward.ts";
import { checkRange, limitsOf } from "./limits.ts";
import type { FixedModel } from "./quantise.ts";

/**
 * Logits `[classes]` at the output's scale, for an input at `activationBits`.
 * @throws E142_OUT_OF_RANGE when a value would not survive the ring
 */
export function runFixed(model: FixedModel, x: Int32Array): Int32Array {
  const limits = limitsOf(model.graph);
  const visit: Visit = (id, values) => checkRange(id, values, limits.get(id)!);
  return Int32Array.from(traceFixed(model, x, visit));
}

/** As `runFixed`, but unchecked, showing each node's value to `visit`. */
export function traceFixed(model: FixedModel, x: Int32Array, visit: Visit): Float64Array {
  const arithmetic: Arithmetic = {
    tensor: (name) => model.tensors.get(name)!,
    relu: (value, bits) => Math.floor(Math.max(0, value) / 2 ** bits),
    lift: (bits) => 2 ** bits,
  };
  return forward(model.graph, arithmetic, x, visit);
}
