import { balancedAccuracy } from "#models/metrics/classification";
import type { Dataset } from "./dataset.ts";

/** What can be told of a picture without looking at any shape: a confound where the classes' sources differ. */
export interface GlobalBaseline {
  /** The label that is told from all others. */
  readonly label: string;
  /** On the validation pictures. */
  readonly balancedAccuracy: number | null;
}

const HEALTHY = ["no", "notumor"];
const RIDGE = 1e-3;

/**
 * Ridge regression on ten statistics of a picture's grey values (mean, spread, skew, share of black, and six
 * percentiles), both sides weighing the same, trained on the training and scored on the validation pictures.
 * @returns undefined where no label says "no tumour"
 */
export function globalBaseline(train: Dataset, validation: Dataset): GlobalBaseline | undefined {
  const healthy = train.labels.findIndex((label) => HEALTHY.includes(label));
  if (healthy < 0) return undefined;
  const rows = (set: Dataset) =>
    set.examples.map(({ x, label }) => ({ features: statistics(x), truth: Number(label !== healthy) }));
  const [learnt, held] = [rows(train), rows(validation)];
  const width = learnt[0].features.length;
  const centre = learnt[0].features.map((_, i) => mean(learnt.map(({ features }) => features[i])));
  const spread = centre.map((c, i) => Math.sqrt(mean(learnt.map(({ features }) => (features[i] - c) ** 2))) || 1);
  const scaled = (features: readonly number[]) => [...features.map((v, i) => (v - centre[i]) / spread[i]), 1];

  const share = mean(learnt.map(({ truth }) => truth));
  const matrix = Array.from({ length: width + 1 }, () => new Array<number>(width + 1).fill(0));
  const right = new Array<number>(width + 1).fill(0);
  for (const { features, truth } of learnt) {
    const z = scaled(features);
    const weight = truth === 1 ? 1 / share : 1 / (1 - share);
    for (let i = 0; i <= width; i++) {
      right[i] += weight * z[i] * (2 * truth - 1);
      for (let j = 0; j <= width; j++) matrix[i][j] += weight * z[i] * z[j];
    }
  }
  for (let i = 0; i < width; i++) matrix[i][i] += RIDGE * learnt.length;
  const solution = solve(matrix, right);
  const confusion = [
    [0, 0],
    [0, 0],
  ];
  for (const { features, truth } of held) {
    const value = scaled(features).reduce((sum, z, i) => sum + z * solution[i], 0);
    confusion[truth][Number(value > 0)]++;
  }
  return { label: train.labels[healthy], balancedAccuracy: balancedAccuracy(confusion) };
}

function statistics(x: Float32Array): number[] {
  const centre = mean(x);
  const spread = Math.sqrt(mean(x.map((v) => (v - centre) ** 2)));
  const skew = mean(x.map((v) => ((v - centre) / (spread || 1)) ** 3));
  const sorted = x.toSorted();
  const percentiles = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95].map((p) => sorted[Math.floor(p * (sorted.length - 1))]);
  return [centre, spread, skew, mean(x.map((v) => Number(v < 0.05))), ...percentiles];
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Gauss-Jordan with pivoting; the ridge keeps the matrix regular. */
function solve(matrix: number[][], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  for (let k = 0; k < rows.length; k++) {
    const pivot = rows
      .slice(k)
      .reduce((best, row, i) => (Math.abs(row[k]) > Math.abs(rows[best][k]) ? k + i : best), k);
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    for (const [i, row] of rows.entries()) {
      if (i === k) continue;
      const factor = row[k] / rows[k][k];
      for (let j = k; j < row.length; j++) row[j] -= factor * rows[k][j];
    }
  }
  return rows.map((row, k) => row[rows.length] / row[k]);
}
