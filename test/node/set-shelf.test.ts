import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { lenet } from "#models/graph/lenet";
import { deal } from "#mpc/deal/deal";
import { planOf } from "#mpc/plan/plan";
import { nameOf, readMaterial } from "#mpc/tape/material";
import type { CaseSet } from "#node/check-bundle";
import { SetShelf } from "#node/set-shelf";
import { memoryBlobs } from "#storage/blobs";
import { sealSet } from "#wire/sealed-set";
import { kernels } from "../mpc/rig.ts";

const plan = planOf(lenet({ size: 64, classes: 2 }));

describe("material sets on a node's disk", () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "cd-sets-")), "sets");
  });
  afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

  async function stored() {
    const { set1 } = deal(await kernels(), plan, randomBytes);
    const blobs = memoryBlobs();
    const key = Uint8Array.from(randomBytes(32));
    const sealed = await sealSet(set1, key);
    const cid = (await blobs.put(sealed)).toString();
    const set: CaseSet = { cid, size: sealed.length, name: nameOf(set1), key };
    return { blobs, set, set1, sealed };
  }
  const read = async (shelf: SetShelf, set: CaseSet) =>
    (await kernels()).use((space) =>
      shelf.use("7", set, async (source) => {
        const { corrections } = await readMaterial(space, plan, 1, source);
        return space.bytes(corrections, plan.corrections).slice();
      }),
    );
  const code = (work: Promise<unknown>) =>
    work.then(
      () => "",
      (error) => error.code,
    );

  it("are fetched once, lie there sealed, and go when the case is done", async () => {
    const { blobs, set, set1, sealed } = await stored();
    let fetched = 0;
    const stream: typeof blobs.stream = (cid, limits) => {
      fetched += 1;
      return blobs.stream(cid, limits);
    };
    const shelf = new SetShelf(folder, { ...blobs, stream });
    await shelf.fetch("7", set);
    expect(readFileSync(join(folder, "7", set.cid)).equals(sealed)).to.equal(true);
    for (let again = 0; again < 2; again++) expect(await read(shelf, set)).to.deep.equal(set1.slice(108));
    expect(fetched).to.equal(1);
    shelf.drop("7");
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it("are refused when they are not the ones that the patient committed to, or were changed on the disk", async () => {
    const { blobs, set, sealed } = await stored();
    const shelf = new SetShelf(folder, blobs);
    expect(await code(read(shelf, { ...set, name: randomBytes(32) }))).to.equal("E332_FOREIGN_BUNDLE");
    expect(await code(read(shelf, { ...set, key: randomBytes(32) }))).to.equal("E326_MATERIAL_SEALED");
    sealed[sealed.length >> 1]! ^= 1;
    writeFileSync(join(folder, "7", set.cid), sealed);
    expect(await code(read(shelf, set))).to.equal("E326_MATERIAL_SEALED");
  });

  it("are not fetched beyond their stated size, and what is left of a broken process is forgotten", async () => {
    const { blobs, set } = await stored();
    const shelf = new SetShelf(folder, blobs);
    expect(await code(shelf.fetch("7", { ...set, size: set.size - 1 }))).to.equal("E605_BLOB_TOO_LARGE");
    await shelf.fetch("7", set);
    writeFileSync(join(folder, "7", "old.new"), "half");
    void new SetShelf(folder, blobs);
    expect(readdirSync(folder)).to.deep.equal([]);
  });
});
