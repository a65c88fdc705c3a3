import { DoctorError } from "#errors";

/** What the system says of a file, and of a connection (`man 3 errno`). */
const FILE = ["ENOENT", "EACCES", "EPERM", "EISDIR", "ENOTDIR", "EROFS", "ENOSPC", "EEXIST"];
const CONNECTION = ["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"];

interface SystemError {
  readonly code?: string;
  readonly path?: string;
  readonly address?: string;
  readonly hostname?: string;
  readonly port?: number;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/**
 * The error as its user reads it, if it is one of the project's own, of a file, of JSON, or of a connection, however
 * deep it lies; `undefined` for a fault of the program, which keeps its stack.
 */
export function plainError(error: unknown): DoctorError | undefined {
  if (error instanceof DoctorError) return error;
  if (error instanceof SyntaxError)
    return new DoctorError("E110_MALFORMED", "A file or an answer is no JSON.", "See whether the right one was named.");
  if (typeof error !== "object" || error === null) return undefined;
  const { code = "", path, address, hostname, port, cause, errors = [] } = error as SystemError;
  if (FILE.includes(code))
    return new DoctorError(
      "E100_NO_FILE",
      `${path ?? "A file"} cannot be read or written (${code}).`,
      "Check the path, and whose the file is.",
    );
  if (CONNECTION.includes(code))
    return new DoctorError(
      "E414_NO_ANSWER",
      `Nothing answers at ${[address ?? hostname, port].filter(Boolean).join(":") || "an address"} (${code}).`,
      "See whether it runs, and whether the addresses given by flags or variables are right.",
    );
  return [cause, ...errors].map(plainError).find((plain) => plain !== undefined);
}
