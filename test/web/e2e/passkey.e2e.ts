import { expect } from "chai";
import type { Browser, CDPSession } from "playwright-core";
import { disk, launch, overflow, type Person, person, unlock, violations } from "./browser.ts";
import { dicomSeries } from "./files.ts";
import { localNetwork } from "./local-network.ts";

/** An authenticator of the browser's own, as its developer tools make one. */
async function authenticator(
  { context, page }: Person,
  kind: { hasPrf?: boolean; hasUserVerification?: boolean } = {},
) {
  const cdp: CDPSession = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf: true,
      ...kind,
    },
  });
  return {
    /** Passkeys that it holds. */
    kept: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length,
    forget: () => cdp.send("WebAuthn.clearCredentials", { authenticatorId }),
  };
}

describe("a passkey for the vault", function () {
  this.timeout(180_000);
  let web: string;
  let browser: Browser;
  let one: Person;
  let device: Awaited<ReturnType<typeof authenticator>>;
  before(async () => {
    const [local, launched] = await Promise.all([localNetwork(), launch()]);
    web = local.network.urls.web;
    browser = launched;
    one = await person(browser);
    device = await authenticator(one);
    await one.page.goto(`${web}/patient`);
    await unlock(one);
  });
  after(() => browser?.close());

  const ways = ({ page }: Person) => page.getByRole("button", { name: /^(Passkeys|Clés d'accès)$/ }).click();
  const byPasskey = ({ page }: Person) => page.getByRole("button", { name: "Unlock with a passkey" });
  const picture = ({ page }: Person) => page.locator("canvas.grey").first();

  it("is added once the passphrase has opened it, and once only", async () => {
    const { page } = one;
    await page.getByRole("button", { name: "New case" }).click();
    await page.locator("main input[type=file]").setInputFiles(dicomSeries(1));
    await picture(one).waitFor();
    await ways(one);
    const add = page.getByRole("button", { name: "Add a passkey" });
    await add.click();
    await page.getByText("Passkey added").waitFor();
    expect(await device.kept()).to.equal(1);
    expect(await violations(one)).to.deep.equal([]);
    await add.click();
    await page.getByRole("alert").getByText("already holds a passkey").waitFor();
    expect(await device.kept()).to.equal(1);
  });

  it("opens it alone after a reload", async () => {
    await one.page.reload();
    await byPasskey(one).waitFor();
    expect(await violations(one)).to.deep.equal([]);
    expect(await picture(one).count()).to.equal(0);
    await byPasskey(one).click();
    await picture(one).waitFor();
  });

  it("leaves the passphrase as it was, and lets no other one in", async () => {
    const { page } = one;
    await page.reload();
    await page.locator("form.vault input").fill("another long passphrase");
    await page.getByRole("button", { name: "Unlock", exact: true }).click();
    await page.getByRole("alert").getByText("That is not the passphrase").waitFor();
    expect(await picture(one).count()).to.equal(0);
    await unlock(one);
    await picture(one).waitFor();
  });

  it("is refused where what it opens was changed on the disk", async () => {
    const { page } = one;
    await page.evaluate(SPOIL);
    await page.reload();
    await byPasskey(one).click();
    await page.getByRole("alert").getByText("That passkey does not open this vault").waitFor();
    expect(await picture(one).count()).to.equal(0);
    await page.evaluate(SPOIL); // and back
    await byPasskey(one).click();
    await picture(one).waitFor();
  });

  it("may be lost: then nothing opens by it, and the passphrase does", async () => {
    const { page } = one;
    await device.forget();
    await page.reload();
    await byPasskey(one).click();
    await page.locator("form.vault button[type=submit]:disabled").waitFor({ state: "detached" });
    // The browser does not tell a lost passkey from a person's no, which is no error.
    expect(await page.getByRole("alert").count()).to.equal(0);
    expect(await picture(one).count()).to.equal(0);
    await unlock(one);
    await picture(one).waitFor();
  });

  it("opens nothing once it is removed", async () => {
    const { page } = one;
    await ways(one);
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByText("Passkey added").waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("button", { name: "Unlock", exact: true }).waitFor();
    expect(await byPasskey(one).count()).to.equal(0);
    expect((await disk(one)).text).to.contain('"passkeys":[]');
    await unlock(one);
    await picture(one).waitFor();
    expect(one.complaints).to.deep.equal([]);
    await one.context.close();
  });

  it("is not made where nobody asks who it is: what opens the vault is bound to a person", async () => {
    const other = await person(browser);
    const shut = await authenticator(other, { hasUserVerification: false });
    await other.page.goto(`${web}/patient`);
    await unlock(other);
    await ways(other);
    await other.page.getByRole("button", { name: "Add a passkey" }).click();
    await other.page.getByRole("button", { name: "Waiting for your authenticator" }).waitFor({ state: "detached" });
    expect(await other.page.getByRole("alert").count()).to.equal(0);
    expect(await other.page.getByText("Passkey added").count()).to.equal(0);
    expect(await shut.kept()).to.equal(0);
    await other.context.close();
  });

  it("needs an authenticator that gives a key, and says so in the person's language", async () => {
    const other = await person(browser, { language: "de", width: 320 });
    const without = await authenticator(other, { hasPrf: false });
    await other.page.goto(`${web}/patient`);
    await unlock(other);
    await ways(other);
    await other.page.getByRole("button", { name: "Passkey hinzufügen" }).click();
    await other.page.getByRole("alert").getByText("gibt aber keinen Schlüssel her").waitFor();
    expect(await without.kept(), "and leaves nothing useless behind").to.equal(0);
    expect(await overflow(other)).to.be.at.most(0);
    expect(await violations(other)).to.deep.equal([]);
    await other.context.close();
  });

  it("needs a name: an address of numbers has no passkeys", async () => {
    const other = await person(browser, { language: "fr" });
    await authenticator(other);
    await other.page.goto(`${web.replace("localhost", "127.0.0.1")}/patient`);
    await unlock(other);
    await ways(other);
    await other.page.getByRole("button", { name: "Ajouter une clé d'accès" }).click();
    await other.page.getByRole("alert").getByText("appartient à un nom").waitFor();
    await other.context.close();
  });
});

/** Turns one bit of what the first passkey opens. As text: the page lacks the loader's helpers. */
const SPOIL = `(async () => {
  const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const [{ name }] = await indexedDB.databases();
  const db = await done(indexedDB.open(name));
  const store = db.transaction("lock", "readwrite").objectStore("lock");
  const lock = await done(store.get("lock"));
  lock.passkeys[0].wrapped[40] ^= 1;
  await done(store.put(lock, "lock"));
  db.close();
})()`;
