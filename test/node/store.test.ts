import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { NodeStore } from "#node/store";

const MATERIAL = new Uint8Array(32).fill(7);

describe("node store", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cd-store-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const open = () => new NodeStore(join(folder, "node.sqlite"));

  it("marks a material set once, for ever, and across a restart", () => {
    const first = open();
    expect(first.isSpent(MATERIAL)).to.equal(false);
    first.markUsed(MATERIAL, "1", "now");
    // The process dies here: the store is not closed.
    const second = open();
    expect(second.isSpent(MATERIAL)).to.equal(true);
    expect(() => second.markUsed(MATERIAL, "1", "now")).to.throw("second time");
    expect(() => second.markUsed(MATERIAL, "2", "now")).to.throw("second time");
  });

  it("lets a shown set be shown again, but never used, and a used one never shown", () => {
    const store = open();
    store.markShown(MATERIAL, "1", "now");
    expect(open().isSpent(MATERIAL)).to.equal(true);
    store.markShown(MATERIAL, "1", "later");
    expect(() => store.markUsed(MATERIAL, "1", "now")).to.throw("second time");
    const used = new Uint8Array(32).fill(8);
    store.markUsed(used, "1", "now");
    expect(() => store.markShown(used, "1", "now")).to.throw("second time");
  });

  it("gives a nonce to one wave of one case only", () => {
    const store = open();
    store.claimNonce(MATERIAL, { caseId: "1", wave: 1 });
    store.claimNonce(MATERIAL, { caseId: "1", wave: 1 });
    for (const other of [
      { caseId: "2", wave: 1 },
      { caseId: "1", wave: 2 },
    ])
      expect(() => store.claimNonce(MATERIAL, other)).to.throw("another case");
  });

  it("signs one report of a case's wave, for ever", () => {
    open().signOnce("1", 1, "0xaa");
    const again = open();
    again.signOnce("1", 1, "0xaa");
    again.signOnce("1", 2, "0xbb");
    expect(() => again.signOnce("1", 1, "0xbb")).to.throw("another report");
  });

  it("adds cases and moves the cursor together, and resumes there", () => {
    const first = (...ids: string[]) => ids.map((caseId) => ({ caseId, wave: 1 }));
    const waiting = (store: NodeStore) => store.waiting().map(({ caseId }) => caseId);
    open().addCases(first("1", "2"), 40);
    const again = open();
    again.addCases(first("2", "3"), 44);
    expect(waiting(again)).to.deep.equal(["1", "2", "3"]);
    expect(again.cursor()).to.equal(44);
    again.finish({ caseId: "2", wave: 1 }, "refused", "E332_FOREIGN_BUNDLE");
    expect(waiting(again)).to.deep.equal(["1", "3"]);
    expect(again.job("2")).to.deep.equal({ caseId: "2", wave: 1, state: "refused", code: "E332_FOREIGN_BUNDLE" });
  });

  it("begins a later wave afresh, and keeps nothing of an earlier one that ends late", () => {
    const store = open();
    const [one, two] = [1, 2].map((wave) => ({ caseId: "1", wave }));
    store.addCases([one!], 1);
    store.keepReport(one!, "{}");
    store.keepHalves(one!, { packageHalf: MATERIAL, recordHalf: null });
    store.finish(one!, "reported");
    store.addCases([two!], 2);
    expect(store.waiting()).to.deep.equal([{ ...two!, state: "waiting", code: null }]);
    expect([store.report("1"), store.halves(two!)]).to.deep.equal([undefined, undefined]);
    store.finish(one!, "gone");
    store.keepReport(one!, "{}");
    store.addCases([one!], 3);
    expect([store.waiting().length, store.report("1")]).to.deep.equal([1, undefined]);
  });

  it("lets the first release of a seat win", () => {
    const store = open();
    const first = { recipient: new Uint8Array(32).fill(1), cid: "bafy1", signature: "0x01" };
    store.keepRelease("package/1/1/0", first);
    expect(
      store.keepRelease("package/1/1/0", { ...first, recipient: new Uint8Array(32).fill(2) }).recipient,
    ).to.deep.equal(first.recipient);
  });

  it("forgets the halves of a picture, and all of a case that gives no record", () => {
    const store = open();
    const half = (fill: number) => new Uint8Array(32).fill(fill);
    store.keepHalves({ caseId: "1", wave: 1 }, { packageHalf: half(1), recordHalf: half(2) });
    store.keepHalves({ caseId: "2", wave: 1 }, { packageHalf: half(3), recordHalf: null });
    for (const caseId of ["1", "2"]) store.forgetHalves(caseId, "package");
    expect(store.halves({ caseId: "1", wave: 1 })).to.deep.equal({ packageHalf: null, recordHalf: half(2) });
    expect(store.casesWithHalves()).to.deep.equal(["1"]);
    store.forgetHalves("1", "all");
    expect(store.casesWithHalves()).to.deep.equal([]);
    store.close();
  });

  it("is readable by its owner only", () => {
    open().close();
    expect(statSync(join(folder, "node.sqlite")).mode & 0o077).to.equal(0);
  });
});
