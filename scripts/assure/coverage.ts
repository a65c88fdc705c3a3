import { join } from "node:path";
import type { Probe } from "./coverage/probes.ts";
import { Killers } from "./mutation/killers.ts";
import { probedProgram } from "./mutation/score.ts";
import { ROOT } from "./solc.ts";

/**
 * Coverage of lines and branches of the deployed contracts by their unit tests, as a gate. Hardhat's own `--coverage` counts
 * statements and no branches, so the probes are ours and its collector is used. A line counts as run when every statement
 * that begins on it has run; what a branch is, says `coverage/probes.ts`.
 */

/** The tests that cover, the cheap ones first. No random ones: what they reach, the examples have to reach too. */
export const UNIT_TESTS = [
  ...["life", "transitions", "attacks", "waves", "stakes", "registry", "data", "badge", "draw", "rejection"],
  ...["libraries", "corners", "events"],
];

export const testFile = (name: string): string => join(ROOT, `test/contracts/${name}.test.ts`);

export interface Coverage {
  readonly text: string;
  /** statements and branches that no test has come by */
  readonly gaps: number;
}

/** @throws Error when a test is red */
export async function coverage(): Promise<Coverage> {
  const { probes, codes } = probedProgram();
  const killers = await Killers.load(UNIT_TESTS.map(testFile), true);
  killers.use(codes);
  return coverageOf(probes, await killers.hits());
}

export function coverageOf(probes: readonly Probe[], hits: ReadonlySet<number>): Coverage {
  const missed = probes.filter(({ id }) => !hits.has(id));
  const lineOf = ({ path, line }: Probe) => `${path}:${line}`;
  const statements = probes.filter(({ kind }) => kind === "statement");
  const lines = new Set(statements.map(lineOf)).size;
  const badLines = new Set(missed.filter(({ kind }) => kind === "statement").map(lineOf)).size;
  const branches = probes.length - statements.length;
  const badBranches = missed.filter(({ kind }) => kind !== "statement").length;
  const percent = (bad: number, all: number) => `${((100 * (all - bad)) / all).toFixed(2)} % (${all - bad} of ${all})`;
  const gaps = missed.map((p) => `${lineOf(p)}: ${never(p)}: ${p.text.replace(/\s+/g, " ").slice(0, 100)}`);
  const text = [`lines ${percent(badLines, lines)}, branches ${percent(badBranches, branches)}`, ...gaps].join("\n");
  return { text, gaps: missed.length };
}

const never = ({ kind }: Probe): string => (kind === "statement" ? "never run" : `never ${kind}`);
