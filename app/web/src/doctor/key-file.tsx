import { type ChangeEvent, useState } from "react";
import { DoctorError } from "#errors";
import { equal } from "#wire/bytes";
import type { Identity } from "#wire/seal";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import { download } from "../ui/format.ts";
import { Problem } from "../ui/problem.tsx";
import { chosenText } from "../ui/read-file.ts";
import { age } from "./age.ts";
import { type Doctor, keepIdentity } from "./use-doctor.ts";

/** The key that opens this doctor's ballot backups: here, or to be imported from its file. */
export function KeyFile({ doctor, onChange }: { doctor: Doctor; onChange: () => void }) {
  const { t } = useLanguage();
  const { wallet, vault } = useSession();
  const [error, setError] = useState<unknown>();
  const take = async (event: ChangeEvent<HTMLInputElement>) => {
    try {
      const text = (await chosenText(event.target.files)).trim();
      const { recipientOf } = await age();
      const fits = equal(await recipientOf(text as Identity), doctor.registered!.recipient);
      if (!fits) throw new Error("another key");
      await keepIdentity(vault!, wallet!.account, text as Identity);
      setError(undefined);
      onChange();
    } catch {
      setError(
        new DoctorError(
          "E116_KEY_FILE",
          "That is not the key file that this account registered.",
          "Choose the file that was saved at the registration; it begins with AGE-SECRET-KEY-1.",
        ),
      );
    }
  };
  if (doctor.identity)
    return (
      <p className="row">
        <span className="good">✓ {t("key.here")}</span>
        <button
          type="button"
          onClick={() => download(`doctor-${wallet!.account.slice(2, 8)}.age`, "text/plain", `${doctor.identity}\n`)}
        >
          {t("key.download")}
        </button>
      </p>
    );
  return (
    <section className="card" aria-labelledby="key-title">
      <h2 id="key-title">{t("key.title")}</h2>
      <p>{t("key.missing")}</p>
      <label className="button">
        {t("key.import")}
        <input type="file" className="unseen" onChange={(event) => void take(event)} />
      </label>
      {error !== undefined && <Problem error={error} />}
    </section>
  );
}
