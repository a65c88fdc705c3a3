import { expect } from "chai";
import { HDNodeWallet } from "ethers";
import type { Browser, Page } from "playwright-core";
import { stateName } from "#chain/states";
import { phantomPng } from "#scripts/phantom";
import { connect, launch, never, overflow, type Person, person, unlock, violations } from "./browser.ts";
import { type LocalNetwork, localNetwork } from "./local-network.ts";

const MINUTE = 60;
const USD = 1_000_000n;

/** What goes wrong, in an order that one patient and one panel might meet it in. Each step is cut off once by a reload. */
describe("refusals, interruptions and missed deadlines", function () {
  this.timeout(240_000);
  this.bail(true);
  let local: LocalNetwork;
  let browser: Browser;
  let patient: Person;
  const key = HDNodeWallet.createRandom();
  const panel: { one: Person; identity: string; address: string }[] = [];
  let caseId: string;

  before(async () => {
    [local, browser] = await Promise.all([localNetwork(), launch()]);
    patient = await person(browser, { wallet: { key, provider: local.network.chain.provider } });
    patient.wallet.batches = true;
  });
  after(async () => {
    await browser?.close();
  });
  const web = () => local.network.urls.web;
  const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
  const accessible = async (one: Person, state: string) => expect(await violations(one), state).to.deep.equal([]);
  const quiet = async ({ page }: Person) => expect(await page.getByRole("alert").count()).to.equal(0);
  const totals = async () => Number((await local.contracts.core.totals()).cases);

  /** Reloads the page when `cut` is reached in what `act` starts: what hangs there never comes back. */
  async function cutOff(
    one: Person,
    act: () => Promise<void>,
    cut: { wallet: string; first?: boolean } | { silent: string },
  ) {
    const { page, wallet } = one;
    let reached = () => {};
    const there = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const silent = "silent" in cut ? cut.silent : undefined;
    if ("wallet" in cut)
      wallet.before = async (method, _params, answer) => {
        if (method !== cut.wallet) return;
        if (cut.first) await answer(); // it goes out, and the page never hears of it
        reached();
        await never();
      };
    else {
      wallet.calls.length = 0;
      await page.route(cut.silent, () => {
        if (wallet.calls.includes("eth_chainId")) reached(); // the first step is past; this one is never answered
      });
    }
    await act();
    await there;
    wallet.before = () => {};
    // What hangs belongs to the old page: the new one is answered from its first question on.
    if (silent) await page.unroute(silent);
    await page.reload();
    await unlock(one);
  }

  async function prepare({ page }: Person) {
    await page.goto(`${web()}/patient`);
    await unlock(patient);
    await button(page, "New case").click();
    const file = {
      name: "a.png",
      mimeType: "image/png",
      buffer: Buffer.from(phantomPng({ size: 128, seed: 3, lesion: true })),
    };
    await page.locator("main input[type=file]").setInputFiles(file);
    await page.getByRole("heading", { name: "Your consent" }).waitFor();
    for (const box of await page.getByRole("checkbox").all()) await box.check();
    await button(page, "Prepare the case").click();
    await button(page, "Send and open the case").waitFor({ timeout: 30_000 });
  }
  const send = async ({ page }: Person) => button(page, "Send and open the case").click();
  const sendable = ({ page }: Person) =>
    page.locator("button:enabled", { hasText: "Send and open the case" }).waitFor();

  it("a wallet on another chain is asked to switch; a no is silent; one that stays is told what to do", async () => {
    const { page, wallet } = patient;
    await page.goto(`${web()}/patient`);
    await connect(patient);
    await prepare(patient);

    wallet.elsewhere = "follows";
    wallet.refuse = (method) => method === "wallet_switchEthereumChain";
    await send(patient);
    await sendable(patient);
    await quiet(patient);
    wallet.refuse = () => false;

    wallet.elsewhere = "stays";
    await send(patient);
    await page.getByRole("alert").getByText("The wallet is on another network").waitFor();
    await accessible(patient, "another network");

    wallet.elsewhere = "does not know this chain";
    wallet.calls.length = 0;
    await button(page, "Try again").click();
    // It is on this network now, and holds nothing.
    await page.getByRole("alert").getByText("The account cannot pay for this").waitFor();
    expect(wallet.calls).to.include("wallet_addEthereumChain");
    await page.getByRole("alert").getByText("The account holds 0.00 tUSD; 91.00 are needed.").waitFor();
  });

  it("a step of the patient that is cut off by a reload is gone back to, and nothing is sent or paid twice", async () => {
    const { page, wallet } = patient;
    const { url } = local.network.chain;
    await button(page, "Get test money").click();
    await page.getByText("10,000.00 tUSD").waitFor();
    const before = await totals();
    const act = () => send(patient);

    await cutOff(patient, act, { wallet: "eth_chainId" }); // step "network"
    await sendable(patient); // what the page asks the chain before it shows the button is answered
    await cutOff(patient, act, { silent: `${url}/` }); // step "funds": the chain's endpoint says nothing
    // Step "consent": first a no, which is no error, then a dialog left open.
    await sendable(patient);
    wallet.refuse = (method) => method === "eth_signTypedData_v4";
    await act();
    await sendable(patient);
    await quiet(patient);
    wallet.refuse = () => false;
    await cutOff(patient, act, { wallet: "eth_signTypedData_v4" });
    expect(await page.getByText("What left this device").count(), "nothing was sent so far").to.equal(0);

    // Step "upload": the second piece hangs; what has arrived is not sent again.
    let pieces = 0;
    await page.route("**/uploads/**", (route) =>
      route.request().method() === "PUT" && ++pieces > 1 ? undefined : route.continue(),
    );
    await act();
    while (pieces < 2) await page.waitForTimeout(50);
    await page.reload();
    await page.unroute("**/uploads/**");
    await unlock(patient);

    // Step "permit": the second signature; step "open": the transaction goes through unseen.
    let signatures = 0;
    await sendable(patient);
    wallet.refuse = (method) => method === "eth_signTypedData_v4" && ++signatures > 1;
    await act();
    await sendable(patient);
    wallet.refuse = () => false;
    await page.getByText("What left this device: 11 files").waitFor();
    await local.freeze();
    await cutOff(patient, act, { wallet: "eth_sendTransaction", first: true });
    expect(await totals()).to.equal(before + 1);
    await act();
    await page.getByRole("heading", { name: `Case ${before + 1}` }).waitFor({ timeout: 30_000 });
    expect(await totals(), "the case was found again, not opened again").to.equal(before + 1);
  });

  it("a case can be taken back while no block of its draw stands, and all its money comes back", async () => {
    const { page } = patient;
    const { token, core } = local.contracts;
    caseId = String(await totals());
    await page.getByText("Until the nodes begin").waitFor();
    await accessible(patient, "a case that can be cancelled");
    await button(page, "Cancel the case").click();
    await page.getByTestId("state").getByText("cancelled").waitFor();
    await button(page, "Withdraw 91.00 tUSD").click();
    await button(page, "Withdraw 91.00 tUSD").waitFor({ state: "detached" });
    expect(await token.balanceOf(key.address)).to.equal(10_000n * USD);
    expect(stateName((await core.getCase(caseId)).state)).to.equal("Cancelled");
  });

  it("a contract's own error is decoded: here the nodes had begun before the cancellation came", async () => {
    const { page, wallet } = patient;
    await prepare(patient);
    await send(patient);
    await page.getByRole("heading", { name: /^Case \d+$/ }).waitFor({ timeout: 30_000 });
    caseId = String(await totals());
    wallet.before = async (method) => {
      // Past the seed block, and in the same breath past the time for a reading.
      if (method === "eth_estimateGas") for (let i = 0; i < 3; i++) await local.travel(MINUTE);
    };
    await button(page, "Cancel the case").click();
    const alert = page.getByRole("alert");
    await alert.getByText("The case was not taken back").waitFor();
    await alert.getByText(/The contract refused: TooLate\(\d+, \d+\)/).waitFor();
    await alert.getByText("The phase is over; look at the case again.").waitFor();
    wallet.before = () => {};
    await local.thaw();
  });

  it("no reading in time: anyone moves the case on, at the greatest bounty, and the nodes' fee comes back", async () => {
    const { page } = patient;
    const { core } = local.contracts;
    await page.getByText("The time of this step is over").waitFor();
    await button(page, "Move the case on").click();
    await page.getByTestId("state").getByText("doctors are voting").waitFor();
    await button(page, "Withdraw 1.00 tUSD").waitFor();
    expect(await core.credit(key.address)).to.equal(USD);
    expect((await core.getCase(caseId)).bounty).to.equal(90n * USD);
    await accessible(patient, "a case without a reading");
  });

  it("an account without a licence, or without a seat, is told so", async () => {
    const stranger = HDNodeWallet.createRandom();
    const one = await person(browser, { wallet: { key: stranger, provider: local.network.chain.provider } });
    await one.page.goto(`${web()}/doctor`);
    await connect(one);
    await unlock(one);
    const licence = { format: "crypto-doctor/licence@1", doctor: key.address, licence: "0x1234" };
    await one.page.locator("main input[type=file]").setInputFiles({
      name: "licence.json",
      mimeType: "application/json",
      buffer: Buffer.from(JSON.stringify(licence)),
    });
    await one.page.getByRole("alert").getByText("That is not a licence for this account.").waitFor();
    expect(await button(one.page, "Register").isEnabled()).to.equal(false);
    await accessible(one, "another's licence");
    await one.page.goto(`${web()}/doctor/${caseId}`);
    await unlock(one);
    await one.page.getByText("You hold no seat in this case.").waitFor();
    await accessible(one, "another's seat");
    await one.context.close();
  });

  it("a step of the doctor that is cut off by a reload is gone back to: the vote counts once", async () => {
    for (const { doctor } of await local.contracts.core.seats(caseId)) {
      const { key: wallet, identity } = local.doctor(doctor);
      const provider = local.network.chain.provider;
      // The second sits at a telephone, in German, in the dark.
      const style = panel.length === 1 ? { language: "de", width: 320, dark: true, touch: true } : {};
      panel.push({
        one: await person(browser, { wallet: { key: wallet, provider }, ...style }),
        identity,
        address: doctor,
      });
    }
    const { one, identity } = panel[0]!;
    const { page } = one;
    await page.goto(`${web()}/doctor/${caseId}`);
    await connect(one);
    await unlock(one);
    const file = { name: "doctor.age", mimeType: "text/plain", buffer: Buffer.from(`${identity}\n`) };
    await page.locator("main input[type=file]").setInputFiles(file);
    const accept = () => button(page, "Accept the seat and open the picture").click();
    const vote = async () => {
      await accept();
      await page.getByRole("radio", { name: /^Tumour/ }).check({ timeout: 30_000 });
      await button(page, "Decide…").click();
      await button(page, "Commit").click();
    };
    await cutOff(one, accept, { wallet: "eth_signTypedData_v4" });
    await cutOff(one, vote, { wallet: "eth_chainId" }); // step "network"

    // Step "phase": the endpoint falls silent between the choice and the commit.
    await accept();
    await page.getByRole("radio", { name: /^Tumour/ }).check({ timeout: 30_000 });
    await button(page, "Decide…").click();
    await button(page, "Commit").waitFor();
    await cutOff(one, () => button(page, "Commit").click(), { silent: `${local.network.chain.url}/` });

    // Step "keep": a full disk stops the vote before anything is sent.
    await accept();
    await page.getByRole("radio", { name: /^Tumour/ }).check({ timeout: 30_000 });
    await page.evaluate(`
      window.realPut = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
    `);
    one.wallet.calls.length = 0;
    await button(page, "Decide…").click();
    await button(page, "Commit").click();
    await page.getByRole("alert").getByText("The ballot could not be kept on this device").waitFor();
    expect(one.wallet.calls).not.to.include("eth_sendTransaction");
    await accessible(one, "a full disk");
    await page.evaluate("IDBObjectStore.prototype.put = window.realPut");

    // Step "commit": the transaction goes through unseen.
    await cutOff(one, () => button(page, "Try again").click(), { wallet: "eth_sendTransaction", first: true });
    await page.getByTestId("custody").getByText("committed").waitFor();
    await page.getByText("You committed: Tumour.").waitFor();
  });

  it("a doctor votes at a telephone in German, a third looks and does nothing", async () => {
    const { one, identity } = panel[1]!;
    const { page } = one;
    await page.goto(`${web()}/doctor/${caseId}`);
    await page.getByRole("button", { name: "Wallet verbinden" }).tap();
    await page.getByRole("button", { name: "Paper Wallet" }).tap();
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    await unlock(one);
    const file = { name: "doctor.age", mimeType: "text/plain", buffer: Buffer.from(`${identity}\n`) };
    await page.locator("main input[type=file]").setInputFiles(file);
    await page.getByRole("button", { name: "Sitz annehmen" }).tap();
    await page.getByRole("radio", { name: /^Kein Tumor/ }).check({ timeout: 30_000 });
    expect(await overflow(one)).to.be.at.most(0);
    await accessible(one, "the picture at a telephone");
    await page.getByRole("button", { name: "Entscheiden" }).tap();
    await accessible(one, "the confirmation at a telephone");
    await page.getByRole("button", { name: "Abgeben" }).tap();
    await page.getByTestId("custody").waitFor();

    const third = panel[2]!.one;
    await third.page.goto(`${web()}/doctor/${caseId}`);
    await connect(third);
    await unlock(third);
    await button(third.page, "Accept the seat and open the picture").waitFor();
  });

  it("the commits' deadline passes: who did not vote is told, who did reveals, also after a reload in each step", async () => {
    await local.travel(66 * MINUTE);
    await panel[2]!.one.page.getByText("The time to vote is over, and this seat has no vote.").waitFor();
    expect(await button(panel[2]!.one.page, /Accept the seat/).count()).to.equal(0);
    await accessible(panel[2]!.one, "a missed vote");

    const { one } = panel[0]!;
    const { page } = one;
    const reveal = () => button(page, "Reveal the vote").click();
    await page.getByTestId("custody").getByText("ready").waitFor();
    await cutOff(one, reveal, { wallet: "eth_chainId" }); // step "network"
    await cutOff(one, reveal, { wallet: "eth_signTypedData_v4" }); // steps "recover" and "reveal": the package is opened again
    one.wallet.refuse = (method) => method === "eth_sendTransaction";
    await reveal();
    await page.locator("button:enabled", { hasText: "Reveal the vote" }).waitFor();
    await quiet(one);
    one.wallet.refuse = () => false;
    await cutOff(one, reveal, { wallet: "eth_sendTransaction", first: true });
    await page.getByTestId("custody").getByText("revealed").waitFor();
  });

  it("the reveals' deadline passes without a majority: the patient moves the case on, and is paid back", async () => {
    const { page } = patient;
    const { core, token } = local.contracts;
    await local.travel(11 * MINUTE);
    const silent = panel[1]!.one;
    await silent.page.getByText("Die Zeit zum Öffnen ist um").waitFor();
    await accessible(silent, "a missed reveal");

    await page.getByText("The time of this step is over").waitFor();
    await accessible(patient, "an overdue case");
    await button(page, "Move the case on").click();
    await page.getByTestId("state").getByText("no majority").waitFor();
    await page.getByText("No answer was named by more than half of the panel").waitFor();
    await accessible(patient, "no majority");

    await local.travel(11 * MINUTE);
    await button(page, "Move the case on").click();
    await page.getByTestId("state").getByText("refunded").waitFor();
    // Refund and fee stand apart on chain; the wallet is asked once for both.
    patient.wallet.calls.length = 0;
    await button(page, /^Withdraw/).click();
    await button(page, /^Withdraw/).waitFor({ state: "detached" });
    expect(patient.wallet.calls.filter((method) => /^(eth_send|wallet_send)/.test(method))).to.deep.equal([
      "wallet_sendCalls",
    ]);
    await accessible(patient, "money back");

    // What is missing of the patient's money is what the one reader was paid.
    const paid = await core.credit(panel[0]!.address);
    expect(stateName((await core.getCase(caseId)).state)).to.equal("Refunded");
    expect(await token.balanceOf(key.address)).to.be.below(10_000n * USD);
    expect((await token.balanceOf(key.address)) + paid).to.be.at.least(10_000n * USD);
    for (const { one } of [...panel, { one: patient }]) expect(one.complaints).to.deep.equal([]);
  });
});
