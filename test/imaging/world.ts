/** A head-like thing in millimetres, and volumes of it sampled along any axes: every orientation must show it alike. */
import type { Vector } from "#models/imaging/volume";

/** Signal at a point Right, Anterior, Superior of the centre; no two octants are alike. */
export function signal([r, a, s]: Vector): number {
  const inside = (r / 70) ** 2 + (a / 88) ** 2 + (s / 80) ** 2;
  if (inside > 1) return 0;
  if (inside > 0.85) return 900;
  const marker = Math.hypot(r - 35, a - 20) < 12 ? 500 : 0; // on the right, in front
  return 300 + 1.2 * r + 0.8 * a + 0.5 * s + marker;
}

export interface Sampled {
  readonly dims: readonly [number, number, number];
  /** Step of each dimension in millimetres. */
  readonly axes: readonly [Vector, Vector, Vector];
  readonly origin: Vector;
  readonly values: Float32Array;
}

/** A grid about the centre, whose three steps are whole axes of the patient with a sign and a size. */
export function sampled(steps: readonly (readonly ["R" | "A" | "S", number])[], extent = 192): Sampled {
  const unit = { R: [1, 0, 0], A: [0, 1, 0], S: [0, 0, 1] } as const;
  const axes = steps.map(([axis, mm]) => unit[axis].map((u) => u * mm)) as unknown as Sampled["axes"];
  const dims = steps.map(([, mm]) => Math.round(extent / Math.abs(mm))) as unknown as Sampled["dims"];
  const at = (i: number, j: number, k: number): Vector =>
    [0, 1, 2].map(
      (d) =>
        (i - (dims[0] - 1) / 2) * axes[0][d] +
        (j - (dims[1] - 1) / 2) * axes[1][d] +
        (k - (dims[2] - 1) / 2) * axes[2][d],
    ) as unknown as Vector;
  const values = new Float32Array(dims[0] * dims[1] * dims[2]);
  for (let k = 0, n = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, n++) values[n] = Math.max(0, signal(at(i, j, k)));
  return { dims, axes, origin: at(0, 0, 0), values };
}

/** The sform rows of a sampled volume. */
export const sformOf = ({ axes, origin }: Sampled): number[] =>
  [0, 1, 2].flatMap((d) => [axes[0][d], axes[1][d], axes[2][d], origin[d]]);
