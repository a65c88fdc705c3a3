import {
  dragWindow,
  FITTED,
  type GreyWindow,
  held,
  inPicture,
  lookupTable,
  type Point,
  panBy,
  percentileWindow,
  type Size,
  scaleOf,
  transformOf,
  turned,
  type View,
  windowOf,
  zoomAt,
} from "./view.ts";

export interface Shown {
  readonly window: GreyWindow;
  readonly zoom: number;
  readonly invert: boolean;
  /** Length of the ruler in picture pixels, when one is drawn. */
  readonly length?: number;
}

const STILL_MS = 120;

/** One grey picture on a canvas. All change goes through methods; `onChange` tells the page what is shown now. */
export class GreyCanvas {
  readonly #canvas: HTMLCanvasElement;
  readonly #onChange: (shown: Shown) => void;
  readonly #pixels = document.createElement("canvas"); // the picture through the lookup table, one to one
  #grey: Uint8Array = new Uint8Array(0);
  #picture: Size = { width: 0, height: 0 };
  #window = windowOf(128, 256);
  #view: View = FITTED;
  #invert = false;
  #ruler: { from: Point; to: Point } | undefined;
  #waiting = false;
  #still: ReturnType<typeof setTimeout> | undefined;
  /** Whether the greys have to go through the lookup table again: not for a movement. */
  #stale = true;

  constructor(canvas: HTMLCanvasElement, onChange: (shown: Shown) => void) {
    this.#canvas = canvas;
    this.#onChange = onChange;
    new ResizeObserver(() => this.#changed()).observe(canvas);
  }

  /** @param file a grey PNG, decoded without colour management so that its values are kept */
  async show(file: Blob): Promise<void> {
    const bitmap = await createImageBitmap(file, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
    const { width, height } = bitmap;
    Object.assign(this.#pixels, { width, height });
    const context = this.#pixels.getContext("2d", { willReadFrequently: true })!;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    this.showGrey(
      Uint8Array.from({ length: width * height }, (_, i) => data[4 * i]),
      { width, height },
    );
  }

  /** @param grey `width * height` values, row-major */
  showGrey(grey: Uint8Array, { width, height }: Size): void {
    Object.assign(this.#pixels, { width, height });
    this.#grey = grey;
    this.#picture = { width, height };
    this.reset();
  }

  clear(): void {
    this.#grey = new Uint8Array(0);
    this.#picture = { width: 0, height: 0 };
    Object.assign(this.#pixels, this.#picture);
    this.#changed();
  }

  /** Back to the percentile window, upright, fitted. */
  reset(): void {
    this.#window = percentileWindow(this.#grey);
    this.#view = FITTED;
    this.#invert = false;
    this.#ruler = undefined;
    this.#stale = true;
    this.#changed();
  }

  setWindow(window: GreyWindow): void {
    this.#window = windowOf(window.centre, window.width);
    this.#stale = true;
    this.#changed();
  }

  get window(): GreyWindow {
    return this.#window;
  }

  dragWindow(dx: number, dy: number): void {
    this.setWindow(dragWindow(this.#window, dx, dy));
  }

  pan(dx: number, dy: number): void {
    this.#setView(panBy(this.#view, dx, dy, this.#picture, this.#frame()));
  }

  /** @param x, y the point that stays, CSS pixels from the canvas's top left; the middle unless given */
  zoom(factor: number, x = this.#canvas.clientWidth / 2, y = this.#canvas.clientHeight / 2): void {
    this.#setView(zoomAt(this.#view, factor, x, y, this.#picture, this.#frame()));
  }

  flip(axis: "flipX" | "flipY"): void {
    this.#setView({ ...this.#view, [axis]: !this.#view[axis] });
  }

  turn(): void {
    this.#setView(turned(this.#view));
  }

  invert(): void {
    this.#invert = !this.#invert;
    this.#stale = true;
    this.#changed();
  }

  /** Draws a ruler between two points of the canvas, CSS pixels. It stays on the picture when that moves. */
  measure(from: Point, to: Point): void {
    const place = (point: Point) => inPicture(point, this.#view, this.#picture, this.#frame());
    this.#ruler = { from: place(from), to: place(to) };
    this.#changed();
  }

  #setView(view: View): void {
    this.#view = view;
    this.#changed();
  }

  #frame(): Size {
    return { width: this.#canvas.clientWidth, height: this.#canvas.clientHeight };
  }

  #changed(): void {
    const { from, to } = this.#ruler ?? {};
    const length = from && to && Math.hypot(to.x - from.x, to.y - from.y);
    this.#onChange({ window: this.#window, zoom: this.#view.zoom, invert: this.#invert, length });
    // Bicubic smoothing takes most of a frame: the picture gets it as soon as it lies still.
    clearTimeout(this.#still);
    this.#still = setTimeout(() => this.#draw("high"), STILL_MS);
    if (this.#waiting) return;
    this.#waiting = true; // a drag makes many changes a frame; one drawing is enough
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#draw("low");
    });
  }

  #draw(smoothing: ImageSmoothingQuality): void {
    const frame = this.#frame();
    const ratio = devicePixelRatio || 1;
    const size = { width: Math.round(frame.width * ratio), height: Math.round(frame.height * ratio) };
    const resized = this.#canvas.width !== size.width || this.#canvas.height !== size.height;
    if (resized) Object.assign(this.#canvas, size);
    const context = this.#canvas.getContext("2d")!;
    context.resetTransform();
    context.clearRect(0, 0, size.width, size.height);
    if (this.#grey.length === 0 || frame.width === 0) return;
    if (this.#stale) this.#look();

    this.#view = held(this.#view, this.#picture, frame);
    const [a, b, c, d, e, f] = transformOf(this.#view, this.#picture, frame);
    context.setTransform(ratio * a, ratio * b, ratio * c, ratio * d, ratio * e, ratio * f);
    // Far in, the doctor should see the pixels that there are, not ones that smoothing made up.
    context.imageSmoothingEnabled = scaleOf(this.#view, this.#picture, frame) < 6;
    context.imageSmoothingQuality = smoothing;
    context.drawImage(this.#pixels, 0, 0);
    if (this.#ruler) drawRuler(context, this.#ruler, scaleOf(this.#view, this.#picture, frame));
  }

  /** Every grey through the lookup table. */
  #look(): void {
    const table = lookupTable(this.#window, this.#invert);
    const { width, height } = this.#picture;
    const image = new ImageData(width, height);
    const words = new Uint32Array(image.data.buffer);
    // Alpha stands in the highest byte on the little-endian machines that browsers run on.
    for (let i = 0; i < words.length; i++) words[i] = 0xff000000 | (table[this.#grey[i]] * 0x010101);
    this.#pixels.getContext("2d")!.putImageData(image, 0, 0);
    this.#stale = false;
  }
}

/** A line with a dark edge, to be seen on any grey. @param scale frame pixels per picture pixel */
function drawRuler(context: CanvasRenderingContext2D, { from, to }: { from: Point; to: Point }, scale: number): void {
  for (const [colour, width] of [
    ["#000", 4],
    ["#ffd34d", 2],
  ] as const) {
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.strokeStyle = colour;
    context.lineWidth = width / scale;
    context.lineCap = "round";
    context.stroke();
  }
}
