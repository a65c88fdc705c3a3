import { DoctorError } from "#errors";
import type { MaterialSource } from "#mpc/tape/material";

/**
 * A material set under a key of its own, which stands in the bundle: AES-256-GCM, piece by piece, so that it is written
 * and read in order and never held whole twice. Pieces can be neither moved nor left out: the nonce is the piece's
 * number and whether it is the last one (STREAM: Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption
 * and its Nonce-Reuse Misuse-Resistance", 2015). WebCrypto computes it, on the processor's own AES, here and in browsers.
 * A set's length says which model it is for, and that stands in the manifest anyway: there is no padding.
 */
const PIECE = 2 ** 20;
const TAG = 16;

/** Bytes of the sealed form of `length` bytes, at least one. */
export const sealedLength = (length: number): number => length + TAG * Math.ceil(length / PIECE);

/** @param key 32 fresh bytes, for this set alone */
export async function sealSet(plain: Uint8Array, key: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const cipher = await cipherOf(key, "encrypt");
  const sealed = new Uint8Array(sealedLength(plain.length));
  for (let from = 0, to = 0, index = 0; from < plain.length; index++) {
    const piece = Uint8Array.from(plain.subarray(from, from + PIECE));
    from += piece.length;
    const body = await crypto.subtle.encrypt(algorithm(index, from === plain.length), cipher, piece);
    sealed.set(new Uint8Array(body), to);
    to += body.byteLength;
  }
  return sealed;
}

/**
 * What was sealed, from front to back. `read` throws E326_MATERIAL_SEALED for a wrong key, and for bytes that were
 * changed, moved or cut off.
 */
export async function unsealedSet(sealed: MaterialSource, key: Uint8Array): Promise<MaterialSource> {
  const cipher = await cipherOf(key, "decrypt");
  const buffer = new Uint8Array(PIECE + TAG);
  let [left, index] = [sealed.length, 0];
  let piece = new Uint8Array(0);
  async function next(): Promise<void> {
    const body = buffer.subarray(0, Math.min(left, buffer.length));
    await sealed.read(body);
    left -= body.length;
    try {
      piece = new Uint8Array(await crypto.subtle.decrypt(algorithm(index++, left === 0), cipher, body));
    } catch {
      throw wrongSeal();
    }
  }
  return {
    length: Math.max(0, sealed.length - TAG * Math.ceil(sealed.length / buffer.length)),
    async read(into) {
      for (let at = 0; at < into.length; ) {
        if (piece.length === 0) {
          if (left === 0) throw wrongSeal();
          await next();
        }
        const part = piece.subarray(0, into.length - at);
        into.set(part, at);
        at += part.length;
        piece = piece.subarray(part.length);
      }
    },
  };
}

const cipherOf = (key: Uint8Array, use: KeyUsage): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", Uint8Array.from(key), "AES-GCM", false, [use]);

/** A key serves one set, so a piece's number is a nonce: 11 bytes, big-endian, and 1 behind the last piece. */
function algorithm(index: number, last: boolean): AesGcmParams {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setUint32(7, index);
  iv[11] = Number(last);
  return { name: "AES-GCM", iv };
}

function wrongSeal(): DoctorError {
  return new DoctorError(
    "E326_MATERIAL_SEALED",
    "A sealed material set could not be opened.",
    "Its key is wrong, or it was changed on the way.",
  );
}
