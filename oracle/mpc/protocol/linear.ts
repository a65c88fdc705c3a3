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
 * once. So is a value that several layers read, as a block's input that its skip projects too: one A, one E, for each
 * layer its own B and C. All pictures of an evaluation share W and so B and F; each has its own A.
 * Cost: per value one round and 4 bytes an element; per layer one local product.
 */
import { volume } from "#models/graph/shape";
import type { LinearDemand } from "../plan/demand.ts";
import { maskId, weightVolumes } from "../plan/plan.ts";
import { applyLinear } from "../ring/linear.ts";
import type { Vector } from "../ring/workspace.ts";
import { maskDifference, maskWeights } from "../share/mask.ts";
import { openSum } from "../share/open.ts";
import type { Opened, Share } from "../share/types.ts";
import type { Session } from "./session.ts";

/** A layer whose weights are opened under their mask: waits for its input. */
export interface ReadyLayer {
  demand: LinearDemand;
  /** addresses: this party's weights and biases, its share of A */
  weight: number;
  bias: number;
  A: number;
  /** `[pictures, ...output]` */
  D: Vector;
}

/**
 * Prepares all linear layers. One round.
 * @param weights this party's share of all weights and biases, in the order of `shareWeights`
 */
export async function prepareLinear(session: Session, weights: Vector): Promise<Map<string, ReadyLayer>> {
  const { plan, space, channel, tape } = session;
  const ready = new Map<string, ReadyLayer>();
  const masks = new Map<string, number>();
  const maskOf = (value: string): number => {
    const at = masks.get(value) ?? tape.take("mask", maskId(value)).fields.A;
    masks.set(value, at);
    return at;
  };
  const parts: { layer: ReadyLayer; weight: Vector; B: number; C: number }[] = [];
  let at = weights.at;
  for (const { id } of plan.demands.filter((some) => some.kind === "linear")) {
    const { demand, fields } = tape.take("linear", id);
    const { weight, bias } = weightVolumes(demand.node, plan.facts);
    const D = space.vector(plan.pictures * volume(demand.output));
    const layer = { demand, weight: at, bias: at + 4 * weight, A: maskOf(demand.node.input), D };
    ready.set(id, layer);
    parts.push({ layer, weight: { at, length: weight }, B: fields.B, C: fields.C });
    at += 4 * (weight + bias);
  }
  await space.scratch(async () => {
    let { at: F } = await openSum(space, channel, maskWeights(space, plan.setupBytes / 4, parts));
    for (const { layer, weight, C } of parts) {
      space.bytes(layer.D.at, 4 * layer.D.length).set(space.bytes(C, 4 * layer.D.length));
      multiply(session, layer, layer.A, F);
      F += 4 * weight.length;
    }
  });
  return ready;
}

/** E = X - A of a value, for all layers that read it. One round. */
export async function openInput({ space, channel }: Session, reader: ReadyLayer, x: Share): Promise<Opened> {
  return openSum(space, channel, maskDifference(space, x, reader.A));
}

/** Shares of weight * x + bias from the opened E. Local. The result takes the place of the layer's D. */
export function linear(session: Session, layer: ReadyLayer, E: Opened): Share {
  const { pictures } = session.plan;
  multiply(session, layer, E.at, layer.weight);
  const [rows] = layer.demand.output;
  const [each, width] = [layer.D.length / pictures, layer.D.length / pictures / rows];
  for (let picture = 0; picture < pictures; picture++) {
    session.space.kernels.addToRows(layer.D.at + 4 * picture * each, layer.bias, rows, width);
  }
  return layer.D as Share;
}

/** D += weight * x, picture by picture. */
function multiply({ plan, space }: Session, { demand, D }: ReadyLayer, x: number, weight: number): void {
  const [read, written] = [4 * volume(demand.input), (4 * D.length) / plan.pictures];
  for (let picture = 0; picture < plan.pictures; picture++) {
    applyLinear(space, demand, x + picture * read, weight, D.at + picture * written);
  }
}
