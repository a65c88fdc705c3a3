import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import type { HDNodeWallet, JsonRpcProvider } from "ethers";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Debian's chromium; another one by CHROMIUM. */
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS =
  "--no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-gpu";

export const launch = (flags: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: EXECUTABLE, args: [...FLAGS.split(" "), ...flags] });

/** One person's browser: a context of their own, with what the page complained about. */
export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors on the page, and whatever its content security policy stopped. */
  readonly complaints: string[];
  /** Addresses that the page asked for. */
  readonly asked: Set<string>;
  readonly wallet: TestWallet;
}

/** The wallet of a person: which requests it saw, and how it behaves. */
export interface TestWallet {
  readonly calls: string[];
  /** The person says no. */
  refuse: (method: string) => boolean;
  /** Comes before each answer, which `answer` gives: a promise that never ends is a dialog left open. */
  before: (method: string, params: any[], answer: () => Promise<unknown>) => unknown;
  /** Whether the wallet takes several calls as one (EIP-5792). */
  batches?: boolean;
  /** The wallet is on another chain, and follows when it is asked to switch, or to add this one, or does not follow. */
  elsewhere?: "follows" | "does not know this chain" | "stays";
}
/** For `before`: the dialog is left open. */
export const never = (): Promise<never> => new Promise(() => {});

/**
 * @param wallet a key in this process: the page sees EIP-1193 requests only, announced as EIP-6963 says
 */
export async function person(
  browser: Browser,
  options: {
    wallet?: { key: HDNodeWallet; provider: JsonRpcProvider };
    language?: string;
    width?: number;
    dark?: boolean;
    touch?: boolean;
    trustAnyCertificate?: boolean;
  } = {},
): Promise<Person> {
  const { width = 1280, language = "en", dark = false, touch = false } = options;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    locale: language,
    colorScheme: dark ? "dark" : "light",
    acceptDownloads: true,
    hasTouch: touch,
    ignoreHTTPSErrors: options.trustAnyCertificate,
  });
  const page = await context.newPage();
  const made: Person = {
    context,
    page,
    complaints: [],
    asked: new Set(),
    wallet: { calls: [], refuse: () => false, before: () => {} },
  };
  page.on("pageerror", (error) => made.complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) made.complaints.push(message.text());
  });
  page.on("request", (request) => made.asked.add(new URL(request.url()).origin));
  if (options.wallet) await announce(made, options.wallet);
  return made;
}

async function announce({ page, wallet }: Person, { key, provider }: { key: HDNodeWallet; provider: JsonRpcProvider }) {
  const signer = key.connect(provider);
  const answer = async (method: string, params: any[]): Promise<unknown> => {
    switch (method) {
      case "eth_requestAccounts":
      case "eth_accounts":
        return [signer.address];
      case "eth_sendTransaction": {
        const { to, data, value, gas } = params[0];
        return (await signer.sendTransaction({ to, data, value, gasLimit: gas })).hash;
      }
      case "eth_signTypedData_v4": {
        const { domain, types, message } = JSON.parse(params[1]);
        const { EIP712Domain: _, ...own } = types;
        return signer.signTypedData(domain, own, message);
      }
      case "eth_chainId":
        return wallet.elsewhere ? "0x1" : provider.send(method, []);
      case "wallet_getCapabilities":
        if (!wallet.batches) throw Object.assign(new Error("no such method"), { code: -32601 });
        return { [params[1][0]]: { atomic: { status: "supported" } } };
      case "wallet_sendCalls": {
        // A real wallet makes them one transaction; the test's sends them one after the other, for one confirmation.
        for (const { to, data } of params[0].calls) await (await signer.sendTransaction({ to, data })).wait();
        return { id: "0x01" };
      }
      case "wallet_getCallsStatus":
        return { version: "2.0.0", id: params[0], status: 200, receipts: [] };
      case "wallet_switchEthereumChain":
        if (wallet.elsewhere === "does not know this chain")
          throw Object.assign(new Error("Unrecognized chain ID."), { code: 4902 });
        if (wallet.elsewhere === "follows") wallet.elsewhere = undefined;
        return null;
      case "wallet_addEthereumChain":
        wallet.elsewhere = undefined;
        return null;
      default:
        return provider.send(method, params ?? []);
    }
  };
  await page.exposeFunction("__wallet", async (method: string, params: any[]) => {
    wallet.calls.push(method);
    if (wallet.refuse(method)) return { error: { code: 4001, message: "User rejected the request." } };
    try {
      await wallet.before(method, params, () => answer(method, params));
      return { result: await answer(method, params) };
    } catch (error) {
      const { code, message, data } = (error as any)?.info?.error ?? (error as any);
      return { error: { code: typeof code === "number" ? code : -32000, message, data } };
    }
  });
  await page.addInitScript(PAGE_SIDE);
}

/** As text: a function would bring the loader's helpers along, which the page does not have. */
const PAGE_SIDE = `
  const provider = {
    async request({ method, params }) {
      const { result, error } = await window.__wallet(method, params);
      if (error) throw Object.assign(new Error(error.message), error);
      return result;
    },
    on() {},
    removeListener() {},
  };
  const icon = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>";
  const info = { uuid: "0e7a3f5c-7a52-4a4f-9c41-2d8b6a3f1e90", name: "Paper Wallet", icon, rdns: "example.paper" };
  const detail = Object.freeze({ info, provider });
  const say = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  addEventListener("eip6963:requestProvider", say);
  say();
`;

export const PASSPHRASE = "a long enough passphrase";

/** Connects the announced wallet. */
export async function connect({ page }: Person): Promise<void> {
  await page.getByRole("button", { name: "Connect a wallet" }).click();
  await page.getByRole("button", { name: "Paper Wallet" }).click();
  await page.locator("dialog[open]").waitFor({ state: "detached" });
}

/** Makes or unlocks the vault, in the dialog if one is open. */
export async function unlock({ page }: Person): Promise<void> {
  const inDialog = (await page.locator("dialog[open]").count()) > 0;
  const form = page.locator(inDialog ? "dialog[open] form.vault" : "main form.vault");
  await form.locator("input[type=password]").fill(PASSPHRASE);
  await form.locator("button[type=submit]").click();
  await form.waitFor({ state: "detached", timeout: 30_000 });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong with the page as it is now (WCAG 2.2 A and AA, and its best practices), one line each. */
export async function violations({ page }: Person): Promise<string[]> {
  // Evaluated by the driver, not loaded by the page: the page's own policy stays in force.
  await page.evaluate(AXE);
  // A colour on its way to another is neither.
  await page.evaluate("Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => {})");
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as AxeResults;
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

/** All that the page keeps in IndexedDB and localStorage, as text: bytes one character each. */
export const disk = ({ page }: Person): Promise<{ stores: string[]; text: string }> =>
  page.evaluate(`(async () => {
    const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
    const stores = [];
    const parts = [JSON.stringify(localStorage)];
    for (const { name } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name));
      for (const store of db.objectStoreNames) {
        stores.push(store);
        for (const value of await done(db.transaction(store).objectStore(store).getAll()))
          parts.push(
            value instanceof Uint8Array
              ? Array.from(value, (byte) => String.fromCharCode(byte)).join("")
              : JSON.stringify(value, (_key, each) =>
                  each instanceof Uint8Array ? Array.from(each, (byte) => String.fromCharCode(byte)).join("") : each),
          );
      }
      db.close();
    }
    return { stores, text: parts.join("\\n") };
  })()`);

/** How far the page reaches over the right edge of its window, CSS pixels. */
export const overflow = ({ page }: Person): Promise<number> =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

const SHOTS = join(import.meta.dirname, "../../../docs/screenshots");

/** Keeps a picture of the page in docs/screenshots, when the run was asked for them (SCREENSHOTS=1). */
export async function shot({ page }: Person, name: string, fullPage = true): Promise<void> {
  if (!process.env.SCREENSHOTS) return;
  await page.evaluate("scrollTo(0, 0)"); // the strip sticks to the top of what is seen
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage });
}
