import { pause } from "#chain/follow";

const LOOK_MS = 100;
/** A job that was put off comes again after this. */
const RETRY_MS = 1_000;

/**
 * Works through what waits, oldest first, several jobs at once and never one twice at once, so that a job that waits for
 * a block or for the peer holds up no other. A job that still waits afterwards was put off: every other that waits has
 * its turn before it.
 *
 * @param work does one job; one that rejects is put off like any other
 * @param onError is told why, since then the job itself could not say it: the disk may be full
 * @returns when the signal came and the jobs under way have ended
 */
export async function workThrough<Job extends { readonly caseId: string }>(options: {
  waiting: () => readonly Job[];
  work: (job: Job) => Promise<void>;
  onError: (error: unknown, job: Job) => void;
  atOnce: number;
  signal: AbortSignal;
}): Promise<void> {
  const { waiting, work, onError, atOnce, signal } = options;
  const underWay = new Map<string, Promise<void>>();
  const rests = new Set<string>();
  while (!signal.aborted) {
    for (const job of waiting()) {
      const { caseId } = job;
      if (underWay.has(caseId) || rests.has(caseId)) continue;
      while (underWay.size >= atOnce) await Promise.race(underWay.values());
      if (signal.aborted) break;
      rests.add(caseId);
      const done = work(job)
        .catch((error) => onError(error, job))
        .finally(() => {
          underWay.delete(caseId);
          setTimeout(() => rests.delete(caseId), RETRY_MS).unref();
        });
      underWay.set(caseId, done);
    }
    await pause(LOOK_MS, signal);
  }
  await Promise.all(underWay.values());
}
