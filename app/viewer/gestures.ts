import type { GreyCanvas } from "./grey-canvas.ts";

/** What a plain drag does. */
export type DragMode = "window" | "move" | "measure";

/**
 * Mouse, touch, wheel and keys on the picture.
 * @param drag what a plain drag does now
 * @param keysOn whether single keys act; people who use speech input or sticky keys turn them off
 */
export function gestures(
  canvas: HTMLCanvasElement,
  viewer: GreyCanvas,
  drag: () => DragMode,
  keysOn: () => boolean = () => true,
): void {
  const pointers = new Map<number, { x: number; y: number }>();
  let start = { x: 0, y: 0 };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button === 2) return;
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    start = { x: event.offsetX, y: event.offsetY };
    if (event.button === 1) event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    const last = pointers.get(event.pointerId);
    if (!last) return;
    const here = { x: event.clientX, y: event.clientY };
    pointers.set(event.pointerId, here);
    const [dx, dy] = [here.x - last.x, here.y - last.y];
    if (pointers.size === 2) pinch(event.pointerId, last, here);
    else if (drag() === "move" || event.shiftKey || event.buttons === 4) viewer.pan(dx, dy);
    else if (drag() === "measure") viewer.measure(start, { x: event.offsetX, y: event.offsetY });
    else viewer.dragWindow(dx, dy);
  });
  const release = (event: PointerEvent) => pointers.delete(event.pointerId);
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);

  /** Two fingers: the distance between them zooms, the movement of their middle pans. */
  function pinch(moved: number, last: { x: number; y: number }, here: { x: number; y: number }) {
    const other = [...pointers].find(([id]) => id !== moved)![1];
    const distance = (point: { x: number; y: number }) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
    const box = canvas.getBoundingClientRect();
    viewer.zoom(distance(here) / distance(last), (here.x + other.x) / 2 - box.left, (here.y + other.y) / 2 - box.top);
    viewer.pan((here.x - last.x) / 2, (here.y - last.y) / 2);
  }

  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
      viewer.zoom(Math.exp((-event.deltaY * lines) / 500), event.offsetX, event.offsetY);
    },
    { passive: false },
  );
  canvas.addEventListener("dblclick", () => viewer.reset());

  const step = 24;
  const keys: Record<string, () => void> = {
    ArrowLeft: () => viewer.pan(step, 0),
    ArrowRight: () => viewer.pan(-step, 0),
    ArrowUp: () => viewer.pan(0, step),
    ArrowDown: () => viewer.pan(0, -step),
    "Shift+ArrowLeft": () => viewer.dragWindow(-8, 0),
    "Shift+ArrowRight": () => viewer.dragWindow(8, 0),
    "Shift+ArrowUp": () => viewer.dragWindow(0, -8),
    "Shift+ArrowDown": () => viewer.dragWindow(0, 8),
    "+": () => viewer.zoom(1.25),
    "=": () => viewer.zoom(1.25),
    "-": () => viewer.zoom(0.8),
    i: () => viewer.invert(),
    h: () => viewer.flip("flipX"),
    v: () => viewer.flip("flipY"),
    r: () => viewer.turn(),
    " ": () => viewer.reset(),
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return; // the browser's own
    if (!keysOn() && event.key.length === 1) return;
    const act = keys[event.shiftKey && event.key.startsWith("Arrow") ? `Shift+${event.key}` : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
