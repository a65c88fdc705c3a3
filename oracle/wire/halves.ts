import { sha256 } from "@noble/hashes/sha2.js";
import { DoctorError } from "#errors";
import { equal } from "./bytes.ts";

/** Splits a key in two: each half alone is uniform, their XOR is the key. */
export function split(key: Uint8Array, random: (bytes: number) => Uint8Array): readonly [Uint8Array, Uint8Array] {
  const first = random(key.length);
  return [first, xor(key, first)];
}

export const halfHash = (half: Uint8Array): Uint8Array => sha256(half);

/**
 * Joins two halves after checking each against its published hash, so that a wrong half names the node that gave it.
 * @throws DoctorError E204_WRONG_HALF
 */
export function join(halves: readonly [Uint8Array, Uint8Array], hashes: readonly [Uint8Array, Uint8Array]): Uint8Array {
  for (const party of [0, 1] as const) {
    if (!equal(halfHash(halves[party]), hashes[party])) {
      throw new DoctorError(
        "E204_WRONG_HALF",
        `Node ${party} released a key half that does not match the manifest.`,
        "Flag the case: the node is at fault, not the patient.",
      );
    }
  }
  return xor(halves[0], halves[1]);
}

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ b[i]!);
