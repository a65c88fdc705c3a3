import type { Contracts } from "#chain/contracts";

/** Points of the price curve: confidence in percent, from a coin toss to certainty. */
export const CONFIDENCES = [50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100] as const;
const WHOLE = 1_000_000n;

/** What a case costs and how long it takes at the latest, before it is opened. */
export interface CaseQuote {
  /** Share of the greatest bounty that is paid at each of CONFIDENCES, as the contract prices it. */
  readonly shares: readonly number[];
  /** For the nodes, in the token's smallest unit. */
  readonly fee: bigint;
  /** Longest duration of each phase. */
  readonly seconds: { readonly report: number; readonly commit: number; readonly reveal: number };
}

export async function caseQuote({ core, directory, fromBlock }: Contracts, pair: number): Promise<CaseQuote> {
  const [{ fee }, shares, [deployed]] = await Promise.all([
    directory.getPair(pair),
    Promise.all(CONFIDENCES.map((percent) => core.quoteBounty(WHOLE, percent * 100))),
    core.queryFilter(core.filters.Deployed(), fromBlock),
  ]);
  const { reportTime, commitTime, grace, revealTime } = deployed!.args.parameters;
  return {
    shares: shares.map((share) => Number(share) / Number(WHOLE)),
    fee,
    seconds: { report: Number(reportTime), commit: Number(commitTime + grace), reveal: Number(revealTime) },
  };
}
