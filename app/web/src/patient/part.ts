import type { Kit } from "./kit.ts";
import type { Preparer } from "./preparer.ts";
import type { StoredCase } from "./stored-case.ts";
import type { useCase } from "./use-case.ts";

/** What each part of a case's page is given. */
export interface Part {
  readonly stored: StoredCase;
  /** Which of the case's waves `stored` speaks of, from 1. */
  readonly wave: number;
  readonly change: ReturnType<typeof useCase>["change"];
  readonly kit: Kit;
  readonly preparer: Preparer;
}
