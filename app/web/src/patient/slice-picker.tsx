import { useRef, useState } from "react";
import type { ChosenSlice } from "#models/imaging/slice";
import { useLanguage } from "../i18n/language.tsx";

/**
 * Which axial slice of a volume goes on.
 * @param open whether the volume is still at hand: after a reload only the chosen picture is
 * @param onSlice shows another one; the next is asked for when it is done
 */
export function SlicePicker({
  slice,
  open,
  onSlice,
}: {
  slice: ChosenSlice;
  open: boolean;
  onSlice: (number: number) => Promise<unknown>;
}) {
  const { t } = useLanguage();
  const [number, setNumber] = useState<number>();
  const wanted = useRef<number>(undefined);
  const at = number ?? slice.number;
  const go = async (next: number) => {
    const bounded = Math.min(slice.of, Math.max(1, next));
    setNumber(bounded);
    const busy = wanted.current !== undefined;
    wanted.current = bounded;
    if (busy) return;
    // Slices that were passed over while one was made are not made at all.
    for (let shown = 0; wanted.current !== shown; ) {
      shown = wanted.current!;
      await onSlice(shown);
    }
    wanted.current = undefined;
    setNumber(undefined);
  };
  const words = t(slice.by === "most brain" && number === undefined ? "slice.most" : "slice.at", {
    n: at,
    of: slice.of,
  });
  return (
    <div className="stack">
      {open ? (
        <label className="field">
          {words}
          <input
            type="range"
            min={1}
            max={slice.of}
            value={at}
            onChange={(event) => void go(event.target.valueAsNumber)}
          />
        </label>
      ) : (
        <p>{words}</p>
      )}
      <p className="quiet">{open ? t("slice.text") : t("slice.closed")}</p>
    </div>
  );
}
