import type { Contracts } from "#chain/contracts";

/** How one seat of a doctor ended. Money in the token's smallest unit. */
export interface Earning {
  readonly caseId: string;
  readonly seat: number;
  readonly paid: bigint;
  readonly slashed: bigint;
  /** After the case. */
  readonly reputation: number;
}

/** Every seat of a doctor that has ended, in the order in which they did. */
export async function earningsOf({ core, fromBlock }: Contracts, doctor: string): Promise<Earning[]> {
  const id = await core.doctorId(doctor);
  const events = await core.queryFilter(core.filters.SeatSettled(undefined, id), fromBlock);
  return events.map(({ args }) => ({
    caseId: String(args.caseId),
    seat: Number(args.seat),
    paid: args.paid,
    slashed: args.slashed,
    reputation: Number(args.reputation),
  }));
}
