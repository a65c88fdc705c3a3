import type { DragMode } from "../../viewer/gestures.ts";
import type { GreyCanvas, Shown } from "../../viewer/grey-canvas.ts";
import { $ } from "./page.ts";

/** Buttons and sliders of the viewer. `show` keeps them in step with the picture, `bind` makes them act on it. */
export function toolbar() {
  const tools = $("tools", HTMLFieldSetElement);
  const level = $("level", HTMLInputElement);
  const width = $("width", HTMLInputElement);
  const readout = $("readout");
  const button = (name: string) => tools.querySelector<HTMLButtonElement>(`[data-do="${name}"]`)!;

  return {
    enable(on: boolean): void {
      tools.disabled = !on;
      readout.hidden = !on;
    },
    show({ window, zoom, invert }: Shown): void {
      level.valueAsNumber = Math.round(window.centre);
      width.valueAsNumber = Math.round(window.width);
      button("invert").setAttribute("aria-pressed", String(invert));
      readout.textContent = `L ${Math.round(window.centre)}  W ${Math.round(window.width)}  ${zoom.toFixed(1)}×`;
    },
    drag: (): DragMode =>
      tools.querySelector<HTMLInputElement>("[name=drag]:checked")?.value === "move" ? "move" : "window",
    bind(viewer: GreyCanvas): void {
      level.addEventListener("input", () => viewer.setWindow({ ...viewer.window, centre: level.valueAsNumber }));
      width.addEventListener("input", () => viewer.setWindow({ ...viewer.window, width: width.valueAsNumber }));
      const acts: Record<string, () => void> = {
        "zoom-in": () => viewer.zoom(1.25),
        "zoom-out": () => viewer.zoom(0.8),
        invert: () => viewer.invert(),
        "flip-x": () => viewer.flip("flipX"),
        "flip-y": () => viewer.flip("flipY"),
        reset: () => viewer.reset(),
      };
      for (const [name, act] of Object.entries(acts)) button(name).addEventListener("click", act);
    },
  };
}
