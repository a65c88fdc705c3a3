import { readFileSync } from "node:fs";
import Type, { type Static } from "typebox";
import { DoctorError } from "#errors";
import type { Graph } from "#models/graph/graph";
import { planOf } from "#mpc/plan/plan";
import { ringBytes, ringElements } from "#wire/bytes";
import { decode, encode } from "#wire/cbor";
import { BytesUpTo, Closed, Digest } from "#wire/schema";
import type { RunnableModel } from "./context.ts";

/** A model as one node holds it: the public graph, and its share of the weights. Both shares together are the weights. */
const ModelShare = Closed({
  format: Type.Literal("crypto-doctor/model-share@1"),
  party: Type.Union([Type.Literal(0), Type.Literal(1)]),
  digest: Digest,
  graph: Type.Unknown(),
  weights: BytesUpTo(256 * 2 ** 20),
});

export const encodeModelShare = (share: {
  party: 0 | 1;
  digest: string;
  graph: Graph;
  weights: Int32Array;
}): Uint8Array =>
  encode(
    ModelShare,
    { format: "crypto-doctor/model-share@1", ...share, weights: ringBytes(share.weights) } satisfies Static<
      typeof ModelShare
    >,
    "model share",
  );

/** The models whose shares lie at `paths`, separated by commas. @throws DoctorError E143_MODEL_SHARE */
export function loadRunnable(paths: string, party: 0 | 1): RunnableModel[] {
  return paths.split(",").map((path) => {
    const share = decode(ModelShare, readFileSync(path), "model share");
    const plan = planOf(share.graph as Graph);
    const weights = ringElements(share.weights);
    if (share.party !== party || weights.length !== plan.weights) {
      throw new DoctorError(
        "E143_MODEL_SHARE",
        "A model share is another party's, or does not fit its graph.",
        "Each operator gets an own share of the same model.",
      );
    }
    return { digest: share.digest, plan, weights };
  });
}
