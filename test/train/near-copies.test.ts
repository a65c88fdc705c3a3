import { expect } from "chai";
import type { Dataset, Example } from "#models/train/dataset";
import { nearCopies, withoutNearCopies } from "#models/train/near-copies";
import { Random } from "#models/train/random";
import { SIZE } from "./toy.ts";

describe("near-copies", () => {
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
});
