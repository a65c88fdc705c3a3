import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { Dataset, Example } from "#models/train/dataset";
import { nearCopies, withoutNearCopies } from "#models/train/near-copies";
import { Random } from "#models/train/random";
import { trainRun } from "#models/train/run";
import { buildTrainKernels } from "#scripts/build";
import { pictureFile, SIZE } from "./toy.ts";

describe("near-copies", function () {
  this.timeout(120_000);
  const pictures = (count: number, seed: number): Example[] => {
    const random = Random.of(seed);
    const texture = () => Float32Array.from({ length: SIZE * SIZE }, () => random.uniform());
    return Array.from({ length: count }, (_, i) => ({ file: `${seed}-${i}`, label: i % 2, x: texture() }));
  };
  const originals = pictures(6, 1);
  const others = pictures(6, 2);
  const changed = (one: Example, of: (v: number, i: number) => number): Example => ({ ...one, x: one.x.map(of) });
  const set = (examples: readonly Example[]): Dataset => ({ labels: ["yes", "no"], examples, sha256: "abc" });
  const files = (examples: Iterable<Example>) => [...examples].map(({ file }) => file);

  it("are found under another window, with noise, and mirrored; other pictures are not", () => {
    const random = Random.of(3);
    const copies = [
      changed(originals[0], (v) => 0.6 * v + 0.2),
      changed(originals[1], (v) => v + 0.05 * random.normal()),
      changed(originals[2], (_, i) => originals[2].x[i - 2 * (i % SIZE) + SIZE - 1]),
    ];
    expect(files(nearCopies([...others, ...copies], originals, SIZE))).to.deep.equal(["1-0", "1-1", "1-2"]);
  });

  it("are left out and counted, and the set's hash still says which files were read", () => {
    const apart = withoutNearCopies(set([...others, originals[4]]), originals, SIZE);
    expect(files(apart.examples)).to.deep.equal(files(others));
    expect([apart.leftOut, apart.sha256]).to.deep.equal([1, "abc"]);
  });

  it("are not what two uniform pictures are, and a label that would be left empty is refused", () => {
    const flat = changed(originals[0], () => 0.5);
    expect(nearCopies([flat], [flat], SIZE).size).to.equal(0);
    const yes = originals.filter(({ label }) => label === 0);
    expect(() => withoutNearCopies(set(originals), yes, SIZE))
      .to.throw("labels")
      .with.property("code", "E138_ALL_NEAR_COPIES");
  });

  describe("between a run's own pictures and those learnt beside", () => {
    let dir: string;
    const at = (set: string) => path.join(dir, set);
    before(async () => {
      buildTrainKernels();
      dir = await mkdtemp(path.join(tmpdir(), "copies-"));
      const write = async (set: string, labels: readonly string[], examples: readonly Example[]) => {
        for (const { file, label, x } of examples) {
          await mkdir(path.join(at(set), labels[label]), { recursive: true });
          await writeFile(path.join(at(set), labels[label], `${file}.png`), pictureFile(x));
        }
      };
      const own = pictures(16, 4);
      await write("train", ["yes", "no"], own);
      await write("val", ["yes", "no"], pictures(8, 5));
      await write("beside", ["a", "b"], [...pictures(8, 6), ...own.slice(0, 3)]);
    });
    after(() => rm(dir, { recursive: true }));

    const run = async (name: string, apartFrom?: readonly string[]) => {
      const folders = { trainDir: at("train"), evalDir: at("val"), besideDir: at("beside"), runDir: at(name) };
      const settings = { name, backbone: "lenet", size: SIZE, epochs: 1, seed: 1, folds: 2, threads: false };
      return (await trainRun({ ...folders, ...settings, apartFrom }, () => {})).record;
    };

    it("are told: the folds are scored on the others as well", async () => {
      const { crossValidation, data } = await run("with");
      expect([crossValidation?.n, crossValidation?.withoutCopies?.n]).to.deep.equal([24, 21]);
      expect(data.beside).to.deep.include({ counts: { a: 6, b: 5 }, leftOut: undefined });
    });

    it("are not learnt by a run that keeps apart from its own pictures", async () => {
      const { crossValidation, data } = await run("without", [at("train"), at("val")]);
      expect([crossValidation?.n, crossValidation?.withoutCopies]).to.deep.equal([24, undefined]);
      expect(data.beside).to.deep.include({ counts: { a: 4, b: 4 }, leftOut: 3 });
      expect(data.train.leftOut).to.equal(undefined);
    });
  });
});
