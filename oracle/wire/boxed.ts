import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { DoctorError } from "#errors";
import { pad, unpad } from "./padding.ts";

const NONCE = 24;

/** Encrypts `plain`, padded, under a fresh 32-byte key: a 24-byte nonce, then XChaCha20-Poly1305. */
export function box(plain: Uint8Array, key: Uint8Array, nonce: Uint8Array): Uint8Array {
  const body = xchacha20poly1305(key, nonce).encrypt(pad(plain));
  const out = new Uint8Array(NONCE + body.length);
  out.set(nonce);
  out.set(body, NONCE);
  return out;
}

/** @throws DoctorError E203_WRONG_KEY when the key is wrong or the box was changed */
export function unbox(boxed: Uint8Array, key: Uint8Array): Uint8Array {
  let padded: Uint8Array;
  try {
    padded = xchacha20poly1305(key, boxed.subarray(0, NONCE)).decrypt(boxed.subarray(NONCE));
  } catch {
    throw new DoctorError(
      "E203_WRONG_KEY",
      "An encrypted package could not be opened.",
      "Its key is wrong, or it was changed on the way.",
    );
  }
  return unpad(padded);
}
