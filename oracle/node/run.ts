import { createHash } from "node:crypto";
import { DoctorError } from "#errors";
import { readOff } from "#models/zoo/description";
import { infer } from "#mpc/protocol/infer";
import type { LinkSession } from "#node/link/session";
import { Hello, Marked } from "#wire/api";
import type { CheckedBundle } from "./check-bundle.ts";
import type { NodeContext } from "./context.ts";
import { hear } from "./hear.ts";
import type { RunnableModel } from "./model-shelf.ts";

export interface Reading {
  readonly set: number;
  readonly maskedClass: number;
  /** Basis points, rounded down to 250. */
  readonly confidence: number;
  /** Bytes of the masked weights are sent before the picture's share is used, and counted apart. */
  readonly stats: { rounds: number; setupBytesPerParty: number; bytesSentPerParty: number; onlineMs: number };
}

/**
 * One encrypted inference with the peer. Both sides name their first unused material set of the order and take the later
 * of the two, since a set that either has ever used is dead. The mark is on both disks before the first byte of the run.
 * @param order of the sets that may be used; the audited one is not among them
 * @throws DoctorError E334_NO_MATERIAL when every set is used; E3xx and E4xx of engine and link
 */
export async function runCase(
  context: NodeContext,
  caseId: string,
  bundle: CheckedBundle,
  order: readonly number[],
  model: RunnableModel,
  session: LinkSession,
): Promise<Reading> {
  const { store, kernels, party, sets } = context;
  const firstUnused = firstUnusedOf(context, bundle, order);
  const hello = { caseId, firstUnused, modelDigest: model.digest };
  await session.sendMessage(hello);
  const theirs = await hear(session, Hello);
  if (theirs.caseId !== caseId || theirs.modelDigest.toLowerCase() !== model.digest.toLowerCase()) {
    throw new DoctorError(
      "E411_PEER_DISAGREES",
      "The peer speaks of another case or another model.",
      "Both nodes of a pair must hold the same model and follow the same chain.",
    );
  }
  const set = order[Math.max(hello.firstUnused, theirs.firstUnused)];
  if (set === undefined)
    throw new DoctorError(
      "E334_NO_MATERIAL",
      "Every material set of this case has been used.",
      "After the report's deadline the case goes on without a prediction.",
    );

  const material = bundle.sets[set]!;
  await sets.fetch(caseId, material);
  store.markUsed(material.name, caseId, new Date().toISOString());
  await session.sendMessage({ marked: set });
  const answer = await hear(session, Marked);
  if (answer.marked !== set)
    throw new DoctorError(
      "E411_PEER_DISAGREES",
      "The peer marked another material set.",
      "The case is tried again with the spare set.",
    );

  context.progress.enter(caseId, "setup");
  const { released, rounds, setupBytesSent, bytesSent, onlineMs } = await sets.use(caseId, material, (source) =>
    infer({
      kernels,
      party,
      plan: model.plan,
      channel: session.channel,
      weights: model.weights,
      input: bundle.share,
      material: source,
      newHash: () => createHash("sha256"),
      clock: () => performance.now(),
      onLayer: (layer, over) => context.progress.layer(caseId, { ...layer, rounds: over, ofRounds: model.plan.rounds }),
    }),
  );
  context.progress.enter(caseId, "signing");
  const read = readOff(released, model);
  return {
    set,
    maskedClass: read.maskedClass,
    confidence: Math.round(read.confidence * 10_000),
    stats: { rounds, setupBytesPerParty: setupBytesSent, bytesSentPerParty: bytesSent, onlineMs },
  };
}

/** Place in the order of the first set that this node has not used; the order's length when it has used all. */
export function firstUnusedOf({ store }: NodeContext, { sets }: CheckedBundle, order: readonly number[]): number {
  const place = order.findIndex((set) => !store.isSpent(sets[set]!.name));
  return place < 0 ? order.length : place;
}
