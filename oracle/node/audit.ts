import { sha256 } from "@noble/hashes/sha2.js";
import { DoctorError } from "#errors";
import { auditSet, dealtAgain } from "#mpc/audit/audit";
import { asSeed } from "#mpc/prg/seed";
import { decodeMaterial, encodeMaterial, materialBytes } from "#mpc/tape/material";
import type { LinkSession } from "#node/link/session";
import { Shown } from "#wire/api";
import { equal, hex, unhex } from "#wire/bytes";
import type { Manifest } from "#wire/manifest";
import { check } from "#wire/schema";
import type { CheckedBundle } from "./check-bundle.ts";
import type { NodeContext } from "./context.ts";
import type { RunnableModel } from "./model-shelf.ts";

/** A set that no honest dealer deals, both halves: anyone can check it against the hashes in the case's manifest. */
export interface ForgedSet {
  readonly set: number;
  readonly where: string;
  readonly halves: readonly [Uint8Array, Uint8Array];
}

/**
 * Shows one material set to the peer, sees the peer's half, and checks it whole. Both nodes come to the same verdict.
 * The mark that the set is shown is on both disks before anything of it leaves.
 * @returns evidence against the dealer, or nothing when the set is honest
 * @throws DoctorError E330_MATERIAL_USED before anything was shown; E411, E413 when the peer deviates
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
  const { store, kernels, party } = context;
  const hashes = manifest.sets[set]!;
  const mine = bundle.sets[set]!;
  const { seed } = decodeMaterial(plan, party, mine);
  store.markShown(bundle.materialIds[set]!, caseId, new Date().toISOString());

  if (party === 0) {
    await session.sendMessage({ audited: set, seed: hex(seed) });
    const theirs = await shownBy(session, set);
    if (theirs.permutation) {
      const origin = { seed0: seed, seed1: asSeed(unhex(theirs.seed)), permutation: theirs.permutation };
      const again = dealtAgain(kernels, plan, origin);
      if (!again || !equal(sha256(again), hashes[1])) throw falseHalf();
      return undefined;
    }
    const half1 = new Uint8Array(materialBytes(plan, 1));
    await session.channel.exchange(new Uint8Array(1), half1);
    const verdict = auditSet(kernels, plan, mine, half1);
    if (verdict.honest || !equal(sha256(half1), hashes[1])) throw falseHalf();
    return { set, where: verdict.where, halves: [mine, half1] };
  }

  const theirs = await shownBy(session, set);
  const half0 = encodeMaterial(plan, { party: 0, seed: asSeed(unhex(theirs.seed)), corrections: new Uint8Array(0) });
  if (!equal(sha256(half0), hashes[0])) throw falseHalf();
  const verdict = auditSet(kernels, plan, half0, mine);
  const permutation = verdict.honest ? verdict.origin.permutation : undefined;
  await session.sendMessage({ audited: set, seed: hex(seed), ...(permutation && { permutation }) });
  if (verdict.honest) return undefined;
  await session.channel.exchange(mine, new Uint8Array(1));
  return { set, where: verdict.where, halves: [half0, mine] };
}

async function shownBy(session: LinkSession, set: number) {
  const shown = check(Shown, await session.receiveMessage(), "peer's half of the audited set");
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
