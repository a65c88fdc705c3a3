import { coinOf, openedCase, rejectionOf } from "#chain/cases";
import type { Contracts } from "#chain/contracts";
import { DoctorError } from "#errors";
import { readingGraph } from "#models/zoo/description";
import { auditSet } from "#mpc/audit/audit";
import { auditOrder } from "#mpc/audit/order";
import { planOf } from "#mpc/plan/plan";
import type { Kernels } from "#mpc/ring/kernels";
import { nameOf } from "#mpc/tape/material";
import type { BlobStore } from "#storage/blobs";
import { cidOfDigest, parseCid } from "#storage/cid";
import { MAX_SET } from "#wire/bundle";
import { equal, hex, unhex } from "#wire/bytes";
import { decodeEvidence, MAX_EVIDENCE } from "#wire/evidence";
import { decodeManifest, MAX_MANIFEST } from "#wire/manifest";
import { admittedModel } from "./models.ts";

export interface EvidenceVerdict {
  readonly caseId: string;
  readonly wave: number;
  readonly set: number;
  /** CID of what the nodes published. */
  readonly evidence: string;
  /** Whether the patient dealt that set, the coin picked it, and no honest dealer deals it. */
  readonly holds: boolean;
  /** The forged field, as "conv1: C"; or why the evidence proves nothing. */
  readonly because: string;
}

/**
 * Checks a rejected case's evidence again, as anyone can: downloads it, holds both halves against the names that the
 * patient fixed in the manifest, draws the coin again, and audits the set.
 * @throws DoctorError E702_NOT_FOUND for a case that was not rejected; E6xx when the evidence cannot be had
 */
export async function checkEvidence(
  { contracts, blobs, kernels }: { contracts: Contracts; blobs: BlobStore; kernels: Kernels },
  caseId: string,
): Promise<EvidenceVerdict> {
  const rejected = await rejectionOf(contracts, caseId);
  if (!rejected)
    throw new DoctorError(
      "E702_NOT_FOUND",
      "No forged dealing was rejected in this case.",
      "Evidence exists for cases in the state Rejected only.",
    );
  const opened = await openedCase(contracts, caseId);
  const set = Number(rejected.args.set);
  const cid = cidOfDigest(unhex(rejected.args.evidence));
  const verdict = (holds: boolean, because: string): EvidenceVerdict => ({
    caseId,
    wave: opened.wave,
    set,
    evidence: cid.toString(),
    holds,
    because,
  });

  const shown = decodeEvidence(await blobs.get(cid, { maxBytes: MAX_EVIDENCE }));
  if (shown.set !== set || hex(shown.manifest) !== opened.manifest.toLowerCase())
    return verdict(false, "it speaks of another case or another set");
  const manifest = decodeManifest(await blobs.get(cidOfDigest(shown.manifest), { maxBytes: MAX_MANIFEST }));
  const { cid: half1Cid, size } = shown.half1;
  const half1 = await blobs.get(parseCid(half1Cid), { maxBytes: Math.min(size, MAX_SET) });
  const dealt = manifest.sets[set];
  if (!dealt || !equal(nameOf(shown.half0), dealt[0].name) || !equal(nameOf(half1), dealt[1].name))
    return verdict(false, "the patient did not deal this set");
  const [audited] = auditOrder(manifest.sets.length, await coinOf(contracts, caseId), unhex(opened.caseCommit));
  if (audited !== set) return verdict(false, "the coin picked another set");
  const plan = planOf(readingGraph(await admittedModel(contracts, blobs, opened.model)));
  const audit = auditSet(kernels, plan, shown.half0, half1);
  return audit.honest ? verdict(false, "an honest dealer deals this set") : verdict(true, audit.where);
}
