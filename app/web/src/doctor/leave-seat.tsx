import { declineSteps, flagSteps } from "#client/leave-flow";
import type { SeatOnChain } from "#client/seats";
import { FlowView } from "../flow/flow-view.tsx";
import { useFlow } from "../flow/use-flow.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useActor } from "../session/use-session.tsx";

/** The two ways out of a seat without a vote. */
export function LeaveSeat({ seat, onLeft }: { seat: SeatOnChain; onLeft: () => void }) {
  const { t } = useLanguage();
  const actor = useActor();
  const decline = useFlow(declineSteps);
  const flag = useFlow(flagSteps);
  const leave = async ({ start }: typeof decline) => {
    if (await start({ ...actor(), caseId: seat.caseId, seat: seat.seat })) onLeft();
  };
  return (
    <div className="stack">
      <div className="row">
        <button type="button" disabled={decline.flow.running} onClick={() => void leave(decline)}>
          {t("seat.decline")}
        </button>
        <button type="button" disabled={flag.flow.running} onClick={() => void leave(flag)}>
          {t("seat.flag")}
        </button>
      </div>
      <p className="quiet">{t("seat.flagText")}</p>
      <FlowView steps={declineSteps} flow={decline.flow} onRetry={() => void decline.retry()} />
      <FlowView steps={flagSteps} flow={flag.flow} onRetry={() => void flag.retry()} />
    </div>
  );
}
