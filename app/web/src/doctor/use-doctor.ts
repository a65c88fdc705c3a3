import { useQuery } from "@tanstack/react-query";
import { doctorRecord } from "#client/doctor-record";
import { equal } from "#wire/bytes";
import type { Identity } from "#wire/seal";
import { useSession } from "../session/use-session.tsx";
import type { Vault } from "../session/vault.ts";
import { age } from "./age.ts";

const identityName = (account: string): string => `doctor/${account.toLowerCase()}/identity`;
export const keepIdentity = (vault: Vault, account: string, identity: Identity): Promise<void> =>
  vault.put(identityName(account), identity);

/** The connected account as a doctor: what the registry holds, and whether this device has the registered key. */
export function useDoctor() {
  const { network, wallet, vault } = useSession();
  return useQuery({
    queryKey: ["doctor", wallet?.account, vault !== undefined],
    enabled: wallet !== undefined && vault !== undefined,
    refetchInterval: 5_000,
    queryFn: async () => {
      const { account } = wallet!;
      const registered = await doctorRecord(network.contracts, account);
      const kept = registered && (await vault!.get<Identity>(identityName(account)));
      const { recipientOf } = await age();
      const fits = kept && equal(await recipientOf(kept), registered.recipient);
      return { registered, identity: fits ? kept : undefined };
    },
  });
}
export type Doctor = NonNullable<ReturnType<typeof useDoctor>["data"]>;
