import { useQuery } from "@tanstack/react-query";
import { equal, unhex } from "#wire/bytes";
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
  const { core } = network.contracts;
  return useQuery({
    queryKey: ["doctor", wallet?.account, vault !== undefined],
    enabled: wallet !== undefined && vault !== undefined,
    refetchInterval: 5_000,
    queryFn: async () => {
      const { account } = wallet!;
      const id = Number(await core.doctorId(account));
      const kept = await vault!.get<Identity>(identityName(account));
      if (id === 0) return { id, kept, registered: undefined, identity: undefined };
      const { recipientOf } = await age();
      const { standing, funds, terms, recipient } = await core.getDoctor(id);
      const own = kept && equal(await recipientOf(kept), unhex(recipient)) ? kept : undefined;
      return {
        id,
        kept,
        identity: own,
        registered: {
          recipient: unhex(recipient),
          reputation: Number(standing.reputation),
          active: Number(standing.active),
          bond: funds.bond,
          credit: funds.credit,
          ask: terms.ask,
          expiry: Number(terms.expiry),
        },
      };
    },
  });
}
export type Doctor = NonNullable<ReturnType<typeof useDoctor>["data"]>;
