import { isError } from "ethers";
import { DoctorError } from "#errors";
import type { StepId } from "./step-texts.ts";

/**
 * A flow as data: a list of steps, each with one sentence for the person (`stepTexts`), one thing it does, and one way
 * to go on after a failure, which is to do it again.
 */
export interface Step<S> {
  readonly id: StepId;
  /** Does the step and gives what the following ones need. Doing it again after a failure does no harm. */
  readonly run: (state: S) => Promise<S>;
}

export interface Progress<S> {
  /** Index of the step that is under way, or that failed, or the number of steps when all are done. */
  readonly at: number;
  readonly state: S;
}

/** Where a flow stopped, with all that was reached: `runSteps` goes on from there. */
export class StepFailed<S> extends Error {
  readonly step: StepId;
  readonly progress: Progress<S>;
  constructor(step: StepId, progress: Progress<S>, cause: unknown) {
    super(`step ${step} failed`, { cause });
    this.step = step;
    this.progress = progress;
  }
}

/** Runs the steps from `from.at` on. @throws StepFailed */
export async function runSteps<S>(
  steps: readonly Step<S>[],
  from: Progress<S>,
  onStep: (progress: Progress<S>) => void = () => {},
): Promise<S> {
  let progress = from;
  for (const step of steps.slice(from.at)) {
    onStep(progress);
    try {
      progress = { at: progress.at + 1, state: await step.run(progress.state) };
    } catch (cause) {
      throw new StepFailed(step.id, progress, cause);
    }
  }
  onStep(progress);
  return progress.state;
}

/** Whether the person said no in the wallet: then there is nothing to explain. */
export function isRejection(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (isError(each, "ACTION_REJECTED") || (each as { code?: unknown }).code === 4001) return true;
  }
  return false;
}

/** The error of this project's kind inside, if there is one: it says what happened and what to do. */
export function doctorErrorOf(error: unknown): DoctorError | undefined {
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof DoctorError) return each;
  return undefined;
}
