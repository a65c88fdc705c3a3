import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { prepareCase } from "#client/prepare";
import { publishCase } from "#client/publish";
import { planOf } from "#mpc/plan/plan";
import type { Kernels } from "#mpc/ring/kernels";
import { loadKernels } from "#mpc/ring/kernels";
import { nameOf } from "#mpc/tape/material";
import { checkBundle, type Expected } from "#node/check-bundle";
import { fetchBundle, fetchManifest } from "#node/fetch-case";
import { buildKernels } from "#scripts/build";
import { memoryBlobs } from "#storage/blobs";
import { decodeBundle, encodeBundle } from "#wire/bundle";
import { hex, unhex } from "#wire/bytes";
import { type Identity, newIdentity, recipientOf } from "#wire/seal";
import { loadModel } from "../../app/zoo.ts";

const random = (n: number) => Uint8Array.from(randomBytes(n));
const PATIENT = "0x00000000000000000000000000000000000000aa";
const codeOf = async (work: () => unknown): Promise<string> => {
  try {
    await work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "accepted";
};

describe("a case from the patient's device to a node", () => {
  const model = loadModel("lenet");
  const plan = planOf(model.graph);
  const picture = { width: 96, height: 80, grey: random(96 * 80), removed: [] };
  const blobs = memoryBlobs();
  let kernels: Kernels;
  let identities: readonly [Identity, Identity];

  before(async () => {
    kernels = await loadKernels(readFileSync(buildKernels()));
    identities = [await newIdentity(), await newIdentity()];
  });

  async function published(consent = true) {
    const prepared = prepareCase({ picture, model, plan, kernels, patient: PATIENT, consent, random });
    const recipients = [await recipientOf(identities[0]), await recipientOf(identities[1])] as const;
    const out = await publishCase(prepared, unhex(model.digest), recipients, blobs);
    const manifest = await fetchManifest(blobs, out.manifest);
    const expected = (party: 0 | 1): Expected => ({
      party,
      patient: PATIENT,
      modelDigest: `0x${model.digest}`,
      manifest: out.manifest,
      caseCommit: out.caseCommit,
    });
    return { prepared, manifest, expected };
  }

  it("arrives at both nodes, and only the two shares together are the input", async () => {
    const { manifest, expected } = await published();
    const shares = await Promise.all(
      ([0, 1] as const).map(
        async (party) =>
          checkBundle(
            await fetchBundle(blobs, manifest, party, [identities[party]]),
            manifest,
            expected(party),
            plan,
            kernels,
          ).share,
      ),
    );
    const { modelInputOf } = await import("#client/prepare");
    const { encodeBlob } = await import("#models/imaging/blob");
    const sum = shares[0]!.map((value, i) => (value + shares[1]![i]!) | 0);
    expect(sum).to.deep.equal(modelInputOf(encodeBlob(picture), model));
    expect(shares[0]).to.not.deep.equal(sum);
  });

  it("is not prepared for a picture whose values would leave the ring, and nothing is dealt for it", async () => {
    const [{ weight }] = model.graph.nodes.filter((node) => node.op === "conv");
    // Each tensor is still fit to be quantised; it is with a picture that the sums grow too large.
    const steep = new Map(model.weights).set(weight, model.weights.get(weight)!.map(() => 200)); // biome-ignore format: one line
    let drawn = 0;
    const counting = (n: number) => {
      drawn += n;
      return random(n);
    };
    const options = { picture, model, plan, kernels, patient: PATIENT, consent: true, random: counting };
    expect(await codeOf(() => prepareCase({ ...options, weights: steep }))).to.equal("E142_OUT_OF_RANGE");
    expect(drawn).to.equal(0);
  });

  it("cannot be opened by the other node", async () => {
    const { manifest } = await published();
    expect(await codeOf(() => fetchBundle(blobs, manifest, 0, [identities[1]]))).to.equal("E202_NOT_FOR_US");
  });

  it("is refused when it is another patient's, model's, party's or case's", async () => {
    const { manifest, expected, prepared } = await published();
    const bytes = prepared.bundles[0];
    const tried = (change: Partial<Expected>) =>
      codeOf(() => checkBundle(bytes, manifest, { ...expected(0), ...change }, plan, kernels));
    expect(await tried({})).to.equal("accepted");
    expect(await tried({ patient: "0x00000000000000000000000000000000000000bb" })).to.equal("E332_FOREIGN_BUNDLE");
    expect(await tried({ modelDigest: `0x${"11".repeat(32)}` })).to.equal("E332_FOREIGN_BUNDLE");
    expect(await tried({ party: 1 })).to.equal("E332_FOREIGN_BUNDLE");
    expect(await tried({ caseCommit: `0x${"22".repeat(32)}` })).to.equal("E332_FOREIGN_BUNDLE");
  });

  it("is refused when its input share is not the committed one, is short, or a key half is another", async () => {
    const { manifest, expected, prepared } = await published();
    const bundle = decodeBundle(prepared.bundles[1]);
    const tried = (change: object) =>
      codeOf(() => checkBundle(encodeBundle({ ...bundle, ...change }), manifest, expected(1), plan, kernels));
    expect(await tried({})).to.equal("accepted");
    const flipped = bundle.input.slice();
    flipped[17]! ^= 4;
    expect(await tried({ input: flipped })).to.equal("E333_WRONG_INPUT");
    expect(await tried({ input: bundle.input.subarray(4) })).to.equal("E333_WRONG_INPUT");
    expect(await tried({ setKeys: bundle.setKeys.slice(1) }), "a set left out").to.equal("E332_FOREIGN_BUNDLE");
    const sets = manifest.sets.map(([half0, half1]) => [half0, { ...half1, size: half1.size + 1 }]);
    const longer = { ...manifest, sets } as typeof manifest;
    expect(await codeOf(() => checkBundle(encodeBundle(bundle), longer, expected(1), plan, kernels))).to.equal(
      "E332_FOREIGN_BUNDLE",
    );
    expect(await tried({ packageHalf: random(32) })).to.equal("E332_FOREIGN_BUNDLE");
    expect(await tried({ recordHalf: random(32) })).to.equal("E332_FOREIGN_BUNDLE");
    expect(await tried({ preimage: { ...bundle.preimage, consent: false } })).to.equal("E332_FOREIGN_BUNDLE");
  });

  it("carries no record key without consent, and three sets of its own in every case", async () => {
    const { prepared } = await published(false);
    for (const bytes of prepared.bundles) {
      const bundle = decodeBundle(bytes);
      expect(bundle.recordHalf).to.equal(undefined);
      expect(new Set(bundle.setKeys.map((key) => hex(key))).size).to.equal(3);
    }
    const names = prepared.sets
      .map(({ deal }) => deal())
      .flatMap(({ set0, set1 }) => [hex(nameOf(set0)), hex(nameOf(set1))]);
    expect(new Set(names).size).to.equal(6);
  });
});
