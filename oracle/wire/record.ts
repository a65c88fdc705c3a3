import Type, { type Static } from "typebox";
import { decode, encode } from "./cbor.ts";
import { Bytes, Closed } from "./schema.ts";

export const MAX_RECORD = 16 * 1024;

/** What the curator may learn of a consenting case: which tag on chain stands for which label. No picture, no prediction. */
export const Record = Closed({
  format: Type.Literal("crypto-doctor/record@1"),
  entries: Type.Array(Closed({ label: Type.String({ minLength: 1, maxLength: 40 }), tag: Bytes(16) }), {
    minItems: 2,
    maxItems: 8,
  }),
});
export type Record = Static<typeof Record>;

export const encodeRecord = (record: Record): Uint8Array => encode(Record, record, "record");
export const decodeRecord = (bytes: Uint8Array): Record => decode(Record, bytes, "record");
