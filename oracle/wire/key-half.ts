import Type, { type Static } from "typebox";
import { decode, encode } from "./cbor.ts";
import { Bytes, Closed, Decimal } from "./schema.ts";

export const MAX_KEY_HALF = 4 * 1024;

/** What a node seals to a doctor or to the curator. */
const KeyHalf = Closed({
  format: Type.Literal("crypto-doctor/key-half@1"),
  caseId: Decimal,
  party: Type.Union([Type.Literal(0), Type.Literal(1)]),
  half: Bytes(32),
});
type KeyHalf = Static<typeof KeyHalf>;

export const encodeKeyHalf = (value: KeyHalf): Uint8Array => encode(KeyHalf, value, "key half");
export const decodeKeyHalf = (bytes: Uint8Array): KeyHalf => decode(KeyHalf, bytes, "key half");
