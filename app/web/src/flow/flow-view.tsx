import type { Step } from "#client/steps";
import { useLanguage } from "../i18n/language.tsx";
import { Problem } from "../ui/problem.tsx";
import type { FlowState } from "./use-flow.ts";

/** The steps of a flow: what is done, what is under way, what failed and how to go on. */
export function FlowView({
  steps,
  flow,
  onRetry,
  detail,
}: {
  steps: readonly Pick<Step<never>, "id">[];
  flow: FlowState;
  onRetry: () => void;
  /** More about the step under way. */
  detail?: string;
}) {
  const { t } = useLanguage();
  if (flow.at === undefined) return null;
  const failed = flow.error !== undefined ? steps[flow.at] : undefined;
  return (
    <div className="flow" aria-live="polite">
      <ol className="steps">
        {steps.map(({ id }, i) => {
          const state = i < flow.at! ? "done" : i > flow.at! ? "ahead" : failed ? "failed" : "now";
          return (
            <li key={id} data-state={state} aria-current={state === "now" ? "step" : undefined}>
              {t(`step.${id}`)}
              {state === "now" && detail && <span className="quiet"> {detail}</span>}
            </li>
          );
        })}
      </ol>
      {failed && <Problem error={flow.error} what={t(`fail.${failed.id}`)} onRetry={onRetry} />}
    </div>
  );
}
