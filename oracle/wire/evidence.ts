import Type, { type Static } from "typebox";
import { decode, encode } from "./cbor.ts";
import { Bytes, BytesUpTo, CidText, Closed } from "./schema.ts";

/** Upper bound in bytes: one raw block, so that the 32 bytes that the chain keeps are its CID. */
export const MAX_EVIDENCE = 4 * 1024;

/**
 * What two nodes publish of a material set that no honest dealer deals: both halves, whose names stand in the case's
 * manifest. A set is random and has met no picture; an audited one is never used.
 */
const Evidence = Closed({
  format: Type.Literal("crypto-doctor/evidence@1"),
  /** SHA-256 digest of the case's manifest. */
  manifest: Bytes(32),
  set: Type.Integer({ minimum: 0, maximum: 3 }),
  /** Party 0's half: a header and a seed. */
  half0: BytesUpTo(1024),
  /** Where party 1's half lies. */
  half1: Closed({ cid: CidText, size: Type.Integer({ minimum: 1, maximum: 2 ** 32 }) }),
});
type Evidence = Static<typeof Evidence>;

export const encodeEvidence = (evidence: Evidence): Uint8Array => encode(Evidence, evidence, "evidence");
export const decodeEvidence = (bytes: Uint8Array): Evidence => decode(Evidence, bytes, "evidence");
