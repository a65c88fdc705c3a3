import type { StoredWindow } from "./volume.ts";

const LOW = 0.005;
const HIGH = 0.995;

/**
 * Numbers of any range to 8-bit grey. Without a window, the range between the 0.5th and the 99.5th percentile is
 * shown: MR numbers have no unit, and a few bright vessels must not darken the brain. The model's own transform
 * stretches again, so that little depends on this.
 *
 * @param voi linear, as DICOM PS3.3 C.11.2.1.2.1 defines it
 */
export function toGrey(values: Float32Array, voi?: StoredWindow): Uint8Array<ArrayBuffer> {
  const [low, high] = voi ? bounds(voi) : robustRange(values);
  const scale = high > low ? 255 / (high - low) : 0;
  return Uint8Array.from(values, (v) => Math.min(255, Math.max(0, Math.round((v - low) * scale))));
}

function bounds({ center, width }: StoredWindow): [number, number] {
  const low = center - 0.5 - (width - 1) / 2;
  return [low, low + Math.max(width - 1, 1e-6)];
}

function robustRange(values: Float32Array): [number, number] {
  const sorted = values.slice().sort();
  const at = (q: number) => sorted[Math.floor(q * (sorted.length - 1))];
  return at(HIGH) > at(LOW) ? [at(LOW), at(HIGH)] : [sorted[0], sorted[sorted.length - 1]];
}
