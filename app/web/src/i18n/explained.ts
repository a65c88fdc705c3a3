import type { DoctorError } from "#errors";

/** By code: what happened, and what to do about it. A contract's own error may have an entry under `code/Name`. */
export type Errors = Readonly<Record<string, readonly [message: string, hint: string]>>;

/** An error's two sentences, translated by its code; as they are where there is no translation. */
export function explained(error: DoctorError, errors: Errors = {}): { message: string; hint: string } {
  const name = /refused: (\w+)\(/.exec(error.message)?.[1];
  const [message, hint] = errors[`${error.code}/${name}`] ?? errors[error.code] ?? [error.message, error.hint];
  return { message, hint };
}
