import type { Metrics } from "#models/card/card";

/** The model's files as the server of this page has them. Digest and graph are checked where they are used. */
export async function loadModelFiles() {
  const [kernels, model, weights, metrics] = await Promise.all([
    loadKernelFile(),
    got("/model/model.json").then((response) => response.json()),
    got("/model/weights.bin").then((response) => response.arrayBuffer()),
    got("/model/metrics.json").then((response) => response.json() as Promise<Metrics>),
  ]);
  return { kernels, model, weights, metrics };
}

export const loadKernelFile = (): Promise<ArrayBuffer> =>
  got("/kernels.wasm").then((response) => response.arrayBuffer());

async function got(path: string): Promise<Response> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} is not there`);
  return response;
}
