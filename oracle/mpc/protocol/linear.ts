/**
 * Linear layers (conv or dense, written *) on shared input and shared weights, with Beaver's triples for matrices
 * (Beaver, "Efficient multiparty protocols using circuit randomization", 1991), arranged so that the work that does
 * not need the picture is done before it, and one product per party is left:
 *
 *   before:  open F = W - B for all layers at once;  D_i = A_i * F + C_i
 *   online:  open E = X - A;                         Z_i = E * W_i + D_i + bias_i
 *
 *   Z_0 + Z_1 = E*W + A*F + C = (X - A)*W + A*(W - B) + A*B = X*W
 *
 * The masks have the shape of the input, not of its patches: a position that many patches share is masked and sent
 * once. Cost per layer: one round, 4 bytes per input element, one local product.
 */
import { volume } from "#models/graph/shape";
import type { LinearDemand } from "../plan/demand.ts";
import { weightVolumes } from "../plan/plan.ts";
import { applyLinear } from "../ring/linear.ts";
import type { Vector } from "../ring/workspace.ts";
import { maskDifference, maskWeights } from "../share/mask.ts";
import { openSum } from "../share/open.ts";
import type { Share } from "../share/types.ts";
import type { Session } from "./session.ts";

/** A layer whose weights are opened under their mask: waits for its input. */
export interface ReadyLayer {
  demand: LinearDemand;
  /** addresses: this party's weights and biases, its share of A, and D */
  weight: number;
  bias: number;
  A: number;
  D: Vector;
}

/**
 * Prepares all linear layers. One round.
 * @param weights this party's share of all weights and biases, in the order of `shareWeights`
 */
export async function prepareLinear(session: Session, weights: Vector): Promise<Map<string, ReadyLayer>> {
  const { plan, space, channel, tape } = session;
  const ready = new Map<string, ReadyLayer>();
  const parts: { layer: ReadyLayer; weight: Vector; B: number; C: number }[] = [];
  let at = weights.at;
  for (const { id } of plan.demands.filter((some) => some.kind === "linear")) {
    const { demand, fields } = tape.take("linear", id);
    const { weight, bias } = weightVolumes(demand.node, plan.facts);
    const D = space.vector(volume(demand.output));
    const layer = { demand, weight: at, bias: at + 4 * weight, A: fields.A, D };
    ready.set(id, layer);
    parts.push({ layer, weight: { at, length: weight }, B: fields.B, C: fields.C });
    at += 4 * (weight + bias);
  }
  await space.scratch(async () => {
    let { at: F } = await openSum(space, channel, maskWeights(space, plan.setupBytes / 4, parts));
    for (const { layer, weight, C } of parts) {
      space.bytes(layer.D.at, 4 * layer.D.length).set(space.bytes(C, 4 * layer.D.length));
      applyLinear(space, layer.demand, layer.A, F, layer.D.at);
      F += 4 * weight.length;
    }
  });
  return ready;
}

/** Shares of weight * x + bias. One round. The result takes the place of the layer's D. */
export async function linear({ space, channel }: Session, layer: ReadyLayer, x: Share): Promise<Share> {
  const { output } = layer.demand;
  await space.scratch(async () => {
    const E = await openSum(space, channel, maskDifference(space, x, layer.A));
    applyLinear(space, layer.demand, E.at, layer.weight, layer.D.at);
  });
  const rows = output[0];
  space.kernels.addToRows(layer.D.at, layer.bias, rows, layer.D.length / rows);
  return layer.D as Share;
}
