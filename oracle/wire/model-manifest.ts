import Type, { type Static } from "typebox";
import { checkDescription, type ModelDescription } from "#models/zoo/description";
import { decode, encode } from "./cbor.ts";
import { MAX_MODEL_SHARE } from "./model-share.ts";
import { CidText, Closed } from "./schema.ts";

/** Upper bound in bytes: one raw block, so that the 32 bytes in the model's entry on chain are its CID. */
export const MAX_MODEL_MANIFEST = 256 * 1024;
const Sealed = Closed({ cid: CidText, size: Type.Integer({ minimum: 1, maximum: MAX_MODEL_SHARE }) });

/** A model as the chain names it: what is public of it, and where each node of a pair finds its share of the weights. */
const ModelManifest = Closed({
  format: Type.Literal("crypto-doctor/model-manifest@1"),
  description: Type.Unknown(),
  /** The model card, Markdown. */
  card: CidText,
  /** Shares of the weights, one pair of nodes at a time, each sealed to its node. */
  shares: Type.Array(
    Closed({ pair: Type.Integer({ minimum: 1, maximum: 65_535 }), halves: Type.Tuple([Sealed, Sealed]) }),
    {
      maxItems: 64,
    },
  ),
});
export type ModelManifest = Omit<Static<typeof ModelManifest>, "description"> & { description: ModelDescription };

export const encodeModelManifest = (manifest: ModelManifest): Uint8Array =>
  encode(ModelManifest, manifest, "model manifest");

/** @throws DoctorError E110_MALFORMED, E124_BAD_MODEL, E140_BAD_GRAPH */
export function decodeModelManifest(bytes: Uint8Array): ModelManifest {
  const manifest = decode(ModelManifest, bytes, "model manifest");
  return { ...manifest, description: checkDescription(manifest.description) };
}
