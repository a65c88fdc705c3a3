import { DoctorError } from "#errors";
import { length, type Volume } from "./volume.ts";

/** The volume seen as axial slices: radiological, the patient's right on the left side, the face on top. */
export interface AxialView {
  readonly width: number;
  readonly height: number;
  /** From the feet upward. */
  readonly count: number;
  /** Millimetres of one step across, down and up. */
  readonly spacing: readonly [number, number, number];
  readonly slice: (index: number) => Float32Array;
}

const STEEP = 0.8; // cosine: within 37 degrees of the axis that it stands for

/**
 * Turns a volume by whole axes. Volumes whose orientation the file does not tell are taken as axial slices as they
 * stand, if there is but one slice; more cannot be ordered.
 *
 * @throws DoctorError E152 for a plane or a volume that cannot be seen in axial slices
 */
export function axialView(volume: Volume): AxialView {
  const { width, height, depth, values, axes } = volume;
  const dims = [width, height, depth];
  const strides = [1, width, width * height];
  if (!axes) {
    const slice = (index: number) => values.subarray(index * strides[2], (index + 1) * strides[2]);
    return { width, height, count: depth, spacing: [1, 1, 1], slice };
  }
  // For each of Right, Anterior, Superior: which voxel axis runs along it, and which way.
  const along = [0, 1, 2].map((direction) => {
    const cosines = axes.map((axis) => axis[direction] / length(axis));
    const axis = cosines.reduce((best, c, i) => (Math.abs(c) > Math.abs(cosines[best]) ? i : best), 0);
    return { axis, positive: cosines[axis] > 0, cosine: Math.abs(cosines[axis]) };
  });
  const [right, anterior, superior] = along;
  if (new Set(along.map(({ axis }) => axis)).size < 3) throw notAxial();
  if (depth === 1 && (superior.axis !== 2 || superior.cosine < STEEP)) throw notAxial();
  const step = (axis: number) => length(axes[axis]);
  const first = (axis: number, forward: boolean) => (forward ? 0 : (dims[axis] - 1) * strides[axis]);
  // Across goes to the patient's left, down to the back.
  const across = right.positive ? -strides[right.axis] : strides[right.axis];
  const down = anterior.positive ? -strides[anterior.axis] : strides[anterior.axis];
  const up = superior.positive ? strides[superior.axis] : -strides[superior.axis];
  const origin =
    first(right.axis, !right.positive) +
    first(anterior.axis, !anterior.positive) +
    first(superior.axis, superior.positive);
  const [w, h] = [dims[right.axis], dims[anterior.axis]];
  return {
    width: w,
    height: h,
    count: dims[superior.axis],
    spacing: [step(right.axis), step(anterior.axis), step(superior.axis)],
    slice: (index) => {
      const out = new Float32Array(w * h);
      for (let y = 0, i = 0; y < h; y++)
        for (let x = 0; x < w; x++, i++) out[i] = values[origin + x * across + y * down + index * up];
      return out;
    },
  };
}

const notAxial = () =>
  new DoctorError(
    "E152_NOT_AXIAL",
    "The file holds no axial plane: it says that its slice runs another way.",
    "Send an axial series, or the whole volume, from which an axial slice can be taken.",
  );
