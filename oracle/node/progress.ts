import type { RunProgress } from "#wire/api";

/**
 * How far this node is with the cases it works on, for whoever asks. In memory only: a restart begins the case again.
 *
 * It is harmless to tell. A stage and a layer follow from the model, which is public, and from the case's opening, which
 * stands on chain. How long each takes does not depend on the picture: a layer's rounds, bytes and arithmetic are fixed
 * by the plan, and whoever sees the link between the nodes can count its rounds anyway. Shares, keys, confidence and the
 * choice of the material set never come here.
 */
export class Progress {
  readonly #now = new Map<string, RunProgress>();

  enter(caseId: string, stage: Exclude<RunProgress["stage"], "layers">): void {
    this.#now.set(caseId, { stage });
  }

  layer(caseId: string, layer: NonNullable<RunProgress["layer"]>): void {
    this.#now.set(caseId, { stage: "layers", layer });
  }

  /** The case is done with, or was put off. */
  leave(caseId: string): void {
    this.#now.delete(caseId);
  }

  of(caseId: string): RunProgress | undefined {
    return this.#now.get(caseId);
  }
}
