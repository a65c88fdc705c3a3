import type { DoctorTools } from "#client/doctor";
import { parseModel } from "#models/zoo/model";
import { loadKernels } from "#mpc/ring/kernels";
import { postJson } from "#service/post";
import { publicBlobs } from "#storage/public-blobs";
import { loadModelFiles } from "../model.ts";
import type { Network } from "../session/network.ts";

/** What checking and showing a case takes: kernels, the model, and both nodes. */
export async function doctorTools({ contracts, nodes }: Network): Promise<DoctorTools> {
  const { kernels, model, weights } = await loadModelFiles();
  const parsed = parseModel(model, new Uint8Array(weights));
  return {
    contracts,
    blobs: publicBlobs(nodes),
    kernels: await loadKernels(kernels),
    models: new Map([[`0x${parsed.digest}`, parsed]]),
    post: postJson,
    now: Date.now,
  };
}
