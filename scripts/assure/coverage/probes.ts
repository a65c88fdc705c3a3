import { isNode, type Node, type Parsed, range, walk } from "../mutation/ast.ts";

/**
 * Statements and decisions that tell when they run: a STATICCALL to the address that EDR's coverage collector listens to,
 * with a number. Decisions are the conditions of `if`, loops and `? :`, and each operand of `&&` and `||`; both outcomes
 * of each are branches. Left out: assembly, which is one statement, and `assert`, which nothing makes false.
 */

export interface Probe {
  readonly id: number;
  readonly path: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly kind: "statement" | "true" | "false";
  /** the source, for reports */
  readonly text: string;
}

export const PROBES_PATH = "Probes.sol";
/** The address is EDR's `__NomicFoundationCoverage.COVERAGE_ADDRESS`. */
export const PROBES = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;
library Probes {
    function hit(uint256 id) internal pure {
        function(uint256) view tells = _tell;
        function(uint256) pure asPure;
        assembly ("memory-safe") { asPure := tells }
        asPure(id);
    }
    function either(uint256 id, bool holds) internal pure returns (bool) {
        hit(holds ? id : id + 1);
        return holds;
    }
    function _tell(uint256 id) private view {
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore(at, id)
            pop(staticcall(gas(), 0xc0bEc0BEc0BeC0bEC0beC0bEC0bEC0beC0beC0BE, at, 32, 0, 0))
        }
    }
}
`;

interface Edit {
  readonly at: number;
  /** edits at one byte: what closes before what opens; the outer opens first and closes last */
  readonly rank: number;
  readonly text: string;
}

const BODIES = ["trueBody", "falseBody", "body"] as const;
const STATEMENTS_OF = new Set(["Block", "UncheckedBlock"]);

/** Statements that stand alone where a block could stand. */
const bare = (node: Node): Node[] =>
  BODIES.map((name) => node[name]).filter(
    (body): body is Node => isNode(body) && !STATEMENTS_OF.has(body.nodeType) && node.nodeType !== "FunctionDefinition",
  );

const decisionsOf = (node: Node): Node[] => {
  if (node.nodeType === "BinaryOperation" && (node.operator === "&&" || node.operator === "||"))
    return [node.leftExpression as Node, node.rightExpression as Node];
  const decides = ["IfStatement", "ForStatement", "WhileStatement", "Conditional"].includes(node.nodeType);
  return decides && isNode(node.condition) ? [node.condition] : [];
};

const isAssert = (node: Node): boolean =>
  node.nodeType === "FunctionCall" && (node.expression as Node & { name?: string }).name === "assert";

/** @returns the file with its probes, numbered from `firstId` on */
export function probed(file: Parsed, firstId: number): { code: string; probes: Probe[] } {
  const { code, path, tree } = file;
  const probes: Probe[] = [];
  const edits: Edit[] = [];
  const size = code.length + 1;
  const add = (kind: Probe["kind"], node: Node): number => {
    const { start, end } = range(node);
    const line = code.subarray(0, start).toString().split("\n").length;
    const id = firstId + probes.length;
    probes.push({ id, path, line, start, end, kind, text: code.subarray(start, end).toString() });
    return id;
  };
  const opens = (at: number, end: number, text: string) => edits.push({ at, rank: size - end, text });
  const closes = (at: number, start: number, text: string) => edits.push({ at, rank: -1 - start, text });
  const hit = (node: Node) => `Probes.hit(${add("statement", node)}); `;

  for (const { node, above } of walk(tree)) {
    if (!above.some((n) => n.nodeType === "FunctionDefinition" || n.nodeType === "ModifierDefinition")) continue;
    if (STATEMENTS_OF.has(node.nodeType)) {
      for (const statement of node.statements as Node[])
        if (!STATEMENTS_OF.has(statement.nodeType)) opens(range(statement).start, size, hit(statement));
    }
    for (const statement of bare(node)) {
      const { start, end } = range(statement);
      opens(start, size, `{ ${hit(statement)}`);
      const after = /^\s*;/.exec(code.subarray(end, end + 80).toString());
      closes(end + (after ? after[0].length : 0), start, " }");
    }
    for (const decision of above.some(isAssert) ? [] : decisionsOf(node)) {
      const { start, end } = range(decision);
      const id = add("true", decision);
      add("false", decision);
      opens(start, end, `Probes.either(${id}, `);
      closes(end, start, ")");
    }
  }
  return { code: apply(code, edits), probes };
}

function apply(code: Buffer, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { at, text } of [...edits].sort((a, b) => a.at - b.at || a.rank - b.rank)) {
    parts.push(code.subarray(from, at).toString(), text);
    from = at;
  }
  parts.push(code.subarray(from).toString());
  return parts.join("").replace(/(pragma solidity[^;]*;)/, `$1\nimport {Probes} from "${PROBES_PATH}";`);
}
