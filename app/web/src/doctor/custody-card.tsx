import type { Phase } from "#chain/states";
import type { Custody } from "#client/custody";
import type { OpenSeat } from "#client/doctor";
import type { SeatOnChain } from "#client/seats";
import { revealSteps } from "#client/vote-flow";
import type { Identity } from "#wire/seal";
import { FlowView } from "../flow/flow-view.tsx";
import { useFlow } from "../flow/use-flow.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useActor } from "../session/use-session.tsx";
import { Countdown } from "../ui/countdown.tsx";
import { download } from "../ui/format.ts";
import { labelWords } from "../words.ts";
import type { KeptBallot } from "./ballot.ts";
import { reminder } from "./reminder.ts";

/** Phases after the last reveal. */
const LATE: readonly Phase[] = ["Settling", "Deciding", "Closing", "Done"];

/** Where a vote stands between commit and reveal, and what the doctor can do for its safety. */
export function CustodyCard({
  seat,
  custody,
  kept,
  identity,
  reopen,
  onRevealed,
}: {
  seat: SeatOnChain;
  custody: Custody;
  kept: KeptBallot | undefined;
  identity: Identity | undefined;
  reopen: () => Promise<OpenSeat>;
  onRevealed: () => void;
}) {
  const { t } = useLanguage();
  const actor = useActor();
  const { flow, start, retry } = useFlow(revealSteps);
  const reveal = async () => {
    if (await start({ ...actor(), seat, reopen, kept, identity })) onRevealed();
  };
  const missed = custody !== "revealed" && LATE.includes(seat.phase);
  const canReveal = seat.phase === "Revealing" && (custody === "ready" || custody === "mismatch");
  return (
    <section className="card" aria-labelledby="custody-title" data-custody={custody}>
      <h2 id="custody-title">{t("custody.title")}</h2>
      <p>
        <span className="tag" data-testid="custody">
          {t(`custody.${custody}`)}
        </span>{" "}
        {missed ? t("seat.missedReveal") : t(`custody.${custody}Text`)}
      </p>
      {kept && custody !== "mismatch" && <p>{t("custody.yours", { label: labelWords(t, kept.label).title })}</p>}
      {!kept && !missed && custody !== "revealed" && (
        <p>{identity ? t("custody.recoverable") : t("custody.needsKey")}</p>
      )}
      {seat.revealEnd > 0 && custody === "ready" && (
        <p>
          {t("custody.until")} <Countdown until={seat.revealEnd} />
        </p>
      )}
      <div className="row">
        {canReveal && (
          <button type="button" className="primary" disabled={flow.running} onClick={() => void reveal()}>
            {flow.running ? t("open.working") : t("custody.reveal")}
          </button>
        )}
        {kept && (
          <button
            type="button"
            onClick={() =>
              download(
                `ballot-case-${seat.caseId}.json`,
                "application/json",
                JSON.stringify({ caseId: seat.caseId, ...kept }, null, 2),
              )
            }
          >
            {t("custody.download")}
          </button>
        )}
        {custody === "committed" && !missed && (
          <button
            type="button"
            onClick={() =>
              download(
                `reveal-case-${seat.caseId}.ics`,
                "text/calendar",
                reminder(seat, t("custody.reminderText", { n: seat.caseId })),
              )
            }
          >
            {t("custody.reminder")}
          </button>
        )}
      </div>
      <FlowView steps={revealSteps} flow={flow} onRetry={() => void retry()?.then((done) => done && onRevealed())} />
    </section>
  );
}
