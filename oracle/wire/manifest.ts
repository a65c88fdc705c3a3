import Type, { type Static } from "typebox";
import { decode, encode } from "./cbor.ts";
import { Bytes, CidText, Closed } from "./schema.ts";

/** Upper bound of a manifest in bytes: it must be a single raw block, so that its digest on chain is its CID. */
export const MAX_MANIFEST = 64 * 1024;

const Item = Closed({ cid: CidText, size: Type.Integer({ minimum: 1, maximum: 2 ** 32 }) });
const Pair = <T extends ReturnType<typeof Bytes> | typeof Item>(item: T) => Type.Tuple([item, item]);

/** What is public of a case's ciphertexts: where they lie, and the hashes that tell whose half was wrong. */
export const Manifest = Closed({
  format: Type.Literal("crypto-doctor/manifest@2"),
  model: Bytes(32),
  bundles: Pair(Item),
  package: Item,
  record: Item,
  packageHalves: Pair(Bytes(32)),
  recordHalves: Pair(Bytes(32)),
  /** SHA-256 of both halves of each material set, fixed before anybody knows which set will be audited. */
  sets: Type.Array(Pair(Bytes(32)), { minItems: 2, maxItems: 4 }),
});
export type Manifest = Static<typeof Manifest>;

export const encodeManifest = (manifest: Manifest): Uint8Array => encode(Manifest, manifest, "manifest");
export const decodeManifest = (bytes: Uint8Array): Manifest => decode(Manifest, bytes, "manifest");
