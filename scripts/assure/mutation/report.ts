import { globSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../solc.ts";
import { Killers } from "./killers.ts";
import type { Mutant } from "./operators.ts";
import { mutantProgram } from "./program.ts";

/** Tests that mutants meet, the quick ones first. */
const ORDER = ["life", "transitions", "attacks", "waves", "stakes", "registry", "data", "draw", "model/differential"];

const show = (m: Mutant): string =>
  `${m.path}:${m.line} ${m.fn}: ${m.operator}: ${m.was.replace(/\s+/g, " ").slice(0, 90)} => ${m.now.replace(/\s+/g, " ").slice(0, 90) || "nothing"}`;

/**
 * @param size how many mutants, spread evenly over the sources
 * @returns score and survivors
 */
export async function reportMutants(size: number, log: (line: string) => void): Promise<string> {
  const { mutants, stillborn, codes } = mutantProgram(size);
  process.env.CASES ??= "12";
  const tests = ORDER.map((name) => join(ROOT, `test/contracts/${name}.test.ts`));
  const killers = await Killers.load(
    codes,
    tests.filter((file) => globSync(file).length > 0),
  );
  const broken = await killers.run(0);
  if (broken) throw new Error(`red without any mutant: ${broken.test}: ${broken.message}`);
  const recent = new Map<string, string[]>();
  const survivors: Mutant[] = [];
  for (const [i, mutant] of mutants.entries()) {
    const place = `${mutant.contract}.${mutant.fn}`;
    const tries = recent.get(place) ?? [];
    let killed: Awaited<ReturnType<Killers["run"]>>;
    for (const title of tries) killed ??= await killers.run(mutant.id, title);
    killed ??= await killers.run(mutant.id);
    if (killed) recent.set(place, [killed.test, ...tries.filter((title) => title !== killed.test)].slice(0, 3));
    else survivors.push(mutant);
    log(`${i + 1} of ${mutants.length}: ${killed ? "killed" : "SURVIVED"} ${show(mutant)}`);
  }
  const score = (100 * (mutants.length - survivors.length)) / mutants.length;
  return [
    `${mutants.length} mutants, ${survivors.length} survivors, ${score.toFixed(1)} % killed; ${stillborn.length} did not compile.`,
    ...survivors.map(show),
  ].join("\n");
}
