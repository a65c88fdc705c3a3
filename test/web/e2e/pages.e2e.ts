import { expect } from "chai";
import { HDNodeWallet } from "ethers";
import type { Browser } from "playwright-core";
import { connect, launch, overflow, person, shot, unlock, violations } from "./browser.ts";
import { type LocalNetwork, localNetwork } from "./local-network.ts";

const STRIP = {
  en: "Research software. Not cleared or CE-marked. Not for diagnosis.",
  de: "Forschungssoftware. Weder zugelassen noch CE-gekennzeichnet. Nicht zur Diagnose.",
  fr: "Logiciel de recherche. Ni autorisé ni marqué CE. Ne pas utiliser pour un diagnostic.",
};
const PAGES = ["/", "/patient", "/doctor", "/data", "/operator"];

describe("the pages of the web application", function () {
  this.timeout(180_000);
  let local: LocalNetwork;
  let browser: Browser;
  before(async () => {
    [local, browser] = await Promise.all([localNetwork(), launch()]);
  });
  after(async () => {
    await browser?.close();
  });
  const web = () => local.network.urls.web;

  for (const [language, strip] of Object.entries(STRIP)) {
    it(`are accessible, narrow and marked as research software in ${language}`, async () => {
      const one = await person(browser, { language, width: 320, dark: language === "fr" });
      for (const path of PAGES) {
        await one.page.goto(`${web()}${path}`);
        await one.page.getByRole("heading", { level: 1 }).waitFor();
        expect(await one.page.getByText(strip).count(), path).to.equal(1);
        expect(await one.page.locator("html").getAttribute("lang"), path).to.equal(language);
        expect(await overflow(one), `${path} at 320 px`).to.be.at.most(0);
        expect(await violations(one), path).to.deep.equal([]);
      }
      expect(one.complaints).to.deep.equal([]);
      await one.context.close();
    });
  }

  it("say what is away, and what to do: the network, a page's own code, the data set, a node, a case", async () => {
    const one = await person(browser, { width: 320, dark: true });
    const { page } = one;
    /** With what fits `pattern` away, the page at `path` says `words`. */
    const without = async (pattern: string, path: string, words: string) => {
      await page.route(pattern, (route) => route.abort());
      await page.goto(`${web()}${path}`);
      await page.getByText(words).first().waitFor();
      expect(await overflow(one), words).to.be.at.most(0);
      expect(await violations(one), words).to.deep.equal([]);
      await page.unroute(pattern);
    };
    await without("**/config.json", "/data", "The network cannot be reached");
    await without("**/assets/nodes-*.js", "/operator", "This page could not be drawn");
    await without("**/health/ready", "/operator", "no answer");
    await without(`${local.network.urls.data}/**`, "/data", "The data service does not answer");
    await unlockAt("/patient/none");
    await page.getByText("This device has no such case").waitFor();
    expect(await violations(one)).to.deep.equal([]);
    await one.context.close();

    async function unlockAt(path: string) {
      await page.goto(`${web()}${path}`);
      await unlock(one);
    }
  });

  it("work by keyboard alone", async () => {
    const one = await person(browser);
    const { page } = one;
    await page.goto(web());
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).to.equal("Skip to the content");
    const seen: string[] = [];
    for (let i = 0; i < 10; i++) {
      await page.keyboard.press("Tab");
      seen.push((await page.evaluate("document.activeElement.textContent")) as string);
    }
    for (const role of ["Patient", "Doctor", "Researcher", "Operator"]) expect(seen).to.include(role);
    await shot(one, "home");
    await one.context.close();
  });

  it("take a new doctor in: wallet, demo licence, key file, bond", async () => {
    const key = HDNodeWallet.createRandom();
    const one = await person(browser, { wallet: { key, provider: local.network.chain.provider } });
    const { page, wallet } = one;
    await page.goto(`${web()}/doctor`);
    // A "no" to the connection is no error.
    wallet.refuse = (method) => method === "eth_requestAccounts";
    await page.getByRole("button", { name: "Connect a wallet" }).click();
    await page.getByRole("button", { name: "Paper Wallet" }).click();
    await page.waitForFunction("true");
    expect(await page.getByRole("alert").count()).to.equal(0);
    await page.keyboard.press("Escape");
    wallet.refuse = () => false;
    await connect(one);
    await unlock(one);
    await page.getByRole("button", { name: "Get a demo licence" }).click();
    await page.getByText("The licence names this account").waitFor();
    // Without money the flow stops at its step and says what to do.
    await page.getByRole("button", { name: "Register", exact: true }).click();
    await page.getByRole("alert").getByText("The account cannot pay for this").waitFor();
    expect(await violations(one)).to.deep.equal([]);
    await page.getByRole("button", { name: "Get test money" }).click();
    await page.getByText("10,000.00 tUSD").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Your key is on this device").waitFor({ timeout: 30_000 });
    expect(await local.contracts.core.doctorId(key.address)).to.equal(13n);
    // All files share one network, and only the demo doctors' seats can be played: this one is not to be drawn.
    const { provider } = local.network.chain;
    await (await local.contracts.core.connect(key.connect(provider)).setAvailable(false)).wait();
    expect(one.complaints).to.deep.equal([]);
    await one.context.close();
  });

  it("open the vault for its passphrase alone", async () => {
    const one = await person(browser);
    const { page } = one;
    await page.goto(`${web()}/patient`);
    await unlock(one);
    await page.getByRole("button", { name: "New case" }).waitFor();
    await page.reload();
    await page.locator("form.vault input").fill("another long passphrase");
    await page.locator("form.vault button").click();
    await page.getByRole("alert").getByText("That is not the passphrase").waitFor({ timeout: 30_000 });
    expect(await violations(one)).to.deep.equal([]);
    await unlock(one);
    await page.getByRole("button", { name: "New case" }).waitFor();
    await one.context.close();
  });
});
