import { type Node, type Parsed, range, walk } from "./ast.ts";
import type { Mutant } from "./operators.ts";

/**
 * All mutants of a program in one program (mutant schemata, Untch 1993): compiled once, each is switched on by the balance
 * of an address that nobody else uses, which every function can read, pure ones too.
 */

export const SWITCH = `0x${"4d75".repeat(10)}`;

export const SWITCHBOARD_PATH = "Mutants.sol";
export const SWITCHBOARD = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;
library Mutants {
    function on(uint256 k) internal pure returns (bool) {
        function() view returns (uint256) reads = _active;
        function() pure returns (uint256) asPure;
        assembly ("memory-safe") { asPure := reads }
        return asPure() == k;
    }
    function _active() private view returns (uint256 n) {
        assembly ("memory-safe") { n := balance(${SWITCH}) }
    }
}
`;

interface Place {
  readonly kind: "expression" | "statement";
  readonly start: number;
  readonly end: number;
}

/** Where the choice between mutants can stand: whole statements, and whole expressions of other statements. */
function places(tree: Node): Place[] {
  const found: Place[] = [];
  const add = (kind: Place["kind"], node: unknown) => node && found.push({ kind, ...range(node as Node) });
  for (const { node, above } of walk(tree)) {
    const loop = above.at(-1);
    if (loop?.nodeType === "ForStatement" && (loop.loopExpression === node || loop.initializationExpression === node))
      continue;
    if (node.nodeType === "ExpressionStatement" || node.nodeType === "EmitStatement") add("statement", node);
    if (node.nodeType === "IfStatement" || node.nodeType === "ForStatement" || node.nodeType === "WhileStatement")
      add("expression", node.condition);
    if (node.nodeType === "Return") add("expression", node.expression);
    if (node.nodeType === "VariableDeclarationStatement") add("expression", node.initialValue);
  }
  return found;
}

/** @returns the file with every mutant that has a place, and those that have none */
export function schema(file: Parsed, mutants: readonly Mutant[]): { code: string; left: Mutant[] } {
  const all = places(file.tree);
  const at = new Map<Place, Mutant[]>();
  const left: Mutant[] = [];
  for (const mutant of mutants) {
    // Statements' ends leave out the semicolon, and so do deletions of them.
    const place = all.find((p) => p.start <= mutant.start && mutant.end <= p.end);
    if (place) at.set(place, [...(at.get(place) ?? []), mutant]);
    else left.push(mutant);
  }
  const edits = [...at].map(([place, list]) => ({ ...place, text: choice(file.code, place, list) }));
  const parts: string[] = [];
  let from = 0;
  for (const edit of edits.sort((a, b) => a.start - b.start)) {
    parts.push(file.code.subarray(from, edit.start).toString(), edit.text);
    // the statement's own semicolon goes with it
    from = edit.kind === "statement" && file.code[edit.end] === 0x3b ? edit.end + 1 : edit.end;
  }
  parts.push(file.code.subarray(from).toString());
  const code = parts.join("").replace(/(pragma solidity[^;]*;)/, `$1\nimport {Mutants} from "${SWITCHBOARD_PATH}";`);
  return { code, left };
}

function choice(code: Buffer, place: Place, mutants: readonly Mutant[]): string {
  const slice = (start: number, end: number) => code.subarray(start, end).toString();
  const original = slice(place.start, place.end);
  const variant = (m: Mutant) => slice(place.start, m.start) + m.now + slice(m.end, place.end);
  if (place.kind === "expression") {
    return `(${mutants.map((m) => `Mutants.on(${m.id}) ? (${variant(m)}) : `).join("")}(${original}))`;
  }
  const statement = (s: string) => (s.trim() === "" ? "{}" : `{ ${s}; }`);
  return `{ ${mutants.map((m) => `if (Mutants.on(${m.id})) ${statement(variant(m))} else `).join("")}${statement(original)} }`;
}
