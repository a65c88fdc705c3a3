import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { encode } from "fast-png";
import type { Graph } from "#models/graph/graph";
import { augment } from "#models/train/augment";
import { backbone } from "#models/train/backbones";
import { loadTrainKernels } from "#models/train/compute/kernels";
import { openMemory, Shard } from "#models/train/compute/shard";
import { Courses } from "#models/train/course";
import { readClusters } from "#models/train/cross-validate";
import { readDataset } from "#models/train/dataset";
import { groupedFolds } from "#models/train/folds";
import { globalBaseline } from "#models/train/global-statistics";
import { Random } from "#models/train/random";
import { classWeights, learningRate } from "#models/train/recipe";
import { buildTrainKernels } from "#scripts/build";
import { expectNear } from "../near.ts";
import { discs, RECIPE, SIZE, toyGraph } from "./toy.ts";

const TRANSFORM = { id: "whole-head", version: 1, size: SIZE } as const;

describe("Random", () => {
  it("repeats by seed and goes on from its state", () => {
    const a = Random.of(7);
    const b = Random.of(7);
    expect([a.uniform(), a.uniform()]).to.deep.equal([b.uniform(), b.uniform()]);
    expect(new Random(a.state).uniform()).to.equal(a.uniform());
    expect(Random.of(8).uniform()).not.to.equal(Random.of(7).uniform());
  });

  it("is uniform and normal enough for its purpose", () => {
    const random = Random.of(1);
    const draws = Array.from({ length: 20_000 }, () => random.normal());
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean)).to.be.below(0.03);
    expect(Math.abs(variance - 1)).to.be.below(0.05);
    expect(random.shuffled([1, 2, 3, 4]).sort()).to.deep.equal([1, 2, 3, 4]);
  });
});

describe("Random.beta", () => {
  it("is symmetric, and for a small alpha mostly near its ends", () => {
    const random = Random.of(4);
    const draws = Array.from({ length: 5000 }, () => random.beta(0.2));
    expectNear(draws.reduce((a, b) => a + b, 0) / draws.length, 0.5, 0.03);
    // Variance of Beta(a, a) is 1 / (4 (2a + 1)): 0.1786 for a = 0.2.
    expectNear(draws.reduce((a, b) => a + (b - 0.5) ** 2, 0) / draws.length, 0.1786, 0.01);
  });
});

describe("Courses", () => {
  const examples = (count: number, classes: number) =>
    Array.from({ length: count }, (_, i) => ({ file: `${i}`, label: i % classes, x: new Float32Array([i]) }));
  const first = { examples: examples(6, 2), classes: 2, weight: 1 };
  const second = { examples: examples(9, 3), classes: 3, weight: 0.5 };

  it("take turns, each on its own logits, with the weights they were given", () => {
    const courses = new Courses([first, second], { ...RECIPE, batch: 4, labelSmoothing: 0 });
    const slots = courses.batch(Random.of(1));
    expect(slots.map(({ group }) => group)).to.deep.equal([
      [0, 2],
      [2, 5],
      [0, 2],
      [2, 5],
    ]);
    const sums = slots.map(({ target }) => target.reduce((a, b) => a + b, 0));
    expect(sums).to.deep.equal([0.5, 0.25, 0.5, 0.25]); // weight / slots of the course
    for (const { target, group } of slots) expect(target.findIndex((v) => v > 0)).to.be.within(group[0], group[1] - 1);
    expect(courses.stepsPerEpoch).to.equal(3);
  });

  it("show every example once before any comes again", () => {
    const courses = new Courses([first], { ...RECIPE, batch: 3 });
    const random = Random.of(2);
    const seen = [...courses.batch(random), ...courses.batch(random)].map(({ pictures }) => pictures[0].x[0]);
    expect(seen.sort()).to.deep.equal([0, 1, 2, 3, 4, 5]);
  });

  it("mix two pictures and their targets in the same shares", () => {
    const courses = new Courses([first], { ...RECIPE, batch: 6, mixup: 0.9, labelSmoothing: 0 });
    for (const { pictures, target } of courses.batch(Random.of(3))) {
      expectNear(
        pictures.reduce((sum, { share }) => sum + share, 0),
        1,
        1e-12,
      );
      const expected = [0, 0];
      for (const { x, share } of pictures) expected[x[0] % 2] += share / 6;
      expectNear(target[0], expected[0], 1e-6);
      expectNear(target[1], expected[1], 1e-6);
    }
  });
});

describe("globalBaseline", () => {
  const set = (value: (label: number, random: Random) => number, seed: number) => {
    const random = Random.of(seed);
    const examples = Array.from({ length: 60 }, (_, i) => {
      const x = Float32Array.from({ length: 64 }, () => value(i % 2, random));
      return { file: `${i}`, label: i % 2, x };
    });
    return { labels: ["yes", "no"], examples, sha256: "" };
  };

  it("sees a difference of brightness, and none where there is none", () => {
    const bright = (label: number, random: Random) => 0.3 * random.uniform() + 0.2 * label;
    expect(globalBaseline(set(bright, 1), set(bright, 2))).to.deep.equal({ label: "no", balancedAccuracy: 1 });
    const same = (_: number, random: Random) => random.uniform();
    expect(globalBaseline(set(same, 1), set(same, 2))!.balancedAccuracy).to.be.within(0.3, 0.7);
  });

  it("says nothing where no label stands for no tumour", () => {
    const strange = { ...set(() => 0.5, 1), labels: ["cat", "dog"] };
    expect(globalBaseline(strange, strange)).to.equal(undefined);
  });
});

describe("augment", () => {
  const picture = discs(1, 3)[0].x;

  it("varies, stays in 0..1, and keeps most of the head", () => {
    const random = Random.of(2);
    const out = new Float32Array(SIZE * SIZE);
    for (let i = 0; i < 50; i++) {
      augment(picture, SIZE, random, out);
      expect(Math.min(...out)).to.be.at.least(0);
      expect(Math.max(...out)).to.be.at.most(1);
      const lit = (x: Float32Array) => x.filter((v) => v > 0.15).length;
      expect(lit(out) / lit(picture)).to.be.within(0.6, 1.5);
    }
  });
});

describe("learningRate", () => {
  it("climbs to its peak over the warm-up and falls to zero at the end", () => {
    const rates = Array.from({ length: 40 }, (_, step) => learningRate({ ...RECIPE, epochs: 4 }, step, 10));
    expectNear(rates[0], RECIPE.rate / 10, 1e-12);
    expectNear(rates[9], RECIPE.rate, 1e-12);
    expect(rates[39]).to.be.below(0.01 * RECIPE.rate);
    expectNear(Math.max(...rates), RECIPE.rate, 1e-12);
  });

  it("survives a run of one epoch", () => {
    for (let step = 0; step < 3; step++) {
      expect(learningRate({ ...RECIPE, epochs: 1, warmupEpochs: 3 }, step, 3)).to.be.within(0, RECIPE.rate);
    }
  });
});

describe("classWeights", () => {
  it("makes each class weigh the same", () => {
    const examples = [0, 0, 0, 1].map((label) => ({ file: "", label, x: new Float32Array(0) }));
    expect(classWeights(examples, 2)).to.deep.equal([4 / 6, 2]);
    expect(classWeights(examples, 3)[2]).to.equal(0);
  });
});

describe("groupedFolds", () => {
  it("never splits a cluster, loses nothing, and keeps classes even", () => {
    const items = Array.from({ length: 60 }, (_, i) => ({
      id: i,
      label: Number(i >= 40),
      cluster: `c${Math.floor(i / 3)}`,
    }));
    const folds = groupedFolds(items, ({ cluster }) => cluster, 5, Random.of(1));
    expect(
      folds
        .flat()
        .map(({ id }) => id)
        .sort((a, b) => a - b),
    ).to.deep.equal(items.map(({ id }) => id));
    for (const cluster of new Set(items.map((item) => item.cluster))) {
      expect(folds.filter((fold) => fold.some((item) => item.cluster === cluster)).length, cluster).to.equal(1);
    }
    for (const fold of folds) expect(fold.filter(({ label }) => label === 0).length).to.be.within(6, 9);
  });
});

describe("named refusals", () => {
  it("an unknown backbone", () => {
    expect(() => backbone("vgg"))
      .to.throw()
      .with.property("code", "E132_UNKNOWN_BACKBONE");
    expect(() => backbone("toString"))
      .to.throw()
      .with.property("code", "E132_UNKNOWN_BACKBONE");
  });

  it("an operation the trainer does not know", async () => {
    buildTrainKernels();
    const module = await loadTrainKernels();
    const { plan, memory } = openMemory(module, { graph: toyGraph(), capacity: 2, shards: 1, training: true });
    const nodes = plan.graph.nodes.map((node) => (node.op === "relu" ? { ...node, op: "gelu" } : node));
    const strange = { ...plan, graph: { ...plan.graph, nodes } as unknown as Graph };
    const shard = new Shard(module, memory, plan, 0);
    Object.assign(shard, { plan: strange });
    expect(() => shard.forward(1))
      .to.throw()
      .with.property("code", "E130_UNTRAINABLE_OP");
  });
});

describe("readDataset", () => {
  let dir: string;
  const write = async (name: string, value: number) => {
    await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
    await writeFile(
      path.join(dir, name),
      encode({ width: 64, height: 64, data: new Uint8Array(4096).fill(value), channels: 1 }),
    );
  };
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "dataset-"));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it("takes sub-folders as labels, 'yes' first, and hashes what it read", async () => {
    await write("no/b c.PNG", 10);
    await write("yes/a.jpg", 20);
    const first = await readDataset(dir, TRANSFORM);
    expect(first.labels).to.deep.equal(["yes", "no"]);
    expect(first.examples.map(({ file, label }) => [file, label])).to.deep.equal([
      ["a.jpg", 0],
      ["b c.PNG", 1],
    ]);
    expect((await readDataset(dir, TRANSFORM)).sha256).to.equal(first.sha256);
    await write("yes/a.jpg", 21);
    expect((await readDataset(dir, TRANSFORM)).sha256).not.to.equal(first.sha256);
  });

  const code = (promise: Promise<unknown>) =>
    promise.then(
      () => "nothing refused",
      (error) => error.code,
    );

  it("refuses a missing folder, a folder without labels, and labels the model does not have", async () => {
    expect(await code(readDataset(path.join(dir, "none"), TRANSFORM))).to.equal("E131_NO_LABELLED_PICTURES");
    expect(await code(readDataset(dir, TRANSFORM))).to.equal("E131_NO_LABELLED_PICTURES");
    await write("cat/a.png", 1);
    await write("dog/a.png", 1);
    expect(await code(readDataset(dir, TRANSFORM, ["yes", "no"]))).to.equal("E131_NO_LABELLED_PICTURES");
  });

  it("names the file that cannot be read", async () => {
    await write("yes/a.png", 1);
    await mkdir(path.join(dir, "no"));
    await writeFile(path.join(dir, "no/broken.png"), "not a picture");
    const error = await readDataset(dir, TRANSFORM).then(
      () => undefined,
      (caught) => caught,
    );
    expect(error).to.have.property("code", "E102_NOT_A_PICTURE");
    expect(error.message).to.contain("no/broken.png");
  });

  it("reads clusters by column name, and refuses a table without them", async () => {
    await writeFile(path.join(dir, "m.csv"), "split,label,file,cluster\r\ntrain,yes,a b.jpg,c1\r\nval,no,c.jpg,c2\r\n");
    const clusterOf = await readClusters(path.join(dir, "m.csv"), ["yes", "no"]);
    const x = new Float32Array(0);
    expect(clusterOf({ file: "a b.jpg", label: 0, x })).to.equal("c1");
    expect(clusterOf({ file: "c.jpg", label: 1, x })).to.equal("c2");
    expect(clusterOf({ file: "c.jpg", label: 0, x })).to.equal("yes/c.jpg"); // another label's file is another picture
    await writeFile(path.join(dir, "m.csv"), "a,b\n1,2\n");
    expect(await code(readClusters(path.join(dir, "m.csv"), ["a", "b"]))).to.equal("E135_NO_CLUSTERS");
  });
});
