import { DoctorError } from "#errors";
import type { Logger } from "./log.ts";

/**
 * Runs one role as a process: starts it, tells a parent that it is ready, stops it once on SIGINT, SIGTERM or when the
 * parent is gone. A failed start prints one sentence and a hint and exits 1.
 */
export async function runRole(
  log: Logger,
  start: () => Promise<{ ready: object; stop: () => Promise<void> }>,
): Promise<void> {
  try {
    const { ready, stop } = await start();
    let stopping = false;
    const end = async () => {
      if (stopping) return;
      stopping = true;
      await stop().catch((err) => log.error({ err }, "did not stop cleanly"));
      process.exit(0);
    };
    for (const signal of ["SIGINT", "SIGTERM", "disconnect"] as const) process.on(signal as NodeJS.Signals, end);
    process.send?.({ ready });
  } catch (error) {
    fail(log, error);
    process.exit(1);
  }
}

export function fail(log: Logger, error: unknown): void {
  if (error instanceof DoctorError) log.error(`${error.code}: ${error.message} hint: ${error.hint}`);
  else log.error({ err: error }, "stopped by an unexpected error");
}
