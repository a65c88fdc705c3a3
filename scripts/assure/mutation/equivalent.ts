import type { Mutant } from "./operators.ts";

/**
 * Mutants that no test can kill, and why: they behave as the program does, or differ only where no account of outside can
 * come. Named by what they change, not by line.
 */

/** Path, function, its lines with what changes in brackets, and what is there now. */
export const keyOf = ({ path, fn, place, now }: Mutant): string =>
  `${path} ${fn}: ${place} => ${now.replace(/\s+/g, " ") || "nothing"}`;

export const EQUIVALENT: ReadonlyMap<string, string> = new Map([]);
