import { useState } from "react";
import type { OpenSeat } from "#client/doctor";
import { commitSteps } from "#client/vote-flow";
import { CONSTANT_TAGS } from "#wire/codebook";
import type { Recipient } from "#wire/seal";
import { FlowView } from "../flow/flow-view.tsx";
import { useFlow } from "../flow/use-flow.ts";
import { useLanguage } from "../i18n/language.tsx";
import { random } from "../random.ts";
import { useActor, useSession } from "../session/use-session.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { labelWords } from "../words.ts";
import { ballotOf } from "./ballot.ts";

/** One choice, repeated in words before it is sealed. */
export function VoteForm({ open, backupTo, onVoted }: { open: OpenSeat; backupTo: Recipient; onVoted: () => void }) {
  const { t } = useLanguage();
  const { vault } = useSession();
  const actor = useActor();
  const { flow, start, retry } = useFlow(commitSteps);
  const [label, setLabel] = useState("");
  const [confirming, setConfirming] = useState(false);
  const choices = [...open.labels, ...Object.keys(CONSTANT_TAGS)];
  const commit = async () => {
    setConfirming(false);
    const done = await start({
      ...actor(),
      open,
      label,
      backupTo,
      random,
      keep: (ballot) => vault!.put(ballotOf(open.caseId, open.doctor), ballot),
    });
    if (done) onVoted();
  };
  const chosen = labelWords(t, label);
  return (
    <section className="card" aria-labelledby="vote-title">
      <h2 id="vote-title">{t("vote.title")}</h2>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setConfirming(true);
        }}
      >
        <fieldset className="stack" disabled={flow.running}>
          <legend>{t("vote.question")}</legend>
          {choices.map((choice) => {
            const { title, detail } = labelWords(t, choice);
            return (
              <label key={choice} className="choice">
                <input
                  type="radio"
                  name="label"
                  value={choice}
                  required
                  checked={label === choice}
                  onChange={() => setLabel(choice)}
                />
                <span className="words">
                  <strong>{title}</strong>
                  <span className="detail">{detail}</span>
                </span>
              </label>
            );
          })}
        </fieldset>
        <button type="submit" className="primary" disabled={flow.running}>
          {flow.running ? t("open.working") : t("vote.decide")}
        </button>
        <p className="quiet">{t("vote.sealed")}</p>
      </form>
      <FlowView steps={commitSteps} flow={flow} onRetry={() => void retry()?.then((done) => done && onVoted())} />
      <Dialog open={confirming} onClose={() => setConfirming(false)} title={t("vote.confirm")}>
        <p>{t("vote.confirmText", { n: open.caseId })}</p>
        <blockquote>
          <strong>{chosen.title}</strong>
          <br />
          {chosen.detail}
        </blockquote>
        <p className="quiet">{t("vote.final")}</p>
        <div className="row end">
          <button type="button" onClick={() => setConfirming(false)}>
            {t("vote.back")}
          </button>
          <button type="button" className="primary" onClick={() => void commit()}>
            {t("vote.commit")}
          </button>
        </div>
      </Dialog>
    </section>
  );
}
