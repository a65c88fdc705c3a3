import type { DoctorTools } from "#client/doctor";
import { modelReader } from "#client/models";
import { loadKernels } from "#mpc/ring/kernels";
import { postJson } from "#service/post";
import { publicBlobs } from "#storage/public-blobs";
import { loadKernelFile } from "../model.ts";
import type { Network } from "../session/network.ts";

/** What checking and showing a case takes: kernels, the models' descriptions, and both nodes. */
export async function doctorTools({ contracts, nodes }: Network): Promise<DoctorTools> {
  const blobs = publicBlobs(nodes);
  return {
    contracts,
    blobs,
    kernels: await loadKernels(await loadKernelFile()),
    model: modelReader(contracts, blobs),
    post: postJson,
    now: Date.now,
  };
}
