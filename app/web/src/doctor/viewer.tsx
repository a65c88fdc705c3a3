import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { Toolbar } from "react-aria-components";
import { decodePicture } from "#models/imaging/decode";
import { modelInput } from "#models/imaging/transform";
import type { ModelDescription } from "#models/zoo/description";
import { type DragMode, gestures } from "#viewer/gestures";
import { GreyCanvas, type Shown } from "#viewer/grey-canvas";
import { useLanguage } from "../i18n/language.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { GreyPicture } from "../ui/grey-picture.tsx";

const MODES: readonly DragMode[] = ["window", "move", "measure"];
const KEYS = [
  ["←↑→↓", "viewer.keyMove"],
  ["⇧ ←↑→↓", "viewer.keyWindow"],
  ["+ −", "viewer.keyZoom"],
  ["I", "viewer.invert"],
  ["H V", "viewer.flip"],
  ["R", "viewer.turn"],
  ["␣", "viewer.reset"],
  ["F", "viewer.fullscreen"],
  ["?", "viewer.help"],
] as const;

/** The doctor's tool: one picture, its contrast, and nobody's opinion. */
export function Viewer({ blob, model }: { blob: Uint8Array; model: ModelDescription }) {
  const { t } = useLanguage();
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const grey = useRef<GreyCanvas>(undefined);
  const mode = useRef<DragMode>("window");
  const keys = useRef(true);
  const [shown, setShown] = useState<Shown>();
  const [drag, setDrag] = useState<DragMode>("window");
  const [keysOn, setKeysOn] = useState(true);
  const [beside, setBeside] = useState(false);
  const [help, setHelp] = useState(false);
  mode.current = drag;
  keys.current = keysOn;

  const picture = useMemo(() => decodePicture(blob), [blob]);
  const input = useMemo(
    () => Uint8Array.from(modelInput(picture, model.transform), (v) => Math.round(255 * v)),
    [picture, model],
  );
  useEffect(() => {
    const made = new GreyCanvas(canvas.current!, setShown);
    made.showGrey(picture.grey, picture);
    gestures(
      canvas.current!,
      made,
      () => mode.current,
      () => keys.current,
    );
    grey.current = made;
    return () => made.clear();
  }, [picture]);

  const onKey = (event: KeyboardEvent) => {
    if (!keysOn || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?") setHelp(true);
    if (event.key === "f") void frame.current?.requestFullscreen();
  };
  const acts: [string, () => void, boolean?][] = [
    ["−", () => grey.current!.zoom(0.8)],
    ["+", () => grey.current!.zoom(1.25)],
    [t("viewer.invert"), () => grey.current!.invert(), shown?.invert ?? false],
    [`${t("viewer.flip")} ↔`, () => grey.current!.flip("flipX")],
    [`${t("viewer.flip")} ↕`, () => grey.current!.flip("flipY")],
    [t("viewer.turn"), () => grey.current!.turn()],
    [t("viewer.reset"), () => grey.current!.reset()],
  ];
  return (
    <section className="viewer" aria-labelledby="viewer-title">
      <h2 id="viewer-title" className="unseen">
        {t("viewer.title")}
      </h2>
      <div className={beside ? "beside" : ""}>
        <div className="frame" ref={frame}>
          <canvas ref={canvas} tabIndex={0} role="img" aria-label={t("viewer.label")} onKeyDown={onKey} />
          {shown && (
            <output className="readout">
              {`L ${Math.round(shown.window.centre)}  W ${Math.round(shown.window.width)}  ${shown.zoom.toFixed(1)}×`}
              {shown.length !== undefined && `  ${shown.length.toFixed(1)} px`}
            </output>
          )}
        </div>
        {beside && (
          <figure className="frame">
            <GreyPicture
              grey={input}
              width={model.transform.size}
              height={model.transform.size}
              label={t("picture.model")}
            />
          </figure>
        )}
      </div>
      {/* One stop for Tab; the arrows go from button to button. */}
      <Toolbar className="row tools" aria-label={t("viewer.tools")}>
        <fieldset className="segments">
          <legend className="unseen">{t("viewer.drag")}</legend>
          {MODES.map((one) => (
            <button key={one} type="button" aria-pressed={drag === one} onClick={() => setDrag(one)}>
              {t(`viewer.${one}`)}
            </button>
          ))}
        </fieldset>
        {acts.map(([name, act, pressed]) => (
          <button key={name} type="button" onClick={act} aria-pressed={pressed}>
            {name}
          </button>
        ))}
        <button type="button" aria-pressed={beside} onClick={() => setBeside(!beside)}>
          {t("viewer.beside")}
        </button>
        <button type="button" onClick={() => void frame.current?.requestFullscreen()}>
          {t("viewer.fullscreen")}
        </button>
        <button type="button" aria-label={t("viewer.help")} onClick={() => setHelp(true)}>
          ?
        </button>
      </Toolbar>
      <div className="row">
        {(["centre", "width"] as const).map((part) => (
          <label key={part} className="slider">
            {t(`viewer.${part}`)}
            <input
              type="range"
              min={part === "centre" ? 0 : 1}
              max={part === "centre" ? 255 : 512}
              value={Math.round(shown?.window[part] ?? 128)}
              onChange={(event) =>
                grey.current!.setWindow({ ...grey.current!.window, [part]: event.target.valueAsNumber })
              }
            />
          </label>
        ))}
      </div>
      <Dialog open={help} onClose={() => setHelp(false)} title={t("viewer.help")}>
        <dl className="facts">
          {KEYS.map(([key, meaning]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{t(meaning)}</dd>
            </div>
          ))}
        </dl>
        <p className="quiet">{t("viewer.mouse")}</p>
        <label className="choice">
          <input type="checkbox" checked={keysOn} onChange={(event) => setKeysOn(event.target.checked)} />
          <span>{t("viewer.keysOn")}</span>
        </label>
      </Dialog>
    </section>
  );
}
