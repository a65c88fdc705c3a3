/**
 * What one node reads of a case must not depend on the picture: its bundle as it is decrypted, field by field, and the
 * public manifest. Collected over many cases of two fixed pictures that could not differ more.
 *
 * Two questions are asked of each view: do its bytes differ between the pictures (chi-square per field), and does it let
 * the node confirm a guess of the picture (by recomputing the other share's hash)? What the node receives during the run
 * is asked the same in test/mpc/privacy.test.ts. Both questions are also asked of broken variants, and must fire there.
 */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { modelInputOf, prepareCase } from "#client/prepare";
import { encodeBlob } from "#models/imaging/blob";
import { type Plan, planOf } from "#mpc/plan/plan";
import { type Kernels, loadKernels } from "#mpc/ring/kernels";
import { expandInput } from "#mpc/share/split";
import { buildKernels } from "#scripts/build";
import { decodeBundle } from "#wire/bundle";
import { equal, ringElements } from "#wire/bytes";
import { inputShareHash } from "#wire/input-hash";
import { loadModel } from "../../app/zoo.ts";

const RUNS = 40;
/** 256 bins have a statistic of mean 255 and deviation 22.6; ten deviations never happen by chance. */
const THRESHOLD = 255 + 10 * Math.sqrt(2 * 255);
const PATIENT = "0x00000000000000000000000000000000000000aa";
const ZEROS = new Uint8Array(32);

type Random = (n: number) => Uint8Array;
const honest: Random = (n) => Uint8Array.from(randomBytes(n));
/** A patient whose client draws the same "randomness" in every case: masks and seeds repeat. */
const reused = (): Random => {
  let drawn = 0;
  return (n) => new Uint8Array(n).fill(++drawn);
};

const model = loadModel("lenet");
const flat = (grey: number) => ({ width: 64, height: 64, grey: new Uint8Array(64 * 64).fill(grey), removed: [] });
const striped = { ...flat(0), grey: Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 7) * 36) };
const pictures = [flat(0), striped] as const;

describe("one node's view of a case", function () {
  this.timeout(180_000);
  let kernels: Kernels;
  let plan: Plan;
  const guesses = pictures.map((picture) => modelInputOf(encodeBlob(picture), model));
  before(async () => {
    kernels = await loadKernels(readFileSync(buildKernels()));
    plan = planOf(model.graph);
  });

  const bundleOf = (party: 0 | 1, picture: (typeof pictures)[number], random: Random) =>
    decodeBundle(
      prepareCase({ picture, model, plan, kernels, patient: PATIENT, consent: true, random }).bundles[party],
    );

  /** Byte histograms of every secret-looking field, over many cases of one picture. */
  function histograms(party: 0 | 1, picture: (typeof pictures)[number], source: () => Random): Map<string, number[]> {
    const counts = new Map<string, number[]>();
    for (let run = 0; run < RUNS; run++) {
      const bundle = bundleOf(party, picture, source());
      const fields = {
        input: bundle.input,
        rho: bundle.rho,
        nonce: bundle.preimage.nonce,
        hash0: bundle.preimage.inputHashes[0],
        hash1: bundle.preimage.inputHashes[1],
        codebook: bundle.preimage.codebookRoot,
        packageHalf: bundle.packageHalf,
        recordHalf: bundle.recordHalf!,
      };
      for (const [field, bytes] of Object.entries(fields)) {
        const bins = counts.get(field) ?? new Array<number>(256).fill(0);
        for (const byte of bytes) bins[byte]! += 1;
        counts.set(field, bins);
      }
    }
    return counts;
  }

  function differing(party: 0 | 1, source: () => Random): string[] {
    const [a, b] = pictures.map((picture) => histograms(party, picture, source)) as [
      Map<string, number[]>,
      Map<string, number[]>,
    ];
    return [...a.keys()].filter((field) => {
      const [left, right] = [a.get(field)!, b.get(field)!];
      return (
        left.reduce((sum, n, i) => (n + right[i]! === 0 ? sum : sum + (n - right[i]!) ** 2 / (n + right[i]!)), 0) >
        THRESHOLD
      );
    });
  }

  /** Which of the two pictures the node can confirm from its own share, if it knew or guessed the other's ρ. */
  function confirmed(
    party: 0 | 1,
    bundle: ReturnType<typeof bundleOf>,
    guessedRho: Uint8Array,
    hash: Uint8Array,
  ): number {
    const own = party === 0 ? expandInput(kernels, bundle.input, guesses[0]!.length) : ringElements(bundle.input);
    return guesses.findIndex((guess) => {
      const other = guess.map((value, i) => (value - own[i]!) | 0);
      return equal(inputShareHash(bundle.preimage.nonce, party === 0 ? 1 : 0, guessedRho, other), hash);
    });
  }

  for (const party of [0, 1] as const) {
    it(`does not differ between two pictures (node ${party})`, () => {
      expect(differing(party, () => honest)).to.deep.equal([]);
    });

    it(`does not let node ${party} confirm a guessed picture`, () => {
      for (const picture of pictures) {
        const bundle = bundleOf(party, picture, honest);
        const theirs = bundle.preimage.inputHashes[1 - party]!;
        for (const rho of [ZEROS, bundle.rho]) expect(confirmed(party, bundle, rho, theirs)).to.equal(-1);
      }
    });

    it(`is seen to confirm the guess when the hashes are not blinded (node ${party}): the test above can fail`, () => {
      for (const [index, picture] of pictures.entries()) {
        const bundle = bundleOf(party, picture, honest);
        const own = party === 0 ? expandInput(kernels, bundle.input, guesses[0]!.length) : ringElements(bundle.input);
        const other = guesses[index]!.map((value, i) => (value - own[i]!) | 0);
        const unblinded = inputShareHash(bundle.preimage.nonce, party === 0 ? 1 : 0, ZEROS, other);
        expect(confirmed(party, bundle, ZEROS, unblinded)).to.equal(index);
      }
    });
  }

  it("is seen to differ when a mask is used again: the first test can fail", () => {
    expect(differing(1, reused)).to.include("input");
  });
});
