/** Window, level and view of a grey picture as plain arithmetic: no canvas, no DOM. */

/** Which greys are spread over black to white: `centre` ("level") and `width`, in grey values 0 to 255. */
export interface GreyWindow {
  readonly centre: number;
  readonly width: number;
}
/** How the picture lies in its frame: zoom 1 fits it in; pan in frame pixels, from the middle. */
export interface View {
  readonly zoom: number;
  readonly panX: number;
  readonly panY: number;
  readonly flipX: boolean;
  readonly flipY: boolean;
  /** Quarter turns clockwise, after the flips. */
  readonly turns: 0 | 1 | 2 | 3;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const FITTED: View = { zoom: 1, panX: 0, panY: 0, flipX: false, flipY: false, turns: 0 };
export const MAX_ZOOM = 16;
const clamp = (low: number, high: number, value: number) => Math.min(high, Math.max(low, value));

/**
 * The window between two percentiles of the picture's own greys. MR signal has no fixed scale, so the presets of CT do
 * not fit it; percentiles leave out the few brightest spots that would darken all else.
 */
export function percentileWindow(grey: Uint8Array, low = 0.01, high = 0.995): GreyWindow {
  const histogram = new Uint32Array(256);
  for (const value of grey) histogram[value]++;
  const percentile = (share: number) => {
    let seen = 0;
    const value = histogram.findIndex((count) => {
      seen += count;
      return seen > share * (grey.length - 1);
    });
    return Math.max(0, value);
  };
  const dark = percentile(low);
  return windowOf((dark + percentile(high)) / 2, percentile(high) - dark);
}

/** A window within sense: centre 0 to 255, width 1 to 512. */
export const windowOf = (centre: number, width: number): GreyWindow => ({
  centre: clamp(0, 255, centre),
  width: clamp(1, 512, width),
});

/** Radiology's habit: right widens (less contrast), down brightens (a lower level). @param dx, dy pixels dragged */
export const dragWindow = (from: GreyWindow, dx: number, dy: number): GreyWindow =>
  windowOf(from.centre - dy / 2, from.width + dx);

/** What each grey value 0 to 255 is shown as (DICOM PS3.3 C.11.2.1.3, linear exact). */
export function lookupTable({ centre, width }: GreyWindow, invert: boolean): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256);
  for (let value = 0; value < 256; value++) {
    const shown = 255 * ((value - centre) / width + 0.5);
    table[value] = invert ? 255 - clamp(0, 255, shown) : shown;
  }
  return table;
}

/** The picture's extent as it lies in the frame: a quarter turn swaps its sides. */
const lying = (view: View, { width, height }: Size): Size =>
  view.turns % 2 === 0 ? { width, height } : { width: height, height: width };

/** Frame pixels per picture pixel. */
export function scaleOf(view: View, picture: Size, frame: Size): number {
  const { width, height } = lying(view, picture);
  return view.zoom * Math.min(frame.width / width, frame.height / height);
}

/** Zooms so that what lies under (x, y), frame pixels from the top left, stays there. */
export function zoomAt(view: View, factor: number, x: number, y: number, picture: Size, frame: Size): View {
  const zoom = clamp(1, MAX_ZOOM, view.zoom * factor);
  const grown = zoom / view.zoom;
  const fromMiddle = { x: x - frame.width / 2, y: y - frame.height / 2 };
  const panX = fromMiddle.x - grown * (fromMiddle.x - view.panX);
  const panY = fromMiddle.y - grown * (fromMiddle.y - view.panY);
  return held({ ...view, zoom, panX, panY }, picture, frame);
}

export const panBy = (view: View, dx: number, dy: number, picture: Size, frame: Size): View =>
  held({ ...view, panX: view.panX + dx, panY: view.panY + dy }, picture, frame);

/** A quarter turn clockwise. */
export const turned = (view: View): View => ({ ...view, turns: ((view.turns + 1) % 4) as View["turns"] });

/** Never so far that the picture leaves its frame: it covers the frame, or, where it is smaller, lies in the middle. */
export function held(view: View, picture: Size, frame: Size): View {
  const scale = scaleOf(view, picture, frame);
  const { width, height } = lying(view, picture);
  const roomX = Math.max(0, (scale * width - frame.width) / 2);
  const roomY = Math.max(0, (scale * height - frame.height) / 2);
  return { ...view, panX: clamp(-roomX, roomX, view.panX), panY: clamp(-roomY, roomY, view.panY) };
}

const COSINES = [1, 0, -1, 0] as const;
const SINES = [0, 1, 0, -1] as const;

/** The canvas transform (a, b, c, d, e, f) that puts picture pixels in their place in the frame. */
export function transformOf(view: View, picture: Size, frame: Size) {
  const scale = scaleOf(view, picture, frame);
  const [across, down] = [view.flipX ? -scale : scale, view.flipY ? -scale : scale];
  const [cos, sin] = [COSINES[view.turns], SINES[view.turns]];
  const [a, b, c, d] = [across * cos, across * sin, -down * sin, down * cos];
  const e = frame.width / 2 + view.panX - (a * picture.width + c * picture.height) / 2;
  const f = frame.height / 2 + view.panY - (b * picture.width + d * picture.height) / 2;
  return [a, b, c, d, e, f] as const;
}

/** Where in the picture a point of the frame lies, in picture pixels. */
export function inPicture({ x, y }: Point, view: View, picture: Size, frame: Size): Point {
  const [a, b, c, d, e, f] = transformOf(view, picture, frame);
  const determinant = a * d - b * c;
  return {
    x: (d * (x - e) - c * (y - f)) / determinant,
    y: (a * (y - f) - b * (x - e)) / determinant,
  };
}
