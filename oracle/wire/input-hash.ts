import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ringBytes } from "./bytes.ts";

const DOMAIN = utf8ToBytes("crypto-doctor/input-share/v1");

/**
 * h_i = SHA-256(domain ‖ case nonce ‖ i ‖ ρ_i ‖ X_i), the hash of party i's input share.
 * Blinded by the 32 random bytes ρ_i: unblinded, a node could compute X − X_i for a guessed picture X and test the guess.
 */
export const inputShareHash = (nonce: Uint8Array, party: 0 | 1, rho: Uint8Array, share: Int32Array): Uint8Array =>
  sha256(concatBytes(DOMAIN, nonce, Uint8Array.of(party), rho, ringBytes(share)));
