import { expect } from "chai";
import {
  dragWindow,
  FITTED,
  inPicture,
  lookupTable,
  MAX_ZOOM,
  panBy,
  percentileWindow,
  transformOf,
  turned,
  windowOf,
  zoomAt,
} from "#viewer/view";
import { expectNear } from "../near.ts";

const picture = { width: 200, height: 100 };
const frame = { width: 400, height: 400 };

/** Where a picture point lies in the frame. */
const place = (view: typeof FITTED, x: number, y: number) => {
  const [a, b, c, d, e, f] = transformOf(view, picture, frame);
  return [a * x + c * y + e, b * x + d * y + f];
};

describe("window and level", () => {
  it("spreads centre ± width/2 over black to white", () => {
    const table = lookupTable({ centre: 100, width: 50 }, false);
    expect([table[0], table[75], table[125], table[255]]).to.deep.equal([0, 0, 255, 255]);
    expectNear(table[100], 128, 1);
  });

  it("inverts without changing the window", () => {
    const [plain, inverted] = [false, true].map((invert) => lookupTable({ centre: 90, width: 80 }, invert));
    for (let value = 0; value < 256; value++) expectNear(plain[value] + inverted[value], 255, 1);
  });

  it("takes its default from the picture, and is not misled by a few bright spots", () => {
    const grey = Uint8Array.from({ length: 10_000 }, (_, i) => (i < 20 ? 255 : i % 101));
    const { centre, width } = percentileWindow(grey);
    expectNear(centre, 50, 2);
    expectNear(width, 99, 3);
  });

  it("stands for empty and for flat pictures", () => {
    expect(percentileWindow(new Uint8Array(0)).width).to.equal(1);
    expect(percentileWindow(new Uint8Array(9).fill(77))).to.deep.equal({ centre: 77, width: 1 });
  });

  it("widens to the right, brightens downwards, and stays within sense", () => {
    const from = windowOf(128, 100);
    expect(dragWindow(from, 10, 0).width).to.equal(110);
    expect(lookupTable(dragWindow(from, 0, 20), false)[128]).to.be.above(lookupTable(from, false)[128]);
    expect(dragWindow(from, -9999, -9999)).to.deep.equal({ centre: 255, width: 1 });
    expect(dragWindow(from, 9999, 9999)).to.deep.equal({ centre: 0, width: 512 });
  });
});

describe("zoom, pan and flip", () => {
  it("fits the whole picture in the middle first", () => {
    expect(place(FITTED, 0, 0)).to.deep.equal([0, 100]);
    expect(place(FITTED, 200, 100)).to.deep.equal([400, 300]);
  });

  it("keeps the point under the pointer while zooming, flipped or not", () => {
    for (const flipX of [false, true]) {
      const start = zoomAt({ ...FITTED, flipX }, 3, 200, 200, picture, frame);
      const [a, , , d, e, f] = transformOf(start, picture, frame);
      const under = [(250 - e) / a, (180 - f) / d];
      const after = place(zoomAt(start, 2, 250, 180, picture, frame), under[0], under[1]);
      expectNear(after[0], 250, 1e-9);
      expectNear(after[1], 180, 1e-9);
    }
  });

  it("zooms between fitted and sixteen times", () => {
    expect(zoomAt(FITTED, 0.1, 0, 0, picture, frame).zoom).to.equal(1);
    expect(zoomAt(FITTED, 1e6, 0, 0, picture, frame).zoom).to.equal(MAX_ZOOM);
  });

  it("never pans the picture out of its frame", () => {
    const zoomed = zoomAt(FITTED, 4, 200, 200, picture, frame);
    const far = panBy(zoomed, 1e6, -1e6, picture, frame);
    expect(place(far, 0, 0)[0]).to.equal(0);
    expect(place(far, 200, 100)[1]).to.equal(400);
    expect(panBy(FITTED, 50, 50, picture, frame)).to.deep.equal(FITTED);
  });

  it("mirrors about the middle", () => {
    expect(place({ ...FITTED, flipX: true }, 0, 0)).to.deep.equal([400, 100]);
    expect(place({ ...FITTED, flipY: true }, 0, 0)).to.deep.equal([0, 300]);
  });

  it("turns by quarters, fits the turned picture, and is back after four", () => {
    const once = turned(FITTED);
    // The top left corner goes to the top right; the picture is now twice as high as wide.
    expect(place(once, 0, 0)).to.deep.equal([300, 0]);
    expect(place(once, 200, 100)).to.deep.equal([100, 400]);
    expect(turned(turned(turned(once)))).to.deep.equal(FITTED);
  });

  it("knows which picture point lies under a frame point, however the picture lies", () => {
    for (const view of [FITTED, { ...turned(FITTED), zoom: 3, panX: 20, panY: -31 }, { ...FITTED, flipX: true }]) {
      const [x, y] = place(view, 37, 81);
      const found = inPicture({ x: x!, y: y! }, view, picture, frame);
      expectNear(found.x, 37, 1e-9);
      expectNear(found.y, 81, 1e-9);
    }
  });
});
