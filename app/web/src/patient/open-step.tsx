import { openSteps } from "#client/open-flow";
import { FlowView } from "../flow/flow-view.tsx";
import { useFlow } from "../flow/use-flow.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useActor, useMoney, useSession } from "../session/use-session.tsx";
import { shortAddress } from "../ui/format.ts";
import type { Part } from "./part.ts";
import { useUpload } from "./use-upload.ts";

/** Sends the ciphertext, escrows the bounty, opens the case. Until here nothing has left the device. */
export function OpenStep(part: Part) {
  const { stored, change, kit } = part;
  const { t } = useLanguage();
  const money = useMoney();
  const { network, wallet } = useSession();
  const actor = useActor();
  const { flow, start, retry } = useFlow(openSteps);
  const { upload, sent } = useUpload(part);
  const { config } = network;

  const open = () =>
    start({
      ...actor(),
      terms: { pair: config.pair, model: config.model, seats: config.seats, maximum: BigInt(stored.maximum) },
      published: { caseCommit: stored.caseCommit!, manifest: stored.manifest! },
      nonce: stored.nonce!,
      recipients: stored.recipients,
      consent: stored.consent,
      now: Date.now,
      upload,
      keep: change,
    });
  const mine = wallet?.account === stored.account;
  return (
    <section className="card" aria-labelledby="open-title">
      <h2 id="open-title">{t("open.title")}</h2>
      <p>{t("open.lead", { total: money(BigInt(stored.maximum) + kit.fee) })}</p>
      {!wallet && <p className="hint">{t("seal.wallet")}</p>}
      {wallet && !mine && <p className="hint">{t("open.otherAccount", { account: shortAddress(stored.account!) })}</p>}
      {wallet && mine && (
        <button type="button" className="primary" disabled={flow.running} onClick={() => void open()}>
          {flow.running ? t("open.working") : t("open.start")}
        </button>
      )}
      <FlowView steps={openSteps} flow={flow} onRetry={() => void retry()} detail={sent} />
    </section>
  );
}
