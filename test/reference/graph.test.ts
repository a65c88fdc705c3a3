import { expect } from "chai";
import type { Graph, GraphNode } from "#models/graph/graph";
import { lenet } from "#models/graph/lenet";
import { tensorShapes, validateGraph } from "#models/graph/validate";

const graph = lenet({ size: 64, classes: 2 });
/** LeNet with some nodes changed. */
const changed = (changes: Record<string, Partial<Record<string, unknown>>>, more: object = {}): unknown => ({
  ...graph,
  nodes: graph.nodes.map((node) => ({ ...node, ...changes[node.id] })),
  ...more,
});
const refusal = (value: unknown): string => {
  try {
    validateGraph(value);
  } catch (error) {
    expect(error).to.have.property("code", "E140_BAD_GRAPH");
    return (error as Error).message;
  }
  return "accepted";
};

describe("graph", () => {
  it("of LeNet has the shapes and scales of the paper's order of layers", () => {
    const { facts } = validateGraph(JSON.parse(JSON.stringify(graph)));
    expect(facts.get("conv1")).to.deep.equal({ shape: [6, 60, 60], scale: 22 });
    expect(facts.get("pool2")).to.deep.equal({ shape: [16, 13, 13], scale: 22 });
    expect(facts.get("flat")).to.deep.equal({ shape: [2704], scale: 10 });
    expect(facts.get("fc3")).to.deep.equal({ shape: [2], scale: 22 });
    expect(tensorShapes(graph).get("conv2.weight")).to.deep.equal([16, 6, 5, 5]);
  });

  const cases: [string, unknown, RegExp][] = [
    ["no object", null, /not a crypto-doctor\/graph@1/],
    ["another format", changed({}, { format: "onnx" }), /not a crypto-doctor\/graph@1/],
    ["no nodes", changed({}, { nodes: [] }), /1 to 1024 nodes/],
    ["two nodes of one name", changed({ conv2: { id: "conv1" } }), /two nodes/],
    ["a node that reads a later one", changed({ conv1: { input: "relu2" } }), /does not come before/],
    ["an unknown op", changed({ relu1: { op: "gelu" } }), /unknown op/],
    ["a huge input", changed({ input: { shape: [1, 9999, 64] } }), /1 to 4096/],
    ["a fraction of a filter", changed({ conv1: { filters: 1.5 } }), /filters/],
    ["a kernel larger than the picture", changed({ input: { shape: [1, 4, 4] } }), /larger than its input/],
    ["a dense layer on a map", changed({ fc1: { input: "relu2" } }), /needs a vector/],
    ["a tensor that is used twice", changed({ fc3: { weight: "fc2.weight" } }), /used twice/],
    ["a node that nothing reads", changed({ fc3: { input: "flat" } }), /nothing reads/],
    ["an output that is a map", changed({}, { output: "conv2" }), /nothing reads|not a vector/],
    // The rules that keep the encrypted arithmetic right.
    [
      "a conv that reads an undivided value",
      changed({ fc2: { input: "fc1", weightBits: 7 }, fc1: { weightBits: 7 } }),
      /another scale/,
    ],
    [
      "a pool after its relu",
      changed({ pool1: { input: "relu1", id: "p" }, relu1: { input: "conv1" } }),
      /pool first|does not come before/,
    ],
    ["a padded pool without relu", padded(), /not followed by relu/],
    ["weights too coarse for a comparison", changed({ conv1: { weightBits: 6 } }), /7 to 18/],
    ["a scale beyond the ring", changed({ conv1: { weightBits: 18 } }, { activationBits: 14 }), /more fractional bits/],
    ["a name with a path in it", changed({ conv1: { weight: "../../x y" } }), /plain name/],
  ];
  for (const [what, value, message] of cases) {
    it(`refuses ${what}`, () => expect(refusal(value)).to.match(message));
  }

  function padded(): unknown {
    const linear = { weight: "w", bias: "b", weightBits: 10 };
    const nodes: GraphNode[] = [
      { id: "in", op: "input", shape: [2, 8, 8] },
      { id: "conv", op: "conv", input: "in", filters: 2, kernel: [3, 3], stride: 1, pad: 0, ...linear },
      { id: "pool", op: "maxpool", input: "conv", size: 3, stride: 2, pad: 1 },
      { id: "sum", op: "sumpool", input: "pool" },
    ];
    return { format: "crypto-doctor/graph@1", activationBits: 10, nodes, output: "sum" } satisfies Graph;
  }
});
