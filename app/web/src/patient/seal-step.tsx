import { useState } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import { shortAddress, size } from "../ui/format.ts";
import { Problem } from "../ui/problem.tsx";
import type { SealProgress } from "./messages.ts";
import type { Part } from "./part.ts";
import { pictureOf, secretsOf } from "./stored-case.ts";

/** Share, deal, encrypt: on this device, with the network off if one likes. */
export function SealStep(part: Part) {
  const { t } = useLanguage();
  return (
    <section className="card" aria-labelledby="seal-title">
      <h2 id="seal-title">{t("seal.title")}</h2>
      <p>{t("seal.lead")}</p>
      <Sealing {...part} words={t("seal.start")} />
    </section>
  );
}

/** The button, and what came of it. A sealed wave is not sealed again: its secrets would be lost. */
export function Sealing({ stored, wave, change, kit, preparer, words }: Part & { words: string }) {
  const { t, number } = useLanguage();
  const { vault, wallet } = useSession();
  const [progress, setProgress] = useState<SealProgress>();
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>();
  const seal = async () => {
    setWorking(true);
    setError(undefined);
    try {
      const picture = (await vault!.getBytes(pictureOf(stored.id)))!;
      const { row } = stored.consent;
      const patient = wallet!.account;
      const { recipients } = kit;
      const sealed = await preparer.seal({ picture, patient, row, recipients }, setProgress);
      const { secrets, outbox, caseCommit, manifest, nonce } = sealed;
      // The secrets first: without them an open case could never be read.
      await vault!.put(secretsOf(stored.id, wave), secrets);
      await change({ account: patient, caseCommit, manifest, nonce, recipients, outbox });
    } catch (failed) {
      setError(failed);
    }
    setWorking(false);
  };
  const bytes = stored.outbox.reduce((sum, part) => sum + part.bytes.length, 0);
  return (
    <>
      {stored.caseCommit ? (
        bytes > 0 && (
          <p className="good" role="status">
            ✓ {t("seal.done", { size: size(bytes), account: shortAddress(stored.account!) })}
          </p>
        )
      ) : wallet ? (
        <button type="button" className="primary" disabled={working} onClick={() => void seal()}>
          {working ? t("seal.working") : words}
        </button>
      ) : (
        <p className="hint">{t("seal.wallet")}</p>
      )}
      {progress && (
        <p className="quiet" role="status">
          {t("seal.encrypt", { size: size(progress.bytes), seconds: number(progress.seconds, 2) })}
        </p>
      )}
      {error !== undefined && <Problem error={error} onRetry={() => void seal()} />}
    </>
  );
}
