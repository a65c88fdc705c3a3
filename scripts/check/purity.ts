import { readFileSync } from "node:fs";
import ts from "typescript";

/** What no machine-independent code may reach for by itself; it is passed in. */
const AMBIENT = new Set(
  "Date performance crypto process Buffer fetch setTimeout setInterval setImmediate queueMicrotask document window navigator localStorage require".split(
    " ",
  ),
);

/**
 * The uses of clock, ambient randomness, process and DOM in one source file. Names are read without types: a local
 * variable called `window` counts too, and is better called something else.
 * @returns `name (line)` for each
 */
export function ambientUses(path: string, source = readFileSync(path, "utf8")): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const report = (node: ts.Node, name: string) =>
    found.push(`${name} (line ${file.getLineAndCharacterOfPosition(node.getStart()).line + 1})`);

  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isPropertyAccessExpression(node)) {
      if (node.expression.getText() === "Math" && node.name.text === "random") report(node, "Math.random");
      if (node.expression.getText() === "globalThis") report(node, "globalThis");
      visit(node.expression); // `plan.process` is nobody's process
      return;
    }
    if (ts.isIdentifier(node) && AMBIENT.has(node.text) && !isOnlyAName(node)) report(node, node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** A key of an object or a class, not a value that is read. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isMethodSignature(parent)) &&
    parent.name === node
  );
}
