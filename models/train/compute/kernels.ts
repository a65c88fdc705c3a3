import { readFile } from "node:fs/promises";
import path from "node:path";
import { DoctorError } from "#errors";

/** build/train.wasm, as models/train/kernels writes it; addresses are bytes, counts are elements. */
export interface TrainKernels {
  readonly GEMM_WORK: WebAssembly.Global;
  gemm(
    a: number,
    b: number,
    c: number,
    m: number,
    k: number,
    n: number,
    lda: number,
    ldb: number,
    ldc: number,
    turnA: boolean,
    turnB: boolean,
    add: boolean,
    work: number,
  ): void;
  toColumns(x: number, columns: number, ...window: number[]): void;
  addColumns(columns: number, x: number, ...window: number[]): void;
  normalise(
    y: number,
    z: number,
    channels: number,
    count: number,
    gamma: number,
    beta: number,
    means: number,
    variances: number,
    epsilon: number,
  ): void;
  affineChannels(y: number, z: number, channels: number, count: number, scales: number, shifts: number): void;
  normaliseBackward(
    y: number,
    dz: number,
    dy: number,
    channels: number,
    count: number,
    gamma: number,
    means: number,
    variances: number,
    epsilon: number,
    dGamma: number,
    dBeta: number,
  ): void;
  relu(x: number, out: number, count: number): void;
  reluBackward(out: number, dOut: number, dx: number, count: number): void;
  add(a: number, b: number, out: number, count: number): void;
  squares(x: number, count: number): number;
  adamw(
    x: number,
    slope: number,
    first: number,
    second: number,
    count: number,
    shorten: number,
    rate: number,
    keep: number,
  ): void;
  maxPool(x: number, out: number, places: number, maps: number, ...window: number[]): void;
  maxPoolBackward(dOut: number, places: number, dx: number, count: number): void;
  meanPool(x: number, out: number, maps: number, area: number): void;
  meanPoolBackward(dOut: number, dx: number, maps: number, area: number): void;
  imagesToColumns(x: number, out: number, channels: number, batch: number, area: number): void;
}

const FILE = path.join(import.meta.dirname, "../../../build/train.wasm");

/** @throws DoctorError E136 before the first `npm run build` */
export async function loadTrainKernels(): Promise<WebAssembly.Module> {
  const bytes = await readFile(FILE).catch((cause) => {
    throw new DoctorError("E136_NOT_BUILT", "The training kernels are not built.", "Run `npm run build` first.", cause);
  });
  return WebAssembly.compile(bytes);
}

/** Kernels that work on `memory`. Instances on one memory may run at the same time on different parts of it. */
export function bindKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): TrainKernels {
  const abort = () => {
    throw new Error("a training kernel aborted");
  };
  return new WebAssembly.Instance(module, { env: { memory, abort } }).exports as unknown as TrainKernels;
}
