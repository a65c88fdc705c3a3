import { useQuery } from "@tanstack/react-query";
import { type ChangeEvent, useState } from "react";
import { whole } from "#chain/currency";
import { leastBond, parseLicence, registerSteps } from "#client/register-flow";
import { FlowView } from "../flow/flow-view.tsx";
import { useFlow } from "../flow/use-flow.ts";
import { useLanguage } from "../i18n/language.tsx";
import { postLocal } from "../local.ts";
import { useActor, useMoney, useSession } from "../session/use-session.tsx";
import { download } from "../ui/format.ts";
import { Problem } from "../ui/problem.tsx";
import { chosenText } from "../ui/read-file.ts";
import { age } from "./age.ts";
import { keepIdentity } from "./use-doctor.ts";

/** In whole tokens: least pay of a seat, and the proposed bond, unless the contract asks for more. */
const [ASK, BOND] = [5, 100];

/** A licence file, a key of this doctor's own, a bond: then the account is in the draw. */
export function Register({ onDone }: { onDone: () => void }) {
  const { t } = useLanguage();
  const money = useMoney();
  const { network, wallet, vault } = useSession();
  const actor = useActor();
  const { flow, start, retry } = useFlow(registerSteps);
  const [licence, setLicence] = useState<string>();
  const [error, setError] = useState<unknown>();
  const account = wallet!.account;
  const least = useQuery({ queryKey: ["bond"], queryFn: () => leastBond(network.contracts), staleTime: Infinity });
  const ask = whole(network.contracts.currency, ASK);
  const proposed = whole(network.contracts.currency, BOND);
  const bond = (least.data ?? 0n) > proposed ? least.data! : proposed;

  const read = (text: string) => {
    try {
      setLicence(parseLicence(text, account));
      setError(undefined);
    } catch (failed) {
      setError(failed);
    }
  };
  const take = (event: ChangeEvent<HTMLInputElement>) => chosenText(event.target.files).then(read, setError);
  const demo = () => postLocal("licence", account).then((file) => read(JSON.stringify(file)), setError);
  const register = async () => {
    const { newIdentity, recipientOf } = await age();
    const identity = await newIdentity();
    // Kept, and offered as a file, before the recipient stands on chain: a lost key could open no ballot.
    await keepIdentity(vault!, account, identity);
    download(`doctor-${account.slice(2, 8)}.age`, "text/plain", `${identity}\n`);
    const state = { ...actor(), licence: licence!, recipient: await recipientOf(identity), ask, bond };
    if (await start(state)) onDone();
  };
  return (
    <section className="card" aria-labelledby="register-title">
      <h2 id="register-title">{t("register.title")}</h2>
      <p>{t("register.lead", { bond: money(bond), ask: money(ask) })}</p>
      <div className="row">
        <label className="button">
          {t("register.licence")}
          <input
            type="file"
            accept=".json,application/json"
            className="unseen"
            onChange={(event) => void take(event)}
          />
        </label>
        {network.config.local && (
          <button type="button" onClick={() => void demo()}>
            {t("register.demo")}
          </button>
        )}
      </div>
      {licence && <p className="good">✓ {t("register.read")}</p>}
      <p className="quiet">{t("register.key")}</p>
      <button
        type="button"
        className="primary"
        disabled={!licence || least.data === undefined || flow.running}
        onClick={() => void register()}
      >
        {flow.running ? t("open.working") : t("register.start")}
      </button>
      {error !== undefined && <Problem error={error} />}
      <FlowView steps={registerSteps} flow={flow} onRetry={() => void retry()?.then((state) => state && onDone())} />
    </section>
  );
}
