import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { HDNodeWallet } from "ethers";
import type { Browser } from "playwright-core";
import { pause } from "#chain/follow";
import { newCase } from "../../../app/web/src/patient/stored-case.ts";
import { sealFile } from "../../../app/web/src/session/vault.ts";
import { connect, launch, type Person, person, unlock, violations } from "./browser.ts";
import { localNetwork } from "./local-network.ts";

const UUID = "0e7a3f5c-7a52-4a4f-9c41-2d8b6a3f1e90";
const PASS = "the passphrase of the file";

/** What a page must not do, whoever asks it to. */
describe("the page's guards", function () {
  this.timeout(180_000);
  let web: string;
  let browser: Browser;
  let one: Person;
  before(async () => {
    const [local, launched] = await Promise.all([localNetwork(), launch()]);
    web = local.network.urls.web;
    browser = launched;
    one = await person(browser, {
      wallet: { key: HDNodeWallet.createRandom(), provider: local.network.chain.provider },
    });
    await one.page.addInitScript(HOSTILE_WALLET);
    await one.page.goto(`${web}/patient`);
  });
  after(() => browser?.close());

  it("show a wallet's words as words, and an icon only if the wallet brought it along", async () => {
    const { page } = one;
    await page.getByRole("button", { name: "Connect a wallet" }).click();
    const hostile = page.getByRole("button", { name: "<img src=x onerror=hit()>" });
    await hostile.waitFor();
    expect(await hostile.locator("img").getAttribute("src")).to.equal("/icon.svg");
    expect(await page.evaluate("window.wasHit")).to.equal(undefined);
    expect([...one.asked].filter((origin) => origin.includes("elsewhere"))).to.deep.equal([]);
    await page.getByRole("button", { name: "Close" }).click();
  });

  it("open the vault without a wallet, and never ask one for a signature to make a key of", async () => {
    await unlock(one);
    await one.page.getByRole("button", { name: "New case" }).waitFor();
    expect(one.wallet.calls.filter((method) => /sign/i.test(method))).to.deep.equal([]);
    await connect(one);
    await one.page.reload();
    await unlock(one);
    await one.page.getByRole("button", { name: "New case" }).waitFor();
    expect(one.wallet.calls.filter((method) => /sign/i.test(method))).to.deep.equal([]);
  });

  it("call, load and run nothing from anywhere else", async () => {
    // Each attempt as a script in the page would make it; a policy that stops it says by which of its rules.
    const stopped = (await one.page.evaluate(ATTEMPTS)) as string[];
    expect(stopped.sort()).to.deep.equal([
      "base-uri",
      "connect-src",
      "font-src",
      "form-action",
      "frame-src",
      "img-src",
      "media-src",
      "object-src",
      "script-src-attr",
      "script-src-elem",
      "style-src-attr",
      "style-src-elem",
      "worker-src",
    ]);
    expect(await one.page.evaluate("window.wasHit")).to.equal(undefined);
    expect(await one.page.evaluate(EVAL)).to.equal("refused");
    await one.page.reload();
    await unlock(one);
  });

  it("are not drawn inside another site's page", async () => {
    // Another port is another site.
    const site = createServer((_request, answer) => {
      answer.setHeader("content-type", "text/html").end(`<iframe src="${web}/patient"></iframe>`);
    }).listen(0, "127.0.0.1");
    await once(site, "listening");
    const other = await browser.newPage();
    await other.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    // The page around it counts as loaded before the frame has an address, whichever that will be.
    const frame = other.frames()[1]!;
    for (let tries = 0; tries < 200 && frame.url() === ""; tries++) await pause(50);
    expect(frame.url()).to.match(/^chrome-error:/);
    site.close();
    await other.close();
  });

  const importDialog = async (file: Buffer) => {
    const { page } = one;
    await page.getByRole("button", { name: "Import a case file" }).click();
    await page
      .locator("dialog[open] input[type=file]")
      .setInputFiles({ name: "a.cdcase", mimeType: "application/octet-stream", buffer: file });
    await page.locator("dialog[open] input[type=password]").fill(PASS);
    await page.getByRole("button", { name: /^Import$/ }).click();
  };

  it("take a case file that fits, and refuse one whose name leads elsewhere in the vault", async () => {
    const { page } = one;
    const file = async (id: string) => {
      const stored = newCase(id, new Date().toISOString(), "90000000");
      const text = JSON.stringify({ format: "crypto-doctor/case@1", stored, laterSecrets: [] });
      return Buffer.from(await sealFile(new TextEncoder().encode(text), PASS));
    };
    await importDialog(await file("../../test-wallet"));
    await page.getByRole("alert").getByText("That is not a case file").waitFor({ timeout: 30_000 });
    expect(await violations(one)).to.deep.equal([]);
    await page.getByRole("button", { name: "Close" }).click();
    expect(await page.getByRole("main").getByRole("listitem").count()).to.equal(0);
    await importDialog(await file(UUID));
    await page.getByRole("link", { name: "Case in preparation" }).waitFor({ timeout: 30_000 });
  });

  it("read no file that is larger than any of its kind", async () => {
    const { page } = one;
    // A File that says how large it is, and has not a byte: whoever reads it finds nothing.
    await page.evaluate(`
      window.readIn = 0;
      const read = Blob.prototype.arrayBuffer;
      Blob.prototype.arrayBuffer = function () { window.readIn++; return read.call(this); };
      Object.defineProperty(File.prototype, "size", { configurable: true, get() { return 2 ** 40; } });
    `);
    await importDialog(Buffer.from("x"));
    await page.getByRole("alert").getByText("KiB were chosen").waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "New case" }).click();
    await page.locator("main input[type=file]").setInputFiles({
      name: "a.png",
      mimeType: "image/png",
      buffer: Buffer.from("x"),
    });
    await page.getByRole("alert").getByText("KiB were chosen").waitFor();
    expect(await page.evaluate("window.readIn")).to.equal(0);
  });
});

/** Announces itself with a name that is markup, and an icon that lies on somebody's server. */
const HOSTILE_WALLET = `
  window.hit = () => { window.wasHit = true; };
  const provider = { request: async () => [], on() {}, removeListener() {} };
  const info = { uuid: "1", name: "<img src=x onerror=hit()>", icon: "https://elsewhere.example/who.png", rdns: "example.bad" };
  const say = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: { info, provider } }));
  addEventListener("eip6963:requestProvider", say);
  say();
`;

/** Ways out of the page, and into it; the rules of its policy that stopped them. */
const ATTEMPTS = `(async () => {
  const stopped = new Set();
  addEventListener("securitypolicyviolation", ({ effectiveDirective }) => stopped.add(effectiveDirective));
  const there = "https://elsewhere.example/";
  const add = (tag, attributes, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    document.body.append(element);
    return element;
  };
  fetch(there).catch(() => {});
  new FontFace("x", "url(" + there + ")").load().catch(() => {});
  new Worker(URL.createObjectURL(new Blob(["1"])));
  add("script", { src: there });
  add("script", {}, "window.wasHit = true");
  add("button", { onclick: "window.wasHit = true" }).click();
  add("style", {}, "body { color: red }");
  add("p", { style: "color: red" });
  add("img", { src: there, alt: "" });
  add("video", { src: there });
  add("iframe", { src: there });
  add("object", { data: there, type: "image/png" });
  add("base", { href: there });
  add("iframe", { name: "aside" });
  add("form", { action: there, method: "post", target: "aside" }).submit();
  for (const end = performance.now() + 10_000; stopped.size < 13 && performance.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, 20));
  return [...stopped];
})()`;

/** Later, by the page itself: what the driver evaluates is under no policy. */
const EVAL = `new Promise((resolve) => setTimeout(() => {
  try { resolve(eval("'ran'")); } catch { resolve("refused"); }
}))`;
