import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { caseQuote } from "#client/price";
import { loadModelFiles } from "../model.ts";
import type { Network } from "../session/network.ts";
import { useSession } from "../session/use-session.tsx";
import { Preparer } from "./preparer.ts";

/** All that a case needs from the network before it is sent. Loaded with the page: from then on the network may go. */
async function loadKit({ contracts, config }: Network) {
  const [files, pair, quote] = await Promise.all([
    loadModelFiles(),
    contracts.directory.getPair(config.pair),
    caseQuote(contracts, config.pair),
  ]);
  return { ...files, ...quote, recipients: [pair.recipients[0]!, pair.recipients[1]!] as const };
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
