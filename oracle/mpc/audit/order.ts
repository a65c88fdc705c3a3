import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { drawPermutation } from "../deal/permutation.ts";

const DOMAIN = utf8ToBytes("crypto-doctor/audit/v1");

/**
 * What becomes of a case's material sets: the first of the order is opened and checked, the next is used, the rest are
 * spare. A uniform order follows from the coin, so that a dealer of three sets who forges one has it checked, used and
 * kept spare with a third each, and who forges more is likelier caught than used.
 * @param coin 32 bytes that neither the dealer nor one party chose: the hash of the block that the case waited for
 * @param context binds the coin to one case
 */
export function auditOrder(sets: number, coin: Uint8Array, context: Uint8Array): number[] {
  let counter = 0;
  return drawPermutation(sets, (bytes) =>
    sha256(concatBytes(DOMAIN, sha256(concatBytes(coin, context)), Uint8Array.of(counter++))).subarray(0, bytes),
  );
}
