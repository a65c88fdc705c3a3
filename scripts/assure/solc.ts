import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** The compiler that Hardhat uses, by its own interface: for proofs, mutants and helpers of tests. */

export const ROOT = join(import.meta.dirname, "..", "..");
const compiler = createRequire(import.meta.url)("solc") as {
  compile(input: string, callbacks: object): string;
};

export interface SolcMessage {
  severity: "error" | "warning" | "info";
  errorCode?: string;
  message: string;
  formattedMessage: string;
  sourceLocation?: { file: string; start: number; end: number };
}
export interface SolcOutput {
  errors?: SolcMessage[];
  sources?: Record<string, { ast: unknown }>;
  contracts?: Record<string, Record<string, { abi: never[]; evm: { bytecode: { object: string } } }>>;
}

/** What deployment uses; see hardhat.config.ts. */
export const DEPLOYED = {
  viaIR: true,
  evmVersion: "cancun",
  optimizer: { enabled: true, runs: 200 },
  metadata: { bytecodeHash: "none", appendCBOR: false },
};

/**
 * @param sources by path from the project's root; what they import is read from the disk, or from `sources`
 * @returns the compiler's output, with its errors; throws nothing
 */
export function solc(sources: Record<string, string>, settings: object): SolcOutput {
  const read = (path: string) => {
    try {
      return { contents: readFileSync(join(ROOT, path.startsWith("@") ? `node_modules/${path}` : path), "utf8") };
    } catch (error) {
      return { error: String(error) };
    }
  };
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(sources).map(([path, content]) => [path, { content }])),
    settings,
  };
  return JSON.parse(compiler.compile(JSON.stringify(input), { import: read })) as SolcOutput;
}

export const source = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** The contracts that are deployed, by path. */
export const ourSources = (): string[] =>
  globSync("contracts/**/*.sol", { cwd: ROOT })
    .filter((path) => !/contracts\/(test|interfaces)\/|TestUSD/.test(path))
    .sort();

/** Names the sources that a report is about: SHA-256 over them and their interfaces, 16 hex digits. */
export function contractsDigest(): string {
  const hash = createHash("sha256");
  const paths = globSync("contracts/**/*.sol", { cwd: ROOT }).filter((path) => !path.startsWith("contracts/test/"));
  for (const path of paths.sort()) hash.update(`${path}\n${source(path)}\n`);
  return hash.digest("hex").slice(0, 16);
}

/** Errors as the compiler prints them. */
export const errorsOf = (out: SolcOutput): SolcMessage[] => (out.errors ?? []).filter((e) => e.severity === "error");
