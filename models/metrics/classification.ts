import { argmax, type Scored } from "./scored.ts";

/** `matrix[truth][prediction]`, counts. */
export type Confusion = readonly (readonly number[])[];

/** @param classes K; every label must be below it */
export function confusion(scored: readonly Scored[], classes: number): Confusion {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { label, probabilities } of scored) matrix[label][argmax(probabilities)]++;
  return matrix;
}

/** Share of examples whose likeliest class is the true one; null without examples. */
export function accuracy(matrix: Confusion): number | null {
  const right = matrix.reduce((sum, row, i) => sum + row[i], 0);
  return ratio(
    right,
    matrix.reduce((sum, row) => sum + total(row), 0),
  );
}

/** Share of each true class that was found; null for a class without examples. */
export function recalls(matrix: Confusion): (number | null)[] {
  return matrix.map((row, i) => ratio(row[i], total(row)));
}

/** Mean of the recalls of the classes that are there: chance is 1/K however unequal the classes are. */
export function balancedAccuracy(matrix: Confusion): number | null {
  return mean(recalls(matrix));
}

/** One-vs-rest true-negative rate of each class. */
export function specificities(matrix: Confusion): (number | null)[] {
  const all = matrix.reduce((sum, row) => sum + total(row), 0);
  return matrix.map((row, i) => {
    const predicted = matrix.reduce((sum, other) => sum + other[i], 0);
    const others = all - total(row);
    return ratio(others - (predicted - row[i]), others);
  });
}

/** Mean of what is there; null of nothing. */
export function mean(values: readonly (number | null)[]): number | null {
  const there = values.filter((v): v is number => v !== null);
  return ratio(
    there.reduce((a, b) => a + b, 0),
    there.length,
  );
}

function total(row: readonly number[]): number {
  return row.reduce((a, b) => a + b, 0);
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
