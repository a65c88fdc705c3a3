import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { testFile, UNIT_TESTS } from "../coverage.ts";
import { contractsDigest, ROOT } from "../solc.ts";
import { EQUIVALENT, keyOf } from "./equivalent.ts";
import { Killers } from "./killers.ts";
import { probedProgram, type Score, score, show } from "./score.ts";

/** The deep run's tests: the unit tests, then some random cases of the reference model. */
const TESTS = [...UNIT_TESTS, "invariants/refund-slot", "model/differential"];

/**
 * @param size how many mutants, spread evenly over the sources
 * @param keep the text of what is known so far, after each part
 * @returns score and survivors
 * @throws Error when a test is red without any mutant
 */
export async function reportMutants(
  size: number,
  log: (line: string) => void,
  keep: (text: string) => void,
): Promise<{ text: string; fails: boolean }> {
  process.env.CASES ??= "12";
  const files = TESTS.map(testFile);
  const killers = await Killers.load(files, true);
  const { probes, codes } = probedProgram();
  killers.use(codes);
  const reached = await killers.reach();
  log(`${reached.size} tests`);
  // A run that was ended is taken up again: on the same contracts, and with tests that only grow, the killed stay killed.
  const notes = join(ROOT, "cache", `mutants-killed-${contractsDigest()}.txt`);
  const before = new Set(existsSync(notes) ? readFileSync(notes, "utf8").split("\n") : []);
  const note = (line: string) => {
    const killed = /^\d+ of \d+: killed (.*)$/s.exec(line)?.[1];
    if (killed) appendFileSync(notes, `${killed}\n`);
    log(line);
  };
  const show = (soFar: Score) => keep(textOf(soFar));
  const result = await score(killers, files, probes, reached, size, false, note, before, show);
  return { text: textOf(result), fails: result.survivors.length > 0 };
}

export function textOf({ mutants, before, left, survivors, equivalent, stillborn }: Score): string {
  const counted = mutants - equivalent.length;
  const percent = (100 * (counted - survivors.length)) / counted;
  return [
    ...(left > 0
      ? [`the run was ended with ${left} mutants to try; those tried are spread evenly over the sources`]
      : []),
    `${mutants} mutants, ${equivalent.length} of them equivalent, ${counted - survivors.length} of ${counted} killed: ${percent.toFixed(1)} %; ${stillborn} did not compile.`,
    ...(before > 0
      ? [`${before} of the killed fell in earlier parts of this run, to some or all of the tests of today`]
      : []),
    ...survivors.map((m) => `survives: ${show(m)}`),
    ...equivalent.map((m) => `equivalent: ${show(m)}: ${EQUIVALENT.get(keyOf(m))}`),
  ].join("\n");
}
