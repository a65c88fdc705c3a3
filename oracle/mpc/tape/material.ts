/**
 * One party's material as bytes: what goes into its bundle.
 *
 *   0  magic "CDMT"     4  version, 1 byte     5  party, 1 byte     6  zero, 2 bytes
 *   8  plan digest, 32 bytes
 *  40  length of the body, 4 bytes, little-endian
 *  44  SHA-256 of bytes 0 .. 43 and of the body, 32 bytes
 *  76  body: seed, 32 bytes; for party 1 then the corrections
 *
 * The hash finds damage and mix-ups, not malice: who deals can deal anything (that is what the audit is for), and who
 * carries the bytes cannot change them unnoticed, since bundles are sealed.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { DoctorError } from "#errors";
import type { Plan } from "../plan/plan.ts";
import { asSeed, type Seed } from "../prg/seed.ts";
import type { Party } from "../share/types.ts";

const MAGIC = [0x43, 0x44, 0x4d, 0x54];
const VERSION = 1;
const HEADER = 76;

export interface Material {
  party: Party;
  seed: Seed;
  corrections: Uint8Array;
}

/** Bytes of a party's encoded material under `plan`. */
export function materialBytes(plan: Plan, party: Party): number {
  return HEADER + 32 + (party === 0 ? 0 : plan.corrections);
}

export function encodeMaterial(plan: Plan, { party, seed, corrections }: Material): Uint8Array {
  const bytes = new Uint8Array(HEADER + 32 + corrections.length);
  bytes.set([...MAGIC, VERSION, party, 0, 0]);
  bytes.set(hexToBytes(plan.digest), 8);
  new DataView(bytes.buffer).setUint32(40, 32 + corrections.length, true);
  bytes.set(seed, HEADER);
  bytes.set(corrections, HEADER + 32);
  bytes.set(integrity(bytes), 44);
  return bytes;
}

/**
 * Checks everything before anything is used. The corrections are a view of `bytes`.
 * @throws E321_MATERIAL_MALFORMED not material at all, or of another length than the plan demands
 * @throws E322_MATERIAL_VERSION made by another version
 * @throws E323_MATERIAL_PARTY the other party's
 * @throws E324_MATERIAL_PLAN dealt for another model
 * @throws E325_MATERIAL_DAMAGED its hash does not fit
 */
export function decodeMaterial(plan: Plan, party: Party, bytes: Uint8Array): Material {
  if (bytes.length < HEADER || MAGIC.some((byte, i) => bytes[i] !== byte))
    throw refuse("E321_MATERIAL_MALFORMED", "is not material");
  if (bytes[4] !== VERSION) throw refuse("E322_MATERIAL_VERSION", "was made by another version");
  if (bytes[5] !== party) throw refuse("E323_MATERIAL_PARTY", "belongs to the other party");
  if (bytesToHex(bytes.subarray(8, 40)) !== plan.digest)
    throw refuse("E324_MATERIAL_PLAN", "was dealt for another model");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(40, true);
  if (bytes.length !== HEADER + length || bytes.length !== materialBytes(plan, party)) {
    throw refuse("E321_MATERIAL_MALFORMED", "has the wrong length");
  }
  const hash = integrity(bytes);
  if (hash.some((byte, i) => byte !== bytes[44 + i])) throw refuse("E325_MATERIAL_DAMAGED", "is damaged");
  return { party, seed: asSeed(bytes.slice(HEADER, HEADER + 32)), corrections: bytes.subarray(HEADER + 32) };
}

function integrity(bytes: Uint8Array): Uint8Array {
  return sha256.create().update(bytes.subarray(0, 44)).update(bytes.subarray(HEADER)).digest();
}

function refuse(code: string, what: string): DoctorError {
  return new DoctorError(
    code,
    `the dealt material ${what}`,
    "Use the next material set of the bundle, or ask for a new bundle.",
  );
}
