import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { encode } from "fast-png";
import { head } from "./phantom/head.ts";
import { seededRandom } from "./phantom/noise.ts";

export interface PhantomOptions {
  /** Width and height, pixels. */
  readonly size: number;
  readonly seed: number;
  /** With a bright ring about a dark core, as a contrast-enhancing tumour shows. */
  readonly lesion: boolean;
}

/**
 * A synthetic axial head MR slice. It shows how the product works without a patient's picture; it follows no anatomy
 * closely enough to train or to test a model on.
 * @returns 8-bit grey pixels, row-major [size, size]
 */
export function phantom({ size, seed, lesion }: PhantomOptions): { width: number; height: number; grey: Uint8Array } {
  const signal = head(seed, lesion);
  const random = seededRandom(seed ^ 0x5eed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const grey = new Uint8Array(size * size);
  const offsets = [-0.25, 0.25]; // 2 x 2 samples a pixel
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let mean = 0;
      for (const dy of offsets) {
        for (const dx of offsets) {
          mean += signal((2.14 * (column + 0.5 + dx)) / size - 1.07, (2.14 * (row + 0.5 + dy)) / size - 1.07) / 4;
        }
      }
      // A receive coil is brighter near itself; the magnitude of a complex signal with noise is Rician (Gudbjartsson 1995).
      const coil = 1.04 - 0.1 * (row / size) + 0.05 * (column / size);
      const magnitude = Math.hypot(mean * coil + 0.02 * normal(), 0.02 * normal());
      grey[row * size + column] = Math.round(255 * Math.min(1, magnitude));
    }
  }
  return { width: size, height: size, grey };
}

/** The phantom as a PNG file, 8-bit grey. */
export function phantomPng(options: PhantomOptions): Uint8Array {
  const { width, height, grey } = phantom(options);
  return encode({ width, height, data: grey, channels: 1, depth: 8 });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({
    options: {
      out: { type: "string" },
      lesion: { type: "boolean", default: false },
      seed: { type: "string", default: "1" },
      size: { type: "string", default: "256" },
    },
  });
  const size = Number(values.size);
  const seed = Number(values.seed);
  if (!values.out || !Number.isInteger(seed) || !(Number.isInteger(size) && size >= 64 && size <= 4096)) {
    console.error("usage: node --import tsx scripts/phantom.ts --out FILE [--lesion] [--seed N] [--size 64..4096]");
    process.exit(2);
  }
  writeFileSync(values.out, phantomPng({ size, seed, lesion: values.lesion }));
  console.error(`${values.out}: synthetic head, seed ${seed}, ${values.lesion ? "with" : "without"} a lesion`);
}
