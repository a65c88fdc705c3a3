/**
 * NIfTI-1 and NIfTI-2 headers (nifti1.h, nifti2.h of the NIfTI Data Format Working Group), both byte orders.
 *
 * Only numbers that say where the voxels are and what they mean are read: description, auxiliary file, intent and
 * extensions, which may name a person, are never turned into strings at all.
 */
import { refuse } from "../refuse.ts";
import type { Vector } from "../volume.ts";

export interface NiftiHeader {
  readonly little: boolean;
  readonly version: 1 | 2;
  readonly dims: readonly [number, number, number];
  readonly datatype: number;
  /** Where the voxels start, in bytes. */
  readonly offset: number;
  readonly slope: number;
  readonly intercept: number;
  /** Millimetres Right, Anterior, Superior of one step along each dimension. */
  readonly axes: readonly [Vector, Vector, Vector];
  /** True where the header gives no orientation, and that of its examples is taken: Right, Anterior, Superior. */
  readonly assumed: boolean;
}

/** Bytes that must be there before a header can be read. */
export const HEADER_BYTES = 544;

export function isNifti(bytes: Uint8Array): boolean {
  return orderOf(bytes) !== undefined;
}

function orderOf(bytes: Uint8Array): { little: boolean; version: 1 | 2 } | undefined {
  if (bytes.length < 352) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = (at: number, text: string) => [...text].every((c, i) => bytes[at + i] === c.charCodeAt(0));
  for (const little of [true, false]) {
    const size = view.getInt32(0, little);
    if (size === 348 && magic(344, "n+1\0")) return { little, version: 1 };
    if (size === 540 && magic(4, "n+2\0")) return { little, version: 2 };
  }
  return undefined;
}

/** @throws DoctorError E102, E105, E106 */
export function niftiHeader(bytes: Uint8Array): NiftiHeader {
  const order = orderOf(bytes);
  if (!order) throw refuse.notAPicture();
  if (bytes.length < HEADER_BYTES && order.version === 2) throw refuse.truncated();
  const { little, version } = order;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const old = version === 1;
  const real = (at1: number, at2: number) => (old ? view.getFloat32(at1, little) : view.getFloat64(at2, little));
  const reals = (at1: number, at2: number, count: number) =>
    Array.from({ length: count }, (_, i) => real(at1 + 4 * i, at2 + 8 * i));
  const dim = (i: number) => (old ? view.getInt16(40 + 2 * i, little) : Number(view.getBigInt64(16 + 8 * i, little)));
  const code = (at1: number, at2: number) => (old ? view.getInt16(at1, little) : view.getInt32(at2, little));

  const dims = [1, 2, 3].map((i) => (i <= dim(0) ? dim(i) : 1));
  const offset = old ? view.getFloat32(108, little) : Number(view.getBigInt64(168, little));
  if (dim(0) < 2 || dim(0) > 7 || dims.some((n) => n < 1)) throw refuse.damaged();
  if (!Number.isInteger(offset) || offset < (old ? 352 : 544) || offset > 2 ** 26) throw refuse.damaged();
  const slope = real(112, 176);
  const intercept = real(116, 184);
  const usable = Number.isFinite(slope) && slope !== 0 && Number.isFinite(intercept);
  const sizes = reals(76, 104, 4);
  const told =
    (code(254, 348) > 0 ? columns(reals(280, 400, 12)) : undefined) ??
    (code(252, 344) > 0 ? quaternion(reals(256, 352, 3), sizes) : undefined);
  return {
    little,
    version,
    dims: dims as [number, number, number],
    datatype: view.getInt16(old ? 70 : 12, little),
    offset,
    slope: usable ? slope : 1,
    intercept: usable ? intercept : 0,
    axes: told ?? plain(sizes),
    assumed: told === undefined,
  };
}

/** The sform's rotation and scaling: three rows of four. */
function columns(rows: readonly number[]): [Vector, Vector, Vector] | undefined {
  const column = (i: number): Vector => [rows[i], rows[4 + i], rows[8 + i]];
  return sound([column(0), column(1), column(2)]);
}

/** The qform: a rotation as the last three parts of a unit quaternion, voxel sizes, and a handedness in pixdim[0]. */
function quaternion([b, c, d]: readonly number[], [hand, ...sizes]: readonly number[]) {
  const a = Math.sqrt(Math.max(0, 1 - (b * b + c * c + d * d)));
  const [dx, dy, dz] = [sizes[0], sizes[1], sizes[2] * (hand < 0 ? -1 : 1)];
  return sound([
    [(a * a + b * b - c * c - d * d) * dx, 2 * (b * c + a * d) * dx, 2 * (b * d - a * c) * dx],
    [2 * (b * c - a * d) * dy, (a * a + c * c - b * b - d * d) * dy, 2 * (c * d + a * b) * dy],
    [2 * (b * d + a * c) * dz, 2 * (c * d - a * b) * dz, (a * a + d * d - b * b - c * c) * dz],
  ]);
}

function plain([, x, y, z]: readonly number[]): [Vector, Vector, Vector] {
  const size = (v: number) => (Number.isFinite(v) && v > 0 ? v : 1);
  return [
    [size(x), 0, 0],
    [0, size(y), 0],
    [0, 0, size(z)],
  ];
}

function sound(axes: [Vector, Vector, Vector]): [Vector, Vector, Vector] | undefined {
  return axes.every((axis) => axis.every(Number.isFinite) && Math.hypot(...axis) > 1e-6) ? axes : undefined;
}
