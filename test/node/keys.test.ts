import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { nodeKeys } from "#node/keys";
import { recipientOf, seal, unseal } from "#wire/seal";

describe("a node's own keys", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cd-keys-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("are made once, are its owner's alone, and open what was sealed before a restart", async () => {
    const first = await nodeKeys(folder);
    const sealed = await seal(Uint8Array.of(1, 2, 3), await recipientOf(first.identity));
    const second = await nodeKeys(folder);
    expect(second).to.deep.equal(first);
    expect(await unseal(sealed, second.identity)).to.deep.equal(Uint8Array.of(1, 2, 3));
    expect(readdirSync(folder).sort()).to.deep.equal(["age.key", "link.json"]);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).to.equal(0o600);
  });

  it("are whole after a first start that was killed while it wrote them", async () => {
    for (const name of ["age.key.new", "link.json.new"]) writeFileSync(join(folder, name), "AGE-SEC", { mode: 0o600 });
    const { identity, link } = await nodeKeys(folder);
    expect(identity).to.match(/^AGE-SECRET-KEY-1/);
    expect(link.privateKey).to.match(/^-----BEGIN PRIVATE KEY-----/);
    expect(readdirSync(folder).sort()).to.deep.equal(["age.key", "link.json"]);
  });
});
