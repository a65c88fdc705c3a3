import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PROBES, PROBES_PATH, type Probe, probed } from "../coverage/probes.ts";
import { ourSources } from "../solc.ts";
import { parse } from "./ast.ts";
import { EQUIVALENT, keyOf } from "./equivalent.ts";
import type { Killers, Red } from "./killers.ts";
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

/** A mutant, and the tests that come by its statement. */
export interface Job {
  readonly id: number;
  /** contract and function: what killed one of it is tried first on the next */
  readonly place: string;
  readonly tests: readonly string[];
}

export interface Work {
  /** files of tests */
  readonly files: readonly string[];
  readonly codes: readonly (readonly [string, string])[];
  readonly jobs: readonly Job[];
  /** whether to see first that all tests are green without any mutant */
  readonly check: boolean;
}

/** Switches on one mutant after the other, and runs its tests until one is red. */
export async function killAll(
  killers: Killers,
  jobs: readonly Job[],
  report: (id: number, red: Red | undefined) => void,
): Promise<void> {
  const recent = new Map<string, string[]>();
  for (const { id, place, tests } of jobs) {
    const tries = (recent.get(place) ?? []).filter((title) => tests.includes(title));
    let red: Red | undefined;
    if (tries.length > 0) red = await killers.run(id, tries);
    const others = tests.filter((title) => !tries.includes(title));
    if (others.length > 0) red ??= await killers.run(id, others);
    if (red) recent.set(place, [red.test, ...tries.filter((title) => title !== red.test)].slice(0, 3));
    report(id, red);
  }
}

/** In a process of its own: what chains leave behind in memory goes with it. */
async function killElsewhere(work: Work, report: (id: number, red: Red | undefined) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "mutants-"));
  const file = join(folder, "work.json");
  writeFileSync(file, JSON.stringify(work));
  const options = ["--import", "tsx", "--disable-warning=ExperimentalWarning"];
  const child = spawn(process.execPath, [...options, join(import.meta.dirname, "worker-main.ts"), file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  let left = work.jobs.length;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"id":')) continue;
    const { id, red } = JSON.parse(line) as { id: number; red?: Red };
    left--;
    report(id, red);
  }
  rmSync(folder, { recursive: true });
  const code = await ended;
  if (left > 0) throw new Error(`${left} mutants were not tried: the process ended with ${code}`);
}

export interface Score {
  /** that were tried */
  readonly mutants: number;
  /** that an earlier run on these contracts has killed: not tried again */
  readonly before: number;
  /** of a run that is not at its end: how many are still to be tried */
  readonly left: number;
  /** no test can tell them from the program, for the reason that is listed */
  readonly equivalent: readonly Mutant[];
  readonly survivors: readonly Mutant[];
  readonly stillborn: number;
}

/**
 * @param files of tests
 * @param reached probes by full title of the test, in the order in which to try
 * @param size how many mutants, spread evenly over the sources
 * @param here whether to try them in this process, which has loaded the tests
 * @param before mutants, as `show` names them, that an earlier run on these contracts has killed: not tried again
 * @param progress what is known after each part; every part is spread over all sources
 */
export async function score(
  killers: Killers,
  files: readonly string[],
  probes: readonly Probe[],
  reached: ReadonlyMap<string, ReadonlySet<number>>,
  size: number,
  here: boolean,
  log: (line: string) => void,
  before: ReadonlySet<string> = new Set(),
  progress: (score: Score) => void = () => {},
): Promise<Score> {
  const { mutants, stillborn, codes } = mutantProgram(size);
  const open = mutants.filter((mutant) => !before.has(show(mutant)));
  const jobs = open.map((mutant): Job => {
    const probe = statementOf(probes, mutant);
    const tests = [...reached].filter(([, hits]) => !probe || hits.has(probe.id)).map(([title]) => title);
    return { id: mutant.id, place: `${mutant.contract}.${mutant.fn}`, tests };
  });
  const byId = new Map(mutants.map((mutant) => [mutant.id, mutant]));
  const alive: Mutant[] = [];
  let tried = mutants.length - open.length;
  const report = (id: number, red: Red | undefined) => {
    const mutant = byId.get(id)!;
    if (!red) alive.push(mutant);
    log(`${++tried} of ${mutants.length}: ${red ? "killed" : "SURVIVED"} ${show(mutant)}`);
  };
  const soFar = (): Score => ({
    mutants: tried,
    before: mutants.length - open.length,
    left: mutants.length - tried,
    survivors: alive.filter((m) => !EQUIVALENT.has(keyOf(m))),
    equivalent: alive.filter((m) => EQUIVALENT.has(keyOf(m))),
    stillborn: stillborn.length,
  });
  if (here) {
    killers.use(codes);
    await killAll(killers, jobs, report);
    return soFar();
  }
  const parts = Math.ceil(jobs.length / AT_ONCE);
  for (let part = 0; part < parts; part++) {
    const share = jobs.filter((_, i) => i % parts === part);
    await killElsewhere({ files, codes: [...codes], jobs: share, check: part === 0 }, report);
    progress(soFar());
  }
  return soFar();
}

const AT_ONCE = 50;

export const show = (m: Mutant): string => `${m.path}:${m.line} ${keyOf(m).slice(m.path.length + 1)}`;

/** The innermost statement around a mutant. */
function statementOf(probes: readonly Probe[], m: Mutant): Probe | undefined {
  return probes
    .filter(({ kind, path, start, end }) => kind === "statement" && path === m.path && start <= m.start && m.end <= end)
    .sort((a, b) => a.end - a.start - (b.end - b.start))[0];
}
