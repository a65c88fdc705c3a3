import { expect } from "chai";
import { tensorShapes } from "#models/graph/validate";
import { runFloat } from "#models/reference/float";
import { Random } from "#models/train/random";
import { type Model, parseModel, serialiseModel } from "#models/zoo/model";
import { discs, SIZE, toyGraph } from "./toy.ts";

function toyModel(): Omit<Model, "digest"> {
  const random = Random.of(1);
  const graph = toyGraph();
  const weights = new Map(
    [...tensorShapes(graph)].map(([name, shape]) => {
      const length = shape.reduce((product, side) => product * side, 1);
      return [name, Float32Array.from({ length }, () => 0.1 * random.normal())];
    }),
  );
  return {
    name: "toy",
    labels: ["yes", "no"],
    graph,
    weights,
    transform: { id: "whole-head", version: 1, size: SIZE },
    calibration: { temperature: 1.5, bias: [0.1, -0.1], fittedOn: "nothing", n: 0 },
  };
}

describe("parseModel", () => {
  it("gives back what serialiseModel was given", () => {
    const model = toyModel();
    const { json, bytes } = serialiseModel(model);
    const read = parseModel(JSON.parse(JSON.stringify(json)), bytes);
    expect(read).to.deep.equal({ ...model, digest: json.digest });
    expect(json.digest).to.match(/^[0-9a-f]{64}$/);
    const [{ x }] = discs(1, 1);
    expect(runFloat(read.graph, read.weights, x)).to.deep.equal(runFloat(model.graph, model.weights, x));
  });

  it("takes half the bytes in float16, rounding each weight by at most one part in 2048", () => {
    const model = toyModel();
    const { json, bytes } = serialiseModel(model, "float16");
    expect(bytes.length).to.equal(serialiseModel(model).bytes.length / 2);
    const read = parseModel(JSON.parse(JSON.stringify(json)), bytes);
    for (const [name, values] of model.weights) {
      read.weights.get(name)!.forEach((v, i) => {
        expect(Math.abs(v - values[i])).to.be.at.most(Math.abs(values[i]) / 2048 + 2 ** -25);
      });
    }
    expect(serialiseModel(read, "float16").bytes).to.deep.equal(bytes);
  });

  const { json, bytes } = serialiseModel(toyModel());
  type Json = typeof json;
  const changed = (change: Partial<Json>) => ({ ...json, ...change });
  const cases: [string, unknown, Uint8Array, string][] = [
    ["nothing", null, bytes, "E124_BAD_MODEL"],
    ["another format", { ...json, format: "onnx" }, bytes, "E124_BAD_MODEL"],
    ["an unknown graph", changed({ graph: { ...json.graph, nodes: [] } }), bytes, "E140_BAD_GRAPH"],
    ["a name with a path in it", changed({ name: "../lenet" }), bytes, "E124_BAD_MODEL"],
    ["too few labels", changed({ labels: ["yes"] }), bytes, "E124_BAD_MODEL"],
    ["a label twice", changed({ labels: ["yes", "yes"] }), bytes, "E124_BAD_MODEL"],
    ["another transform", changed({ transform: { ...json.transform, version: 2 as 1 } }), bytes, "E124_BAD_MODEL"],
    ["a transform of another size", changed({ transform: { ...json.transform, size: 64 } }), bytes, "E124_BAD_MODEL"],
    [
      "an unknown number format",
      changed({ weights: { ...json.weights, dtype: "toString" as "float16" } }),
      bytes,
      "E124_BAD_MODEL",
    ],
    ["a bias missing", changed({ calibration: { ...json.calibration, bias: [0] } }), bytes, "E124_BAD_MODEL"],
    ["no calibration", changed({ calibration: undefined }), bytes, "E124_BAD_MODEL"],
    ["labels exchanged", changed({ labels: ["no", "yes"] }), bytes, "E124_BAD_MODEL"],
    ["another temperature", changed({ calibration: { ...json.calibration, temperature: 2 } }), bytes, "E124_BAD_MODEL"],
    ["a short weights file", json, bytes.slice(0, -4), "E124_BAD_MODEL"],
    ["a long weights file", json, new Uint8Array(bytes.length + 4), "E124_BAD_MODEL"],
    ["one flipped bit in the weights", json, flipped(bytes), "E124_BAD_MODEL"],
  ];
  for (const [what, file, weights, code] of cases) {
    it(`refuses ${what}`, () => {
      expect(() => parseModel(file, weights))
        .to.throw()
        .with.property("code", code);
    });
  }

  it("refuses weights that are not numbers even where the digest is right", () => {
    const model = toyModel();
    const weights = new Map(model.weights).set("fc3.bias", Float32Array.of(Number.NaN, 0));
    const { json: file, bytes: content } = serialiseModel({ ...model, weights });
    expect(() => parseModel(file, content))
      .to.throw()
      .with.property("code", "E124_BAD_MODEL");
  });
});

function flipped(bytes: Uint8Array): Uint8Array {
  const out = bytes.slice();
  out[1001] ^= 1;
  return out;
}
