import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Identities, linkIdentity } from "#node/keys";
import { hex } from "#wire/bytes";
import { newIdentity, type Recipient, seal, unseal } from "#wire/seal";

const NOW = 1_800_000_000;

describe("a node's own keys", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cd-keys-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const secret = Uint8Array.of(1, 2, 3);
  const opens = (ring: Identities, sealed: Uint8Array) =>
    unseal(sealed, ...ring.all()).then(
      () => true,
      (error) => error.code !== "E202_NOT_FOR_US",
    );
  /** The chain: what was published, newest last. */
  const chain = () => {
    const published: string[] = [];
    const publish = async (recipient: Recipient) => void published.push(hex(recipient));
    return { published, publish };
  };

  it("are made once, are its owner's alone, and open what was sealed before a restart", async () => {
    const first = await Identities.open(folder);
    const link = await linkIdentity(folder);
    const sealed = await seal(secret, await first.recipient());
    const second = await Identities.open(folder);
    expect(second.all()).to.deep.equal(first.all());
    expect(await linkIdentity(folder)).to.deep.equal(link);
    expect(await unseal(sealed, ...second.all())).to.deep.equal(secret);
    expect(readdirSync(folder).sort()).to.deep.equal(["age.key", "link.json"]);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).to.equal(0o600);
  });

  it("are whole after a first start that was killed while it wrote them", async () => {
    for (const name of ["age.key.new", "link.json.new"]) writeFileSync(join(folder, name), "AGE-SEC", { mode: 0o600 });
    const [identity] = (await Identities.open(folder)).all();
    expect(identity).to.match(/^AGE-SECRET-KEY-1/);
    expect((await linkIdentity(folder)).privateKey).to.match(/^-----BEGIN PRIVATE KEY-----/);
    expect(readdirSync(folder).sort()).to.deep.equal(["age.key", "link.json"]);
  });

  it("after a rotation open what was sealed to the old one, until that is deleted", async () => {
    const ring = await Identities.open(folder);
    const { published, publish } = chain();
    const before = await seal(secret, await ring.recipient());
    await ring.rotate(publish, NOW);
    expect(published).to.deep.equal([hex(await ring.recipient())]);
    const after = await seal(secret, await ring.recipient());

    const restarted = await Identities.open(folder);
    expect([await opens(restarted, before), await opens(restarted, after)]).to.deep.equal([true, true]);
    expect(restarted.destroyRetired(NOW)).to.equal(0);
    expect(await opens(restarted, before)).to.equal(true);
    expect(restarted.destroyRetired(NOW + 1)).to.equal(1);
    expect([await opens(restarted, before), await opens(restarted, after)]).to.deep.equal([false, true]);
    expect(readdirSync(folder)).to.deep.equal(["age.key"]);
  });

  it("finish a rotation that was cut off, wherever that was, with the recipient that was published", async () => {
    // The transaction failed, or the node was killed before it knew.
    const ring = await Identities.open(folder);
    const before = await seal(secret, await ring.recipient());
    const seen: string[] = [];
    const fails = async (recipient: Recipient) => {
      seen.push(hex(recipient));
      throw new Error("no answer");
    };
    for (const cut of [1, 2]) {
      const failed = await (await Identities.open(folder)).rotate(fails, NOW + cut).catch((error) => error);
      expect(failed).to.be.an("error");
    }
    const restarted = await Identities.open(folder);
    expect(restarted.rotating).to.equal(true);
    const { published, publish } = chain();
    const between = await seal(secret, await ring.recipient());
    await restarted.rotate(publish, NOW + 3);
    expect([...seen, ...published]).to.deep.equal(Array(3).fill(published[0]));
    for (const sealed of [before, between]) expect(await opens(restarted, sealed)).to.equal(true);

    // Killed between the two renames.
    writeFileSync(join(folder, "age.next.key"), await newIdentity(), { mode: 0o600 });
    renameSync(join(folder, "age.key"), join(folder, `age.${NOW + 4}.key`));
    const again = await Identities.open(folder);
    expect(again.rotating).to.equal(false);
    expect(again.all()).to.have.lengthOf(3);
    expect(await opens(again, before)).to.equal(true);
  });

  it("open what was sealed to the next one while its transaction is under way", async () => {
    const ring = await Identities.open(folder);
    let early: Uint8Array | undefined;
    await ring.rotate(async (recipient) => {
      early = await seal(secret, recipient);
      expect(await opens(ring, early)).to.equal(true);
    }, NOW);
    expect(await opens(ring, early!)).to.equal(true);
  });
});
