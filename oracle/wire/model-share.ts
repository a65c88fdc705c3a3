import Type, { type Static } from "typebox";
import { decode, encode } from "./cbor.ts";
import { Bytes, BytesUpTo, Closed } from "./schema.ts";

/** Upper bound of one weight share, in bytes. */
export const MAX_MODEL_SHARE = 256 * 2 ** 20;

/** One node's share of a model's weights. Both shares together are the weights; each alone is uniform. */
const ModelShare = Closed({
  format: Type.Literal("crypto-doctor/model-share@2"),
  party: Type.Union([Type.Literal(0), Type.Literal(1)]),
  model: Bytes(32),
  /** Party 0: the 32-byte seed of W_0. Party 1: W_1, little-endian ring elements in the order of the plan. */
  weights: BytesUpTo(MAX_MODEL_SHARE),
});
type ModelShare = Static<typeof ModelShare>;

export const encodeModelShare = (share: ModelShare): Uint8Array => encode(ModelShare, share, "model share");
export const decodeModelShare = (bytes: Uint8Array): ModelShare => decode(ModelShare, bytes, "model share");
