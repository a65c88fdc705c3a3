/**
 * Dealing: the patient's client fills a plan's demands with correlated randomness, one complete set for one evaluation.
 *
 * Party 0's shares are a seed's stream. Party 1's are a stream of its own where a field is merely random, and computed
 * here where the two shares must fit a relation. The dealer sees neither picture nor weights: it could deal before
 * either exists. Cost: the linear layers once in the clear, about 10 ns per comparison, and the streams.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { volume } from "#models/graph/shape";
import type { CompareDemand, LinearDemand, ReleaseDemand } from "../plan/demand.ts";
import { FIELD_ALIGN, maskId, type Plan } from "../plan/plan.ts";
import { expand } from "../prg/expand.ts";
import { asSeed, type Seed } from "../prg/seed.ts";
import type { Kernels } from "../ring/kernels.ts";
import { applyLinear } from "../ring/linear.ts";
import { align, type Workspace } from "../ring/workspace.ts";
import { type Fields, layOut } from "../tape/layout.ts";
import { CORRECTIONS_AT, type NewHash, writeHeader } from "../tape/material.ts";
import { drawPermutation, type Random } from "./permutation.ts";

/** One complete material set. Both `set0` and `set1` are secret, and together they undo all masks of the evaluation. */
export interface Dealing {
  /** party 0's material: 108 bytes */
  set0: Uint8Array;
  /** party 1's material: 108 bytes and `plan.corrections` */
  set1: Uint8Array;
  /**
   * The released logit j is that of class permutation[j]; the patient's secret, which undoes the masked class.
   * Of several pictures, one order after the other.
   */
  permutation: number[];
}

/** What a whole set follows from, to the last byte. */
export interface Origin {
  readonly seed0: Seed;
  readonly seed1: Seed;
  readonly permutation: readonly number[];
}

/** Draws what a set follows from: a few bytes, from which it can be dealt when it is wanted. */
export function drawOrigin(plan: Plan, random: Random): Origin {
  const [seed0, seed1] = [asSeed(random(32).slice()), asSeed(random(32).slice())];
  const orders = Array.from({ length: plan.pictures }, () => drawPermutation(plan.classes, random));
  return { seed0, seed1, permutation: orders.flat() };
}

/**
 * Deals one set. Never deal twice from the same randomness, and never use a set twice.
 * @param newHash SHA-256 of the host, where it is faster than the one in JavaScript
 */
export function deal(kernels: Kernels, plan: Plan, random: Random, newHash: NewHash = sha256.create): Dealing {
  return dealFrom(kernels, plan, drawOrigin(plan, random), newHash);
}

/** The one honest set of an origin: same origin, same bytes. */
export function dealFrom(kernels: Kernels, plan: Plan, origin: Origin, newHash: NewHash = sha256.create): Dealing {
  const { seed0, seed1, permutation } = origin;
  const set1 = kernels.useNow((space) => {
    const stream0 = expand(space, seed0, "material/0", plan.seeded0);
    const stream1 = expand(space, seed1, "material/1", plan.seeded1);
    // Room for the header in front, so that the whole set leaves this memory in one copy.
    const own = space.alloc(align(CORRECTIONS_AT, FIELD_ALIGN) + plan.corrections) + align(CORRECTIONS_AT, FIELD_ALIGN);
    const [items0, items1] = [layOut(plan, 0, stream0, 0), layOut(plan, 1, stream1, own)];
    const pairOf = (id: string): Pair => [items0.get(id)!, items1.get(id)!];
    for (const demand of plan.demands) {
      space.scratch(() => {
        if (demand.kind === "linear") {
          dealLinear(space, demand, plan.pictures, pairOf(maskId(demand.node.input)), pairOf(demand.id));
        } else if (demand.kind === "compare") dealCompare(space, demand, ...pairOf(demand.id));
        else if (demand.kind === "release") dealRelease(space, demand, ...pairOf(demand.id), permutation);
      });
    }
    clearGaps(space, plan, own);
    return space.bytes(own - CORRECTIONS_AT, CORRECTIONS_AT + plan.corrections).slice();
  });
  const set0 = new Uint8Array(CORRECTIONS_AT);
  writeHeader(plan, { party: 0, seed: seed0 }, set0, newHash);
  writeHeader(plan, { party: 1, seed: seed1 }, set1, newHash);
  return { set0, set1, permutation: [...permutation] };
}

/** The bytes between fields mean nothing, but a set is compared as a whole: they are zero. */
function clearGaps(space: Workspace, plan: Plan, corrections: number): void {
  for (const { bytes } of plan.demands.flatMap(({ fields }) => fields.filter((field) => field.corrected))) {
    const size = align(bytes, FIELD_ALIGN);
    space.bytes(corrections + bytes, size - bytes).fill(0);
    corrections += size;
  }
}

/** The fields of an item in both parties' shares. */
type Pair = [Fields, Fields];

/** Beaver's triple for a bilinear map: C = A * B, one B for all pictures. */
function dealLinear(space: Workspace, demand: LinearDemand, pictures: number, masks: Pair, own: Pair): void {
  const [weights, outputs] = demand.fields.map((field) => field.bytes / 4);
  const inputs = pictures * volume(demand.input);
  const sum = (pair: Pair, name: string, n: number) => {
    const { at } = space.vector(n);
    space.kernels.add(pair[0][name], pair[1][name], at, n);
    return at;
  };
  const [A, B] = [sum(masks, "A", inputs), sum(own, "B", weights)];
  const product = space.vector(outputs);
  space.words(product).fill(0);
  for (let picture = 0; picture < pictures; picture++) {
    const part = (at: number, all: number) => at + (4 * picture * all) / pictures;
    applyLinear(space, demand, part(A, inputs), B, part(product.at, outputs));
  }
  space.kernels.sub(product.at, own[0].C, own[1].C, outputs);
}

function dealCompare(space: Workspace, { count, divide }: CompareDemand, f0: Fields, f1: Fields): void {
  const k = space.kernels;
  const [r, planes] = [space.vector(count).at, space.vector(count).at];
  k.add(f0.r, f1.r, r, count);
  k.slice(r, planes, count);
  k.dealDigits(planes, f0.digits, f1.digits, count);
  k.dealTop(planes, f0.top, f1.top, count);
  k.dealJoin(f0.joinMasks, f1.joinMasks, f0.joinProducts, f1.joinProducts, count);
  k.dealLast(f0.lastMasks, f1.lastMasks, f0.lastProduct, f1.lastProduct, count);
  if (divide === 0) {
    k.dealSelect(r, f0.bit, f1.bit, f0.beta, f1.beta, f0.rBeta, f1.rBeta, count);
    return;
  }
  // biome-ignore format: pairs of shares
  k.dealDivide(
    r, f0.bit, f1.bit, f0.beta, f1.beta, f0.rho, f1.rho, f0.delta, f1.delta,
    f0.rhoBeta, f1.rhoBeta, f0.deltaBeta, f1.deltaBeta, count, divide,
  );
}

/** Of each picture: P[j][permutation[j]] = 1; U = P·A; rho and top as in protocol/release.ts. The constant needs no correction. */
function dealRelease(
  space: Workspace,
  { classes, pictures, shift }: ReleaseDemand,
  f0: Fields,
  f1: Fields,
  permutation: readonly number[],
): void {
  const total = classes * pictures;
  const view = (fields: Fields, name: string, length: number) => space.words({ at: fields[name], length });
  const secret = (name: string, i: number) => (view(f0, name, total)[i] + view(f1, name, total)[i]) | 0;
  const correct = (name: string, values: readonly number[]) => {
    const [share0, share1] = [view(f0, name, values.length), view(f1, name, values.length)];
    for (const [i, value] of values.entries()) share1[i] = value - share0[i];
  };
  const columns = Array.from({ length: classes }, (_, i) => i);
  const r = Array.from({ length: total }, (_, i) => secret("r", i));
  correct("P", permutation.flatMap((j) => columns.map((i) => (j === i ? 1 : 0)))); // biome-ignore format: one relation a line
  correct("U", permutation.map((i, row) => secret("A", row - (row % classes) + i))); // biome-ignore format: one relation a line
  correct("rho", r.map((value) => value >>> shift)); // biome-ignore format: one relation a line
  correct("top", r.map((value) => (value >>> 31) << (32 - shift))); // biome-ignore format: one relation a line
}
