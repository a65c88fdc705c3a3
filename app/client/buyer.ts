import { sent } from "#chain/cases";
import type { Contracts } from "#chain/contracts";
import { rowsRoot } from "#chain/rows-tree";
import { permitFor } from "#chain/typed-data";
import { type Actor, fundsStep, networkStep } from "./actor.ts";
import type { Row } from "./curator.ts";
import type { EscrowPermit } from "./patient.ts";
import type { Step } from "./steps.ts";

export interface Buying extends Actor {
  readonly permit?: EscrowPermit;
}

const priceOf = ({ contracts }: Buying) => contracts.access.price();

/** A year of access, in one transaction. */
export const buySteps: readonly Step<Buying>[] = [
  networkStep(),
  fundsStep(priceOf),
  {
    id: "permit",
    run: async (state) => ({
      ...state,
      permit: await permitFor(
        state.contracts.token,
        state.signer,
        state.contracts.deployment.access,
        await priceOf(state),
      ),
    }),
  },
  {
    id: "buy",
    async run(state) {
      const { contracts, signer, permit } = state;
      await sent(contracts, contracts.access.connect(signer).buyAccess, permit!);
      return state;
    },
  },
];

/** The rows of a downloaded CSV file. */
export function parseRows(csv: string): Row[] {
  const [, ...lines] = csv.trim().split("\n");
  return lines.map((line) => {
    const comma = line.indexOf(",");
    return { period: line.slice(0, comma), diagnosis: line.slice(comma + 1) };
  });
}

/** Whether the chain holds exactly these rows, in this order, as the batch with this CID. */
export async function verifyBatch(
  { data, fromBlock }: Contracts,
  cid: string,
  rows: readonly Row[],
): Promise<{ fits: boolean; root: string; onChain: string | undefined }> {
  const events = await data.queryFilter(data.filters.BatchPublished(), fromBlock);
  const onChain = events.find(({ args }) => args.cid === cid)?.args.root;
  const root = rowsRoot(rows);
  return { fits: root === onChain, root, onChain };
}
