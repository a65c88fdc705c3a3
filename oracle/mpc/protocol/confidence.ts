import { confidenceOf } from "#models/reference/release";
import type { Plan } from "../plan/plan.ts";

/**
 * What both nodes sign: which of the permuted classes is likeliest, and how likely, rounded down to steps of 2.5 %.
 * Class j of the permuted list is class `permutation[j]` of the dealing, which only the patient knows.
 */
export function confidence(released: Int32Array, plan: Plan): { maskedClass: number; confidence: number } {
  return confidenceOf(released, plan.gridBits);
}
