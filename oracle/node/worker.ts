import { awaitsReport, coinOf, openedCase, postRejection, postReport } from "#chain/cases";
import { pause } from "#chain/follow";
import { DoctorError } from "#errors";
import { auditOrder } from "#mpc/audit/order";
import type { LinkSession } from "#node/link/session";
import { Countersign } from "#wire/api";
import { unhex } from "#wire/bytes";
import { countersigned, type SignedReport, signReport } from "./attest.ts";
import { auditDealer } from "./audit.ts";
import { type CheckedBundle, checkBundle } from "./check-bundle.ts";
import type { NodeContext } from "./context.ts";
import { fetchBundle, fetchManifest } from "./fetch-case.ts";
import { hear } from "./hear.ts";
import type { RunnableModel } from "./model-shelf.ts";
import { rejectTogether, type SignedRejection } from "./reject.ts";
import { firstUnusedOf, type Reading, runCase } from "./run.ts";
import type { Wave } from "./store.ts";

/** Opens the session with the peer for one case: one side waits for it, the other calls. */
export type Meet = (caseId: string) => Promise<LinkSession>;

/** What both nodes have signed of a case. */
type Outcome =
  | { readonly report: SignedReport; readonly rejection?: undefined }
  | { readonly rejection: SignedRejection };

/** Errors after which the same case is worth another try: the peer or a service was away, or a run broke off. */
const passing = (error: unknown): boolean => !(error instanceof DoctorError) || /^E(4|5|60[139])/.test(error.code);

/**
 * Takes one wave of a case from its opening to its posted report, or to the rejection of its forged material. Everything
 * before the run may be done again at will; a run uses up a material set; what is signed is kept before it is posted, and
 * posting twice changes nothing.
 */
export async function workOn(context: NodeContext, job: Wave, meet: Meet, signal: AbortSignal): Promise<void> {
  const { store, log } = context;
  const { caseId } = job;
  try {
    const signed = keptOutcome(context, caseId) ?? (await readAndSign(context, job, meet, signal));
    if (signed) await post(context, caseId, signed, signal);
    if (signal.aborted) return;
    if (signed?.rejection) store.finish(job, "refused", "E336_FORGED_DEALING");
    else store.finish(job, signed ? "reported" : "gone");
  } catch (err) {
    if (signal.aborted) return;
    const code = err instanceof DoctorError ? err.code : "E500_CHAIN";
    if (passing(err)) log.warn({ case: caseId, code }, "case put off, to be tried again");
    else {
      store.finish(job, "refused", code);
      log.warn({ case: caseId, code, reason: (err as Error).message }, "case refused");
    }
  } finally {
    context.progress.leave(caseId);
    if (!signal.aborted && store.job(caseId)?.state !== "waiting") context.sets.drop(caseId);
  }
}

async function readAndSign(
  context: NodeContext,
  { caseId, wave }: Wave,
  meet: Meet,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const { contracts, store, log, party, progress } = context;
  progress.enter(caseId, "bundle");
  const opened = await openedCase(contracts, caseId);
  if (opened.wave !== wave) return undefined;
  const model = await context.models.find(opened.model, opened.modelDigest);
  const manifest = await fetchManifest(context.blobs, opened.manifest);
  const bytes = await fetchBundle(context.blobs, manifest, party, context.identities.all());
  const bundle = checkBundle(bytes, manifest, { party, ...opened }, model.plan, context.kernels);
  store.claimNonce(bundle.preimage.nonce, opened);
  store.keepHalves(opened, { packageHalf: bundle.packageHalf, recordHalf: bundle.recordHalf ?? null });

  progress.enter(caseId, "seed");
  // Up to the seed block the patient may take the case back, and nobody has read anything.
  while (!signal.aborted && (await contracts.provider.getBlockNumber()) <= opened.seedBlock) await pause(100, signal);
  if (signal.aborted || !(await awaitsReport(contracts, caseId))) return undefined;

  progress.enter(caseId, "material");
  const [audited, ...order] = auditOrder(bundle.sets.length, await coinOf(contracts, caseId), unhex(opened.caseCommit));
  // The spare set stays where it is, unless it is needed. Fetched before the peer begins to wait.
  const next = order[firstUnusedOf(context, bundle, order)];
  for (const set of [audited!, next]) if (set !== undefined) await context.sets.fetch(caseId, bundle.sets[set]!);
  progress.enter(caseId, "peer");
  const session = await meet(caseId);
  try {
    progress.enter(caseId, "audit");
    const forged = await auditDealer(context, caseId, bundle, manifest, model, audited!, session);
    if (forged) {
      log.warn({ case: caseId, set: forged.set, where: forged.where }, "the patient dealt a forged material set");
      return { rejection: await rejectTogether(context, opened, forged, session) };
    }
    const reading = await runCase(context, caseId, bundle, order, model, session);
    log.info(
      {
        case: caseId,
        set: reading.set,
        rounds: reading.stats.rounds,
        bytes: reading.stats.bytesSentPerParty,
        ms: Math.round(reading.stats.onlineMs),
      },
      "read under encryption",
    );
    return { report: await signTogether(context, caseId, opened, bundle, reading, model, session) };
  } finally {
    session.close();
  }
}

async function signTogether(
  context: NodeContext,
  caseId: string,
  opened: Wave & { pair: number },
  bundle: CheckedBundle,
  reading: Reading,
  model: RunnableModel,
  session: LinkSession,
): Promise<SignedReport> {
  const own = await signReport(context, {
    caseId,
    wave: opened.wave,
    pair: opened.pair,
    modelDigest: model.digest,
    inputHashes: bundle.preimage.inputHashes,
    ...reading,
  });
  // Before the signature leaves: a run that breaks off from here on is not signed a second time with another result.
  context.store.signOnce(caseId, opened.wave, own.digest);
  await session.sendMessage({ digest: own.digest, signature: own.signature });
  const theirs = await hear(session, Countersign);
  const report = countersigned(context, own, theirs);
  context.store.keepReport(opened, JSON.stringify(report));
  return report;
}

function keptOutcome({ store }: NodeContext, caseId: string): Outcome | undefined {
  const [report, rejection] = [store.report(caseId), store.rejection(caseId)];
  if (report !== undefined) return { report: JSON.parse(report) as SignedReport };
  return rejection === undefined ? undefined : { rejection: JSON.parse(rejection) as SignedRejection };
}

/** Party 0 posts at once; party 1 gives it a few seconds, then posts itself. Either finds the case moved on and is done. */
async function post(context: NodeContext, caseId: string, signed: Outcome, signal: AbortSignal): Promise<void> {
  const { contracts, party, wallet, log } = context;
  for (let waited = 0; party === 1 && waited < 4_000 && !signal.aborted; waited += 200) {
    if (!(await awaitsReport(contracts, caseId))) return;
    await pause(200, signal);
  }
  const posted = await context.posting(async () => {
    if (signal.aborted || !(await awaitsReport(contracts, caseId))) return false;
    if (signed.rejection) await postRejection(contracts, wallet, signed.rejection);
    else await postReport(contracts, wallet, signed.report);
    return true;
  });
  if (!posted) return;
  log.info({ case: caseId }, signed.rejection ? "rejection posted" : "report posted");
}
