import { expect } from "chai";
import { prove } from "#scripts/assure/prove";
import { source } from "#scripts/assure/solc";

/**
 * Properties of the real libraries for all inputs in their bounds, by solc's SMTChecker. What they do not cover: storage,
 * signatures, time, the order of calls, and the width of packed words; those are the invariants' and the model's part.
 */
const PROPERTIES = {
  Price: 4,
  Points: 6,
  Lottery: 3,
  Tally: 8,
};
const file = (name: string) => `test/contracts/smt/${name}.sol`;

describe("contracts: proofs", () => {
  for (const [name, count] of Object.entries(PROPERTIES)) {
    it(`${name}: ${count} assertions hold for all inputs`, () => {
      const verdicts = prove(file(name));
      expect(verdicts.filter((v) => !v.proved)).to.deep.equal([]);
      expect(verdicts).to.have.length(count);
      expect(source(file(name)).match(/assert\(/g)).to.have.length(count);
    }).timeout(300_000);
  }

  it("catches a planted violation: a price that rises with confidence", () => {
    const path = "contracts/libraries/Bounty.sol";
    const bent = source(path).replace("2 * (ONE - confidence)", "2 * (confidence - ONE / 2)");
    expect(bent).to.not.equal(source(path));
    const broken = prove(file("Price"), { [path]: bent }).filter((v) => !v.proved);
    expect(broken.map((v) => v.assertion).join()).to.include("Bounty.share(floorShare, more)");
  }).timeout(300_000);
});
