import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useSession } from "../session/use-session.tsx";
import type { StoredCase } from "./stored-case.ts";

/** One case of this device, and how to change what is kept of it: on the disk first, then on the page. */
export function useCase(id: string) {
  const { db } = useSession().network;
  const queries = useQueryClient();
  const { data, isPending } = useQuery({
    queryKey: ["case", id],
    queryFn: async () => (await db.get("cases", id)) ?? null,
    staleTime: Infinity,
  });
  const change = useCallback(
    async (part: Partial<StoredCase> | ((now: StoredCase) => Partial<StoredCase>)) => {
      const transaction = db.transaction("cases", "readwrite");
      const now = (await transaction.store.get(id))!;
      const next = { ...now, ...(typeof part === "function" ? part(now) : part) };
      await transaction.store.put(next);
      await transaction.done;
      queries.setQueryData(["case", id], next);
      await queries.invalidateQueries({ queryKey: ["cases"] });
    },
    [db, id, queries],
  );
  return { stored: data, missing: !isPending && data === null, change };
}
