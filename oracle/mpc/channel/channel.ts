/** How two parties talk: in lock step, each round both send and both receive as many bytes. */
export interface Channel {
  /**
   * Sends `send` and fills `into` with what the other party sent in the same round. Both views may lie in WebAssembly
   * memory; they are not touched after the promise settles.
   * @throws E4xx when the peer is gone, silent, or sends another number of bytes
   */
  exchange(send: Uint8Array, into: Uint8Array): Promise<void>;
  readonly stats: ChannelStats;
}

export interface ChannelStats {
  rounds: number;
  /** payload bytes this side has sent */
  bytesSent: number;
}
