import { toBeHex } from "ethers";
import type { Contracts } from "./contracts.ts";

/** What a case has paid so far, in the token's smallest unit. */
export interface Payments {
  /** To each doctor whose seat has ended, by lower-case address: seat pay or reading fee. */
  readonly doctors: ReadonlyMap<string, bigint>;
  readonly paid: bigint;
  /** Back to the patient. */
  readonly refunded: bigint;
}

const ENDINGS = ["CaseSettled", "CaseRefunded", "CaseCancelled", "CaseUnavailable"] as const;

/** Reads the events that end a seat, and those that end a case. */
export async function paymentsOf({ core, fromBlock }: Contracts, caseId: string): Promise<Payments> {
  const names = ["SeatSettled", ...ENDINGS] as const;
  const topics = names.map((name) => core.interface.getEvent(name as "SeatSettled").topicHash);
  const logs = await core.queryFilter([topics, toBeHex(caseId, 32)] as never, fromBlock);
  const byId = new Map<bigint, bigint>();
  let [paid, refunded] = [0n, 0n];
  for (const log of logs) {
    const { name, args } = core.interface.parseLog(log)!;
    if (name === "SeatSettled") {
      byId.set(args.id, (byId.get(args.id) ?? 0n) + args.paid);
      paid += args.paid;
    } else refunded += args.refund;
  }
  const entries = [...byId].map(async ([id, amount]) => {
    const { licence } = await core.getDoctor(id);
    return [licence.account.toLowerCase(), amount] as const;
  });
  return { doctors: new Map(await Promise.all(entries)), paid, refunded };
}
