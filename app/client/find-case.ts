import type { Contracts } from "#chain/contracts";

/** The number of the case that a patient opened with this commitment, if there is one. */
export async function caseOfCommitment(
  { core, fromBlock }: Contracts,
  patient: string,
  caseCommit: string,
): Promise<string | undefined> {
  const events = await core.queryFilter(core.filters.CaseOpened(undefined, patient), fromBlock);
  const event = events.find(({ args }) => args.request.caseCommit.toLowerCase() === caseCommit.toLowerCase());
  return event && String(event.args.caseId);
}
