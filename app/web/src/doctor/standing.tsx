import { useQuery } from "@tanstack/react-query";
import { amountOf } from "#chain/currency";
import { collectSteps } from "#client/collect-flow";
import { earningsOf } from "#client/earnings";
import { FlowView } from "../flow/flow-view.tsx";
import { useFlow } from "../flow/use-flow.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useActor, useMoney, useSession } from "../session/use-session.tsx";
import { download } from "../ui/format.ts";
import { Sparkline } from "./sparkline.tsx";
import type { Doctor } from "./use-doctor.ts";

/** Reputation and earnings, case by case. */
export function Standing({ doctor }: { doctor: Doctor }) {
  const { t, date, number } = useLanguage();
  const money = useMoney();
  const { network, wallet } = useSession();
  const actor = useActor();
  const { flow, start, retry } = useFlow(collectSteps);
  const { reputation, bond, credit, expiry } = doctor.registered!;
  const { currency } = network.contracts;
  const account = wallet!.account;
  const history = useQuery({
    queryKey: ["earnings", account],
    refetchInterval: 5_000,
    queryFn: () => earningsOf(network.contracts, account),
  });
  const rows = history.data ?? [];
  const csv = () =>
    `case,seat,paid,slashed,reputation\n${rows.map((row) => `${row.caseId},${row.seat},${amountOf(currency, row.paid)},${amountOf(currency, row.slashed)},${row.reputation}\n`).join("")}`;
  return (
    <section className="card" aria-labelledby="standing-title">
      <h2 id="standing-title">{t("standing.title")}</h2>
      <dl className="facts">
        <div>
          <dt>{t("standing.reputation")}</dt>
          <dd>{number(reputation)}</dd>
        </div>
        <div>
          <dt>{t("standing.bond")}</dt>
          <dd>{money(bond)}</dd>
        </div>
        <div>
          <dt>{t("standing.credit")}</dt>
          <dd>{money(credit)}</dd>
        </div>
        <div>
          <dt>{t("standing.licence")}</dt>
          <dd>{date(expiry)}</dd>
        </div>
      </dl>
      <p className="quiet">{t("standing.effect")}</p>
      {rows.length > 0 && (
        <>
          <Sparkline values={rows.map((row) => row.reputation)} label={t("standing.history")} />
          <div className="row">
            <button type="button" onClick={() => download("earnings.csv", "text/csv", csv())}>
              {t("standing.csv")}
            </button>
            {credit > 0n && (
              <button type="button" disabled={flow.running} onClick={() => void start(actor())}>
                {t("follow.withdraw", { amount: money(credit) })}
              </button>
            )}
          </div>
        </>
      )}
      <FlowView steps={collectSteps} flow={flow} onRetry={() => void retry()} />
    </section>
  );
}
