/** NIfTI files made on the spot, in both versions, byte orders and every data type that is read. */
import { Buffer } from "node:buffer";

export interface NiftiOptions {
  readonly version?: 1 | 2;
  readonly big?: boolean;
  readonly dims: readonly number[];
  readonly datatype?: number;
  readonly values?: ArrayLike<number>;
  readonly slope?: number;
  readonly intercept?: number;
  /** Three rows of four. */
  readonly sform?: readonly number[];
  /** b, c, d of the quaternion. */
  readonly qform?: readonly number[];
  /** qfac, then the sizes. */
  readonly pixdim?: readonly number[];
  readonly descrip?: string;
}

const BITS: Record<number, number> = { 2: 8, 4: 16, 8: 32, 16: 32, 64: 64, 256: 8, 512: 16, 768: 32 };

export function niftiFile(options: NiftiOptions): Uint8Array {
  const { version = 1, big = false, dims, datatype = 16, slope = 1, intercept = 0, pixdim = [1, 1, 1, 1] } = options;
  const old = version === 1;
  const count = dims.slice(0, 3).reduce((a, b) => a * Math.max(0, b), 1);
  const values = options.values ?? [];
  const size = (BITS[datatype] ?? 8) / 8;
  const start = old ? 352 : 544;
  const out = Buffer.alloc(start + values.length * size);
  const i16 = (v: number, at: number) => (big ? out.writeInt16BE(v, at) : out.writeInt16LE(v, at));
  const i32 = (v: number, at: number) => (big ? out.writeInt32BE(v, at) : out.writeInt32LE(v, at));
  const i64 = (v: number, at: number) =>
    big ? out.writeBigInt64BE(BigInt(v), at) : out.writeBigInt64LE(BigInt(v), at);
  const f32 = (v: number, at: number) => (big ? out.writeFloatBE(v, at) : out.writeFloatLE(v, at));
  const f64 = (v: number, at: number) => (big ? out.writeDoubleBE(v, at) : out.writeDoubleLE(v, at));
  const real = (v: number, at1: number, at2: number) => (old ? f32(v, at1) : f64(v, at2));
  const code = (v: number, at1: number, at2: number) => (old ? i16(v, at1) : i32(v, at2));

  i32(old ? 348 : 540, 0);
  out.write(old ? "n+1\0" : "n+2\0\r\n\x1a\n", old ? 344 : 4, "latin1");
  [dims.length, ...dims].forEach((v, i) => {
    if (old) i16(v, 40 + 2 * i);
    else i64(v, 16 + 8 * i);
  });
  i16(datatype, old ? 70 : 12);
  i16(BITS[datatype] ?? 8, old ? 72 : 14);
  pixdim.forEach((v, i) => {
    real(v, 76 + 4 * i, 104 + 8 * i);
  });
  if (old) f32(start, 108);
  else i64(start, 168);
  real(slope, 112, 176);
  real(intercept, 116, 184);
  out.write(options.descrip ?? "", old ? 148 : 240, "latin1");
  if (options.qform) {
    code(1, 252, 344);
    options.qform.forEach((v, i) => {
      real(v, 256 + 4 * i, 352 + 8 * i);
    });
  }
  if (options.sform) {
    code(1, 254, 348);
    options.sform.forEach((v, i) => {
      real(v, 280 + 4 * i, 400 + 8 * i);
    });
  }
  const put: Record<number, (v: number, at: number) => void> = {
    2: (v, at) => out.writeUInt8(v, at),
    256: (v, at) => out.writeInt8(v, at),
    4: i16,
    512: (v, at) => (big ? out.writeUInt16BE(v, at) : out.writeUInt16LE(v, at)),
    8: i32,
    768: (v, at) => (big ? out.writeUInt32BE(v, at) : out.writeUInt32LE(v, at)),
    16: f32,
    64: f64,
  };
  for (let i = 0; i < Math.min(values.length, count * 8); i++) put[datatype]?.(values[i], start + i * size);
  return new Uint8Array(out);
}
