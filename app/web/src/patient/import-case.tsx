import { type FormEvent, useState } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { requireSmall } from "../ui/read-file.ts";
import { importCase } from "./case-file.ts";

/** Bytes of a case file: three waves of the largest network, and its picture. */
const MOST = 512 * 2 ** 20;

/** Takes in a case that was exported on another device. */
export function ImportCase({ onDone }: { onDone: () => void }) {
  const { t } = useLanguage();
  const { network, vault } = useSession();
  const [open, setOpen] = useState(false);
  const [file, setFile] = useState<File>();
  const [passphrase, setPassphrase] = useState("");
  const [error, setError] = useState<unknown>();
  const take = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const [small] = requireSmall([file!], MOST);
      await importCase(network.db, vault!, new Uint8Array(await small!.arrayBuffer()), passphrase);
      setPassphrase("");
      setError(undefined);
      setOpen(false);
      onDone();
    } catch (failed) {
      setError(failed);
    }
  };
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {t("patient.import")}
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t("patient.import")}>
        <form className="stack" onSubmit={(event) => void take(event)}>
          <label className="field">
            {t("file.choose")}
            <input type="file" required onChange={(event) => setFile(event.target.files?.[0])} />
          </label>
          <label className="field">
            {t("vault.passphrase")}
            <input
              type="password"
              required
              autoComplete="off"
              value={passphrase}
              onChange={(event) => setPassphrase(event.target.value)}
            />
          </label>
          <button type="submit" className="primary">
            {t("file.import")}
          </button>
          {error !== undefined && <Problem error={error} />}
        </form>
      </Dialog>
    </>
  );
}
