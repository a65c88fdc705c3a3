import dicomParser, { type DataSet } from "dicom-parser";
import { DoctorError } from "#errors";
import { inflateBounded } from "../inflate.ts";
import { refuse } from "../refuse.ts";
import { READ } from "./whitelist.ts";

export type { DataSet };

const MAX_INFLATED = 256 * 2 ** 20; // bytes of a deflated data set
const PREAMBLE = 128;

/** DICOM PS3.10 §7.1: a preamble of 128 bytes, then "DICM". */
export const isDicom = (bytes: Uint8Array): boolean =>
  bytes.length > PREAMBLE + 4 && [0x44, 0x49, 0x43, 0x4d].every((byte, i) => bytes[PREAMBLE + i] === byte);

/**
 * The elements of a DICOM file, by position only: no value is decoded here.
 * @throws DoctorError E105, E106
 */
export function parseDicom(bytes: Uint8Array): DataSet {
  try {
    return dicomParser.parseDicom(bytes, { inflater });
  } catch (cause) {
    if (cause instanceof DoctorError) throw cause;
    // dicom-parser throws strings and { exception } objects; their text names places, never values.
    const said = String((cause as { exception?: string })?.exception ?? cause);
    throw /past end|buffer overrun|missing/i.test(said) ? refuse.truncated() : refuse.damaged();
  }
}

/** The deflated transfer syntax leaves the file's meta group as it is. */
function inflater(bytes: Uint8Array, position: number): Uint8Array {
  const rest = inflateBounded("deflate", bytes.subarray(position), { limit: MAX_INFLATED });
  const whole = new Uint8Array(position + rest.length);
  whole.set(bytes.subarray(0, position));
  whole.set(rest, position);
  return whole;
}

/** Unsigned short, or `otherwise` where the element is missing. */
export function short(set: DataSet, tag: string, otherwise?: number): number {
  const value = set.elements[tag]?.length ? set.uint16(tag) : undefined;
  if (value === undefined && otherwise === undefined) throw refuse.damaged();
  return value ?? otherwise!;
}

/** A code string, trimmed and in upper case; empty where missing. */
export const code = (set: DataSet, tag: string): string => (set.string(tag) ?? "").trim().toUpperCase();

/** The numbers of a decimal string such as `1\0\0`; undefined unless there are at least `count`, all finite. */
export function decimals(set: DataSet | undefined, tag: string, count: number): number[] | undefined {
  const values = (set?.string(tag) ?? "").split("\\").map((text) => (text.trim() === "" ? Number.NaN : Number(text)));
  return values.length >= count && values.slice(0, count).every(Number.isFinite) ? values.slice(0, count) : undefined;
}

/**
 * The data set that holds `tag` for one frame: its own functional group, the shared one, or the file itself
 * (PS3.3 C.7.6.16).
 */
export function groupOf(set: DataSet, frame: number, sequence: string, tag: string): DataSet | undefined {
  const perFrame = set.elements[READ.PerFrameFunctionalGroupsSequence]?.items?.[frame]?.dataSet;
  const shared = set.elements[READ.SharedFunctionalGroupsSequence]?.items?.[0]?.dataSet;
  for (const groups of [perFrame, shared]) {
    const inner = groups?.elements[sequence]?.items?.[0]?.dataSet;
    if (inner?.elements[tag]) return inner;
  }
  return set.elements[tag] ? set : undefined;
}
