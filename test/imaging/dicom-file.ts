/** DICOM files made on the spot (PS3.5, PS3.10), in every transfer syntax that is read. */
import { deflateRawSync } from "node:zlib";

export const SYNTAX = {
  implicit: "1.2.840.10008.1.2",
  explicit: "1.2.840.10008.1.2.1",
  deflated: "1.2.840.10008.1.2.1.99",
  big: "1.2.840.10008.1.2.2",
  rle: "1.2.840.10008.1.2.5",
  jpeg: "1.2.840.10008.1.2.4.50",
  lossless: "1.2.840.10008.1.2.4.70",
  jpeg2000: "1.2.840.10008.1.2.4.90",
} as const;

type Value = string | number | readonly number[] | Uint8Array | readonly Elements[];
/** `"GGGGEEEE VR"` to value; a list of element sets is a sequence. */
export type Elements = Readonly<Record<string, Value>>;

const LONG = new Set(["OB", "OW", "UN", "SQ", "UT"]);

/** What a file of grey 16-bit pixels says, to be overridden. */
export const greyElements = (width: number, height: number): Elements => ({
  "00080060 CS": "MR",
  "0020000E UI": "1.2.3",
  "00280002 US": 1,
  "00280004 CS": "MONOCHROME2",
  "00280010 US": height,
  "00280011 US": width,
  "00280100 US": 16,
  "00280101 US": 16,
  "00280102 US": 15,
  "00280103 US": 0,
});

/** @param pixels native bytes, or the fragments of encapsulated frames */
export function dicomFile(
  syntax: keyof typeof SYNTAX,
  elements: Elements,
  pixels: Uint8Array | readonly Uint8Array[],
): Uint8Array {
  const big = syntax === "big";
  const implicit = syntax === "implicit";
  const meta = encodeSet({ "00020010 UI": SYNTAX[syntax] }, false, false);
  const native = pixels instanceof Uint8Array;
  const data = native
    ? element("7FE00010", "OW", pixels, big, implicit)
    : Buffer.concat([header("7FE00010", "OB", 0xffffffff, big, implicit), ...items(pixels)]);
  const set = Buffer.concat([encodeSet(elements, big, implicit), data]);
  return new Uint8Array(
    Buffer.concat([
      Buffer.alloc(128),
      Buffer.from("DICM"),
      element("00020000", "UL", uint32(meta.length, false), false, false),
      meta,
      syntax === "deflated" ? deflateRawSync(set) : set,
    ]),
  );
}

function encodeSet(elements: Elements, big: boolean, implicit: boolean): Buffer {
  const sorted = Object.entries(elements).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat(
    sorted.map(([key, value]) => {
      const [tag, vr] = key.split(" ");
      return element(tag, vr, bytesOf(vr, value, big, implicit), big, implicit);
    }),
  );
}

function bytesOf(vr: string, value: Value, big: boolean, implicit: boolean): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") return Buffer.from(value.length % 2 ? `${value}${vr === "UI" ? "\0" : " "}` : value);
  if (vr === "SQ")
    return Buffer.concat(
      (value as readonly Elements[]).map((item) => {
        const body = encodeSet(item, big, implicit);
        return Buffer.concat([header("FFFEE000", "", body.length, big, true), body]);
      }),
    );
  const numbers = typeof value === "number" ? [value] : (value as readonly number[]);
  return Buffer.concat(numbers.map((n) => (vr === "UL" ? uint32(n, big) : uint16(n & 0xffff, big))));
}

const element = (tag: string, vr: string, body: Uint8Array, big: boolean, implicit: boolean): Buffer =>
  Buffer.concat([header(tag, vr, body.length, big, implicit), body]);

function header(tag: string, vr: string, length: number, big: boolean, implicit: boolean): Buffer {
  const id = [uint16(Number.parseInt(tag.slice(0, 4), 16), big), uint16(Number.parseInt(tag.slice(4), 16), big)];
  if (implicit) return Buffer.concat([...id, uint32(length, big)]);
  if (LONG.has(vr)) return Buffer.concat([...id, Buffer.from(`${vr}\0\0`), uint32(length, big)]);
  return Buffer.concat([...id, Buffer.from(vr), uint16(length, big)]);
}

/** An empty offset table, the fragments, and the delimiter. */
function items(fragments: readonly Uint8Array[]): Buffer[] {
  const even = fragments.map((bytes) => (bytes.length % 2 ? Buffer.concat([bytes, Buffer.alloc(1)]) : bytes));
  return [
    header("FFFEE000", "", 0, false, true),
    ...even.flatMap((bytes) => [header("FFFEE000", "", bytes.length, false, true), Buffer.from(bytes)]),
    header("FFFEE0DD", "", 0, false, true),
  ];
}

const uint16 = (n: number, big: boolean): Buffer => {
  const out = Buffer.alloc(2);
  if (big) out.writeUInt16BE(n);
  else out.writeUInt16LE(n);
  return out;
};

const uint32 = (n: number, big: boolean): Buffer => {
  const out = Buffer.alloc(4);
  if (big) out.writeUInt32BE(n);
  else out.writeUInt32LE(n);
  return out;
};

/** 16-bit samples as bytes. */
export function words(samples: ArrayLike<number>, big = false): Uint8Array {
  const bytes = Buffer.from(Uint16Array.from(samples).buffer);
  return big ? bytes.swap16() : bytes;
}
