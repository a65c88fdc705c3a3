import { DoctorError } from "#errors";

declare const kind: unique symbol;
/** 32 bytes from which a stream is expanded; secret. A brand, like those of share/types.ts. */
export type Seed = Uint8Array & { readonly [kind]: "seed" };

/**
 * Reads 32 bytes as a seed.
 * @throws E320_BAD_SEED
 */
export function asSeed(bytes: Uint8Array): Seed {
  if (bytes.length !== 32) throw new DoctorError("E320_BAD_SEED", "a seed has 32 bytes", "Pass 32 fresh random bytes.");
  return bytes as Seed;
}
