import { expect } from "chai";
import { DoctorError } from "#errors";

/** The code of the DoctorError with which a promise ends; anything else fails the test. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => expect.fail("should have been refused"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof DoctorError)) throw error;
  expect(error.message).to.match(/\.$/);
  expect(error.hint).to.match(/\.$/);
  return error.code;
}
