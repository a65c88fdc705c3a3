import Type, { type Static, type TSchema } from "typebox";
import Value from "typebox/value";
import { DoctorError } from "#errors";

/** Bytes of an exact length, or of any length up to `max`. */
export const Bytes = (length: number) => sized(length, length);
export const BytesUpTo = (max: number) => sized(0, max);

const sized = (min: number, max: number) =>
  Type.Refine(
    Type.Unsafe<Uint8Array>({}),
    (value) => value instanceof Uint8Array && value.length >= min && value.length <= max,
    () => (min === max ? `must be ${min} bytes` : `must be bytes, at most ${max}`),
  );

/** `0x` and lower- or upper-case hex digits of `bytes` bytes. */
const Hex = (bytes: number) => Type.String({ pattern: `^0x[0-9a-fA-F]{${bytes * 2}}$` });
export const Address = Hex(20);
export const Digest = Hex(32);
/** A non-negative decimal integer as text: what JSON carries where a number would lose digits. */
export const Decimal = Type.String({ pattern: "^(0|[1-9][0-9]{0,77})$" });
export const CidText = Type.String({ pattern: "^b[a-z2-7]{40,120}$" });

/** A closed object: an unknown key is an error, not a message to the future. */
export const Closed = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

/**
 * Checks `value` at the door. The error names the place that is wrong and the rule it broke, never the value.
 * @throws DoctorError E110_MALFORMED
 */
export function check<S extends TSchema>(schema: S, value: unknown, what: string): Static<S> {
  if (Value.Check(schema, value)) return value as Static<S>;
  const first = Value.Errors(schema, value)[0];
  const place = first?.instancePath ? ` at ${first.instancePath}` : "";
  throw new DoctorError(
    "E110_MALFORMED",
    `The ${what} is malformed${place}: ${first?.message ?? "it does not fit its schema"}.`,
    "Send it again as the schema in the documentation says.",
  );
}
