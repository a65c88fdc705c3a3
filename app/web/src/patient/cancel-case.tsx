import { useQueryClient } from "@tanstack/react-query";
import type { Phase } from "#chain/states";
import { cancelSteps } from "#client/cancel-flow";
import { FlowView } from "../flow/flow-view.tsx";
import { useFlow } from "../flow/use-flow.ts";
import { useLanguage } from "../i18n/language.tsx";
import { NeedsWallet, useActor } from "../session/use-session.tsx";

/** The way back until the nodes may begin: the whole escrow returns. */
export function CancelCase({ caseId, phase }: { caseId: string; phase: Phase }) {
  const { t } = useLanguage();
  const actor = useActor();
  const queries = useQueryClient();
  const { flow, start, retry } = useFlow(cancelSteps);
  const refresh = () => void queries.invalidateQueries({ queryKey: ["view", caseId] });
  // A refusal stays to be read, also when the phase has gone on.
  if (phase !== "Seeding" && flow.at === undefined) return null;
  return (
    <NeedsWallet>
      <div className="stack">
        <p>{t("cancel.text")}</p>
        <button type="button" disabled={flow.running} onClick={() => void start({ ...actor(), caseId }).then(refresh)}>
          {flow.running ? t("open.working") : t("cancel.start")}
        </button>
        <FlowView steps={cancelSteps} flow={flow} onRetry={() => void retry()?.then(refresh)} />
      </div>
    </NeedsWallet>
  );
}
