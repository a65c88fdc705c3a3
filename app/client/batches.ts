import type { Contracts } from "#chain/contracts";
import { rowsRoot } from "#chain/rows-tree";
import type { Row } from "./rows.ts";

/** A batch as the chain has it. */
export interface PublishedBatch {
  readonly number: number;
  /** Merkle root of its rows. */
  readonly root: string;
  readonly cid: string;
  readonly rows: number;
  readonly block: number;
}

/**
 * The batches of this deployment's data set. Anybody may make a data set on the same contract and say anything in it, a
 * CID that is ours included: what is no event of our own is nothing.
 */
export async function publishedBatches({ data, deployment, fromBlock }: Contracts): Promise<PublishedBatch[]> {
  const events = await data.queryFilter(data.filters.BatchPublished(deployment.dataset), fromBlock);
  return events.map(({ blockNumber, args: { batch, root, cid, rows } }) => ({
    number: Number(batch),
    root,
    cid,
    rows: Number(rows),
    block: blockNumber,
  }));
}

/** Whether the batch with this CID stands on chain, and is exactly these rows, in this order. */
export async function verifyRows(contracts: Contracts, cid: string, rows: readonly Row[]): Promise<boolean> {
  const batch = (await publishedBatches(contracts)).find((each) => each.cid === cid);
  return batch !== undefined && holds(batch, rows);
}

/** Whether the chain holds exactly these rows, in this order, as the batch. */
export const holds = ({ root }: PublishedBatch, rows: readonly Row[]): boolean =>
  rows.length > 0 && rowsRoot(rows) === root;
