import type { Filter, Log, Provider } from "ethers";

/**
 * Reads logs once, in order, from the block after `from`, and hands each range over together with its last block, so
 * that the caller can store both in one transaction and resume exactly there. Only blocks with `confirmations` blocks
 * above them are read; a range of at most 2,000 blocks is asked for at a time, which public endpoints allow.
 */
export async function follow(options: {
  provider: Provider;
  filter: Filter;
  from: number;
  confirmations: number;
  intervalMs: number;
  signal: AbortSignal;
  onLogs: (logs: Log[], lastBlock: number) => void | Promise<void>;
  onError: (error: unknown) => void;
}): Promise<void> {
  const { provider, filter, confirmations, signal } = options;
  let last = options.from;
  while (!signal.aborted) {
    try {
      const safe = (await provider.getBlockNumber()) - confirmations;
      while (last < safe && !signal.aborted) {
        const to = Math.min(safe, last + 2_000);
        await options.onLogs(await provider.getLogs({ ...filter, fromBlock: last + 1, toBlock: to }), to);
        last = to;
      }
    } catch (error) {
      if (!signal.aborted) options.onError(error);
    }
    await pause(options.intervalMs, signal);
  }
}

/** Resolves after `ms`, or at once when the signal fires. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
  });
