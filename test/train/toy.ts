/** Small made-up data and networks on which training can be tested in seconds. */
import { lenet } from "#models/graph/lenet";
import { encodeBlob } from "#models/imaging/blob";
import type { Example } from "#models/train/dataset";
import { Network } from "#models/train/network";
import { Random } from "#models/train/random";
import type { Recipe } from "#models/train/recipe";

export const SIZE = 32;

export const RECIPE: Recipe = {
  epochs: 4,
  batch: 16,
  rate: 2e-3,
  warmupEpochs: 1,
  weightDecay: 0.05,
  clip: 5,
  labelSmoothing: 0.05,
  dropout: 0.1,
  mixup: 0,
  keep: "best",
};

/** A grey disc, with (label 0) or without (label 1) a bright spot somewhere inside. */
export function discs(count: number, seed: number): Example[] {
  const random = Random.of(seed);
  return Array.from({ length: count }, (_, i) => {
    const label = i % 2;
    const [cx, cy] = [random.between(10, 22), random.between(10, 22)];
    const x = new Float32Array(SIZE * SIZE);
    for (let y = 0; y < SIZE; y++) {
      for (let xx = 0; xx < SIZE; xx++) {
        const inside = (xx - 15.5) ** 2 + (y - 15.5) ** 2 < 14 ** 2;
        const spot = label === 0 && (xx - cx) ** 2 + (y - cy) ** 2 < 16;
        x[y * SIZE + xx] = inside ? (spot ? 1 : 0.4 + 0.05 * random.normal()) : 0;
      }
    }
    return { file: `${i}`, label, x };
  });
}

export const toyGraph = (classes = 2) => lenet({ size: SIZE, classes });

/** In this thread, unless asked otherwise: a thread takes longer to start than a toy to train. */
export function toyNetwork({ classes = 2, seed = 5, threads = false } = {}): Promise<Network> {
  return Network.create(toyGraph(classes), Random.of(seed), { batch: RECIPE.batch, threads });
}

/** The toy input as a file, four times as large, so that it is a picture one may upload. */
export function pictureFile(x: Float32Array): Uint8Array {
  const side = 4 * SIZE;
  const grey = Uint8Array.from({ length: side * side }, (_, i) => {
    const [row, column] = [Math.floor(i / side) >> 2, (i % side) >> 2];
    return Math.round(255 * Math.min(1, Math.max(0, x[row * SIZE + column])));
  });
  return encodeBlob({ width: side, height: side, grey, removed: [] });
}
