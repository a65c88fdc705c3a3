import Type, { type Static } from "typebox";
import { decode, encode } from "./cbor.ts";
import { Bytes, BytesUpTo, Closed } from "./schema.ts";

const MB = 2 ** 20;
/** Upper bound of one sealed bundle, in bytes: its largest part is an input share. */
export const MAX_BUNDLE = 5 * MB;
/** Upper bound of one sealed material set, in bytes: those of ResNet-18 at 224 pixels have 92 MB, a flood does not fit. */
export const MAX_SET = 120 * MB;

/** Everything one node needs to read one case but the material itself, and nothing the other node holds. */
export const Bundle = Closed({
  format: Type.Literal("crypto-doctor/bundle@2"),
  party: Type.Union([Type.Literal(0), Type.Literal(1)]),
  /** The patient's account, which must be the one that opened the case: a copied bundle is refused. */
  patient: Bytes(20),
  model: Bytes(32),
  /** Preimage of the case's commitment on chain, so that the bundle belongs to this case and no other. */
  preimage: Closed({
    codebookRoot: Bytes(32),
    inputHashes: Type.Tuple([Bytes(32), Bytes(32)]),
    consent: Type.Boolean(),
    nonce: Bytes(32),
  }),
  /** ρ_i, which blinds this party's input-share hash. */
  rho: Bytes(32),
  /** Party 0: the 32-byte seed of X_0. Party 1: X_1, little-endian ring elements. */
  input: BytesUpTo(4 * MB),
  /** Keys of this party's halves of the material sets, in the manifest's order. Each set may be used once. */
  setKeys: Type.Array(Bytes(32), { minItems: 2, maxItems: 4 }),
  packageHalf: Bytes(32),
  /** Only with consent: half of the key under which the record stands. */
  recordHalf: Type.Optional(Bytes(32)),
});
export type Bundle = Static<typeof Bundle>;

export const encodeBundle = (bundle: Bundle): Uint8Array => encode(Bundle, bundle, "bundle");
export const decodeBundle = (bytes: Uint8Array): Bundle => decode(Bundle, bytes, "bundle");
