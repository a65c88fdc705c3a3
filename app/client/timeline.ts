import { toBeHex, zeroPadValue } from "ethers";
import type { Contracts } from "#chain/contracts";

/** One thing that the chain recorded of a case. */
export interface Happening {
  /** Name of the contract's event. */
  readonly what: string;
  /** seconds */
  readonly at: number;
  readonly wave: number;
  readonly seat?: number;
}

/** All that happened to a case, in its order: one question to the chain, and one for each block. */
export async function caseTimeline({ core, provider, fromBlock }: Contracts, caseId: string): Promise<Happening[]> {
  const logs = await provider.getLogs({
    address: await core.getAddress(),
    fromBlock,
    topics: [null, zeroPadValue(toBeHex(caseId), 32)],
  });
  const blocks = [...new Set(logs.map(({ blockNumber }) => blockNumber))];
  const times = new Map(
    await Promise.all(blocks.map(async (number) => [number, (await provider.getBlock(number))!.timestamp] as const)),
  );
  let wave = 1;
  return logs.flatMap((log) => {
    const event = core.interface.parseLog(log);
    // The first indexed value of other events is no case: a doctor's number, say.
    if (event?.fragment.inputs[0]?.name !== "caseId") return [];
    if (event.name === "CaseExtended") wave++;
    const seat = event.fragment.inputs.some(({ name }) => name === "seat") ? Number(event.args.seat) : undefined;
    return [{ what: event.name, at: times.get(log.blockNumber)!, wave, ...(seat !== undefined && { seat }) }];
  });
}
