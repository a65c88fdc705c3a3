import type { BatchNorm } from "../graph/fold.ts";
import { type Draft, type DraftBody, type DraftNode, notAModel, transposed, unsupported } from "./draft.ts";
import { type Imported, lower } from "./lower.ts";

/** The parts of a LayersModel's `model.json` that are read. */
interface LayersModelFile {
  modelTopology: { model_config?: ModelConfig } & Partial<ModelConfig>;
  weightsManifest: { weights: { name: string; shape: number[]; dtype: string; quantization?: unknown }[] }[];
}
interface ModelConfig {
  class_name: string;
  config: { layers: Layer[]; output_layers?: unknown } | Layer[];
}
interface Layer {
  class_name: string;
  name?: string;
  config: Record<string, unknown> & { name: string };
  inbound_nodes?: unknown[][][];
}

/** How a value lies in its vector, for layers after a flatten: `[h, w, c]` here, `[c, h, w]` in the engine. */
type Place = { shape: readonly number[]; flattened?: readonly number[] };

/**
 * Reads a tfjs or Keras LayersModel (sequential or functional, one input, one output) to logits.
 *
 * Layers: Conv2D, BatchNormalization, ReLU or an activation "relu", MaxPooling2D, GlobalAveragePooling2D, ZeroPadding2D
 * before a convolution or pool, Add, Flatten, Dense, Dropout, and a softmax at the very end, which is left out.
 *
 * @param file the parsed `model.json`
 * @param weights the weight files it names, one after the other
 * @throws E144_UNSUPPORTED_OP naming the layer, or the option of one, that is outside this list
 * @throws E145_BAD_IMPORT for what is no LayersModel
 * @throws E140_BAD_GRAPH for a network that breaks the engine's rules
 */
export function importLayersModel(file: unknown, weights: Uint8Array): Imported {
  const { modelTopology, weightsManifest } = (file ?? {}) as Partial<LayersModelFile>;
  const topology = modelTopology?.model_config ?? modelTopology;
  if (!topology?.config || !Array.isArray(weightsManifest)) throw notAModel("it is no LayersModel with its weights");
  const layers = Array.isArray(topology.config) ? topology.config : topology.config.layers;
  if (!Array.isArray(layers) || layers.length === 0) throw notAModel("it has no layers");
  return lower(new Reader(layers, tensorsOf(weightsManifest as LayersModelFile["weightsManifest"], weights)).draft());
}

function tensorsOf(manifest: LayersModelFile["weightsManifest"], bytes: Uint8Array) {
  const tensors = new Map<string, { shape: number[]; values: Float32Array }>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (const { name, shape, dtype, quantization } of manifest.flatMap((group) => group.weights)) {
    if (dtype !== "float32" || quantization) throw unsupported(`the tensor ${name} of another type than float32`);
    const length = shape.reduce((product, side) => product * side, 1);
    if (at + 4 * length > bytes.length) throw notAModel("its weight files are too short");
    const start = at;
    tensors.set(name, { shape, values: Float32Array.from({ length }, (_, i) => view.getFloat32(start + 4 * i, true)) });
    at += 4 * length;
  }
  return tensors;
}

class Reader {
  readonly #layers: readonly Layer[];
  readonly #tensors: ReturnType<typeof tensorsOf>;
  readonly #nodes: DraftNode[] = [];
  /** By layer: the draft node that has its value, how that lies, and zeros that wait to be a layer's padding. */
  readonly #values = new Map<string, { id: string; place: Place; border: number }>();

  constructor(layers: readonly Layer[], tensors: ReturnType<typeof tensorsOf>) {
    this.#layers = layers;
    this.#tensors = tensors;
  }

  draft(): Draft {
    let last = "";
    for (const layer of this.#layers) {
      const name = layer.config.name ?? layer.name;
      const first = this.#values.size === 0;
      if (first) {
        const [, ...shape] = (layer.config.batch_input_shape ?? layer.config.batchInputShape ?? []) as number[];
        if (shape.length !== 3 || shape.some((side) => !(side > 0)))
          throw notAModel("its input has no fixed [h, w, c]");
        const [h, w, c] = shape;
        this.#nodes.push({ id: "input", op: "input", inputs: [], shape: [c, h, w] });
        last = layer.class_name === "InputLayer" ? name : "input";
        this.#values.set(last, { id: "input", place: { shape }, border: 0 });
        if (layer.class_name === "InputLayer") continue;
      }
      const inbound = layer.inbound_nodes?.[0]?.map((entry) => String(entry[0]));
      this.#read(layer, name, inbound && inbound.length > 0 ? inbound : [last]);
      last = name;
    }
    return { nodes: this.#nodes, output: this.#value(last).id };
  }

  #value(name: string) {
    const value = this.#values.get(name);
    if (!value) throw notAModel(`the layer ${name} is missing`);
    return value;
  }

  #read({ class_name: kind, config }: Layer, name: string, from: readonly string[]) {
    const { id, place, border } = this.#value(from[0]);
    const put = (body: DraftBody, to: Place, inputs = [id]) => {
      if (border > 0 && body.op !== "conv" && body.op !== "maxpool")
        throw unsupported("a ZeroPadding2D before anything but a window");
      this.#nodes.push({ ...body, id: `n${this.#nodes.length}`, inputs } as DraftNode);
      this.#values.set(name, { id: this.#nodes.at(-1)!.id, place: to, border: 0 });
      this.#activate(config, name);
    };
    if (config.dataFormat === "channels_first" || config.data_format === "channels_first")
      throw unsupported(`channels first (${name})`);
    switch (kind) {
      case "Conv2D": {
        const { shape, values } = this.#tensor(name, "kernel");
        const [kh, kw, channels, filters] = shape;
        if (one(config, "dilationRate", "dilation_rate") !== 1) throw unsupported(`dilations (${name})`);
        const stride = one(config, "strides");
        const pad = border + padding(config, kh, kw, stride, name);
        const weight = Float32Array.from(values, (_, at) => {
          const [x, y] = [at % kw, Math.floor(at / kw) % kh];
          const [channel, filter] = [Math.floor(at / (kh * kw)) % channels, Math.floor(at / (kh * kw * channels))];
          return values[((y * kw + x) * channels + channel) * filters + filter];
        });
        const [h, w] = [kh, kw].map((side, axis) => Math.floor((place.shape[axis] + 2 * pad - side) / stride) + 1);
        return put(
          { op: "conv", kernel: [kh, kw], stride, pad, weight, bias: this.#bias(name, filters) },
          { shape: [h, w, filters] },
        );
      }
      case "MaxPooling2D": {
        const [size, stride] = [one(config, "poolSize", "pool_size"), one(config, "strides")];
        const pad = border + padding(config, size, size, stride, name);
        const [h, w] = [0, 1].map((axis) => Math.floor((place.shape[axis] + 2 * pad - size) / stride) + 1);
        return put({ op: "maxpool", size, stride, pad }, { shape: [h, w, place.shape[2]] });
      }
      case "ZeroPadding2D": {
        const sides = [config.padding].flat(2) as number[];
        if (new Set(sides).size !== 1) throw unsupported(`an uneven ZeroPadding2D (${name})`);
        this.#values.set(name, { id, place, border: border + sides[0] });
        return;
      }
      case "BatchNormalization":
        return put({ op: "norm", norm: this.#norm(config, name) }, place);
      case "ReLU":
        if (config.maxValue ?? config.max_value) throw unsupported(`a ReLU with a ceiling (${name})`);
        return put({ op: "relu" }, place);
      case "GlobalAveragePooling2D":
        return put({ op: "average" }, { shape: [place.shape[2]] });
      case "Add":
        return put(
          { op: "add" },
          place,
          from.map((input) => this.#value(input).id),
        );
      case "Flatten":
        if (place.shape.length === 1) break;
        return put({ op: "flatten" }, { shape: [place.shape.reduce((a, b) => a * b)], flattened: place.shape });
      case "Dense": {
        const { shape, values } = this.#tensor(name, "kernel");
        const rows = place.flattened ? channelsFirst(values, place.flattened, shape[1]) : values;
        return put(
          { op: "dense", weight: transposed(rows, shape[0], shape[1]), bias: this.#bias(name, shape[1]) },
          { shape: [shape[1]] },
        );
      }
      case "Dropout":
      case "Activation":
      case "Softmax":
        break;
      default:
        throw unsupported(`the layer ${kind}`);
    }
    this.#values.set(name, { id, place, border });
    this.#activate(kind === "Softmax" ? { ...config, activation: "softmax" } : config, name);
  }

  #activate(config: Layer["config"], name: string): void {
    const activation = config.activation ?? "linear";
    const isLast = this.#layers.at(-1)!.config.name === name;
    if (activation === "linear" || (activation === "softmax" && isLast)) return;
    if (activation !== "relu") throw unsupported(`the activation ${String(activation)} (${name})`);
    const { id, place } = this.#value(name);
    this.#nodes.push({ id: `n${this.#nodes.length}`, op: "relu", inputs: [id] });
    this.#values.set(name, { id: this.#nodes.at(-1)!.id, place, border: 0 });
  }

  #tensor(layer: string, part: string) {
    const tensor = this.#tensors.get(`${layer}/${part}`);
    if (!tensor) throw notAModel(`the tensor ${layer}/${part} is missing`);
    return tensor;
  }

  #bias(layer: string, units: number): Float32Array {
    return this.#tensors.get(`${layer}/bias`)?.values ?? new Float32Array(units);
  }

  #norm(config: Layer["config"], layer: string): BatchNorm {
    const mean = this.#tensor(layer, "moving_mean").values;
    const variance = this.#tensor(layer, "moving_variance").values;
    const gamma = this.#tensors.get(`${layer}/gamma`)?.values ?? mean.map(() => 1);
    const beta = this.#tensors.get(`${layer}/beta`)?.values ?? mean.map(() => 0);
    return { gamma, beta, mean, variance, epsilon: (config.epsilon as number | undefined) ?? 1e-3 };
  }
}

/** A setting that is one number, or a list of equal numbers, under either of its spellings. */
function one(config: Layer["config"], ...names: string[]): number {
  const values = names
    .flatMap((name) => (config[name] === undefined || config[name] === null ? [] : [config[name]]))
    .flat() as number[];
  if (new Set(values).size > 1) throw unsupported(`uneven ${names[0]} (${config.name})`);
  return values[0] ?? 1;
}

/** Zeros on each side. "same" with a stride pads two sides differently, and is refused unless they come out equal. */
function padding(config: Layer["config"], kh: number, kw: number, stride: number, name: string): number {
  if (config.padding === "valid" || config.padding === undefined) return 0;
  if (config.padding !== "same" || stride !== 1 || kh !== kw || kh % 2 === 0) {
    throw unsupported(
      `the padding "${String(config.padding)}" of ${name}`,
      'Use a ZeroPadding2D and the padding "valid".',
    );
  }
  return (kh - 1) / 2;
}

/** Rows `[h, w, c]` of a `[h·w·c, units]` kernel in the order `[c, h, w]`. */
function channelsFirst(kernel: Float32Array, [h, w, c]: readonly number[], units: number): Float32Array {
  return Float32Array.from(kernel, (_, at) => {
    const [row, unit] = [Math.floor(at / units), at % units];
    const [channel, position] = [Math.floor(row / (h * w)), row % (h * w)];
    return kernel[(position * c + channel) * units + unit];
  });
}
