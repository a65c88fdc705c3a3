import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { encode } from "fast-png";
import { calibrated } from "#models/import/calibrated";
import { importOnnx } from "#models/import/onnx";
import { exportOnnx } from "#models/import/onnx-export";
import { encodeOnnx } from "#models/import/onnx-schema";
import { runFloat } from "#models/reference/float";
import { generator, sampleInput, sampleWeights } from "#scripts/bench/sample";
import { evaluateModel } from "../../app/cli/model-eval.ts";
import { importModel } from "../../app/cli/model-import.ts";
import { loadModel } from "../../app/zoo.ts";
import { anyGraph } from "../mpc/graphs.ts";

const next = generator(44);
const floats = (length: number, spread = 0.5) => Float32Array.from({ length }, () => (2 * next() - 1) * spread);
const raw = (values: Float32Array | BigInt64Array) => new Uint8Array(values.buffer.slice(0));
const tensor = (name: string, dims: number[], values: Float32Array) => ({ name, dims, dataType: 1, raw: raw(values) });
const ints = (name: string, values: number[]) => ({ name, ints: values, type: 7 });
const int = (name: string, i: number) => ({ name, i, type: 2 });
const node = (op: string, inputs: string[], output: string, attributes: object[] = []) => ({
  op,
  inputs,
  outputs: [output],
  attributes,
});
const value = (name: string, dims: number[]) => ({
  name,
  type: { tensor: { elementType: 1, shape: { dims: dims.map((side) => ({ value: side })) } } },
});

/** A small residual network as PyTorch writes it: conv, norm, relu, pool; a block with a projected skip; mean, Gemm. */
function residual(extra: { nodes?: object[]; head?: object[]; output?: string } = {}) {
  const weights = {
    w1: { dims: [4, 1, 7, 7], values: floats(4 * 49) },
    gamma: { dims: [4], values: floats(4, 2) },
    beta: { dims: [4], values: floats(4) },
    mean: { dims: [4], values: floats(4) },
    variance: { dims: [4], values: floats(4).map((v) => Math.abs(v) + 0.1) },
    w2: { dims: [6, 4, 3, 3], values: floats(6 * 36) },
    b2: { dims: [6], values: floats(6) },
    w3: { dims: [6, 4, 1, 1], values: floats(24) },
    fc: { dims: [3, 6], values: floats(18) },
    fcb: { dims: [3], values: floats(3) },
  };
  const nodes = [
    node("Conv", ["x", "w1"], "c1", [
      ints("kernel_shape", [7, 7]),
      ints("strides", [2, 2]),
      ints("pads", [3, 3, 3, 3]),
    ]),
    node("BatchNormalization", ["c1", "gamma", "beta", "mean", "variance"], "n1", [
      { name: "epsilon", f: 1e-3, type: 1 },
    ]),
    node("Relu", ["n1"], "r1"),
    node("MaxPool", ["r1"], "p1", [ints("kernel_shape", [3, 3]), ints("strides", [2, 2]), ints("pads", [1, 1, 1, 1])]),
    node("Identity", ["p1"], "i1"),
    node("Conv", ["i1", "w2", "b2"], "c2", [ints("strides", [2, 2]), ints("pads", [1, 1, 1, 1])]),
    node("Conv", ["i1", "w3"], "c3", [ints("strides", [2, 2])]),
    node("Add", ["c2", "c3"], "a1"),
    node("Relu", ["a1"], "r2"),
    ...(extra.nodes ?? []),
    ...(extra.head ?? [
      node("GlobalAveragePool", ["r2"], "g"),
      node("Flatten", ["g"], "f", [int("axis", 1)]),
      node("Gemm", ["f", "fc", "fcb"], "y", [int("transB", 1)]),
    ]),
  ];
  const initializers = Object.entries(weights).map(([name, { dims, values }]) => tensor(name, dims, values));
  const graph = {
    nodes,
    initializers,
    inputs: [value("x", [1, 1, 24, 24])],
    outputs: [value(extra.output ?? "y", [1, 3])],
  };
  return { bytes: encodeOnnx(graph, 17), weights };
}

/** The same network, written out again in plain loops. */
function expected(x: Float32Array, w: ReturnType<typeof residual>["weights"]): number[] {
  const conv = (
    map: number[][][],
    weight: { dims: number[]; values: Float32Array },
    stride: number,
    pad: number,
    bias?: Float32Array,
  ) => {
    const [filters, channels, kh, kw] = weight.dims;
    const side = Math.floor((map[0].length + 2 * pad - kh) / stride) + 1;
    return Array.from({ length: filters }, (_, f) =>
      Array.from({ length: side }, (_, oy) =>
        Array.from({ length: side }, (_, ox) => {
          let sum = bias?.[f] ?? 0;
          for (let c = 0; c < channels; c++)
            for (let dy = 0; dy < kh; dy++)
              for (let dx = 0; dx < kw; dx++)
                sum +=
                  (map[c][oy * stride + dy - pad]?.[ox * stride + dx - pad] ?? 0) *
                  weight.values[((f * channels + c) * kh + dy) * kw + dx];
          return sum;
        }),
      ),
    );
  };
  const each = (map: number[][][], change: (value: number, c: number, y: number, x: number) => number) =>
    map.map((plane, c) => plane.map((row, y) => row.map((v, column) => change(v, c, y, column))));
  const input = [Array.from({ length: 24 }, (_, y) => [...x.subarray(24 * y, 24 * y + 24)])];
  const c1 = conv(input, w.w1, 2, 3);
  const n1 = each(
    c1,
    (v, c) => (w.gamma.values[c] * (v - w.mean.values[c])) / Math.sqrt(w.variance.values[c] + 1e-3) + w.beta.values[c],
  );
  const r1 = each(n1, (v) => Math.max(0, v));
  const p1 = r1.map((plane) =>
    Array.from({ length: 6 }, (_, y) =>
      Array.from({ length: 6 }, (_, column) => {
        const around = [-1, 0, 1].flatMap((dy) =>
          [-1, 0, 1].map((dx) => plane[2 * y + dy]?.[2 * column + dx] ?? -Infinity),
        );
        return Math.max(...around);
      }),
    ),
  );
  const [c2, c3] = [conv(p1, w.w2, 2, 1, w.b2.values), conv(p1, w.w3, 2, 0)];
  const r2 = each(c2, (v, c, y, column) => Math.max(0, v + c3[c][y][column]));
  const means = r2.map((plane) => plane.flat().reduce((a, b) => a + b) / plane.flat().length);
  return Array.from(w.fcb.values, (bias, k) =>
    means.reduce((sum, mean, i) => sum + mean * w.fc.values[6 * k + i], bias),
  );
}

const refusal = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
  return "nothing was thrown";
};

describe("export of ONNX", () => {
  it("comes back by import as the same network, for any graph", () => {
    fc.assert(
      fc.property(anyGraph, fc.integer(), (graph, seed) => {
        const draw = generator(seed);
        const weights = sampleWeights(graph, draw);
        const picture = sampleInput(graph, draw);
        const again = importOnnx(exportOnnx(graph, weights));
        const logits = runFloat(again.graph, again.weights, picture);
        for (const [k, logit] of runFloat(graph, weights, picture).entries()) expect(logits[k]).to.equal(logit);
      }),
      { numRuns: 100 },
    );
  });
});

describe("model import", () => {
  it("makes a folder that loads and reads pictures under encryption as in the clear", async () => {
    const dir = await mkdtemp(path.join(tmpdir(), "import-"));
    try {
      const file = path.join(dir, "net.onnx");
      await writeFile(file, residual().bytes);
      const labels = ["one", "two", "three"];
      for (const label of labels) {
        await mkdir(path.join(dir, "pictures", label), { recursive: true });
        const grey = Uint8Array.from({ length: 80 * 80 }, () => 256 * next());
        await writeFile(
          path.join(dir, "pictures", label, "a.png"),
          encode({ width: 80, height: 80, data: grey, channels: 1 }),
        );
      }
      const options = { file, pictures: path.join(dir, "pictures"), labels, name: "net", out: path.join(dir, "out") };
      const { digest, rangeUsed } = await importModel(options);
      expect(rangeUsed).to.be.within(0.1, 0.5);
      const model = loadModel(options.out);
      expect(model.digest).to.equal(digest);
      const evaluation = await evaluateModel({ model, dir: options.pictures, encrypted: true });
      expect(evaluation.encrypted?.agreement).to.equal(1);
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});

describe("import of ONNX", () => {
  const x = floats(24 * 24, 1);

  it("reads a residual network with normalisation, padded pool, projection and average, to the same logits", () => {
    const { bytes, weights } = residual();
    const imported = importOnnx(bytes);
    const logits = runFloat(imported.graph, imported.weights, x);
    for (const [k, logit] of expected(x, weights).entries()) expect(Math.abs(logits[k] - logit)).to.be.below(1e-4);
    expect(imported.graph.nodes.map(({ op }) => op).join(" ")).to.equal(
      "input conv maxpool relu conv conv add relu sumpool dense",
    );
  });

  it("reads other spellings of the same head: ReduceMean, Reshape, MatMul with Add, Constant, Dropout, Softmax", () => {
    const shape = { name: "", dims: [2], dataType: 7, raw: raw(BigInt64Array.of(1n, -1n)) };
    const head = [
      node("ReduceMean", ["r2"], "g", [ints("axes", [-1, -2])]),
      node("Constant", [], "shape", [{ name: "value", t: shape, type: 4 }]),
      node("Reshape", ["g", "shape"], "f"),
      node("Dropout", ["f"], "d"),
      node("MatMul", ["d", "fct"], "m"),
      node("Add", ["m", "fcb"], "s"),
      node("Softmax", ["s"], "y"),
    ];
    const { weights } = residual();
    const transposed = Float32Array.from(
      weights.fc.values,
      (_, at) => weights.fc.values[(at % 3) * 6 + Math.floor(at / 3)],
    );
    const constant = node("Constant", [], "fct", [{ name: "value", t: tensor("", [6, 3], transposed), type: 4 }]);
    const spelled = residual({ head: [constant, ...head] });
    // The two files hold different weights: the second's matrix is the first's.
    const imported = importOnnx(spelled.bytes);
    const want = expected(x, { ...spelled.weights, fc: weights.fc });
    const logits = runFloat(imported.graph, imported.weights, x);
    for (const [k, logit] of want.entries()) expect(Math.abs(logits[k] - logit)).to.be.below(1e-4);
  });

  it("gives a calibrated model that fits the ring, and refuses one that cannot", () => {
    const imported = importOnnx(residual().bytes);
    const { graph, ranges } = calibrated(imported, [x, floats(24 * 24, 1)]);
    expect(Math.max(...ranges.map(({ used }) => used))).to.be.below(0.5);
    expect(graph.nodes).to.have.length(imported.graph.nodes.length);
    const steep = new Map([...imported.weights].map(([name, values]) => [name, values.map((v) => v * 300)]));
    expect(refusal(() => calibrated({ graph: imported.graph, weights: steep }, [x]))).to.match(/^E142_OUT_OF_RANGE/);
  });

  it("names what it cannot read", () => {
    const headOf = (op: string, attributes: object[] = []) => [
      node(op, ["r2"], "z", attributes),
      node("GlobalAveragePool", ["z"], "g"),
      node("Gemm", ["g", "fc", "fcb"], "y", [int("transB", 1)]),
    ];
    expect(refusal(() => importOnnx(residual({ head: headOf("HardSwish") }).bytes))).to.match(/^E144_.*op HardSwish/);
    expect(refusal(() => importOnnx(residual({ head: headOf("Softmax") }).bytes))).to.match(/^E144_.*Softmax before/);
    const odd = [ints("kernel_shape", [2, 3]), ints("strides", [2, 2])];
    expect(refusal(() => importOnnx(residual({ head: headOf("MaxPool", odd) }).bytes))).to.match(
      /^E144_.*uneven kernel/,
    );
    const ceil = [ints("kernel_shape", [2, 2]), int("ceil_mode", 1)];
    expect(refusal(() => importOnnx(residual({ head: headOf("MaxPool", ceil) }).bytes))).to.match(/^E144_.*ceil_mode/);
    expect(refusal(() => importOnnx(residual({ output: "nowhere" }).bytes))).to.match(/^E145_.*nowhere/);
  });

  it("refuses bytes that are no model, at any length", () => {
    const { bytes } = residual();
    expect(refusal(() => importOnnx(new Uint8Array(0)))).to.match(/^E145_/);
    for (let length = 1; length < bytes.length; length += 61) {
      expect(refusal(() => importOnnx(bytes.subarray(0, length)))).to.match(/^E14[0-5]_/);
    }
  });
});
