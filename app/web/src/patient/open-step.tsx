import { useState } from "react";
import { openSteps } from "#client/open-flow";
import { publicBlobs } from "#storage/public-blobs";
import { FlowView } from "../flow/flow-view.tsx";
import { useFlow } from "../flow/use-flow.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useActor, useSession } from "../session/use-session.tsx";
import { shortAddress, size, usd } from "../ui/format.ts";
import { partWords } from "../words.ts";
import type { Part } from "./part.ts";
import type { StoredCase } from "./stored-case.ts";

/** Sends the ciphertext, escrows the bounty, opens the case. Until here nothing has left the device. */
export function OpenStep({ stored, change, kit }: Part) {
  const { t } = useLanguage();
  const { network, wallet } = useSession();
  const actor = useActor();
  const { flow, start, retry } = useFlow(openSteps);
  const [sent, setSent] = useState("");
  const { nodes, config, db } = network;

  const upload = async () => {
    // Read again: a retry goes on with what is left.
    const { outbox } = (await db.get("cases", stored.id))!;
    for (const part of outbox) {
      let to = nodes[0];
      const onSent = (at: number, of: number, endpoint: string) => {
        to = endpoint;
        setSent(`${partWords(t, part.what)}: ${size(at)} / ${size(of)}`);
      };
      await publicBlobs(nodes, { onSent }).put(part.bytes);
      const entry = { what: part.what, cid: part.cid, bytes: part.bytes.length, to, at: new Date().toISOString() };
      await change((now: StoredCase) => ({
        outbox: now.outbox.filter(({ cid }) => cid !== part.cid),
        ledger: [...now.ledger, entry],
      }));
    }
  };
  const open = () =>
    start({
      ...actor(),
      terms: { pair: config.pair, model: config.model, seats: config.seats, maximum: BigInt(stored.maximum) },
      published: { caseCommit: stored.caseCommit!, manifest: stored.manifest! },
      nonce: stored.nonce!,
      consent: stored.consent,
      now: Date.now,
      upload,
      keep: change,
    });
  const mine = wallet?.account === stored.account;
  return (
    <section className="card" aria-labelledby="open-title">
      <h2 id="open-title">{t("open.title")}</h2>
      <p>{t("open.lead", { total: usd(BigInt(stored.maximum) + kit.fee) })}</p>
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
