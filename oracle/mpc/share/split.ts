/** The one place where a secret in the clear becomes shares: x = x_0 + x_1, with x_0 a seed's stream. */

import { isLinear } from "#models/graph/graph";
import type { FixedModel } from "#models/reference/quantise";
import { expand, type Purpose } from "../prg/expand.ts";
import { asSeed } from "../prg/seed.ts";
import type { Kernels } from "../ring/kernels.ts";
import type { Workspace } from "../ring/workspace.ts";
import type { Share } from "./types.ts";

/** X_0 `[n]`: what party 0's seed stands for. */
export function expandInput(kernels: Kernels, seed: Uint8Array, n: number): Int32Array {
  return stream(kernels, seed, "input-share", n);
}

/**
 * X_1 = X - X_0 `[n]`. The seed must be fresh and serve nothing else: in particular it is independent of every
 * material seed, since the doctors learn it and the material must stay unknown to them.
 */
export function shareInput(kernels: Kernels, x: Int32Array, seed: Uint8Array): Int32Array {
  return complement(x, expandInput(kernels, seed, x.length));
}

/** W_0 `[n]`: what party 0's seed of `shareWeights` stands for. */
export function expandWeights(kernels: Kernels, seed: Uint8Array, n: number): Int32Array {
  return stream(kernels, seed, "weight-share", n);
}

/** A share that arrived from outside, in a party's workspace. */
export function holdShare(space: Workspace, share: Int32Array): Share {
  return space.load(share) as Share;
}

/** All weights and biases of a model as one vector per party, layer by layer in graph order, weight before bias. */
export function shareWeights(
  kernels: Kernels,
  model: FixedModel,
  seed: Uint8Array,
): { share0: Int32Array; share1: Int32Array } {
  const weights = flatWeights(model);
  const share0 = expandWeights(kernels, seed, weights.length);
  return { share0, share1: complement(weights, share0) };
}

function flatWeights(model: FixedModel): Int32Array {
  const tensors = model.graph.nodes.filter(isLinear).flatMap((node) => [node.weight, node.bias]);
  const flat = new Int32Array(tensors.reduce((n, name) => n + model.tensors.get(name)!.length, 0));
  let at = 0;
  for (const name of tensors) {
    flat.set(model.tensors.get(name)!, at);
    at += model.tensors.get(name)!.length;
  }
  return flat;
}

function stream(kernels: Kernels, seed: Uint8Array, purpose: Purpose, n: number): Int32Array {
  return kernels.useNow((space) => {
    const at = expand(space, asSeed(seed), purpose, 4 * n);
    return space.words({ at, length: n }).slice();
  });
}

function complement(x: Int32Array, x0: Int32Array): Int32Array {
  return x.map((value, i) => value - x0[i]);
}
