import { Gunzip, Inflate } from "fflate";
import { refuse } from "./refuse.ts";

const STEP = 16 * 1024; // deflate expands at most 1032 times: 16 MB between two looks at the total
const FIRST_STEP = 1024; // while it is not known yet how many bytes are wanted

export interface Bounds {
  /** Most bytes that may come out. */
  readonly limit: number;
  /** Shown the first bytes until it names how many are wanted; what lies behind those is never inflated. */
  readonly wanted?: (start: Uint8Array) => number | undefined;
}

/**
 * Inflates in small steps and counts, so that a decompression bomb costs no more than the limit.
 *
 * @returns exactly the wanted bytes, or all of them where none were named
 * @throws DoctorError E103 above the limit, E105 for a stream that ends before the wanted bytes (where none were named,
 * its end is not checked), E106 for a damaged one
 */
export function inflateBounded(format: "gzip" | "deflate", bytes: Uint8Array, bounds: Bounds): Uint8Array {
  let out = new Uint8Array(4 * STEP);
  let total = 0;
  let ended = false;
  const take = (part: Uint8Array, final: boolean) => {
    if (total + part.length > out.length) {
      const larger = new Uint8Array(Math.max(2 * out.length, total + part.length));
      larger.set(out.subarray(0, total));
      out = larger;
    }
    out.set(part, total);
    total += part.length;
    ended ||= final;
  };
  const inflate = format === "gzip" ? new Gunzip(take) : new Inflate(take);
  let wanted: number | undefined;
  for (let at = 0; at < bytes.length && !ended; ) {
    const step = bounds.wanted && wanted === undefined ? FIRST_STEP : STEP;
    const last = at + step >= bytes.length;
    try {
      inflate.push(bytes.subarray(at, at + step), last);
    } catch (cause) {
      throw last ? refuse.truncated(cause) : refuse.damaged(cause);
    }
    at += step;
    wanted ??= bounds.wanted?.(out.subarray(0, total));
    const known = wanted ?? total;
    if (known > bounds.limit) throw refuse.tooManyBytes(known, bounds.limit);
    if (wanted !== undefined && total >= wanted) return out.subarray(0, wanted);
  }
  if (!ended || wanted !== undefined) throw refuse.truncated();
  return out.subarray(0, total);
}
