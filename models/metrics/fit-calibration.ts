import { softmax } from "./scored.ts";

type Logits = readonly (readonly number[])[];

/** Probabilities are softmax(logits / temperature + bias). */
export interface CalibrationMap {
  readonly temperature: number;
  /** One per class, summing to zero: where the classes' thresholds lie. */
  readonly bias: readonly number[];
}

const ROUNDS = 40;
const TEMPERATURES = [Math.log(0.05), Math.log(20)] as const;
const BIASES = [-6, 6] as const;

/**
 * Temperature and biases that make the labels likeliest on examples the model was not trained on (Guo et al. 2017, "bias
 * corrected temperature scaling"; for two classes, Platt 1999), as if all classes were equally frequent: the thresholds
 * are then those of balanced accuracy. The loss is convex in (1/T, bias), so it is minimised one number at a time.
 *
 * @param logits one row of K per example; every class must be there
 */
export function fitCalibration(logits: Logits, labels: readonly number[]): CalibrationMap {
  const classes = logits[0].length;
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]++;
  const weights = counts.map((n) => labels.length / (classes * n));
  let logTemperature = 0;
  let bias = new Array<number>(classes).fill(0);
  const surprise = () =>
    logits.reduce((sum, row, i) => {
      const p = calibrated(row, { temperature: Math.exp(logTemperature), bias })[labels[i]];
      return sum - weights[labels[i]] * Math.log(Math.max(p, 1e-300));
    }, 0);
  for (let round = 0; round < ROUNDS; round++) {
    lowest(TEMPERATURES, surprise, (value) => {
      logTemperature = value;
    });
    for (let k = 0; k + 1 < classes; k++) {
      lowest(BIASES, surprise, (value) => {
        bias[k] = value;
      });
    }
  }
  const mean = bias.reduce((a, b) => a + b, 0) / classes;
  bias = bias.map((b) => b - mean);
  return { temperature: Math.exp(logTemperature), bias };
}

/** Probabilities of one row of logits. */
export function calibrated(row: readonly number[], { temperature, bias }: CalibrationMap): number[] {
  return softmax(row.map((v, k) => v / temperature + bias[k]));
}

/** Sets one number to where a function with a single minimum over [low, high] is lowest, by golden section. */
function lowest([low, high]: readonly [number, number], value: () => number, set: (x: number) => void): void {
  const golden = (Math.sqrt(5) - 1) / 2;
  const at = (x: number) => {
    set(x);
    return value();
  };
  let [a, b] = [low, high];
  let [left, right] = [b - golden * (b - a), a + golden * (b - a)];
  let [atLeft, atRight] = [at(left), at(right)];
  while (b - a > 1e-4) {
    if (atLeft < atRight) {
      [b, right, atRight] = [right, left, atLeft];
      left = b - golden * (b - a);
      atLeft = at(left);
    } else {
      [a, left, atLeft] = [left, right, atRight];
      right = a + golden * (b - a);
      atRight = at(right);
    }
  }
  set((a + b) / 2);
}
