import { expect } from "chai";
import { type Node, type Parsed, walk } from "#scripts/assure/mutation/ast";
import { mutantsOf } from "#scripts/assure/mutation/operators";
import { SWITCHBOARD, SWITCHBOARD_PATH, schema } from "#scripts/assure/mutation/schemata";
import { DEPLOYED, errorsOf, solc } from "#scripts/assure/solc";

const PATH = "Small.sol";
const SMALL = `pragma solidity ^0.8.30;
contract Small {
    uint256 public total;
    error TooMuch();
    function add(uint256 a, bool twice) external returns (uint256) {
        if (a > 10 && !twice) revert TooMuch();
        total += a;
        return twice ? total * 2 : total;
    }
}`;

function parsed(): Parsed {
  const out = solc({ [PATH]: SMALL }, { ...DEPLOYED, outputSelection: { "*": { "": ["ast"] } } });
  return { path: PATH, code: Buffer.from(SMALL), tree: out.sources![PATH].ast as Node };
}

describe("contracts: the mutation tester", () => {
  it("makes the mutants that one would make by hand, and one program of all", () => {
    const file = parsed();
    expect([...walk(file.tree)]).to.not.have.length(0);
    const mutants = mutantsOf(file).map((m, i) => ({ id: i + 1, ...m }));
    const made = mutants.map(({ operator, was, now }) => `${operator}: ${was} => ${now}`);
    expect(made).to.include.members([
      "guard: a > 10 && !twice => false",
      "relational: a > 10 => (a >= 10)",
      "logical: a > 10 && !twice => (a > 10 || !twice)",
      "negation: !twice => (twice)",
      "assignment: total += a => total -= a",
      "deletion: total += a => ",
      "branch: twice ? total * 2 : total => (total)",
      "arithmetic: total * 2 => (total / 2)",
      "constant: 10 => 11",
    ]);
    const { code, left } = schema(file, mutants);
    expect(left).to.deep.equal([]);
    const out = solc({ [PATH]: code, [SWITCHBOARD_PATH]: SWITCHBOARD }, { ...DEPLOYED, outputSelection: {} });
    expect(errorsOf(out)).to.deep.equal([]);
  });
});
