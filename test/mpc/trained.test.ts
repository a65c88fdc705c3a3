/**
 * The shipped networks on real pictures, encrypted against plain. A few pictures in every test run; with
 * CRYPTO_DOCTOR_DEEP=1 a thousand for each network, which takes an hour for the largest.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { isLinear } from "#models/graph/graph";
import { decodePicture } from "#models/imaging/decode";
import type { Picture } from "#models/imaging/picture";
import { modelInput } from "#models/imaging/transform";
import { runFloat } from "#models/reference/float";
import { quantise } from "#models/reference/quantise";
import { plaintextRuntimes } from "#scripts/bench/plaintext";
import { generator, toRing } from "#scripts/bench/sample";
import { loadModel, zooNames } from "../../app/zoo.ts";
import { dataDir } from "../imaging/data-dir.ts";
import { evaluateEncrypted } from "./rig.ts";

const deep = process.env.CRYPTO_DOCTOR_DEEP === "1";
/** Documented bound of a logit's error from fixed point. */
const LOGIT_ERROR = 0.03;

/** The picture as another scanner might have given it: brighter or darker, moved by a few pixels, with noise. */
function jittered({ width, height, grey, removed }: Picture, next: () => number): Picture {
  const gain = 0.7 + 0.6 * next();
  const [right, down] = [0, 1].map(() => Math.round(10 * next() - 5));
  const at = (i: number) => {
    const [x, y] = [(i % width) + right, Math.floor(i / width) + down];
    return x >= 0 && x < width && y >= 0 && y < height ? grey[y * width + x] : 0;
  };
  const moved = grey.map((_, i) => Math.max(0, Math.min(255, Math.round(gain * at(i) + 8 * next() - 4))));
  return { width, height, grey: moved, removed };
}

describe("trained networks under encryption, on real pictures", function () {
  this.timeout(deep ? 4 * 3_600_000 : 600_000);
  const root = dataDir();
  for (const name of zooNames()) {
    it(`${name}: the class of every picture whose margin exceeds the bound, and its logits within the bound`, async function () {
      if (root === undefined) {
        console.error("      skipped: no real pictures here (set DATA_DIR to a folder that holds four/val/)");
        return this.skip();
      }
      const { graph, weights, transform } = loadModel(name);
      const model = quantise(graph, weights);
      const layers = graph.nodes.filter(isLinear).length;
      // A difference of two logits has twice the error of one, and one step of the public grid.
      const bound = 2 * LOGIT_ERROR + 1 / 128;
      // The reference takes seconds for a ResNet; it says on one picture that the fast runtime computes the same.
      const { tfjsWasm } = await plaintextRuntimes(graph, weights);
      if (typeof tfjsWasm === "string") throw new Error(tfjsWasm);
      const next = generator(1000);
      const files = readdirSync(join(root, "four/val"), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .sort();
      const inputs = deep ? 1000 : layers > 10 ? 3 : 20;
      const seen = { tried: 0, narrow: 0, same: 0, error: 0 };
      while (seen.tried < inputs) {
        const file = readFileSync(files[Math.floor(next() * files.length)]);
        const x = modelInput(jittered(decodePicture(file), next), transform);
        const logits = Array.from(await tfjsWasm(x));
        if (seen.tried === 0) {
          const reference = runFloat(graph, weights, x);
          for (const [i, logit] of logits.entries()) expect(Math.abs(logit - reference[i])).to.be.below(1e-3);
        }
        const [first, second] = [...logits].sort((a, b) => b - a);
        if (first - second < bound) {
          seen.narrow += 1;
          continue;
        }
        const { differences, plan } = await evaluateEncrypted(model, toRing(x, graph.activationBits));
        const secure = differences.map((value) => value / 2 ** plan.gridBits);
        seen.tried += 1;
        seen.same += Number(secure.indexOf(Math.max(...secure)) === logits.indexOf(first));
        seen.error = Math.max(seen.error, ...secure.map((value, i) => Math.abs(value - (logits[i] - logits[0]))));
        if (deep && seen.tried % 100 === 0) console.error(`      ${name} ${JSON.stringify(seen)}`);
      }
      expect(seen.same / seen.tried).to.be.at.least(0.995);
      expect(seen.error).to.be.below(bound);
    });
  }
});
