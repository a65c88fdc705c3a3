import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Contracts } from "#chain/contracts";
import { publishModel } from "#client/publish-model";
import { ModelShelf } from "#node/model-shelf";
import { memoryBlobs } from "#storage/blobs";
import { newIdentity, recipientOf } from "#wire/seal";
import { loadModel } from "../../app/zoo.ts";
import { kernels } from "../mpc/rig.ts";

const model = loadModel("lenet");
const PAIR = 3;

describe("a node's shelf of models", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cd-shelf-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A published model, and how shelves of both parties find it. `asked` lists what was fetched. */
  async function published() {
    const k = await kernels();
    const blobs = memoryBlobs();
    const identities = [await newIdentity(), await newIdentity()] as const;
    const recipients = [await recipientOf(identities[0]), await recipientOf(identities[1])] as const;
    const card = new TextEncoder().encode("card");
    const random = (n: number) => Uint8Array.from(randomBytes(n));
    const out = await publishModel({ model, card, pair: PAIR, recipients, kernels: k, blobs, random });
    const asked: string[] = [];
    const get: typeof blobs.get = (cid, limits) => {
      asked.push(cid.toString());
      return blobs.get(cid, limits);
    };
    const entry = { digest: out.digest, card: out.manifest, active: true };
    const directory = { getModel: async () => entry, totals: async () => ({ models: 1n }) };
    const contracts = { directory } as unknown as Contracts;
    const shelf = (party: 0 | 1, pair = PAIR) =>
      new ModelShelf({
        folder: join(folder, `${party}`),
        party,
        pair,
        contracts,
        blobs: { ...blobs, get },
        identities: { all: () => [identities[party]] },
        kernels: k,
      });
    return { digest: out.digest, asked, shelf };
  }
  const code = (work: Promise<unknown>) =>
    work.then(
      () => "",
      (error) => error.code,
    );

  it("fetches a share once for all cases that begin at once, and then has it on disk for its owner alone", async () => {
    const { digest, asked, shelf } = await published();
    const first = shelf(1);
    const models = await Promise.all(
      [digest, digest, digest.toUpperCase().replace("0X", "0x")].map((of) => first.find(1, of)),
    );
    expect(new Set(models).size).to.equal(1);
    expect(asked, "manifest and share").to.have.length(2);
    const [file] = readdirSync(join(folder, "1"));
    expect(statSync(join(folder, "1", file!)).mode & 0o777).to.equal(0o600);
    const again = await shelf(1).find(1, digest);
    expect(again.weights).to.deep.equal(models[0]!.weights);
    expect(asked, "the manifest once more").to.have.length(3);
  });

  it("holds two shares that are the weights together and of one length apart", async () => {
    const { digest, shelf } = await published();
    const [a, b] = await Promise.all([shelf(0).find(1, digest), shelf(1).find(1, digest)]);
    expect([a.weights.length, b.weights.length]).to.deep.equal([a.plan.weights, b.plan.weights]);
    expect(a.plan.digest).to.equal(b.plan.digest);
  });

  it("refuses a model that its pair has no share of, and a share that is not its own; and tries again next time", async () => {
    const { digest, shelf } = await published();
    expect(await code(shelf(0, PAIR + 1).find(1, digest))).to.equal("E335_UNKNOWN_MODEL");
    await Promise.all([shelf(0).stock(), shelf(1).stock()]);
    const [own, other] = ["0", "1"].map((party) => join(folder, party, `${digest.slice(2)}.share`));
    const right = readFileSync(own!);
    const zero = shelf(0);
    writeFileSync(own!, readFileSync(other!));
    expect(await code(zero.find(1, digest))).to.equal("E143_MODEL_SHARE");
    writeFileSync(own!, right);
    expect(await code(zero.find(1, digest))).to.equal("");
  });
});
