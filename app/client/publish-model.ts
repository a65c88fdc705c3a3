import { quantise } from "#models/reference/quantise";
import { readingGraph } from "#models/zoo/description";
import { type Model, readingWeights } from "#models/zoo/model";
import type { Kernels } from "#mpc/ring/kernels";
import { shareWeights } from "#mpc/share/split";
import type { BlobStore } from "#storage/blobs";
import { digestOfCid } from "#storage/cid";
import { hex, ringBytes, unhex } from "#wire/bytes";
import { encodeModelManifest } from "#wire/model-manifest";
import { encodeModelShare } from "#wire/model-share";
import { type Recipient, seal } from "#wire/seal";
import type { Random } from "./prepare.ts";

/**
 * Puts a model where a pair of nodes finds it: its description and card for everyone, its weights as two shares, each
 * sealed to its node. The owner of the directory then admits it under the digest that comes back.
 */
export async function publishModel(options: {
  model: Model;
  card: Uint8Array;
  pair: number;
  recipients: readonly [Recipient, Recipient];
  kernels: Kernels;
  blobs: BlobStore;
  random: Random;
}): Promise<{ digest: string; labels: number; manifest: string }> {
  const { model, card, pair, recipients, kernels, blobs, random } = options;
  const seed = random(32);
  const { share1 } = shareWeights(kernels, quantise(readingGraph(model), readingWeights(model)), seed);
  const half = async (party: 0 | 1, weights: Uint8Array) => {
    const share = { format: "crypto-doctor/model-share@2" as const, party, model: unhex(model.digest), weights };
    const sealed = await seal(encodeModelShare(share), recipients[party]);
    return { cid: (await blobs.put(sealed)).toString(), size: sealed.length };
  };
  const { name, labels, graph, transform, tiers, digest } = model;
  const manifest = encodeModelManifest({
    format: "crypto-doctor/model-manifest@1",
    description: { name, labels, graph, transform, digest, ...(tiers && { tiers }) },
    card: (await blobs.put(card)).toString(),
    shares: [{ pair, halves: [await half(0, seed), await half(1, ringBytes(share1))] }],
  });
  const cid = await blobs.put(manifest);
  return { digest: `0x${digest}`, labels: labels.length, manifest: hex(digestOfCid(cid)) };
}
