import { createHash } from "node:crypto";
import { DoctorError } from "#errors";
import { auditSet, dealtName, originOf } from "#mpc/audit/audit";
import { asSeed } from "#mpc/prg/seed";
import {
  decodeMaterial,
  encodeMaterial,
  type MaterialSource,
  materialBytes,
  nameOf,
  statedName,
} from "#mpc/tape/material";
import type { LinkSession } from "#node/link/session";
import { Shown } from "#wire/api";
import { equal, hex, unhex } from "#wire/bytes";
import type { Manifest } from "#wire/manifest";
import type { CheckedBundle } from "./check-bundle.ts";
import type { NodeContext } from "./context.ts";
import { hear } from "./hear.ts";
import type { RunnableModel } from "./model-shelf.ts";

/** A set that no honest dealer deals, both halves: anyone can check it against the names in the case's manifest. */
export interface ForgedSet {
  readonly set: number;
  readonly where: string;
  readonly halves: readonly [Uint8Array, Uint8Array];
}

const newHash = () => createHash("sha256");

/**
 * Shows one material set to the peer, sees the peer's half, and checks it whole. Both nodes come to the same verdict.
 * The mark that the set is shown is on both disks before anything of it leaves. An honest set of party 1's is read once,
 * in order; only a bad one, which is evidence, is held whole.
 * @returns evidence against the dealer, or nothing when the set is honest
 * @throws DoctorError E330_MATERIAL_USED before anything was shown; E32x for a set that cannot be read, E6xx for one that
 *   cannot be fetched; E4xx when the peer deviates
 */
export async function auditDealer(
  context: NodeContext,
  caseId: string,
  bundle: CheckedBundle,
  manifest: Manifest,
  { plan }: RunnableModel,
  set: number,
  session: LinkSession,
): Promise<ForgedSet | undefined> {
  const { store, kernels, party, sets } = context;
  const names = manifest.sets[set]!.map(({ name }) => name);
  const own = bundle.sets[set]!;
  const mark = () => store.markShown(own.name, caseId, new Date().toISOString());

  if (party === 0) {
    const mine = await sets.use(caseId, own, readWhole);
    const { seed } = decodeMaterial(plan, 0, mine, newHash);
    mark();
    await session.sendMessage({ audited: set, seed: hex(seed) });
    const theirs = await shownBy(session, set);
    if (theirs.permutation) {
      const origin = { seed0: seed, seed1: asSeed(unhex(theirs.seed)), permutation: theirs.permutation };
      const name = dealtName(kernels, plan, origin, newHash);
      if (!name || !equal(name, names[1]!)) throw falseHalf();
      return undefined;
    }
    const half1 = new Uint8Array(materialBytes(plan, 1));
    await session.channel.exchange(new Uint8Array(1), half1);
    const verdict = auditSet(kernels, plan, mine, half1, newHash);
    if (verdict.honest || !equal(nameOf(half1, newHash), names[1]!)) throw falseHalf();
    return { set, where: verdict.where, halves: [mine, half1] };
  }

  mark();
  const theirs = await shownBy(session, set);
  const half0 = encodeMaterial(plan, { party: 0, seed: asSeed(unhex(theirs.seed)), corrections: new Uint8Array(0) });
  if (!equal(statedName(half0), names[0]!)) throw falseHalf();
  const origin = await sets.use(caseId, own, (source) =>
    originOf(kernels, plan, asSeed(unhex(theirs.seed)), source, newHash),
  );
  const name = dealtName(kernels, plan, origin, newHash);
  const honest = name !== undefined && equal(name, names[1]!);
  const { permutation } = origin;
  await session.sendMessage({ audited: set, seed: hex(origin.seed1), ...(honest && { permutation }) });
  if (honest) return undefined;
  const mine = await sets.use(caseId, own, readWhole);
  await session.channel.exchange(mine, new Uint8Array(1));
  const verdict = auditSet(kernels, plan, half0, mine, newHash);
  if (verdict.honest) throw new Error("a set is honest and has another name than its origin's");
  return { set, where: verdict.where, halves: [half0, mine] };
}

async function readWhole(source: MaterialSource): Promise<Uint8Array> {
  const bytes = new Uint8Array(source.length);
  await source.read(bytes);
  return bytes;
}

async function shownBy(session: LinkSession, set: number) {
  const shown = await hear(session, Shown);
  if (shown.audited !== set)
    throw new DoctorError(
      "E411_PEER_DISAGREES",
      "The peer audits another material set.",
      "Both nodes must follow the same chain; the case is tried again.",
    );
  return shown;
}

function falseHalf(): DoctorError {
  return new DoctorError(
    "E413_FALSE_HALF",
    "What the peer showed of the audited set is not what the patient committed to.",
    "The case is tried again; if it stays so, the peer deviates.",
  );
}
