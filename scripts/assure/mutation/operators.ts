import { children, isNode, type Node, type Parsed, range, text, typeOf, walk } from "./ast.ts";

/** One small change of a source file, at bytes `start` to `end`. */
export interface Mutant {
  readonly id: number;
  readonly path: string;
  readonly line: number;
  readonly contract: string;
  readonly fn: string;
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly was: string;
  /** its lines, with what changes in brackets: tells apart equal changes of one function */
  readonly place: string;
  readonly now: string;
}

const SWAPS: Record<string, readonly string[]> = {
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "==": ["!="],
  "!=": ["=="],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["/"],
  "&": ["|"],
  "|": ["&"],
  "^": ["&"],
  "<<": [">>"],
  ">>": ["<<"],
  "&&": ["||"],
  "||": ["&&"],
};
const RELATIONAL = new Set(["<", "<=", ">", ">=", "==", "!="]);
const LOGICAL = new Set(["&&", "||"]);
const BITS = new Set(["&", "|", "^", "<<", ">>"]);
const ASSIGNMENTS: Record<string, string> = {
  "+=": "-=",
  "-=": "+=",
  "|=": "&=",
  "&=": "|=",
  "*=": "/=",
  "/=": "*=",
  "<<=": ">>=",
  ">>=": "<<=",
};

type Change = Pick<Mutant, "operator" | "start" | "end" | "now">;

/**
 * All mutants of a file's functions, in source order. Not touched: errors' and events' arguments, assembly, declarations,
 * and the step of a `for`.
 */
export function mutantsOf(file: Parsed): Omit<Mutant, "id">[] {
  const found: Omit<Mutant, "id">[] = [];
  for (const { node, above } of walk(file.tree)) {
    const fn = above.find((n) => n.nodeType === "FunctionDefinition");
    if (!fn || above.some((n) => n.nodeType === "RevertStatement" || n.nodeType === "ModifierInvocation")) continue;
    if (above.some((n, i) => n.nodeType === "ForStatement" && isIn(n.loopExpression, above[i + 1] ?? node))) continue;
    if (above.some((n) => n.nodeType === "EmitStatement")) continue;
    const contract = above.find((n) => n.nodeType === "ContractDefinition");
    for (const change of [...expressions(node, file.code, above), ...statements(node)]) {
      found.push({
        path: file.path,
        contract: String(contract?.name ?? ""),
        fn: String(fn.name || fn.kind),
        line: file.code.subarray(0, change.start).toString().split("\n").length,
        was: file.code.subarray(change.start, change.end).toString(),
        place: placeOf(file.code, change),
        ...change,
      });
    }
  }
  return found;
}

function placeOf(code: Buffer, { start, end }: Change): string {
  const from = code.lastIndexOf(0x0a, start - 1) + 1;
  const to = code.indexOf(0x0a, end);
  const [before, was, after] = [code.subarray(from, start), code.subarray(start, end), code.subarray(end, to)];
  return `${before}[${was}]${after}`.replace(/\s+/g, " ").trim();
}

const isIn = (root: unknown, node: Node): boolean => isNode(root) && (root === node || root.id === node.id);

function expressions(node: Node, code: Buffer, above: readonly Node[]): Change[] {
  const whole = range(node);
  const instead = (operator: string, now: string): Change => ({ operator, ...whole, now });
  switch (node.nodeType) {
    case "BinaryOperation": {
      const [left, right] = [node.leftExpression as Node, node.rightExpression as Node];
      const [a, b, sign] = [text(code, left), text(code, right), String(node.operator)];
      const kind = RELATIONAL.has(sign)
        ? "relational"
        : LOGICAL.has(sign)
          ? "logical"
          : BITS.has(sign)
            ? "bits"
            : "arithmetic";
      const swapped = (SWAPS[sign] ?? []).map((other) => instead(kind, `(${a} ${other} ${b})`));
      return LOGICAL.has(sign) ? [...swapped, instead("operand", `(${a})`), instead("operand", `(${b})`)] : swapped;
    }
    case "UnaryOperation": {
      const inner = text(code, node.subExpression as Node);
      if (node.operator === "!") return [instead("negation", `(${inner})`)];
      if (node.operator === "~") return [instead("bits", `(${inner})`)];
      if (node.operator === "++" || node.operator === "--") {
        const other = node.operator === "++" ? "--" : "++";
        return [instead("arithmetic", node.prefix ? `${other}${inner}` : `${inner}${other}`)];
      }
      return [];
    }
    case "Assignment": {
      const other = ASSIGNMENTS[String(node.operator)];
      const [left, right] = [node.leftHandSide as Node, node.rightHandSide as Node];
      return other ? [instead("assignment", `${text(code, left)} ${other} ${text(code, right)}`)] : [];
    }
    case "Conditional": {
      const [yes, no] = [text(code, node.trueExpression as Node), text(code, node.falseExpression as Node)];
      return [instead("branch", `(${yes})`), instead("branch", `(${no})`)];
    }
    case "Literal": {
      if (node.kind === "bool") return [instead("constant", node.value === "true" ? "false" : "true")];
      if (node.kind !== "number" || node.subdenomination || String(node.value).startsWith("0x")) return [];
      const value = BigInt(
        String(node.value)
          .replaceAll("_", "")
          .replace(/e(\d+)$/, (_, n) => "0".repeat(Number(n))),
      );
      return [value + 1n, ...(value > 0n ? [value - 1n] : [])].map((n) => instead("constant", String(n)));
    }
    case "Identifier":
    case "MemberAccess": {
      // A named number: constants are inlined by value, and each use of one is a place of its own.
      const isValue = /^u?int\d*$/.test(typeOf(node)) && node.isLValue === false && node.isPure === true;
      const last = above.at(-1);
      if (!isValue || last?.nodeType === "MemberAccess") return [];
      return [instead("constant", `(${text(code, node)} + 1)`)];
    }
    case "FunctionCall": {
      if (node.kind !== "functionCall") return [];
      const list = node.arguments as Node[];
      return list.slice(1).flatMap((arg, i) => {
        const before = list[i];
        const [a, b] = [text(code, before), text(code, arg)];
        if (typeOf(before) !== typeOf(arg) || a === b) return [];
        const between = code.subarray(range(before).end, range(arg).start).toString();
        return [
          { operator: "swapped arguments", start: range(before).start, end: range(arg).end, now: `${b}${between}${a}` },
        ];
      });
    }
    default:
      return [];
  }
}

function statements(node: Node): Change[] {
  switch (node.nodeType) {
    case "ExpressionStatement": {
      // Without it the compiler sees a storage pointer that points nowhere.
      const target = (node.expression as Node).leftHandSide;
      if (isNode(target) && typeOf(target).endsWith("storage pointer")) return [];
      return [{ operator: "deletion", ...range(node), now: "" }];
    }
    case "EmitStatement":
      return [{ operator: "deletion", ...range(node), now: "" }];
    case "IfStatement": {
      const body = node.trueBody as Node;
      const refuses = body.nodeType === "RevertStatement" || children(body)[0]?.nodeType === "RevertStatement";
      const always = refuses ? [] : [{ operator: "condition", ...range(node.condition as Node), now: "true" }];
      return [{ operator: refuses ? "guard" : "condition", ...range(node.condition as Node), now: "false" }, ...always];
    }
    default:
      return [];
  }
}
