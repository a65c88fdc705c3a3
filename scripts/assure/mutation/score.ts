import { PROBES, PROBES_PATH, type Probe, probed } from "../coverage/probes.ts";
import { ourSources } from "../solc.ts";
import { parse } from "./ast.ts";
import { EQUIVALENT, keyOf } from "./equivalent.ts";
import type { Killers } from "./killers.ts";
import type { Mutant } from "./operators.ts";
import { compile, mutantProgram } from "./program.ts";

/** Our sources with their probes, compiled. */
export function probedProgram(): { probes: Probe[]; codes: ReadonlyMap<string, string> } {
  const sources: Record<string, string> = { [PROBES_PATH]: PROBES };
  const probes: Probe[] = [];
  for (const file of parse(ourSources())) {
    const made = probed(file, probes.length + 1);
    sources[file.path] = made.code;
    probes.push(...made.probes);
  }
  return { probes, codes: compile(sources) };
}

export interface Score {
  readonly mutants: number;
  /** no test of ours can tell them from the program, for the reason that is listed */
  readonly equivalent: readonly Mutant[];
  readonly survivors: readonly Mutant[];
  readonly stillborn: number;
}

export const show = (m: Mutant): string => `${m.path}:${m.line} ${keyOf(m).slice(m.path.length + 1)}`;

/**
 * Switches on one mutant after the other, and runs the tests that come by its statement until one is red.
 *
 * @param reached probes by full title of the test, in the order in which to try
 * @param size how many mutants, spread evenly over the sources
 */
export async function score(
  killers: Killers,
  probes: readonly Probe[],
  reached: ReadonlyMap<string, ReadonlySet<number>>,
  size: number,
  log: (line: string) => void,
): Promise<Score> {
  const { mutants, stillborn, codes } = mutantProgram(size);
  killers.use(codes);
  const red = await killers.run(0);
  if (red) throw new Error(`red without any mutant: ${red.test}: ${red.message}`);
  const recent = new Map<string, string[]>();
  const survivors: Mutant[] = [];
  const equivalent: Mutant[] = [];
  for (const [i, mutant] of mutants.entries()) {
    const probe = statementOf(probes, mutant);
    const tests = [...reached].filter(([, hits]) => !probe || hits.has(probe.id)).map(([title]) => title);
    const place = `${mutant.contract}.${mutant.fn}`;
    const tries = (recent.get(place) ?? []).filter((title) => tests.includes(title));
    let killed: Awaited<ReturnType<Killers["run"]>>;
    for (const title of tries) killed ??= await killers.run(mutant.id, [title]);
    const others = tests.filter((title) => !tries.includes(title));
    if (others.length > 0) killed ??= await killers.run(mutant.id, others);
    if (killed) recent.set(place, [killed.test, ...tries.filter((title) => title !== killed?.test)].slice(0, 3));
    else (EQUIVALENT.has(keyOf(mutant)) ? equivalent : survivors).push(mutant);
    log(`${i + 1} of ${mutants.length}: ${killed ? "killed" : "SURVIVED"} ${show(mutant)}`);
  }
  return { mutants: mutants.length, survivors, equivalent, stillborn: stillborn.length };
}

/** The innermost statement around a mutant. */
function statementOf(probes: readonly Probe[], m: Mutant): Probe | undefined {
  return probes
    .filter(({ kind, path, start, end }) => kind === "statement" && path === m.path && start <= m.start && m.end <= end)
    .sort((a, b) => a.end - a.start - (b.end - b.start))[0];
}
