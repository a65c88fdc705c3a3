import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { isRejection, runSteps, type Step, StepFailed } from "#client/steps";

export interface FlowState {
  /** Index of the step under way; undefined while nothing runs and nothing failed. */
  readonly at?: number;
  readonly running: boolean;
  readonly error?: unknown;
}

/** Runs a list of steps, remembers where it stopped, and goes on from there. A person's "no" in the wallet is silent. */
export function useFlow<S>(steps: readonly Step<S>[]) {
  const [flow, setFlow] = useState<FlowState>({ running: false });
  const queries = useQueryClient();
  const stopped = useRef<{ at: number; state: S }>(undefined);

  const go = useCallback(
    async (from: { at: number; state: S }): Promise<S | undefined> => {
      setFlow({ running: true, at: from.at });
      try {
        const state = await runSteps(steps, from, ({ at }) => setFlow({ running: true, at }));
        stopped.current = undefined;
        setFlow({ running: false });
        return state;
      } catch (failed) {
        if (!(failed instanceof StepFailed)) throw failed;
        stopped.current = failed.progress as { at: number; state: S };
        if (isRejection(failed)) setFlow({ running: false });
        else setFlow({ running: false, at: failed.progress.at, error: failed });
        return undefined;
      } finally {
        // Some steps may have moved money, even where a later one failed.
        void queries.invalidateQueries({ queryKey: ["held"] });
      }
    },
    [steps, queries],
  );
  const start = useCallback((state: S) => go({ at: 0, state }), [go]);
  const retry = useCallback(() => (stopped.current ? go(stopped.current) : undefined), [go]);
  return { flow, start, retry };
}
