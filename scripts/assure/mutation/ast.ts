import { DEPLOYED, errorsOf, solc, source } from "../solc.ts";

/** What is used of a node of solc's syntax tree. */
export interface Node {
  readonly nodeType: string;
  readonly id: number;
  /** bytes: start:length:file */
  readonly src: string;
  readonly [field: string]: unknown;
}

export interface Parsed {
  readonly path: string;
  /** as bytes, since the tree's offsets count bytes */
  readonly code: Buffer;
  readonly tree: Node;
}

/** @throws Error when the sources do not compile */
export function parse(paths: readonly string[]): Parsed[] {
  const out = solc(Object.fromEntries(paths.map((path) => [path, source(path)])), {
    ...DEPLOYED,
    outputSelection: { "*": { "": ["ast"] } },
  });
  const [error] = errorsOf(out);
  if (error) throw new Error(error.formattedMessage);
  return paths.map((path) => ({ path, code: Buffer.from(source(path)), tree: out.sources![path].ast as Node }));
}

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).nodeType === "string";

export function children(node: Node): Node[] {
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

/** Every node below, with its ancestors, outermost first. */
export function* walk(node: Node, above: readonly Node[] = []): Generator<{ node: Node; above: readonly Node[] }> {
  yield { node, above };
  for (const child of children(node)) yield* walk(child, [...above, node]);
}

export function range(node: Node): { start: number; end: number } {
  const [start, length] = node.src.split(":").map(Number);
  return { start, end: start + length };
}

export const text = (code: Buffer, node: Node): string => code.subarray(range(node).start, range(node).end).toString();
export const typeOf = (node: Node): string => (node.typeDescriptions as { typeString?: string })?.typeString ?? "";
