import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { phaseName, stateName } from "#chain/states";
import { MAX_WAVES } from "#client/extend";
import { patientView } from "#client/patient";
import type { CaseSecrets } from "#client/prepare";
import { DoctorError } from "#errors";
import { useLanguage } from "../i18n/language.tsx";
import { useMoney, useSession } from "../session/use-session.tsx";
import { Countdown } from "../ui/countdown.tsx";
import { size } from "../ui/format.ts";
import { Problem } from "../ui/problem.tsx";
import { CancelCase } from "./cancel-case.tsx";
import { DUE, MoneyBack } from "./money-back.tsx";
import type { Part } from "./part.ts";
import { Result } from "./result.tsx";
import { secretsOf } from "./stored-case.ts";

const STEPS = ["escrow", "reading", "panel", "commits", "reveals", "settled"] as const;

// A picture of what the list says already: it may come a moment later.
const PanelTimeline = lazy(async () => ({ default: (await import("./panel-timeline.tsx")).PanelTimeline }));

const Reading = lazy(async () => ({ default: (await import("./reading.tsx")).Reading }));
// Few cases come to that.
const ExtendCase = lazy(async () => ({ default: (await import("./extend/extend-case.tsx")).ExtendCase }));

const otherDevice = () =>
  new DoctorError(
    "E118_OTHER_DEVICE",
    "This device does not hold the keys of the case's present panel.",
    "Open the case where that panel was asked, or import the case file exported there.",
  );

/** An open case: named steps that move on by themselves, and in the end the result. */
export function Follow(part: Part) {
  const { stored, kit } = part;
  const { t, number, date } = useLanguage();
  const money = useMoney();
  const { network, vault } = useSession();
  const { contracts, nodes } = network;
  const caseId = stored.caseId!;
  const view = useQuery({
    queryKey: ["view", caseId],
    refetchInterval: 1_500,
    queryFn: async () => {
      const onChain = await contracts.core.getCase(caseId);
      const secrets = await vault!.get<CaseSecrets>(secretsOf(stored.id, Number(onChain.wave)));
      if (!secrets) throw otherDevice();
      const seen = await patientView(contracts, caseId, secrets);
      // Plain values: a query's data is compared part by part, which ethers' results do not survive.
      const ends = [0, onChain.reportEnd, 0, onChain.commitEnd, onChain.revealEnd, 0].map(Number);
      const [closeEnd, seats] = [Number(onChain.closeEnd), Number(onChain.seats)];
      return { ...seen, state: stateName(onChain.state), phase: phaseName(onChain.phase), ends, closeEnd, seats };
    },
  });
  const run = useQuery({
    queryKey: ["run", caseId, view.data?.wave],
    enabled: view.data?.prediction != null,
    staleTime: Infinity,
    queryFn: async () => {
      const response = await fetch(`${nodes[0]}/runs/${caseId}`);
      return response.ok
        ? ((await response.json()) as { rounds: number; bytesSentPerParty: number; onlineMs: number })
        : null;
    },
  });
  if (view.error) return <Problem error={view.error} onRetry={() => void view.refetch()} />;
  if (!view.data) return <p className="quiet">{t("case.loading")}</p>;
  const { steps, state, phase, ends, closeEnd, seats, bounty, wave } = view.data;
  const now = steps.findIndex(({ done }) => !done);
  const until = ends[now];
  return (
    <>
      {view.data.diagnosis || view.data.prediction ? <Result view={view.data} kit={kit} /> : null}
      <section className="card" aria-labelledby="follow-title">
        <h2 id="follow-title">{t("follow.title")}</h2>
        <ol className="timeline" aria-live="polite">
          {steps.map(({ done, detail }, i) => (
            <li key={STEPS[i]} data-state={done ? "done" : i === now ? "now" : "ahead"}>
              <strong>{t(`follow.${STEPS[i]!}`)}</strong>
              <span className="quiet">
                {detail && /^\d+ of [1-9]\d*$/.test(detail)
                  ? t("follow.count", { n: detail.split(" ")[0]!, of: detail.split(" ")[2]! })
                  : i === 1 && run.data
                    ? t("follow.run", {
                        rounds: run.data.rounds,
                        size: size(run.data.bytesSentPerParty),
                        ms: number(run.data.onlineMs),
                      })
                    : ""}
              </span>
            </li>
          ))}
        </ol>
        <Suspense>
          {state === "Open" && <Reading caseId={caseId} />}
          <PanelTimeline caseId={caseId} seats={seats} />
        </Suspense>
        {until && !DUE.includes(phase) ? (
          <p>
            {t("follow.until")} <Countdown until={until} />
          </p>
        ) : null}
        <dl className="facts">
          {wave > 1 && (
            <div>
              <dt>{t("seat.panel")}</dt>
              <dd data-testid="wave">{number(wave)}</dd>
            </div>
          )}
          <div>
            <dt>{t("follow.state")}</dt>
            <dd data-testid="state">{t(`state.${state}`)}</dd>
          </div>
          <div>
            <dt>{t("follow.escrow")}</dt>
            <dd>{money(bounty.max)}</dd>
          </div>
          <div>
            <dt>{t("follow.bounty")}</dt>
            <dd>{bounty.current === "0" ? "–" : `${money(bounty.current)}`}</dd>
          </div>
          <div>
            <dt>{t("follow.back")}</dt>
            <dd>{money(bounty.refunded)}</dd>
          </div>
        </dl>
        {state === "NoQuorum" && <p className="hint">{t("follow.noQuorum", { date: date(closeEnd) })}</p>}
        <CancelCase caseId={caseId} phase={phase} />
        <MoneyBack caseId={caseId} phase={phase} />
      </section>
      {state === "NoQuorum" && wave < MAX_WAVES && (
        <Suspense>
          <ExtendCase part={part} wave={wave + 1} phase={phase} until={closeEnd} />
        </Suspense>
      )}
    </>
  );
}
