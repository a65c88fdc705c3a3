import * as dagCbor from "@ipld/dag-cbor";
import Type, { type Static } from "typebox";
import { DoctorError } from "#errors";
import { decode, encode } from "./cbor.ts";
import { Bytes, CidText, Closed } from "./schema.ts";

/** Upper bound of a manifest in bytes: it must be a single raw block, so that its digest on chain is its CID. */
export const MAX_MANIFEST = 64 * 1024;

const FORMAT = "crypto-doctor/manifest@3";
const item = { cid: CidText, size: Type.Integer({ minimum: 1, maximum: 2 ** 32 }) };
const Item = Closed(item);
/** One party's half of a material set: where its ciphertext lies, and the name that its content gives it (`nameOf`). */
const SetItem = Closed({ ...item, name: Bytes(32) });
export type SetItem = Static<typeof SetItem>;
const Pair = <T extends ReturnType<typeof Bytes> | typeof Item | typeof SetItem>(of: T) => Type.Tuple([of, of]);

/** What is public of a case's ciphertexts: where they lie, and the hashes that tell whose half was wrong. */
export const Manifest = Closed({
  format: Type.Literal(FORMAT),
  model: Bytes(32),
  bundles: Pair(Item),
  package: Item,
  record: Item,
  packageHalves: Pair(Bytes(32)),
  recordHalves: Pair(Bytes(32)),
  /** Both halves of each material set, fixed before anybody knows which set will be audited. */
  sets: Type.Array(Pair(SetItem), { minItems: 2, maxItems: 4 }),
});
export type Manifest = Static<typeof Manifest>;

export const encodeManifest = (manifest: Omit<Manifest, "format">): Uint8Array =>
  encode(Manifest, { format: FORMAT, ...manifest }, "manifest");

/** @throws DoctorError E110_MALFORMED, E117_OTHER_VERSION */
export function decodeManifest(bytes: Uint8Array): Manifest {
  const given = formatOf(bytes);
  if (given && given !== FORMAT)
    throw new DoctorError(
      "E117_OTHER_VERSION",
      `The case was prepared by another version of this program: its manifest is ${given}, and this one reads ${FORMAT}.`,
      "Let the version that prepared it finish the case, or prepare it again.",
    );
  return decode(Manifest, bytes, "manifest");
}

function formatOf(bytes: Uint8Array): string | undefined {
  try {
    const { format } = dagCbor.decode<{ format?: unknown }>(bytes);
    return typeof format === "string" ? /^crypto-doctor\/manifest@\d{1,4}$/.exec(format)?.[0] : undefined;
  } catch {
    return undefined;
  }
}
