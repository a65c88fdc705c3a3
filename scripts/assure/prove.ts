import { type SolcOutput, solc, source } from "./solc.ts";

/** One assertion of a file of properties, and what the solver says of it. */
export interface Verdict {
  readonly assertion: string;
  readonly proved: boolean;
}

const SAFE = "2961";

/**
 * Asks solc's own model checker about every assertion of one contract. The bounded engine is exact here: the properties
 * have no loops and no state, so that there is nothing beyond its bound.
 *
 * @param path of the properties, from the project's root
 * @param instead sources to use instead of those on the disk
 */
export function prove(path: string, instead: Record<string, string> = {}): Verdict[] {
  const contract = path.slice(path.lastIndexOf("/") + 1).replace(".sol", "");
  const out: SolcOutput = solc(
    { [path]: source(path), ...instead },
    {
      modelChecker: {
        engine: "bmc",
        targets: ["assert"],
        showProvedSafe: true,
        showUnproved: true,
        contracts: { [path]: [contract] },
      },
      outputSelection: {},
    },
  );
  const text = Buffer.from(source(path));
  return (out.errors ?? [])
    .filter(({ errorCode, sourceLocation }) => sourceLocation?.file === path && /2961|4661|7812/.test(errorCode ?? ""))
    .map(({ errorCode, sourceLocation }) => ({
      assertion: text.subarray(sourceLocation!.start, sourceLocation!.end).toString().replace(/\s+/g, " "),
      proved: errorCode === SAFE,
    }));
}
