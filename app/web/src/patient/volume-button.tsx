import { useState } from "react";
import { DoctorError } from "#errors";
import type { ChosenSlice } from "#models/imaging/slice";
import { useLanguage } from "../i18n/language.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import type { GreyVolume } from "./messages.ts";
import type { Preparer } from "./preparer.ts";
import type { VolumeView } from "./volume-view.tsx";

/** Opens the volume in three planes at once. Its viewer is fetched from this site when it is first asked for. */
export function VolumeButton({ preparer, slice }: { preparer: Preparer; slice: ChosenSlice }) {
  const { t } = useLanguage();
  const [shown, setShown] = useState<{ View: typeof VolumeView; volume: GreyVolume }>();
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>();
  const open = async () => {
    if (working) return;
    setWorking(true);
    setError(undefined);
    try {
      if (!document.createElement("canvas").getContext("webgl2")) throw noWebGl();
      const { VolumeView: View } = await import("./volume-view.tsx").catch((cause) => {
        throw notLoaded(cause);
      });
      setShown({ View, volume: await preparer.volume() });
    } catch (failed) {
      setError(failed);
    }
    setWorking(false);
  };
  return (
    <>
      {/* Not disabled meanwhile: it would lose the focus, which the dialog is to give back. */}
      <button type="button" aria-busy={working} onClick={() => void open()}>
        {working ? t("case.loading") : t("volume.open")}
      </button>
      {error !== undefined && <Problem error={error} />}
      <Dialog open={shown !== undefined} onClose={() => setShown(undefined)} title={t("volume.title")} wide>
        {shown && <shown.View volume={shown.volume} slice={slice} onError={setError} />}
      </Dialog>
    </>
  );
}

const noWebGl = () =>
  new DoctorError(
    "E157_NO_WEBGL2",
    "This browser cannot draw a volume: it has no WebGL 2, or it is turned off.",
    "Go through the slices instead, or turn on graphics acceleration in the browser's settings.",
  );

const notLoaded = (cause: unknown) =>
  new DoctorError(
    "E158_NO_VIEWER",
    "The viewer for volumes could not be loaded.",
    "It comes from this site when it is first opened: connect and try again, or go through the slices.",
    cause,
  );
