import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { buySteps } from "#client/buyer";
import { assetCard } from "#client/data-service";
import { FlowView } from "../flow/flow-view.tsx";
import { useFlow } from "../flow/use-flow.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useActor, useMoney, useSession } from "../session/use-session.tsx";
import { Problem } from "../ui/problem.tsx";
import { Balance } from "./balance.tsx";
import { Batch } from "./batch.tsx";

const SAMPLE = "period,diagnosis\n2026-01,yes\n2026-01,no";
const Purchases = lazy(async () => ({ default: (await import("./purchases.tsx")).Purchases }));
const Weekly = lazy(async () => ({ default: (await import("./weekly.tsx")).Weekly }));

/** The data set as it is sold: what is in it, what it costs, and whether what was downloaded is what stands on chain. */
export function AssetPage() {
  const { t, date } = useLanguage();
  const money = useMoney();
  const { network, wallet } = useSession();
  const { contracts, config } = network;
  const actor = useActor();
  const { flow, start, retry } = useFlow(buySteps);
  const card = useQuery({
    queryKey: ["asset"],
    refetchInterval: 4_000,
    queryFn: () => assetCard(config.data),
  });
  const access = useQuery({
    queryKey: ["access", wallet?.account],
    enabled: wallet !== undefined,
    refetchInterval: 4_000,
    queryFn: async () => Number(await contracts.access.accessUntil(wallet!.account)),
  });
  if (card.error)
    return (
      <main className="page">
        <h1>{t("data.title")}</h1>
        <Problem error={card.error} onRetry={() => void card.refetch()} />
      </main>
    );
  if (!card.data) return <main className="page quiet">{t("case.loading")}</main>;
  const until = access.data ?? 0;
  const entitled = until > Date.now() / 1000;
  const buy = async () => {
    if (await start(actor())) await access.refetch();
  };
  return (
    <main className="page">
      <h1>{t("data.title")}</h1>
      <p className="lead">{t("data.lead")}</p>
      <section className="card" aria-labelledby="asset-title">
        <h2 id="asset-title">{t("data.contents", { n: card.data.rows })}</h2>
        <dl className="facts">
          <div>
            <dt>
              <code>period</code>
            </dt>
            <dd>{t("data.period")}</dd>
          </div>
          <div>
            <dt>
              <code>diagnosis</code>
            </dt>
            <dd>{t("data.diagnosis")}</dd>
          </div>
        </dl>
        <Balance balance={card.data.balance} />
        <Suspense>
          <Weekly />
        </Suspense>
        <p className="quiet">{t("data.privacy")}</p>
        <p>
          <strong>{t("data.licence")}</strong> {card.data.licence}
        </p>
        <figure>
          <pre>{SAMPLE}</pre>
          <figcaption>{t("data.sample")}</figcaption>
        </figure>
      </section>
      <section className="card" aria-labelledby="buy-title">
        <h2 id="buy-title">{t("data.access")}</h2>
        {entitled ? (
          <p className="good">✓ {t("data.until", { date: date(until) })}</p>
        ) : (
          <p>{t("data.price", { price: money(card.data.price.amount) })}</p>
        )}
        {wallet && (
          <Suspense>
            <Purchases account={wallet.account} until={until} />
          </Suspense>
        )}
        {!wallet && <p className="hint">{t("wallet.needed")}</p>}
        {wallet && !entitled && (
          <button type="button" className="primary" disabled={flow.running} onClick={() => void buy()}>
            {flow.running ? t("open.working") : t("data.buy")}
          </button>
        )}
        <FlowView steps={buySteps} flow={flow} onRetry={() => void retry()} />
      </section>
      <section className="card" aria-labelledby="batches-title">
        <h2 id="batches-title">{t("data.batches")}</h2>
        {card.data.batches.length === 0 ? (
          <p className="hint">{t("data.noBatches")}</p>
        ) : (
          <ul className="list">
            {card.data.batches.map((batch) => (
              <Batch key={batch.batch} batch={batch} entitled={entitled} />
            ))}
          </ul>
        )}
      </section>
    </main>
  );
}
