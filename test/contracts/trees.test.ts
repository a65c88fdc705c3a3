import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect } from "chai";
import {
  AccessToken__factory,
  CryptoDoctor__factory,
  DiagnosisData__factory,
  Directory__factory,
  IssuerGate__factory,
  Office__factory,
  RevenueSplitter__factory,
} from "#contracts";

const HERE = import.meta.dirname;
const CONTRACTS = {
  CryptoDoctor: CryptoDoctor__factory,
  Office: Office__factory,
  Directory: Directory__factory,
  IssuerGate: IssuerGate__factory,
  AccessToken: AccessToken__factory,
  DiagnosisData: DiagnosisData__factory,
  RevenueSplitter: RevenueSplitter__factory,
};
/** What OpenZeppelin's token and ownership bring, and test. */
const INHERITED = new Set(
  "approve permit transfer transferFrom safeTransferFrom setApprovalForAll acceptOwnership renounceOwnership transferOwnership".split(
    " ",
  ),
);

describe("contracts: trees", () => {
  it("stand beside every function that changes something, and no other", () => {
    const functions = Object.entries(CONTRACTS).flatMap(([name, { abi }]) =>
      (abi as readonly { type: string; name?: string; stateMutability?: string }[])
        .filter(({ type, stateMutability }) => type === "function" && !/view|pure/.test(stateMutability!))
        .filter((entry) => !INHERITED.has(entry.name!))
        .map((entry) => `${name}.${entry.name}`),
    );
    const trees = globSync(join(HERE, "trees/*.tree")).map((path) => basename(path, ".tree"));
    expect(trees.sort()).to.deep.equal(functions.sort());
  });

  it("end each branch in a test that exists", () => {
    const sources = globSync(join(HERE, "*.test.ts")).map((path) => readFileSync(path, "utf8"));
    const titles = new Set(
      sources.flatMap((text) => [...text.matchAll(/\bit\(\s*"([^"]+)"/g)].map(([, title]) => title)),
    );
    const lost: string[] = [];
    for (const path of globSync(join(HERE, "trees/*.tree"))) {
      const lines = readFileSync(path, "utf8").trimEnd().split("\n");
      const branches = lines.filter((line) => /^[├└]/.test(line)).length;
      const tests = lines.flatMap((line) => /└── test: (.+)$/.exec(line)?.[1] ?? []);
      if (branches === 0 || tests.length !== branches) lost.push(`${basename(path)}: a branch without a test`);
      for (const test of tests) if (!titles.has(test)) lost.push(`${basename(path)}: no test "${test}"`);
    }
    expect(lost).to.deep.equal([]);
  });
});
