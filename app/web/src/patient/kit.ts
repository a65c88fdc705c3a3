import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { loadModelFiles } from "../model.ts";
import type { Network } from "../session/network.ts";
import { useSession } from "../session/use-session.tsx";
import { Preparer } from "./preparer.ts";

/** Points of the price curve: confidence in percent, from a coin toss to certainty. */
export const CONFIDENCES = [50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100];
const WHOLE = 1_000_000n;

/** All that a case needs from the network before it is sent. Loaded with the page: from then on the network may go. */
async function loadKit({ contracts, config }: Network) {
  const { core, directory, fromBlock } = contracts;
  const [files, pair, shares, [deployed]] = await Promise.all([
    loadModelFiles(),
    directory.getPair(config.pair),
    Promise.all(CONFIDENCES.map((percent) => core.quoteBounty(WHOLE, percent * 100))),
    core.queryFilter(core.filters.Deployed(), fromBlock),
  ]);
  const { reportTime, commitTime, grace, revealTime } = deployed!.args.parameters;
  return {
    ...files,
    recipients: [pair.recipients[0]!, pair.recipients[1]!] as const,
    fee: pair.fee,
    /** Share of the maximum that is paid at each of CONFIDENCES. */
    shares: shares.map((share) => Number(share) / Number(WHOLE)),
    seconds: {
      report: Number(reportTime),
      commit: Number(commitTime + grace),
      reveal: Number(revealTime),
    },
  };
}
export type Kit = Awaited<ReturnType<typeof loadKit>>;

/** The kit, and the worker made with it; both live as long as the page. */
export function useKit() {
  const { network } = useSession();
  const { data: kit, error } = useQuery({ queryKey: ["kit"], queryFn: () => loadKit(network), staleTime: Infinity });
  const [preparer, setPreparer] = useState<Preparer>();
  const current = useRef<Preparer>(undefined);
  useEffect(() => {
    if (!kit) return;
    current.current = new Preparer(kit);
    setPreparer(current.current);
    return () => current.current?.end();
  }, [kit]);
  return { kit, preparer, error };
}
