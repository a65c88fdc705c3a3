import { phantom } from "../phantom.ts";
import { bundled, inChromium } from "./chromium.ts";
import { round } from "./statistics.ts";

const SIDE = 512;
/** A frame at 60 Hz, milliseconds. */
const FRAME = 1000 / 60;

/** One change a frame, as a drag makes them. Window and level send every grey through the table again. */
const DRAGS = {
  window: "viewer.dragWindow(i % 2 ? 3 : -3, i % 3 ? 2 : -4)",
  move: "viewer.pan(i % 2 ? 5 : -5, 3)",
  zoom: "viewer.zoom(i % 20 < 10 ? 1.1 : 1 / 1.1)",
};

/**
 * Processor time of the page's main thread for one frame of the doctor's viewer, on a 512 x 512 picture in a frame of 1024 x 1024,
 * in chromium without a graphics card. Thread time, not wall time: a busy machine changes it little.
 */
export async function benchViewer(frames: number): Promise<Record<string, unknown>> {
  const script = await bundled(
    `import { GreyCanvas } from "./app/viewer/grey-canvas.ts"; globalThis.GreyCanvas = GreyCanvas;`,
  );
  return inChromium(async (browser) => {
    const page = await browser.newPage({ viewport: { width: 1100, height: 1100 } });
    await page.setContent(`<canvas style="width: 1024px; height: 1024px"></canvas>`);
    await page.addScriptTag({ content: script });
    const grey = [...phantom({ size: SIDE, seed: 7, lesion: true }).grey];
    await page.evaluate(`
      globalThis.viewer = new GreyCanvas(document.querySelector("canvas"), () => {});
      viewer.showGrey(Uint8Array.from(${JSON.stringify(grey)}), { width: ${SIDE}, height: ${SIDE} });
      viewer.zoom(2);
    `);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    const spent = async () =>
      (await devtools.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
    const result: Record<string, unknown> = { picture: SIDE, frames, frameMs: round(FRAME) };
    for (const [name, act] of Object.entries({ warmUp: DRAGS.window, ...DRAGS })) {
      const before = await spent();
      await page.evaluate(`(async () => {
        for (let i = 0; i < ${frames}; i++) {
          ${act};
          await new Promise((next) => requestAnimationFrame(next));
        }
      })()`);
      const each = ((await spent()) - before) / frames;
      if (name !== "warmUp") result[`${name}CpuMs`] = round(each);
    }
    return result;
  });
}
