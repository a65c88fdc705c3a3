import type { Static, TSchema } from "typebox";
import { DoctorError } from "#errors";
import { unexpected } from "#node/link/errors";
import type { LinkSession } from "#node/link/session";
import { check } from "#wire/schema";

/**
 * The peer's next message, which must be what belongs here. One that is not is the peer's fault and not the case's, so
 * the case is tried again.
 * @throws DoctorError E406_UNEXPECTED_FRAME; E4xx as `receiveMessage`
 */
export async function hear<S extends TSchema>(session: LinkSession, schema: S): Promise<Static<S>> {
  const message = await session.receiveMessage();
  try {
    return check(schema, message, "peer's message");
  } catch (cause) {
    throw cause instanceof DoctorError ? unexpected(cause) : cause;
  }
}
