import type { TLSSocket } from "node:tls";
import type { Channel, ChannelStats } from "#mpc/channel/channel";
import { gone, stalled, unexpected } from "./errors.ts";
import { FrameReader, frame, header, MAX_MESSAGE, MESSAGE, ROUND } from "./frames.ts";

/** Larger rounds are sent piece by piece from one buffer: what is held twice is a piece, and no garbage is left. */
const PIECE = 256 * 2 ** 10;
/** How long a closed session may take to send what it has. */
const FAREWELL_MS = 2_000;

/** A connection to the pinned peer: a channel for the protocol, and small JSON messages around it. */
export interface LinkSession {
  readonly channel: Channel;
  /** @throws E402_PEER_GONE; RangeError over 64 KiB */
  sendMessage(message: unknown): Promise<void>;
  /** @throws E402_PEER_GONE E403_PEER_STALLED E404_FRAME_TOO_LARGE E406_UNEXPECTED_FRAME */
  receiveMessage(): Promise<unknown>;
  close(): void;
}

/**
 * A session over an established TLS socket. The first failure ends it: every later call fails with the same error.
 * @param stallMs how long a receive, or the two halves of a round, may take as a whole
 */
export class SocketSession implements LinkSession {
  readonly channel: Channel;
  readonly #stats: ChannelStats = { rounds: 0, bytesSent: 0 };
  readonly #reader = new FrameReader();
  readonly #socket: TLSSocket;
  readonly #stall: NodeJS.Timeout;
  readonly #stallMs: number;
  #deadline = Infinity;
  #failure: Error | undefined;
  #paused = false;
  #piece: Buffer | undefined;

  constructor(socket: TLSSocket, stallMs: number) {
    this.#socket = socket;
    this.#stallMs = stallMs;
    this.channel = { stats: this.#stats, exchange: (send, into) => this.#exchange(send, into) };
    socket.on("error", (error) => this.#fail(gone(error)));
    socket.on("close", () => this.#fail(gone()));
    // One timer for all receives: setting one per round would cost more than a small round.
    this.#stall = setInterval(() => this.#checkDeadline(), Math.max(10, Math.min(1000, stallMs / 4)));
    this.#stall.unref();
  }

  /** Bytes from the socket; false asks it to pause. The buffer may be used again afterwards. */
  receive(chunk: Uint8Array): boolean {
    this.#reader.push(chunk);
    this.#paused = this.#reader.full;
    return !this.#paused;
  }

  async sendMessage(message: unknown): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(message));
    if (bytes.length > MAX_MESSAGE) throw new RangeError("a message has at most 64 KiB");
    this.#write(frame(MESSAGE, bytes));
  }

  async receiveMessage(): Promise<unknown> {
    const bytes = await this.#read(MESSAGE);
    try {
      return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch (cause) {
      const error = unexpected(cause);
      this.#fail(error);
      throw error;
    }
  }

  close(): void {
    this.#fail(gone());
  }

  async #exchange(send: Uint8Array, into: Uint8Array): Promise<void> {
    this.#stats.rounds += 1;
    this.#stats.bytesSent += send.length;
    if (send.length <= PIECE) {
      this.#write(frame(ROUND, send));
      await this.#read(ROUND, into);
    } else {
      this.#write(header(ROUND, send.length));
      await this.#inTime(Promise.all([this.#writePieces(send), this.#next(ROUND, into)]));
    }
  }

  #write(bytes: Buffer): void {
    if (this.#failure) throw this.#failure;
    this.#socket.write(bytes);
  }

  async #writePieces(payload: Uint8Array): Promise<void> {
    this.#piece ??= Buffer.allocUnsafeSlow(PIECE);
    for (let at = 0; at < payload.length; at += PIECE) {
      // The payload is the caller's again as soon as this round has failed.
      if (this.#failure) throw this.#failure;
      const part = payload.subarray(at, at + PIECE);
      this.#piece.set(part);
      const piece = this.#piece.subarray(0, part.length);
      await new Promise<void>((resolve, reject) => {
        this.#socket.write(piece, (error) => (error ? reject(gone(error)) : resolve()));
      });
    }
  }

  #read(kind: typeof ROUND | typeof MESSAGE, into?: Uint8Array): Promise<Uint8Array> {
    if (this.#failure) throw this.#failure;
    return this.#inTime(this.#next(kind, into));
  }

  #next(kind: typeof ROUND | typeof MESSAGE, into?: Uint8Array): Promise<Uint8Array> {
    const frame = this.#reader.read(kind, into);
    if (this.#paused && !this.#reader.full) this.#socket.resume();
    return frame;
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    this.#deadline = performance.now() + this.#stallMs;
    try {
      return await work;
    } catch (error) {
      this.#fail(error as Error);
      throw this.#failure;
    } finally {
      this.#deadline = Infinity;
    }
  }

  #checkDeadline(): void {
    if (performance.now() > this.#deadline) this.#fail(stalled());
  }

  #fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    clearInterval(this.#stall);
    this.#reader.fail(error);
    // Ends politely, so that what was written still arrives; a peer that does not read is cut off.
    this.#socket.destroySoon();
    setTimeout(() => this.#socket.destroy(), FAREWELL_MS).unref();
  }
}
