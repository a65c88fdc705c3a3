import { globSync } from "node:fs";
import { DEPLOYED, errorsOf, ourSources, ROOT, type SolcMessage, solc, source } from "../solc.ts";
import { type Parsed, parse } from "./ast.ts";
import { type Mutant, mutantsOf } from "./operators.ts";
import { SWITCHBOARD, SWITCHBOARD_PATH, schema } from "./schemata.ts";

/** Our own sources with all their mutants, compiled once. */
export interface Program {
  readonly mutants: readonly Mutant[];
  /** no place for a choice, or the compiler refuses them: not counted */
  readonly stillborn: readonly Mutant[];
  readonly codes: ReadonlyMap<string, string>;
}

/**
 * @param size how many mutants to keep, evenly spread
 * @throws Error when the sources as they are do not compile
 */
export function mutantProgram(size: number): Program {
  const files = parse(ourSources());
  let id = 1;
  const every = files.flatMap(mutantsOf).map((m) => ({ id: id++, ...m }));
  const all = every.filter(
    (_, i) => Math.floor((i * size) / every.length) !== Math.floor(((i - 1) * size) / every.length),
  );
  const stillborn = new Set<number>();
  for (;;) {
    const { sources, left } = instrument(
      files,
      all.filter((m) => !stillborn.has(m.id)),
    );
    for (const m of left) stillborn.add(m.id);
    const errors = errorsOf(solc(sources, { ...DEPLOYED, outputSelection: { "*": { "": ["ast"] } } }));
    if (errors.length === 0) return { codes: compile(sources), ...sorted(all, stillborn) };
    for (const error of errors) stillborn.add(culprit(sources, error));
  }
}

const sorted = (all: readonly Mutant[], stillborn: ReadonlySet<number>) => ({
  mutants: all.filter((m) => !stillborn.has(m.id)),
  stillborn: all.filter((m) => stillborn.has(m.id)),
});

function instrument(files: readonly Parsed[], mutants: readonly Mutant[]) {
  const sources: Record<string, string> = { [SWITCHBOARD_PATH]: SWITCHBOARD };
  const left: Mutant[] = [];
  for (const file of files) {
    const made = schema(
      file,
      mutants.filter((m) => m.path === file.path),
    );
    sources[file.path] = made.code;
    left.push(...made.left);
  }
  return { sources, left };
}

/** The mutant in whose variant the error stands. */
function culprit(sources: Record<string, string>, error: SolcMessage): number {
  const { file, end } = error.sourceLocation ?? { file: "", end: 0 };
  const before = Buffer.from(sources[file] ?? "")
    .subarray(0, end)
    .toString();
  const last = [...before.matchAll(/Mutants\.on\((\d+)\)/g)].at(-1)?.[1];
  if (last === undefined) throw new Error(error.formattedMessage);
  return Number(last);
}

const PROXY = "@openzeppelin/contracts/proxy/Proxy.sol";

/**
 * With the harnesses of the tests, which hold the libraries' code.
 *
 * @returns creation codes by name of contract
 * @throws Error when something does not compile
 */
export function compile(sources: Record<string, string>): Map<string, string> {
  const harnesses = Object.fromEntries(
    globSync("contracts/test/*.sol", { cwd: ROOT }).map((path) => [path, source(path)]),
  );
  // The assembly that hands a call on never comes back, so that it may be said to leave memory alone: only then does the
  // compiler move variables out of a stack that all the choices make too deep.
  const proxy = source(`node_modules/${PROXY}`).replace("assembly {", 'assembly ("memory-safe") {');
  const out = solc(
    { ...sources, ...harnesses, [PROXY]: proxy },
    {
      ...DEPLOYED,
      outputSelection: { "contracts/*": { "*": ["evm.bytecode.object"] }, "*": { "*": ["evm.bytecode.object"] } },
    },
  );
  const [error] = errorsOf(out);
  if (error) throw new Error(error.formattedMessage);
  const codes = new Map<string, string>();
  for (const [path, contracts] of Object.entries(out.contracts ?? {})) {
    if (!path.startsWith("contracts/")) continue;
    for (const [name, { evm }] of Object.entries(contracts))
      if (evm.bytecode.object) codes.set(name, evm.bytecode.object);
  }
  return codes;
}
