import { useState } from "react";
import { publicBlobs } from "#storage/public-blobs";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import { size } from "../ui/format.ts";
import { partWords } from "../words.ts";
import type { Part } from "./part.ts";
import { atWave, type StoredCase } from "./stored-case.ts";

/** Sends what waits in a wave's outbox, one part after the other; each that has arrived goes to the ledger. */
export function useUpload({ stored, wave, change }: Part) {
  const { t } = useLanguage();
  const { nodes, db } = useSession().network;
  const [sent, setSent] = useState("");
  const upload = async () => {
    // Read again: a retry goes on with what is left.
    const { outbox } = atWave((await db.get("cases", stored.id))!, wave);
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
  return { upload, sent };
}
