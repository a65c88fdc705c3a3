import * as dagCbor from "@ipld/dag-cbor";
import type { Static, TSchema } from "typebox";
import { DoctorError } from "#errors";
import { check } from "./schema.ts";

/** Deterministic binary form (DAG-CBOR) of a value that fits `schema`: equal values give equal bytes. */
export const encode = <S extends TSchema>(schema: S, value: Static<S>, what: string): Uint8Array =>
  dagCbor.encode(check(schema, value, what));

/** @throws DoctorError E110_MALFORMED when the bytes are no DAG-CBOR or do not fit the schema */
export function decode<S extends TSchema>(schema: S, bytes: Uint8Array, what: string): Static<S> {
  let value: unknown;
  try {
    value = dagCbor.decode(bytes);
  } catch {
    // The decoder's own message may quote the bytes, so it goes no further.
    throw new DoctorError(
      "E110_MALFORMED",
      `The ${what} is not DAG-CBOR.`,
      "Fetch it again; if it stays so, its sender is at fault.",
    );
  }
  return check(schema, value, what);
}
