import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Graph, Weights } from "#models/graph/graph";
import { tieredWeights } from "#models/graph/tiers";
import { tensorShapes } from "#models/graph/validate";
import { badModel, checkDescription, type ModelDescription } from "./description.ts";

export const MODEL_FORMAT = "crypto-doctor/model@1";

/** How the probabilities were made honest. All of it is already folded into the last layer. */
export interface Calibration {
  readonly temperature: number;
  /** Added to the logits after the division by the temperature, one per label. */
  readonly bias: readonly number[];
  /** What both were fitted on, in words, and how many pictures that were. */
  readonly fittedOn: string;
  readonly n: number;
}

/** A trained network with everything that belongs to it. */
export interface Model extends ModelDescription {
  readonly weights: Weights;
  readonly calibration: Calibration;
}

/** What each party holds a share of: the weights of {@link readingGraph}. */
export const readingWeights = ({ graph, weights, tiers }: Pick<Model, "graph" | "weights" | "tiers">): Weights =>
  tiers ? tieredWeights(graph, weights, tiers.thresholds) : weights;

/** `model.json`: the model without its weights, which lie beside it, little-endian, one tensor after another. */
export interface ModelFile extends Omit<Model, "weights"> {
  readonly format: typeof MODEL_FORMAT;
  readonly weights: {
    readonly file: "weights.bin";
    readonly dtype: "float16" | "float32";
    /** `offset` in bytes from the start of the file. */
    readonly tensors: readonly { readonly name: string; readonly shape: readonly number[]; readonly offset: number }[];
  };
}

/**
 * Reads a model folder's two files, and believes neither: graph, tensor list, lengths, values and digest are checked.
 *
 * @param json the parsed `model.json`
 * @throws DoctorError E140 for the graph, E124 for anything else that is off
 */
export function parseModel(json: unknown, weightsBytes: Uint8Array): Model {
  const file = json as ModelFile;
  if (typeof json !== "object" || json === null || file.format !== MODEL_FORMAT)
    throw badModel(`it is not a ${MODEL_FORMAT}`);
  const description = checkDescription(file);
  const { calibration } = file;
  const finite = (values: unknown) =>
    Array.isArray(values) && values.length === description.labels.length && values.every(Number.isFinite);
  if (!(calibration?.temperature > 0 && Number.isFinite(calibration.temperature) && finite(calibration.bias)))
    throw badModel("its calibration is missing");
  const weights = readTensors(file, description.graph, weightsBytes);
  if (modelDigest(file, weightsBytes) !== description.digest) throw badModel("its contents do not give its digest");
  return { ...description, weights, calibration };
}

const BYTES = { float16: 2, float32: 4 } as const;

/**
 * A model as the two files of its folder. In float16 its weights are rounded; measure what `parseModel` gives back.
 * @returns `json` to be written as `model.json`, `bytes` as `weights.bin`; `parseModel` gives the model back
 */
export function serialiseModel(
  model: Omit<Model, "digest">,
  dtype: ModelFile["weights"]["dtype"] = "float32",
): { json: ModelFile; bytes: Uint8Array } {
  const { name, labels, graph, transform, calibration, tiers } = model;
  const tensors: { name: string; shape: readonly number[]; offset: number }[] = [];
  let length = 0;
  for (const [tensor, shape] of tensorShapes(graph)) {
    tensors.push({ name: tensor, shape, offset: length });
    length += BYTES[dtype] * volumeOf(shape);
  }
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  for (const { name: tensor, offset } of tensors) {
    model.weights.get(tensor)!.forEach((v, i) => {
      if (dtype === "float16") view.setFloat16(offset + 2 * i, v, true);
      else view.setFloat32(offset + 4 * i, v, true);
    });
  }
  const file: Omit<ModelFile, "digest"> = {
    format: MODEL_FORMAT,
    name,
    labels,
    graph,
    transform,
    weights: { file: "weights.bin", dtype, tensors },
    calibration,
    ...(tiers && { tiers }),
  };
  return { json: { ...file, digest: modelDigest(file, bytes) }, bytes };
}

/** SHA-256 over the description (JSON with sorted keys, without the digest itself), a zero byte, and the weights. */
function modelDigest(file: object, weights: Uint8Array): string {
  const { digest: _, ...description } = file as { digest?: unknown };
  return bytesToHex(
    sha256
      .create()
      .update(utf8ToBytes(`${canonical(description)}\0`))
      .update(weights)
      .digest(),
  );
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    typeof v === "object" && v !== null && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
}

function readTensors(file: ModelFile, graph: Graph, bytes: Uint8Array): Weights {
  const listed = file.weights?.tensors;
  const shapes = tensorShapes(graph);
  const size = Object.hasOwn(BYTES, file.weights?.dtype) ? BYTES[file.weights.dtype] : 0;
  if (size === 0 || !Array.isArray(listed) || listed.length !== shapes.size) {
    throw badModel("its list of tensors is not its graph's");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const weights = new Map<string, Float32Array>();
  let end = 0;
  for (const [index, [name, shape]] of [...shapes].entries()) {
    const tensor = listed[index];
    if (tensor?.name !== name || tensor.shape?.join() !== shape.join() || tensor.offset !== end) {
      throw badModel(`its list of tensors is not its graph's at ${name}`);
    }
    const start = end;
    end += size * volumeOf(shape);
    if (end > bytes.length) throw badModel("its weights file is too short");
    const value = (at: number) => (size === 2 ? view.getFloat16(at, true) : view.getFloat32(at, true));
    const values = Float32Array.from({ length: volumeOf(shape) }, (_, i) => value(start + size * i));
    if (!values.every(Number.isFinite)) throw badModel(`its tensor ${name} holds values that are not numbers`);
    weights.set(name, values);
  }
  if (end !== bytes.length) throw badModel("its weights file is too long");
  return weights;
}

function volumeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
