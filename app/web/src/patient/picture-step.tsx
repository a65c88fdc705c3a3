import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import { GreyPicture } from "../ui/grey-picture.tsx";
import { Problem } from "../ui/problem.tsx";
import type { Part } from "./part.ts";
import { pictureOf } from "./stored-case.ts";

/** The picture: dropped, decoded, stripped, and shown beside exactly what the model will be given. */
export function PictureStep({ stored, change, preparer }: Part) {
  const { t } = useLanguage();
  const { vault } = useSession();
  const queries = useQueryClient();
  const [over, setOver] = useState(false);
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>();
  const looked = useQuery({
    queryKey: ["picture", stored.id],
    enabled: stored.hasPicture,
    staleTime: Infinity,
    queryFn: async () => preparer.look((await vault!.getBytes(pictureOf(stored.id)))!),
  });
  const sealed = stored.caseCommit !== undefined;

  const take = async (file: File | undefined) => {
    if (!file) return;
    setWorking(true);
    setError(undefined);
    try {
      const seen = await preparer.look(new Uint8Array(await file.arrayBuffer()));
      await vault!.putBytes(pictureOf(stored.id), seen.picture);
      queries.setQueryData(["picture", stored.id], seen);
      await change({ hasPicture: true });
    } catch (failed) {
      setError(failed);
    }
    setWorking(false);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const seen = looked.data;
  return (
    <section className="card" aria-labelledby="picture-title">
      <h2 id="picture-title">{t("picture.title")}</h2>
      {!sealed && (
        <label
          className="drop"
          data-over={over}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <strong>{working ? t("picture.working") : seen ? t("picture.other") : t("picture.drop")}</strong>
          <span className="quiet">{t("picture.kinds")}</span>
          <input type="file" className="unseen" onChange={(event) => void take(event.target.files?.[0])} />
        </label>
      )}
      {error !== undefined && <Problem error={error} />}
      {seen && (
        <div className="pair">
          <figure>
            <GreyPicture {...seen} label={t("picture.doctors")} />
            <figcaption>
              {t("picture.doctors")} <span className="quiet">{`${seen.width} × ${seen.height}`}</span>
            </figcaption>
          </figure>
          <figure>
            <GreyPicture grey={seen.input} width={seen.side} height={seen.side} label={t("picture.model")} />
            <figcaption>
              {t("picture.model")} <span className="quiet">{`${seen.side} × ${seen.side}`}</span>
            </figcaption>
          </figure>
        </div>
      )}
      {seen && (
        <p>
          {seen.removed.length > 0
            ? t("picture.removed", { list: seen.removed.join(", ") })
            : t("picture.nothingRemoved")}{" "}
          {t("picture.burnt")}
        </p>
      )}
      <p className="quiet">{t("picture.offline")}</p>
    </section>
  );
}
