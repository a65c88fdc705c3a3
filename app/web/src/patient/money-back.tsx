import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Phase } from "#chain/states";
import { collectable, collectSteps } from "#client/collect-flow";
import { pushDue } from "#client/patient";
import { isRejection } from "#client/steps";
import { FlowView } from "../flow/flow-view.tsx";
import { useFlow } from "../flow/use-flow.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useActor, useMoney, useSession } from "../session/use-session.tsx";
import { Problem } from "../ui/problem.tsx";

/** Phases in which nothing happens until somebody moves the case on. */
export const DUE: readonly Phase[] = ["Overdue", "Settling", "Closing"];

/** What anyone may push on when it is due, and the credit that the contract holds for this account. */
export function MoneyBack({ caseId, phase }: { caseId: string; phase: Phase }) {
  const { t } = useLanguage();
  const money = useMoney();
  const { network, wallet } = useSession();
  const { contracts } = network;
  const queries = useQueryClient();
  const actor = useActor();
  const { flow, start, retry } = useFlow(collectSteps);
  const [error, setError] = useState<unknown>();
  const credit = useQuery({
    queryKey: ["credit", wallet?.account, caseId],
    enabled: wallet !== undefined,
    refetchInterval: 3_000,
    queryFn: () => collectable(contracts, wallet!.account, caseId),
  });
  if (!wallet) return null;
  const push = () =>
    pushDue(contracts, wallet.signer, caseId).then(
      () => setError(undefined),
      (failed) => isRejection(failed) || setError(failed),
    );
  const withdraw = async () => {
    await start({ ...actor(), caseId });
    await queries.invalidateQueries({ queryKey: ["credit"] });
  };
  return (
    <div className="stack">
      {DUE.includes(phase) && (
        <>
          <p>{t("follow.overdue")}</p>
          <button type="button" onClick={() => void push()}>
            {t("follow.push")}
          </button>
        </>
      )}
      {(credit.data ?? 0n) > 0n && (
        <button type="button" disabled={flow.running} onClick={() => void withdraw()}>
          {t("follow.withdraw", { amount: money(credit.data!) })}
        </button>
      )}
      {error !== undefined && <Problem error={error} />}
      <FlowView steps={collectSteps} flow={flow} onRetry={() => void retry()} />
    </div>
  );
}
