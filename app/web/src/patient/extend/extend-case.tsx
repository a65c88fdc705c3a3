import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Phase } from "#chain/states";
import { extensionPrice } from "#client/extend";
import { extendSteps } from "#client/extend-flow";
import { FlowView } from "../../flow/flow-view.tsx";
import { useFlow } from "../../flow/use-flow.ts";
import { useLanguage } from "../../i18n/language.tsx";
import { NeedsWallet, useActor, useMoney, useSession } from "../../session/use-session.tsx";
import { shortAddress } from "../../ui/format.ts";
import type { Part } from "../part.ts";
import { PriceChoice } from "../price-choice.tsx";
import { Sealing } from "../seal-step.tsx";
import { useUpload } from "../use-upload.ts";
import { useWave } from "./use-wave.ts";
import { WhatIsNew } from "./what-is-new.tsx";

/**
 * After a vote without majority: another panel, from what it means and what it costs to its transaction. What was done
 * of it is kept at each step, so that a reload goes on there.
 * @param wave of the panel that would be asked
 */
export function ExtendCase({ part, wave, phase, until }: { part: Part; wave: number; phase: Phase; until: number }) {
  const { t, date } = useLanguage();
  const money = useMoney();
  const { network, wallet } = useSession();
  const { config, contracts } = network;
  const actor = useActor();
  const queries = useQueryClient();
  const next = useWave(part, wave);
  const { stored, change } = next;
  const caseId = stored.caseId!;
  const { upload, sent } = useUpload(next);
  const { flow, start, retry } = useFlow(extendSteps);
  const maximum = BigInt(stored.maximum);
  const price = useQuery({
    queryKey: ["extension", caseId, wave, stored.maximum],
    placeholderData: (before) => before,
    queryFn: () => extensionPrice(contracts, caseId, { pair: config.pair, maximum }),
  });
  // A refusal stays to be read, also when the time is over.
  if (!price.data || (phase !== "Deciding" && flow.at === undefined)) return null;
  const { fee, left, due, over } = price.data;
  const refresh = () => void queries.invalidateQueries({ queryKey: ["view", caseId] });
  const ask = () =>
    start({
      ...actor(),
      caseId,
      terms: { pair: config.pair, model: config.model, seats: config.seats, maximum },
      published: { caseCommit: stored.caseCommit!, manifest: stored.manifest! },
      nonce: stored.nonce!,
      recipients: stored.recipients,
      consent: stored.consent,
      now: Date.now,
      upload,
      keep: change,
    });
  const mine = stored.account === undefined || wallet?.account === stored.account;
  const amounts = { due: money(due), maximum: money(maximum), fee: money(fee), left: money(left), over: money(over) };
  return (
    <section className="card" aria-labelledby="extend-title" data-testid="extend">
      <h2 id="extend-title">{t("extend.title")}</h2>
      <p>{t("extend.lead", { date: date(until), left: money(left), wave })}</p>
      <WhatIsNew caseId={caseId} wave={wave} fee={money(fee)} />
      <h3>{t("extend.price")}</h3>
      <PriceChoice {...next} />
      <p data-testid="due">{t(over > 0n ? "extend.covered" : "extend.rule", amounts)}</p>
      <h3>{t("extend.seal")}</h3>
      <Sealing {...next} words={t("extend.prepare")} />
      {stored.caseCommit && (
        <>
          <h3>{t("extend.send")}</h3>
          {!mine && <p className="hint">{t("open.otherAccount", { account: shortAddress(stored.account!) })}</p>}
          <NeedsWallet>
            {mine && (
              <button
                type="button"
                className="primary"
                disabled={flow.running}
                onClick={() => void ask().then(refresh)}
              >
                {flow.running ? t("open.working") : t("extend.start")}
              </button>
            )}
          </NeedsWallet>
        </>
      )}
      <FlowView steps={extendSteps} flow={flow} onRetry={() => void retry()?.then(refresh)} detail={sent} />
    </section>
  );
}
