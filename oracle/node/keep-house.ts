import { sent } from "#chain/cases";
import { isTerminal, stateName } from "#chain/states";
import { equal, hex, unhex } from "#wire/bytes";
import type { NodeContext } from "./context.ts";

export interface HouseRules {
  /** Seconds for which an identity is used. */
  readonly epoch: number;
  /** Seconds for which a retired one stays, to read what was sealed to it before it was. */
  readonly retired: number;
  /** Blocks after which the chain's word counts. */
  readonly confirmations: number;
}

/**
 * What a node owes to those whose ciphertext lies on IPFS for ever: it forgets what opens it. The identity changes with each
 * epoch, and a retired one is deleted when every case that was sealed to it has been read or skipped; the key halves of an
 * ended case are deleted.
 */
export async function keepHouse(
  context: NodeContext,
  { epoch, retired, confirmations }: HouseRules,
  now: number,
): Promise<void> {
  const { identities, models, log } = context;
  if (identities.rotating || now - identities.since > epoch) {
    await identities.rotate((recipient) => publish(context, recipient), now);
    log.info("the key that patients seal to was rotated");
  }
  // Whatever became of the chain or of this folder: patients seal to what can be opened here.
  await publish(context, await identities.recipient());
  // What was sealed to a key that goes is at hand before it goes.
  await models.stock();
  const destroyed = identities.destroyRetired(now - retired);
  if (destroyed > 0) log.info({ keys: destroyed }, "retired keys were deleted");
  await forgetHalves(context, confirmations);
}

async function publish({ contracts, pair, party, wallet, posting }: NodeContext, recipient: Uint8Array): Promise<void> {
  await posting(async () => {
    const { directory } = contracts;
    const { recipients, certificates, endpoints } = await directory.getPair(pair);
    // As nearly always; or the transaction went through before a crash.
    if (equal(unhex(recipients[party]!), recipient)) return;
    const [certificate, endpoint] = [certificates[party]!, endpoints[party]!];
    await sent(contracts, directory.connect(wallet).rotate, pair, party, hex(recipient), certificate, endpoint);
  });
}

/** No doctor needs a half of an ended case; the curator needs that of a settled case's record, once. */
async function forgetHalves({ contracts, store }: NodeContext, confirmations: number): Promise<void> {
  const blockTag = Math.max(0, (await contracts.provider.getBlockNumber()) - confirmations);
  for (const caseId of store.casesWithHalves()) {
    const { state } = await contracts.core.getCase(caseId, { blockTag });
    if (!isTerminal(stateName(state))) continue;
    const owed = stateName(state) === "Settled" && store.releaseOf(`record/${caseId}`) === undefined;
    store.forgetHalves(caseId, owed ? "package" : "all");
  }
}
