import { expect } from "chai";
import { GUARDS } from "#scripts/assure/guards";
import { source } from "#scripts/assure/solc";

/** Whether a guard's test turns red is the deep run's to see; here, that the list still fits sources, tests and docs. */
describe("contracts: the list of guards", () => {
  it("names pieces of the sources that are there exactly once, and tests that exist", () => {
    const docs = source("docs/threats-contracts.md");
    for (const { file, code, says, test } of GUARDS) {
      expect(source(file).split(code), `${file}: ${code}`).to.have.length(2);
      const tests = source(`test/contracts/${test[0]}.test.ts`);
      const title = [...tests.matchAll(/it\("([^"]+)"/g)].find(([, t]) => test[1].endsWith(t));
      expect(title, test[1]).to.not.equal(undefined);
      expect(docs).to.include(`${says} | ${test[0]}: ${test[1]}`);
    }
  });
});
