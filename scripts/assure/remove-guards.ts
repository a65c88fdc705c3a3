import { join } from "node:path";
import { GUARDS, type Guard } from "./guards.ts";
import { Killers } from "./mutation/killers.ts";
import { SWITCHBOARD, SWITCHBOARD_PATH } from "./mutation/schemata.ts";
import { DEPLOYED, errorsOf, ROOT, solc, source } from "./solc.ts";

/**
 * Takes out each guard in turn, in a copy in memory, and runs the one test that is to notice. Like the mutants, all copies
 * are one program with a switch for each guard.
 */

/** The guard's code with a switch that takes it out. */
function switchable({ code, without }: Guard, key: number): string {
  if (without !== "") return `(Mutants.on(${key}) ? (${without}) : (${code}))`;
  const condition = /^if \((.*)\) (\w+ [^{]*;)$/s.exec(code);
  return condition
    ? `if (!Mutants.on(${key}) && (${condition[1]})) ${condition[2]}`
    : `if (!Mutants.on(${key})) ${code}`;
}

/** @throws Error when a guard's code is not there exactly once */
function switchableSources(): Record<string, string> {
  const sources: Record<string, string> = { "contracts/CryptoDoctor.sol": source("contracts/CryptoDoctor.sol") };
  for (const [i, guard] of GUARDS.entries()) {
    const parts = (sources[guard.file] ?? source(guard.file)).split(guard.code);
    if (parts.length !== 2) throw new Error(`${guard.file} has this ${parts.length - 1} times: ${guard.code}`);
    sources[guard.file] = parts.join(switchable(guard, i + 1));
  }
  const withImport = ([path, code]: [string, string]) => [
    path,
    code.replace(/(pragma solidity[^;]*;)/, `$1\nimport {Mutants} from "${SWITCHBOARD_PATH}";`),
  ];
  return { ...Object.fromEntries(Object.entries(sources).map(withImport)), [SWITCHBOARD_PATH]: SWITCHBOARD };
}

function compile(): Map<string, string> {
  const wanted = ["evm.bytecode.object"];
  const out = solc(switchableSources(), {
    ...DEPLOYED,
    outputSelection: { "*": { CryptoDoctor: wanted, IssuerGate: wanted, AccessToken: wanted } },
  });
  const [error] = errorsOf(out);
  if (error) throw new Error(error.formattedMessage);
  const all = Object.values(out.contracts ?? {}).flatMap((contracts) => Object.entries(contracts));
  return new Map(all.map(([name, { evm }]) => [name, evm.bytecode.object]));
}

/** @returns how many guards nobody misses */
export async function removeGuards(log: (line: string) => void): Promise<number> {
  const files = [...new Set(GUARDS.map(({ test }) => join(ROOT, `test/contracts/${test[0]}.test.ts`)))];
  const killers = await Killers.load(files);
  killers.use(compile());
  let missed = 0;
  for (const [i, guard] of GUARDS.entries()) {
    const title = killers.titles().find((full) => full.endsWith(guard.test[1]));
    if (!title) throw new Error(`no test of this title: ${guard.test[1]}`);
    const broken = await killers.run(0, [title]);
    if (broken) throw new Error(`red with the guard: ${title}: ${broken.message}`);
    const failure = await killers.run(i + 1, [title]);
    if (!failure) missed++;
    log(`${failure ? "red" : "STILL GREEN"} | ${guard.attack} | ${guard.says} | ${title} | ${failure?.message ?? ""}`);
  }
  return missed;
}
