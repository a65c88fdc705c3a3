import Type, { type Static } from "typebox";
import { decode, encode } from "./cbor.ts";
import { Bytes, BytesUpTo, Closed } from "./schema.ts";

/** Upper bound of an encrypted package in bytes. */
export const MAX_PACKAGE = 64 * 2 ** 20;

/** What a seated doctor reads: the picture, the ballot tags, and all that is needed to check the patient's honesty. */
export const Package = Closed({
  format: Type.Literal("crypto-doctor/package@1"),
  /** The picture as an 8-bit grey PNG, pixels only. */
  blob: BytesUpTo(48 * 2 ** 20),
  labels: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { minItems: 2, maxItems: 8 }),
  inputSeed: Bytes(32),
  rho: Type.Tuple([Bytes(32), Bytes(32)]),
  codebookSeed: Bytes(32),
  consent: Type.Boolean(),
  nonce: Bytes(32),
});
export type Package = Static<typeof Package>;

export const encodePackage = (value: Package): Uint8Array => encode(Package, value, "package");
export const decodePackage = (bytes: Uint8Array): Package => decode(Package, bytes, "package");
