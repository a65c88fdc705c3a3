import { DoctorError } from "#errors";
import type { Channel, ChannelStats } from "./channel.ts";

/** Two ends of a channel inside one process: for tests, and for checking a dealing before it is sent. */
export function memoryPair(): [Channel, Channel] {
  const [left, right] = [new MemoryEnd(), new MemoryEnd()];
  left.peer = right;
  right.peer = left;
  return [left, right];
}

class MemoryEnd implements Channel {
  readonly stats: ChannelStats = { rounds: 0, bytesSent: 0 };
  peer!: MemoryEnd;
  readonly #arrived: Uint8Array[] = [];
  #waiting: ((bytes: Uint8Array) => void) | undefined;

  async exchange(send: Uint8Array, into: Uint8Array): Promise<void> {
    this.stats.rounds += 1;
    this.stats.bytesSent += send.length;
    this.peer.#deliver(send.slice());
    const bytes = this.#arrived.shift() ?? (await new Promise<Uint8Array>((resolve) => (this.#waiting = resolve)));
    if (bytes.length !== into.length) {
      throw new DoctorError(
        "E405_FRAME_LENGTH",
        "the peer sent another number of bytes than this round has",
        "Run the same version on both nodes.",
      );
    }
    into.set(bytes);
  }

  #deliver(bytes: Uint8Array): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(bytes);
    else this.#arrived.push(bytes);
  }
}
