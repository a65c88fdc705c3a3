export type Vector = readonly [number, number, number];

/** Most points of a volume: as numbers of four bytes, 192 MB. */
export const MAX_VOXELS = 48 * 2 ** 20;

/** Slices of one acquisition, in the scanner's own numbers. */
export interface Volume {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** `[depth, height, width]`, after rescaling; never inverted: large is bright. */
  readonly values: Float32Array;
  /** Millimetres that one step along width, height and depth moves to the patient's Right, Anterior, Superior. */
  readonly axes?: readonly [Vector, Vector, Vector];
  /** True where the file does not say how the axes lie, and they are taken to be Right, Anterior, Superior. */
  readonly assumed?: boolean;
  /** The window that the file asks for. */
  readonly window?: StoredWindow;
}

/** Centre and width in the volume's own numbers (DICOM PS3.3 C.11.2.1.2). */
export interface StoredWindow {
  readonly center: number;
  readonly width: number;
}

export const length = (v: Vector): number => Math.hypot(...v);

export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const scaled = (v: Vector, by: number): Vector => [v[0] * by, v[1] * by, v[2] * by];

/**
 * From the numbers of a point (across, down, deep) to millimetres Right, Anterior, Superior of the volume's middle.
 *
 * @returns `[4, 4]`, row-major, as NIfTI writes it; steps of a millimetre where the file does not tell
 */
export function affineOf({ width, height, depth, axes }: Volume): readonly number[] {
  const steps: readonly Vector[] = axes ?? [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const middle = [width, height, depth].map((points) => (points - 1) / 2);
  const rows = [0, 1, 2].map((to) => [
    ...steps.map((step) => step[to]),
    -steps.reduce((sum, step, i) => sum + step[to] * middle[i], 0),
  ]);
  return [...rows.flat(), 0, 0, 0, 1];
}
