import { expect } from "chai";
import { DEPLOYED, errorsOf, solc, source } from "#scripts/assure/solc";

/** Slips that compiled while all ids were plain numbers: file, the code as it is, and the slip. */
const SLIPS = [
  ["contracts/CryptoDoctor.sol", "admission(request.pair, request.model)", "admission(request.model, request.pair)"],
  ["contracts/CryptoDoctor.sol", "_inState(caseId, State.NoQuorum)", "_inState(request.pair, State.NoQuorum)"],
  ["contracts/CryptoDoctor.sol", "_doctors[panel.seat(i)]", "_doctors[i]"],
  ["contracts/CryptoDoctor.sol", "_ballots[_key(caseId, c.wave, seat)]", "_ballots[caseId]"],
  ["contracts/Timeline.sol", "c = _case[caseId]", "c = _case[block.number]"],
  ["contracts/Directory.sol", "Model storage m = _models[model]", "Model storage m = _models[pair]"],
] as const;

const errors = (path: string, code: string): string[] =>
  errorsOf(solc({ [path]: code }, { ...DEPLOYED, outputSelection: { "*": { "": ["ast"] } } })).map((e) => e.message);

describe("contracts: ids", () => {
  for (const [path, code, slip] of SLIPS) {
    it(`are not taken for each other: ${slip} does not compile`, () => {
      expect(source(path)).to.include(code);
      const said = errors(path, source(path).replace(code, slip));
      expect(said.join()).to.match(/is not implicitly convertible|Invalid implicit conversion/);
    }).timeout(60_000);
  }
});
