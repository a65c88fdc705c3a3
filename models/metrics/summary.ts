import { auroc } from "./auroc.ts";
import { brier, expectedCalibrationError } from "./calibration.ts";
import {
  accuracy,
  balancedAccuracy,
  type Confusion,
  confusion,
  mean,
  recalls,
  specificities,
} from "./classification.ts";
import type { Scored } from "./scored.ts";

/** What is reported of a model on a set of examples. Null where the set cannot tell (a class without examples). */
export interface Summary {
  readonly n: number;
  readonly accuracy: number | null;
  readonly balancedAccuracy: number | null;
  readonly sensitivity: number | null;
  readonly specificity: number | null;
  readonly auroc: number | null;
  /** Share found of each label, in the labels' order. */
  readonly recalls: readonly (number | null)[];
  readonly ece: number | null;
  readonly brier: number | null;
  /** `[truth][prediction]`, in the order of the labels. */
  readonly confusion: Confusion;
}

/**
 * With two classes the first is the positive one ("yes"). With more, sensitivity, specificity and AUROC are the means
 * of each class against the rest.
 */
export function summarise(scored: readonly Scored[], classes: number): Summary {
  const matrix = confusion(scored, classes);
  const areas = Array.from({ length: classes }, (_, k) =>
    auroc(
      scored.filter(({ label }) => label === k).map(({ probabilities }) => probabilities[k]),
      scored.filter(({ label }) => label !== k).map(({ probabilities }) => probabilities[k]),
    ),
  );
  const overall = (perClass: readonly (number | null)[]) => (classes === 2 ? perClass[0] : mean(perClass));
  return {
    n: scored.length,
    accuracy: accuracy(matrix),
    balancedAccuracy: balancedAccuracy(matrix),
    sensitivity: overall(recalls(matrix)),
    specificity: overall(specificities(matrix)),
    auroc: overall(areas),
    recalls: recalls(matrix),
    ece: expectedCalibrationError(scored),
    brier: brier(scored),
    confusion: matrix,
  };
}
