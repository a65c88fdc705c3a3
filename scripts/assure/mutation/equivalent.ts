import type { Mutant } from "./operators.ts";

/**
 * Mutants that no test can kill, and why: they behave as the program does, or differ only where no account of outside can
 * come. Named by what they change, not by line.
 */

const squeeze = (text: string): string => text.replace(/\s+/g, " ");

/** Path, function, operator, what was there and what is there now. */
export const keyOf = ({ path, fn, operator, was, now }: Mutant): string =>
  `${path} ${fn}: ${operator}: ${squeeze(was)} => ${squeeze(now) || "nothing"}`;

export const EQUIVALENT: ReadonlyMap<string, string> = new Map([]);
