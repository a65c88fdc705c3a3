/** Rows of features that count alike. */
export interface Group {
  readonly rows: readonly Float64Array[];
  readonly weight: number;
}

export interface Fit {
  readonly mean: number[];
  readonly scale: number[];
  /** Lower triangular: the squared length of `whiten · z` is the squared Mahalanobis distance. */
  readonly whiten: number[][];
  /** Linear discriminant between the groups and the CTs, in the same space. */
  readonly ct: number[];
}

const RIDGE = 0.1; // on standardised features: keeps rare combinations of correlated ones from dominating

/** A Gaussian over the groups, and Fisher's direction from their mean to that of the CTs. */
export function fitGate(groups: readonly Group[], cts: readonly Float64Array[]): Fit {
  const rows = groups.flatMap(({ rows: all, weight }) => all.map((x) => ({ x, weight })));
  const d = rows[0].x.length;
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const mean = zeros(d).map((_, i) => rows.reduce((sum, { x, weight }) => sum + weight * x[i], 0) / total);
  const scale = mean.map((m, i) =>
    Math.max(1e-6, Math.sqrt(rows.reduce((sum, { x, weight }) => sum + weight * (x[i] - m) ** 2, 0) / total)),
  );
  const z = (x: Float64Array) => mean.map((m, i) => (x[i] - m) / scale[i]);
  const covariance = mean.map(() => zeros(d));
  for (const { x, weight } of rows) {
    const v = z(x);
    for (let i = 0; i < d; i++) for (let j = 0; j <= i; j++) covariance[i][j] += (weight * v[i] * v[j]) / total;
  }
  for (let i = 0; i < d; i++) covariance[i][i] += RIDGE;
  const whiten = inverseOfLower(cholesky(covariance));
  const towards = zeros(d).map((_, i) => cts.reduce((sum, x) => sum + z(x)[i], 0) / cts.length);
  const half = apply(whiten, towards);
  const ct = zeros(d).map((_, i) => whiten.reduce((sum, row, k) => sum + row[i] * half[k], 0));
  return { mean, scale, whiten, ct };
}

export function scores(fit: Fit, x: Float64Array): { distance: number; ct: number } {
  const z = fit.mean.map((m, i) => (x[i] - m) / fit.scale[i]);
  return { distance: Math.hypot(...apply(fit.whiten, z)), ct: fit.ct.reduce((sum, w, i) => sum + w * z[i], 0) };
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

const zeros = (n: number): number[] => new Array<number>(n).fill(0);

const apply = (lower: readonly (readonly number[])[], v: readonly number[]): number[] =>
  lower.map((row) => row.reduce((sum, w, i) => sum + w * v[i], 0));

function cholesky(a: readonly number[][]): number[][] {
  const l = a.map((row) => zeros(row.length));
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i][j];
      for (let k = 0; k < j; k++) sum -= l[i][k] * l[j][k];
      l[i][j] = i === j ? Math.sqrt(sum) : sum / l[j][j];
    }
  }
  return l;
}

function inverseOfLower(l: readonly number[][]): number[][] {
  const inverse = l.map((row) => zeros(row.length));
  for (let j = 0; j < l.length; j++) {
    inverse[j][j] = 1 / l[j][j];
    for (let i = j + 1; i < l.length; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= l[i][k] * inverse[k][j];
      inverse[i][j] = sum / l[i][i];
    }
  }
  return inverse;
}
