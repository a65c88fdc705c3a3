/**
 * Framing: kind (1 byte), length (4 bytes, little-endian), payload. The reader asks for one frame at a time; what comes
 * early waits in the socket's own buffers, so a peer can make this side hold little more than one chunk.
 */
import { oversize, unexpected, wrongLength } from "./errors.ts";

/** A protocol round, whose length both sides know, or a small JSON message. */
export const ROUND = 1;
export const MESSAGE = 2;
export type Kind = typeof ROUND | typeof MESSAGE;

const MAX_ROUND = 256 * 2 ** 20;
export const MAX_MESSAGE = 64 * 2 ** 10;
const HEADER = 5;
/** Early bytes beyond this make the reader ask for a pause. */
const MAX_EARLY = 2 ** 20;

export function frame(kind: Kind, payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER + payload.length);
  bytes.set(header(kind, payload.length));
  // A copy, because the payload may be memory that the caller computes in as soon as this round is over.
  bytes.set(payload, HEADER);
  return bytes;
}

/** What goes before a payload of `length` bytes. */
export function header(kind: Kind, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER);
  bytes[0] = kind;
  bytes.writeUInt32LE(length, 1);
  return bytes;
}

interface Wanted {
  kind: Kind;
  /** where a round goes; a message brings its own buffer */
  into: Uint8Array | undefined;
  filled: number;
  done: (payload: Uint8Array) => void;
  fail: (error: Error) => void;
}

export class FrameReader {
  readonly #header = Buffer.alloc(HEADER);
  #headerFilled = 0;
  #early: Uint8Array[] = [];
  #earlyBytes = 0;
  #wanted: Wanted | undefined;

  /** True while the socket should not be read. */
  get full(): boolean {
    return this.#earlyBytes > MAX_EARLY;
  }

  /** The next frame, which must be of this kind, and of the length of `into` if that is given. */
  read(kind: Kind, into?: Uint8Array): Promise<Uint8Array> {
    return new Promise((done, fail) => {
      if (this.#wanted) throw new Error("two reads at once");
      this.#wanted = { kind, into, filled: 0, done, fail };
      const early = this.#early;
      this.#early = [];
      this.#earlyBytes = 0;
      for (const chunk of early) this.push(chunk);
    });
  }

  /** Takes bytes from the socket; `chunk` may be overwritten afterwards. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (this.#wanted && at < chunk.length) at += this.#consume(this.#wanted, chunk.subarray(at));
    if (at === chunk.length) return;
    // A copy: a Buffer's slice would only be a view of memory that the next read overwrites.
    this.#early.push(new Uint8Array(chunk.subarray(at)));
    this.#earlyBytes += chunk.length - at;
  }

  fail(error: Error): void {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    wanted?.fail(error);
  }

  /** Feeds the wanted frame; gives the number of bytes it took. */
  #consume(wanted: Wanted, bytes: Uint8Array): number {
    if (this.#headerFilled < HEADER) {
      const part = bytes.subarray(0, HEADER - this.#headerFilled);
      this.#header.set(part, this.#headerFilled);
      this.#headerFilled += part.length;
      if (this.#headerFilled === HEADER) this.#begin(wanted);
      return part.length;
    }
    const part = bytes.subarray(0, wanted.into!.length - wanted.filled);
    wanted.into!.set(part, wanted.filled);
    wanted.filled += part.length;
    this.#finish(wanted);
    return part.length;
  }

  #begin(wanted: Wanted): void {
    const length = this.#header.readUInt32LE(1);
    const wrong = problem(wanted, this.#header[0], length);
    if (wrong) {
      this.fail(wrong);
      return;
    }
    wanted.into ??= new Uint8Array(length);
    this.#finish(wanted);
  }

  #finish(wanted: Wanted): void {
    if (wanted.filled < wanted.into!.length) return;
    this.#headerFilled = 0;
    this.#wanted = undefined;
    wanted.done(wanted.into!);
  }
}

/** What is wrong with an announced frame, before any room is made for it. */
function problem({ kind, into }: Wanted, announced: number, length: number): Error | undefined {
  if (announced !== kind) return unexpected();
  if (length > (kind === ROUND ? MAX_ROUND : MAX_MESSAGE)) return oversize();
  if (into && into.length !== length) return wrongLength();
}
