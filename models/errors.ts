/**
 * The one base class of every failure that a person may see.
 *
 * Codes go by hundred: 1xx input, 2xx privacy refusal, 3xx protocol, 4xx peer, 5xx chain, 6xx storage, 7xx service.
 * No message or hint may hold a share, a key, a seed or a pixel: say *what* was wrong with a thing, never the thing.
 */
export class DoctorError extends Error {
  readonly code: string;
  readonly hint: string;

  /**
   * @param code stable name such as `E101_NOT_A_PICTURE`
   * @param message one plain sentence: what happened
   * @param hint one plain sentence: what to do about it
   */
  constructor(code: string, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "DoctorError";
    this.code = code;
    this.hint = hint;
  }

  toJSON(): { code: string; message: string; hint: string } {
    return { code: this.code, message: this.message, hint: this.hint };
  }
}
