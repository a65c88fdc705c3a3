/**
 * The fixed-point twin: the same graph in the same integer arithmetic as the two parties, in the clear.
 *
 * The parties' result differs from the twin's only by rounding: each fused relu and division gives the twin's floor, or
 * one unit more with the probability of the fraction that was dropped; a max may take the smaller of two values that
 * are less than 2^7 units (of the finer scale) apart. Nothing else may differ, and tests hold it to that.
 */
import { DoctorError } from "#errors";
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

/**
 * For one picture what `requireRange` is for many: the twin's run, for its check alone. The patient's client calls it
 * before anything is dealt, since encrypted arithmetic that leaves the ring gives a wrong answer and no error.
 * Cost: one evaluation in plain JavaScript.
 * @throws E142_OUT_OF_RANGE
 */
export function requirePictureInRange(model: FixedModel, x: Int32Array): void {
  try {
    runFixed(model, x);
  } catch (cause) {
    if (!(cause instanceof DoctorError) || cause.code !== "E142_OUT_OF_RANGE") throw cause;
    throw new DoctorError(
      cause.code,
      "This picture takes the model's values out of the range in which the encrypted arithmetic is right.",
      "The model cannot read this picture; try another picture of the same head, or another model.",
      cause,
    );
  }
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
