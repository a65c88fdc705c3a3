import fc from "fast-check";
import type { Graph, GraphNode } from "#models/graph/graph";
import { validateGraph } from "#models/graph/validate";
import { forward } from "#models/reference/forward";
import type { FixedModel } from "#models/reference/quantise";
import { rangeReport } from "#models/reference/range";
import { tournament } from "#mpc/plan/plan";

const tensors = (id: string, weightBits: number) => ({ weight: `${id}.w`, bias: `${id}.b`, weightBits });

/** Small networks of every op: conv blocks with or without pooling and skips, then a sum or a flatten, then logits. */
export const anyGraph: fc.Arbitrary<Graph> = fc
  .record({
    shape: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 6, max: 12 }), fc.integer({ min: 6, max: 12 })),
    blocks: fc.array(
      fc.record({
        filters: fc.integer({ min: 1, max: 5 }),
        kernel: fc.integer({ min: 1, max: 3 }),
        stride: fc.integer({ min: 1, max: 2 }),
        pad: fc.integer({ min: 0, max: 2 }),
        pool: fc.option(
          fc.record({
            size: fc.integer({ min: 2, max: 3 }),
            stride: fc.integer({ min: 1, max: 3 }),
            pad: fc.integer({ min: 0, max: 1 }),
          }),
        ),
        skip: fc.constantFrom("none", "same", "projected"),
        weightBits: fc.integer({ min: 7, max: 12 }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    sum: fc.boolean(),
    hidden: fc.option(fc.integer({ min: 1, max: 140 })),
    classes: fc.integer({ min: 2, max: 5 }),
    activationBits: fc.integer({ min: 6, max: 10 }),
  })
  .map(({ shape, blocks, sum, hidden, classes, activationBits }): Graph => {
    const nodes: GraphNode[] = [{ id: "in", op: "input", shape }];
    let last = "in";
    for (const [i, block] of blocks.entries()) {
      const { filters, kernel, stride, weightBits } = block;
      const pad = Math.min(block.pad, kernel - 1);
      const put = (node: GraphNode) => {
        nodes.push(node);
        last = node.id;
      };
      put({
        id: `conv${i}`,
        op: "conv",
        input: last,
        filters,
        kernel: [kernel, kernel],
        stride,
        pad,
        ...tensors(`conv${i}`, weightBits),
      });
      if (block.pool) put({ id: `pool${i}`, op: "maxpool", input: last, ...block.pool });
      put({ id: `relu${i}`, op: "relu", input: last });
      if (block.skip === "none") continue;
      const halves = block.skip === "projected" ? 2 : 1;
      const before = last;
      const again = (id: string, input: string, side: number) =>
        put({
          id,
          op: "conv",
          input,
          filters,
          kernel: [side, side],
          stride: halves,
          pad: side >> 1,
          ...tensors(id, weightBits),
        });
      if (block.skip === "projected") again(`skip${i}`, before, 1);
      const skip = last;
      again(`same${i}`, before, 3);
      put({ id: `add${i}`, op: "add", inputs: [skip, last] });
      put({ id: `after${i}`, op: "relu", input: last });
    }
    nodes.push({ id: "flat", op: sum ? "sumpool" : "flatten", input: last });
    last = "flat";
    if (hidden !== null) {
      nodes.push({ id: "hidden", op: "dense", input: last, units: hidden, ...tensors("hidden", 9) });
      nodes.push({ id: "bend", op: "relu", input: "hidden" });
      last = "bend";
    }
    nodes.push({ id: "out", op: "dense", input: last, units: classes, ...tensors("out", 8) });
    return { format: "crypto-doctor/graph@1", activationBits, nodes, output: "out" };
  })
  .filter((graph) => {
    try {
      validateGraph(graph);
      return true;
    } catch {
      return false; // a window larger than its map
    }
  });

/** Sums over a whole map can leave the ring: such a model would be refused at export, and is no case for these tests. */
export function fits(model: FixedModel, x: Int32Array): boolean {
  return rangeReport(model, [x]).every((node) => node.used < 0.9);
}

/** How far the encrypted logits may be from the twin's, in ring units. */
export function roundingBound(model: FixedModel): Float64Array {
  return roundingBounds(model).get(model.graph.output)!;
}

/**
 * How far each node's encrypted value may be from the twin's, in ring units, from the documented rounding alone: a
 * division gives the floor or one more, each round of a max may take a value that is up to 127 too small. Errors pass
 * through a layer by its weights' magnitudes, so the same interpreter bounds them.
 */
export function roundingBounds(model: FixedModel): Map<string, Float64Array> {
  const pools = model.graph.nodes.filter((node) => node.op === "maxpool");
  const slack = 127 * pools.reduce((sum, node) => sum + 2 * tournament(node.size).length, 0);
  const biases = new Set(
    model.graph.nodes.flatMap((node) => (node.op === "conv" || node.op === "dense" ? [node.bias] : [])),
  );
  const [input] = model.graph.nodes;
  const size = input.op === "input" ? input.shape.reduce((a, b) => a * b) : 0;
  const ops = new Map(model.graph.nodes.map(({ id, op }) => [id, op]));
  const bounds = new Map<string, Float64Array>();
  forward(
    model.graph,
    {
      tensor: (name) => model.tensors.get(name)!.map((value) => (biases.has(name) ? 0 : Math.abs(value))),
      relu: (error, bits) => Math.ceil((error + slack) / 2 ** bits) + 1,
      lift: (bits) => 2 ** bits,
    },
    new Float64Array(size),
    // What a pool may lose is added at the relu behind it; the pool itself has lost it already.
    (id, errors) =>
      bounds.set(
        id,
        Float64Array.from(errors, (error) => error + (ops.get(id) === "maxpool" ? slack : 0)),
      ),
  );
  return bounds;
}
