import { Niivue, NVImage, SHOW_RENDER, SLICE_TYPE } from "@niivue/niivue";
import { useEffect, useRef, useState } from "react";
import type { ChosenSlice } from "#models/imaging/slice";
import { useLanguage } from "../i18n/language.tsx";
import type { GreyVolume } from "./messages.ts";

type Place = readonly [number, number, number];
const PLANES = ["sagittal", "coronal", "axial"] as const;

/**
 * A volume in three planes and as a whole (NiiVue), from the points that the worker has decoded: no file is read and
 * nothing is fetched. Radiological, like the slices: the patient's right on the left side.
 */
export function VolumeView({
  volume,
  slice,
  onError,
}: {
  volume: GreyVolume;
  slice: ChosenSlice;
  onError: (error: unknown) => void;
}) {
  const { t } = useLanguage();
  const canvas = useRef<HTMLCanvasElement>(null);
  const viewer = useRef<Niivue>(undefined);
  /** Where the three planes meet: shares of the way to the Right, Anterior and Superior. */
  const [place, setPlace] = useState<Place>([0.5, 0.5, (slice.number - 0.5) / slice.of]);
  const first = useRef(place);

  useEffect(() => {
    const made = new Niivue({
      backColor: [0, 0, 0, 1],
      crosshairColor: [1, 0.83, 0.3, 0.9],
      isRadiologicalConvention: true,
      sliceType: SLICE_TYPE.MULTIPLANAR,
      multiplanarShowRender: SHOW_RENDER.ALWAYS,
      dragAndDropEnabled: false, // files come in by the page's own door
      loadingText: "",
      logLevel: "silent",
    });
    made.onLocationChange = () => {
      const [right, anterior, superior] = made.scene.crosshairPos;
      setPlace([right, anterior, superior]);
    };
    const start = async () => {
      await made.attachToCanvas(canvas.current!);
      made.addVolume(imageOf(volume));
      made.scene.crosshairPos = [...first.current];
      made.updateGLVolume();
      viewer.current = made;
    };
    start().catch(onError);
    return () => {
      made.cleanup();
      // A browser keeps a dozen contexts at most.
      canvas.current?.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
    };
  }, [volume, onError]);

  const move = (axis: number, share: number) => {
    const next = place.map((old, i) => (i === axis ? share : old)) as unknown as Place;
    setPlace(next);
    if (!viewer.current) return;
    viewer.current.scene.crosshairPos = [...next];
    viewer.current.drawScene();
  };
  return (
    <div className="stack">
      <div className="volume">
        <canvas ref={canvas} role="img" aria-label={t("volume.label")} />
      </div>
      <div className="row">
        {PLANES.map((plane, axis) => (
          <label key={plane} className="slider">
            {t(`volume.${plane}`)}
            <input
              type="range"
              min={0}
              max={1}
              step={0.005}
              value={place[axis]}
              onChange={(event) => move(axis, event.target.valueAsNumber)}
            />
          </label>
        ))}
      </div>
      <p className="quiet">{t("volume.text")}</p>
    </div>
  );
}

const UINT8 = 2; // NIfTI's number for the type

function imageOf({ size, grey, affine }: GreyVolume): NVImage {
  const image = new NVImage();
  const step = [0, 1, 2].map((axis) => Math.hypot(affine[axis]!, affine[4 + axis]!, affine[8 + axis]!));
  image.hdr = NVImage.createNiftiHeader([...size], step, [...affine], UINT8);
  const unset = undefined;
  image.init(
    grey.buffer,
    "volume",
    "gray",
    1,
    null,
    0,
    255,
    true,
    0,
    false,
    false,
    "",
    0,
    unset,
    unset,
    unset,
    true,
    null,
    0,
    grey.buffer,
  );
  return image;
}
