/**
 * Dealing: the patient's client fills a plan's demands with correlated randomness, one complete set for one evaluation.
 *
 * Party 0's shares are a seed's stream. Party 1's are a stream of its own where a field is merely random, and computed
 * here where the two shares must fit a relation. The dealer sees neither picture nor weights: it could deal before
 * either exists. Cost: the linear layers once in the clear, about 10 ns per comparison, and the streams.
 */
import type { CompareDemand, LinearDemand, ReleaseDemand } from "../plan/demand.ts";
import { FIELD_ALIGN, type Plan } from "../plan/plan.ts";
import { expand } from "../prg/expand.ts";
import { asSeed, type Seed } from "../prg/seed.ts";
import type { Kernels } from "../ring/kernels.ts";
import { applyLinear } from "../ring/linear.ts";
import { align, type Workspace } from "../ring/workspace.ts";
import { type Fields, layOut } from "../tape/layout.ts";
import { encodeMaterial } from "../tape/material.ts";
import { drawPermutation, type Random } from "./permutation.ts";

/** One complete material set. Both `set0` and `set1` are secret, and together they undo all masks of the evaluation. */
export interface Dealing {
  /** party 0's material: 108 bytes */
  set0: Uint8Array;
  /** party 1's material: 108 bytes and `plan.corrections` */
  set1: Uint8Array;
  /** The released logit j is that of class permutation[j]; the patient's secret, which undoes the masked class. */
  permutation: number[];
}

/** What a whole set follows from, to the last byte. */
export interface Origin {
  readonly seed0: Seed;
  readonly seed1: Seed;
  readonly permutation: readonly number[];
}

/** Deals one set. Never deal twice from the same randomness, and never use a set twice. */
export function deal(kernels: Kernels, plan: Plan, random: Random): Dealing {
  const [seed0, seed1] = [asSeed(random(32).slice()), asSeed(random(32).slice())];
  return dealFrom(kernels, plan, { seed0, seed1, permutation: drawPermutation(plan.classes, random) });
}

/** The one honest set of an origin: same origin, same bytes. */
export function dealFrom(kernels: Kernels, plan: Plan, { seed0, seed1, permutation }: Origin): Dealing {
  const corrections = kernels.useNow((space) => {
    const stream0 = expand(space, seed0, "material/0", plan.seeded0);
    const stream1 = expand(space, seed1, "material/1", plan.seeded1);
    const own = space.alloc(align(plan.corrections, FIELD_ALIGN));
    const [items0, items1] = [layOut(plan, 0, stream0, 0), layOut(plan, 1, stream1, own)];
    for (const demand of plan.demands) {
      const [f0, f1] = [items0.get(demand.id)!, items1.get(demand.id)!];
      space.scratch(() => {
        if (demand.kind === "linear") dealLinear(space, demand, f0, f1);
        else if (demand.kind === "compare") dealCompare(space, demand, f0, f1);
        else dealRelease(space, demand, f0, f1, permutation);
      });
    }
    clearGaps(space, plan, own);
    return space.bytes(own, plan.corrections).slice();
  });
  return {
    set0: encodeMaterial(plan, { party: 0, seed: seed0, corrections: new Uint8Array(0) }),
    set1: encodeMaterial(plan, { party: 1, seed: seed1, corrections }),
    permutation: [...permutation],
  };
}

/** The bytes between fields mean nothing, but a set is compared as a whole: they are zero. */
function clearGaps(space: Workspace, plan: Plan, corrections: number): void {
  for (const { bytes } of plan.demands.flatMap(({ fields }) => fields.filter((field) => field.corrected))) {
    const size = align(bytes, FIELD_ALIGN);
    space.bytes(corrections + bytes, size - bytes).fill(0);
    corrections += size;
  }
}

/** Beaver's triple for a bilinear map: C = A * B. */
function dealLinear(space: Workspace, demand: LinearDemand, f0: Fields, f1: Fields): void {
  const [a, b, c] = demand.fields.map((field) => field.bytes / 4);
  const sum = (name: string, n: number) => {
    const { at } = space.vector(n);
    space.kernels.add(f0[name], f1[name], at, n);
    return at;
  };
  const [A, B] = [sum("A", a), sum("B", b)];
  const product = space.vector(c);
  space.words(product).fill(0);
  applyLinear(space, demand, A, B, product.at);
  space.kernels.sub(product.at, f0.C, f1.C, c);
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

/** P[j][permutation[j]] = 1; U = P·A; rho and top as in protocol/release.ts. The constant needs no correction. */
function dealRelease(
  space: Workspace,
  demand: ReleaseDemand,
  f0: Fields,
  f1: Fields,
  permutation: readonly number[],
): void {
  const { classes, shift } = demand;
  const view = (fields: Fields, name: string, length: number) => space.words({ at: fields[name], length });
  const secret = (name: string, i: number) => (view(f0, name, classes)[i] + view(f1, name, classes)[i]) | 0;
  const correct = (name: string, values: readonly number[]) => {
    const [share0, share1] = [view(f0, name, values.length), view(f1, name, values.length)];
    for (const [i, value] of values.entries()) share1[i] = value - share0[i];
  };
  const rows = [...permutation.keys()];
  const r = rows.map((i) => secret("r", i));
  correct("P", rows.flatMap((j) => rows.map((i) => (permutation[j] === i ? 1 : 0)))); // biome-ignore format: one relation a line
  correct("U", permutation.map((i) => secret("A", i))); // biome-ignore format: one relation a line
  correct("rho", r.map((value) => value >>> shift)); // biome-ignore format: one relation a line
  correct("top", r.map((value) => (value >>> 31) << (32 - shift))); // biome-ignore format: one relation a line
}
