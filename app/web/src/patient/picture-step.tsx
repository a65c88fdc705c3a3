import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { DoctorError } from "#errors";
import { MAX_TOTAL } from "#models/imaging/limits";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import { GreyPicture } from "../ui/grey-picture.tsx";
import { Problem } from "../ui/problem.tsx";
import { requireSmall } from "../ui/read-file.ts";
import { Deidentified } from "./deidentified.tsx";
import { DropZone } from "./drop-zone.tsx";
import type { Looked, Shown, StudyFacts } from "./messages.ts";
import type { Part } from "./part.ts";
import { SlicePicker } from "./slice-picker.tsx";
import { factsOf, pictureOf } from "./stored-case.ts";
import { VolumeButton } from "./volume-button.tsx";

const sampleAway = () =>
  new DoctorError(
    "E119_SAMPLE",
    "The sample picture could not be loaded.",
    "Connect to the network and try again, or choose a file of your own.",
  );

/** The picture: dropped, decoded, stripped, and shown beside exactly what the model will be given. */
export function PictureStep({ stored, change, preparer }: Part) {
  const { t } = useLanguage();
  const { vault } = useSession();
  const queries = useQueryClient();
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>();
  /** Looked at, and not taken yet: another slice, or a picture that the gate is not sure of. */
  const [candidate, setCandidate] = useState<Looked>();
  /** Slices of the study that the worker holds; 0 after a reload, which keeps one picture only. */
  const [slices, setSlices] = useState(0);
  const kept = useQuery({
    queryKey: ["picture", stored.id],
    enabled: stored.hasPicture,
    staleTime: Infinity,
    queryFn: async (): Promise<Shown & { facts: StudyFacts | undefined }> => ({
      ...(await preparer.show((await vault!.getBytes(pictureOf(stored.id)))!)),
      facts: await vault!.get<StudyFacts>(factsOf(stored.id)),
    }),
  });
  const sealed = stored.caseCommit !== undefined;
  const seen = candidate ?? kept.data;
  const { facts } = seen ?? {};
  const unsure = facts?.plausibility.verdict === "unsure";

  const use = async (looked: Looked) => {
    await vault!.putBytes(pictureOf(stored.id), looked.picture);
    await vault!.put(factsOf(stored.id), looked.facts);
    queries.setQueryData(["picture", stored.id], looked);
    setCandidate(undefined);
    await change({ hasPicture: true });
  };
  const take = async (files: readonly File[]) => {
    if (files.length === 0) return;
    setWorking(true);
    setError(undefined);
    setCandidate(undefined);
    setSlices(0);
    try {
      const looked = await preparer.look(
        await Promise.all(requireSmall(files, MAX_TOTAL).map(async (file) => new Uint8Array(await file.arrayBuffer()))),
      );
      setSlices(looked.facts.slice.of);
      if (looked.facts.plausibility.verdict === "unsure") setCandidate(looked);
      else await use(looked);
    } catch (failed) {
      setError(failed);
    }
    setWorking(false);
  };
  const sample = async () => {
    const answer = await fetch("/sample.png").catch(() => undefined);
    if (answer?.ok) await take([new File([await answer.blob()], "sample.png")]);
    else setError(sampleAway());
  };
  const preview = (number: number) =>
    preparer.slice(number).then((looked) => {
      setError(undefined);
      setCandidate(looked);
    }, setError);
  return (
    <section className="card" aria-labelledby="picture-title">
      <h2 id="picture-title">{t("picture.title")}</h2>
      {!sealed && (
        <DropZone
          words={working ? t("picture.working") : seen ? t("picture.other") : t("picture.drop")}
          onFiles={(files) => void take(files)}
        />
      )}
      {!sealed && !seen && (
        <p className="row">
          <button type="button" disabled={working} onClick={() => void sample()}>
            {t("picture.sample")}
          </button>
          <span className="quiet">{t("picture.sampleText")}</span>
        </p>
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
      {facts && facts.slice.of > 1 && (
        <SlicePicker slice={facts.slice} open={!sealed && slices > 1} onSlice={(number) => preview(number)} />
      )}
      {facts && !sealed && slices > 1 && <VolumeButton preparer={preparer} slice={facts.slice} />}
      {unsure && (
        <div className="problem" role="alert">
          <p>
            <strong>{t("picture.unsure")}</strong>
          </p>
          <p>{t("picture.unsureText")}</p>
          <p className="quiet" lang="en">
            {facts.plausibility.reasons.join("; ")}
          </p>
        </div>
      )}
      {candidate && !sealed && (
        <button type="button" className="primary" onClick={() => void use(candidate)}>
          {unsure ? t("picture.useUnsure") : t("picture.useSlice", { n: candidate.facts.slice.number })}
        </button>
      )}
      {facts && <Deidentified facts={facts} />}
      {seen && <p>{t("picture.burnt")}</p>}
      <p className="quiet">{t("picture.offline")}</p>
    </section>
  );
}
