import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

const ROOMS = ["models", "oracle", "app", "scripts", "test"];

/**
 * Checks who imports whom, by the rules of .dependency-cruiser.cjs, in the tree at `folder`.
 * @returns one line per violation, and how many files were read (0 would mean that nothing was checked)
 */
export async function boundaries(
  folder: string,
  rooms = ROOMS,
): Promise<{ lines: string[]; rules: string[]; files: number }> {
  const config = createRequire(import.meta.url)("../../.dependency-cruiser.cjs");
  const { options, ...ruleSet } = config;
  const tsConfigPath = join(folder, "tsconfig.json");
  await readFile(tsConfigPath); // a missing one would only be ignored
  const { output } = await cruise(
    rooms,
    { ...options, ruleSet, validate: true, baseDir: folder, tsConfig: { fileName: tsConfigPath } },
    undefined,
    { tsConfig: extractTSConfig(tsConfigPath) },
  );
  const { modules, summary } = output as ICruiseResult;
  const own = modules.filter(({ source }) => rooms.some((room) => source.startsWith(`${room}/`)));
  return {
    lines: summary.violations.map(({ from, to, rule }) => `${from} -> ${to}: ${rule.name}`),
    rules: summary.violations.map(({ rule }) => rule.name),
    files: own.length,
  };
}
