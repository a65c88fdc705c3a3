/**
 * The audit of the dealer, by cut and choose.
 *
 * Nothing in the protocol stops a dealer from dealing wrong corrections: a few bits added to the last layer's triple
 * bend every logit. So a case brings several sets, each under its hash before anybody knows which will be opened, and a
 * coin that falls later picks one to be shown to both parties and checked whole (`order.ts`).
 *
 * The check needs no list of relations. An honest set is a function of its origin, two seeds and a permutation
 * (`dealFrom`), so whoever is shown the origin deals again and compares every byte: triples, digits, divisions,
 * permutation matrix. Seeds and permutation are 64 bytes and a few; the corrections never travel, unless they are wrong.
 *
 * A shown set is spent. Nothing of it has met a picture, so showing it gives nothing away.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { DoctorError } from "#errors";
import { dealFrom, type Origin } from "../deal/deal.ts";
import type { Plan } from "../plan/plan.ts";
import { expand } from "../prg/expand.ts";
import type { Seed } from "../prg/seed.ts";
import type { Kernels } from "../ring/kernels.ts";
import type { Workspace } from "../ring/workspace.ts";
import { layOut } from "../tape/layout.ts";
import { decodeMaterial, type MaterialSource, type NewHash, readMaterial, statedName } from "../tape/material.ts";

/**
 * The origin of a set that both halves are at hand of, or why no honest dealing gives these bytes: a field's name, as
 * "conv1: C", or "material" for bytes that no party could use.
 * @param set0 party 0's half: 108 bytes   @param set1 party 1's half
 */
export function auditSet(
  kernels: Kernels,
  plan: Plan,
  set0: Uint8Array,
  set1: Uint8Array,
  newHash: NewHash = sha256.create,
): { honest: true; origin: Origin } | { honest: false; where: string } {
  try {
    const [half0, half1] = [decodeMaterial(plan, 0, set0, newHash), decodeMaterial(plan, 1, set1, newHash)];
    const permutation = kernels.useNow((space) => {
      const corrections = space.alloc(half1.corrections.length);
      space.bytes(corrections, half1.corrections.length).set(half1.corrections);
      return permutationOf(space, plan, half0.seed, corrections);
    });
    if (!ordersAll(plan, permutation)) return { honest: false, where: "release: P" };
    const origin = { seed0: half0.seed, seed1: half1.seed, permutation };
    const where = firstDifference(plan, dealFrom(kernels, plan, origin, newHash).set1, set1);
    return where === undefined ? { honest: true, origin } : { honest: false, where };
  } catch (error) {
    if (error instanceof DoctorError && error.code.startsWith("E32")) return { honest: false, where: "material" };
    throw error;
  }
}

/**
 * The one origin that a set can have, read in order and held once; whether the set is honest, `dealtName` tells.
 * @param source party 1's half
 * @throws E32x as `readMaterial`
 */
export async function originOf(
  kernels: Kernels,
  plan: Plan,
  seed0: Seed,
  source: MaterialSource,
  newHash: NewHash,
): Promise<Origin> {
  return kernels.use(async (space) => {
    const { seed, corrections } = await readMaterial(space, plan, 1, source, newHash);
    return { seed0, seed1: seed, permutation: permutationOf(space, plan, seed0, corrections) };
  });
}

/**
 * The name of party 1's half of an origin, to be compared with the one that the patient committed to; `undefined` for
 * an origin that no dealer has.
 */
export function dealtName(kernels: Kernels, plan: Plan, origin: Origin, newHash: NewHash): Uint8Array | undefined {
  return ordersAll(plan, origin.permutation) ? statedName(dealFrom(kernels, plan, origin, newHash).set1) : undefined;
}

/**
 * For each released logit, picture after picture, the class whose column is 1, or -1.
 * @param corrections their address in the workspace
 */
function permutationOf(space: Workspace, plan: Plan, seed0: Seed, corrections: number): number[] {
  const stream = expand(space, seed0, "material/0", plan.seeded0);
  const [n, rows] = [plan.classes, plan.classes * plan.pictures];
  const [at0, at1] = [layOut(plan, 0, stream, 0), layOut(plan, 1, 0, corrections)].map(
    (items) => items.get("release")!.P,
  );
  const [share0, share1] = [at0, at1].map((at) => space.words({ at, length: rows * n }));
  const matrices = Array.from(share0, (value, i) => (value + share1[i]) | 0);
  return Array.from({ length: rows }, (_, row) => matrices.slice(row * n, (row + 1) * n).indexOf(1));
}

/** Whether these are permutations of the classes, one for each picture. */
function ordersAll({ classes, pictures }: Plan, orders: readonly number[]): boolean {
  const known = (value: number) => value >= 0 && value < classes;
  const once = new Set(orders.map((value, i) => Math.floor(i / classes) * classes + value));
  return orders.length === classes * pictures && orders.every(known) && once.size === orders.length;
}

function firstDifference(plan: Plan, right: Uint8Array, given: Uint8Array): string | undefined {
  const start = right.length - plan.corrections;
  const offset = right.subarray(start).findIndex((byte, i) => byte !== given[start + i]);
  if (offset < 0) return right.every((byte, i) => byte === given[i]) ? undefined : "material";
  let found = "";
  // Laid out from 0, a corrected field's address is its offset into the corrections.
  for (const [id, fields] of layOut(plan, 1, 0, 0)) {
    const corrected = plan.demands.find((demand) => demand.id === id)!.fields.filter((field) => field.corrected);
    for (const { name } of corrected) if (fields[name] <= offset) found = `${id}: ${name}`;
  }
  return found;
}
