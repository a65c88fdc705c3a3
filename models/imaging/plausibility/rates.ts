import json from "./rates.json" with { type: "json" };

/** What the gate did with pictures that it was not fitted on, by set. */
export type Rates = Readonly<
  Record<string, { readonly n: number; readonly flagged: number; readonly refused: number }>
>;

/** As last measured by `scripts/plausibility.ts`. */
export const RATES: Rates = json;
