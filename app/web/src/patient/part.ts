import type { Kit } from "./kit.ts";
import type { Preparer } from "./preparer.ts";
import type { StoredCase } from "./stored-case.ts";
import type { useCase } from "./use-case.ts";

/** What each part of a case's page is given. */
export interface Part {
  readonly stored: StoredCase;
  readonly change: ReturnType<typeof useCase>["change"];
  readonly kit: Kit;
  readonly preparer: Preparer;
}
