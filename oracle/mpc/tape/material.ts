/**
 * One party's material as bytes: one half of a set.
 *
 *   0  magic "CDMT"     4  version, 1 byte     5  party, 1 byte     6  zero, 2 bytes
 *   8  plan digest, 32 bytes
 *  40  length of the body, 4 bytes, little-endian
 *  44  name: SHA-256 of bytes 0 .. 43 and of the body, 32 bytes
 *  76  body: seed, 32 bytes; for party 1 then the corrections
 *
 * The name commits to every byte, and a node remembers by it what was used. It finds damage and mix-ups, not malice: who
 * deals can deal anything (that is what the audit is for), and who carries the bytes cannot change them unnoticed, since
 * sets are sealed.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { DoctorError } from "#errors";
import type { Plan } from "../plan/plan.ts";
import { asSeed, type Seed } from "../prg/seed.ts";
import type { Workspace } from "../ring/workspace.ts";
import type { Party } from "../share/types.ts";

const MAGIC = [0x43, 0x44, 0x4d, 0x54];
const VERSION = 1;
const NAME_AT = 44;
const HEADER = 76;
/** Where a set's corrections begin. */
export const CORRECTIONS_AT = HEADER + 32;
/** Read and hashed at a time. */
const PIECE = 2 ** 20;

/** SHA-256, fed piece by piece: the one of `@noble/hashes`, or the host's where that is faster. */
export type NewHash = () => { update(bytes: Uint8Array): unknown; digest(): Uint8Array };

/** Encoded material, read once from front to back: from memory, from a file, from the network. */
export interface MaterialSource {
  /** bytes in all */
  readonly length: number;
  /** Fills `into` with the next bytes. */
  read(into: Uint8Array): Promise<void>;
}

/** Material that is in memory already. */
export function inMemory(bytes: Uint8Array): MaterialSource {
  let at = 0;
  return {
    length: bytes.length,
    async read(into) {
      into.set(bytes.subarray(at, at + into.length));
      at += into.length;
    },
  };
}

/** The name that stands in a set's header; whoever reads the set to its end knows that it is the set's own. */
export const statedName = (head: Uint8Array): Uint8Array => head.slice(NAME_AT, HEADER);

/** The name that a set's bytes really give it. */
export function nameOf(set: Uint8Array, newHash: NewHash = sha256.create): Uint8Array {
  const hash = newHash();
  hash.update(set.subarray(0, NAME_AT));
  hash.update(set.subarray(HEADER));
  return hash.digest();
}

export interface Material {
  party: Party;
  seed: Seed;
  corrections: Uint8Array;
}

/** Material in a party's workspace, `corrections` an address there. */
export type HeldMaterial = Omit<Material, "corrections"> & { corrections: number };

/** Bytes of a party's encoded material under `plan`. */
export function materialBytes(plan: Plan, party: Party): number {
  return CORRECTIONS_AT + (party === 0 ? 0 : plan.corrections);
}

export function encodeMaterial(plan: Plan, material: Material, newHash: NewHash = sha256.create): Uint8Array {
  const bytes = new Uint8Array(CORRECTIONS_AT + material.corrections.length);
  bytes.set(material.corrections, CORRECTIONS_AT);
  writeHeader(plan, material, bytes, newHash);
  return bytes;
}

/** Completes a set whose corrections stand in `bytes` from `CORRECTIONS_AT` on. */
export function writeHeader(
  plan: Plan,
  { party, seed }: Pick<Material, "party" | "seed">,
  bytes: Uint8Array,
  newHash: NewHash,
): void {
  bytes.set([...MAGIC, VERSION, party, 0, 0]);
  bytes.set(hexToBytes(plan.digest), 8);
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(40, bytes.length - HEADER, true);
  bytes.set(seed, HEADER);
  bytes.set(nameOf(bytes, newHash), NAME_AT);
}

/**
 * Checks everything before anything is used. The corrections are a view of `bytes`.
 * @throws E321_MATERIAL_MALFORMED not material at all, or of another length than the plan demands
 * @throws E322_MATERIAL_VERSION made by another version
 * @throws E323_MATERIAL_PARTY the other party's
 * @throws E324_MATERIAL_PLAN dealt for another model
 * @throws E325_MATERIAL_DAMAGED its hash does not fit
 */
export function decodeMaterial(
  plan: Plan,
  party: Party,
  bytes: Uint8Array,
  newHash: NewHash = sha256.create,
): Material {
  const head = bytes.subarray(0, CORRECTIONS_AT);
  checkHeader(plan, party, head, bytes.length);
  requireName(head, nameOf(bytes, newHash));
  return { party, seed: asSeed(head.slice(HEADER)), corrections: bytes.subarray(CORRECTIONS_AT) };
}

/**
 * As `decodeMaterial`, from a source into a workspace: corrections go straight to where they are used, a piece at a
 * time, and are never held whole outside it. Throws the same, and what the source throws.
 */
export async function readMaterial(
  space: Workspace,
  plan: Plan,
  party: Party,
  source: MaterialSource,
  newHash: NewHash = sha256.create,
): Promise<HeldMaterial> {
  const head = new Uint8Array(Math.min(CORRECTIONS_AT, source.length));
  await source.read(head);
  checkHeader(plan, party, head, source.length);
  const hash = newHash();
  hash.update(head.subarray(0, NAME_AT));
  hash.update(head.subarray(HEADER));
  const left = source.length - CORRECTIONS_AT;
  const corrections = space.alloc(left);
  for (let at = 0; at < left; at += PIECE) {
    const piece = space.bytes(corrections + at, Math.min(PIECE, left - at));
    await source.read(piece);
    hash.update(piece);
  }
  requireName(head, hash.digest());
  return { party, seed: asSeed(head.slice(HEADER)), corrections };
}

function checkHeader(plan: Plan, party: Party, head: Uint8Array, length: number): void {
  if (head.length < CORRECTIONS_AT || MAGIC.some((byte, i) => head[i] !== byte))
    throw refuse("E321_MATERIAL_MALFORMED", "is not material");
  if (head[4] !== VERSION) throw refuse("E322_MATERIAL_VERSION", "was made by another version");
  if (head[5] !== party) throw refuse("E323_MATERIAL_PARTY", "belongs to the other party");
  if (bytesToHex(head.subarray(8, 40)) !== plan.digest)
    throw refuse("E324_MATERIAL_PLAN", "was dealt for another model");
  const announced = HEADER + new DataView(head.buffer, head.byteOffset).getUint32(40, true);
  if (length !== announced || length !== materialBytes(plan, party)) {
    throw refuse("E321_MATERIAL_MALFORMED", "has the wrong length");
  }
}

function requireName(head: Uint8Array, name: Uint8Array): void {
  if (name.some((byte, i) => byte !== head[NAME_AT + i])) throw refuse("E325_MATERIAL_DAMAGED", "is damaged");
}

function refuse(code: string, what: string): DoctorError {
  return new DoctorError(
    code,
    `the dealt material ${what}`,
    "The node takes the next material set of the case, if there is one.",
  );
}
