import { readFileSync } from "node:fs";
import { expect } from "chai";
import { HDNodeWallet } from "ethers";
import type { Browser, Page } from "playwright-core";
import { openedCase } from "#chain/cases";
import { pause } from "#chain/follow";
import { stateName } from "#chain/states";
import { phantomPng } from "#scripts/phantom";
import type { RunProgress } from "#wire/api";
import {
  connect,
  launch,
  never,
  overflow,
  PASSPHRASE,
  type Person,
  person,
  shot,
  unlock,
  violations,
} from "./browser.ts";
import { type LocalNetwork, localNetwork } from "./local-network.ts";

const USD = 1_000_000n;
/** Bytes from node 1 to node 0 after which the shipped network's layers have begun, and have not ended. */
const AMID_LAYERS = 1_200_000;

describe("another panel, after a vote without majority", function () {
  this.timeout(240_000);
  this.bail(true);
  let local: LocalNetwork;
  let browser: Browser;
  let patient: Person;
  let caseId: string;
  let first: string[];
  const key = HDNodeWallet.createRandom();

  before(async () => {
    [local, browser] = await Promise.all([localNetwork(), launch()]);
    patient = await person(browser, { wallet: { key, provider: local.network.chain.provider } });
  });
  after(async () => {
    await browser?.close();
  });
  const web = () => local.network.urls.web;
  const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
  const accessible = async (one: Person, state: string) => expect(await violations(one), state).to.deep.equal([]);
  const reload = async (one: Person) => {
    await one.page.reload();
    await unlock(one);
  };

  /** The seats of the case that wait at the service of the demo doctors. */
  async function waiting(): Promise<{ caseId: string; wave: number; doctor: string; token: string }[]> {
    for (;;) {
      const answer = await fetch(`${local.network.urls.doctor}/cases`, { headers: { accept: "application/json" } });
      const seats = ((await answer.json()) as { caseId: string; wave: number; doctor: string; token: string }[]).filter(
        (seat) => seat.caseId === caseId,
      );
      if (seats.length === 3) return seats;
      await patient.page.waitForTimeout(200);
    }
  }
  /** The panel votes at the service of the demo doctors, which also opens the votes. */
  async function vote(labels: readonly string[]) {
    for (const [i, { doctor }] of (await waiting()).entries()) {
      const response = await fetch(`${local.network.urls.doctor}/decision`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ caseId, doctor, label: labels[i] }),
      });
      expect(response.status, await response.text()).to.be.below(300);
    }
  }
  const panel = async () => (await local.contracts.core.seats(caseId)).map(({ doctor }) => doctor);
  /** Reloads when the wallet is asked for the `nth` time by `method`; with `out` the answer goes out, and never comes back. */
  async function cutOff(method: string, nth: number, act: () => Promise<void>, out = false) {
    const { wallet } = patient;
    let asked = 0;
    const reached = new Promise<void>((resolve) => {
      wallet.before = async (called, _params, answer) => {
        if (called !== method || ++asked < nth) return;
        if (out) await answer();
        resolve();
        await never();
      };
    });
    await act();
    await reached;
    wallet.before = () => {};
    await reload(patient);
  }

  it("a case is opened", async () => {
    const { page } = patient;
    await page.goto(`${web()}/patient`);
    await connect(patient);
    await button(page, "Get test money").click();
    await page.getByText("10,000.00 tUSD").waitFor();
    await unlock(patient);
    await button(page, "New case").click();
    const picture = Buffer.from(phantomPng({ size: 128, seed: 5, lesion: true }));
    await page
      .locator("main input[type=file]")
      .setInputFiles({ name: "a.png", mimeType: "image/png", buffer: picture });
    await page.getByRole("heading", { name: "Your consent" }).waitFor();
    for (const box of await page.getByRole("checkbox").all()) await box.check();
    await button(page, "Prepare the case").click();
    await local.freeze();
    await button(page, "Send and open the case").click();
    await page.getByRole("heading", { name: /^Case \d+$/ }).waitFor({ timeout: 60_000 });
    caseId = String((await local.contracts.core.totals()).cases);
  });

  it("which both nodes are seen to read, by their own account", async () => {
    const { page } = patient;
    // No block comes: both nodes have opened their shares, and wait for the seed.
    const reading = page.getByTestId("reading");
    const now = reading.locator("li[data-state=now]");
    await now.getByText("Wait for the block that nobody can foresee").nth(1).waitFor({ timeout: 30_000 });
    expect(await reading.getByRole("progressbar").count()).to.equal(0);
    await accessible(patient, "before the reading");

    // The wire between the nodes falls silent amid the layers: what both say of themselves is what stands on the page.
    local.wire.hold(AMID_LAYERS);
    await local.thaw();
    const { endpoints } = await local.contracts.directory.getPair(1);
    await reading
      .getByText(/Layer \d+ of \d+: /)
      .nth(1)
      .waitFor({ timeout: 60_000 });
    const bars = reading.getByRole("progressbar");
    for (const [party, url] of endpoints.entries()) {
      const { stage, layer } = (await (await fetch(`${url}/runs/${caseId}/progress`)).json()) as RunProgress;
      expect(stage).to.equal("layers");
      const node = reading.getByRole("region", { name: `Node ${party}` });
      await node.getByText(`Layer ${layer!.index + 1} of ${layer!.of}: ${layer!.id}`).waitFor();
      await node.getByText(`${layer!.rounds} of ${layer!.ofRounds} rounds`).waitFor();
      expect(Number(await bars.nth(party).getAttribute("value")))
        .to.equal(layer!.rounds)
        .and.to.be.above(0);
    }
    await accessible(patient, "the reading by layer");
    await shot(patient, "patient-reading");
    local.wire.release();
    await page.getByText("The model's guess is").waitFor({ timeout: 60_000 });
    await page.getByText(/^\d+ rounds, .* each way, [\d,]+ ms$/).waitFor();
    await reading.waitFor({ state: "detached" });
    // The node that did not post the report looks again and again whether it stands.
    for (const url of endpoints)
      while ((await (await fetch(`${url}/runs/${caseId}/progress`)).json()).stage !== "reported") await pause(100);
  });

  it("without a majority", async () => {
    const { page } = patient;
    await vote(["yes", "no", "cannot-decide"]);
    first = await panel();
    await page.getByTestId("state").getByText("no majority").waitFor({ timeout: 30_000 });
  });

  it("says what stays, what is new, who is not asked again, and what it costs, before anything is made", async () => {
    const { page } = patient;
    await page.getByRole("heading", { name: "Ask another panel" }).waitFor();
    await page.getByText("The doctors have not agreed on an answer.").waitFor();
    const excluded = page.getByTestId("excluded");
    await excluded.getByText("not drawn again: 3").waitFor();
    for (const doctor of first) expect(await excluded.locator(`code[title="${doctor}"]`).count()).to.equal(1);
    const { maximum: left } = await local.contracts.core.getCase(caseId);
    const due = Number(91n * USD - left) / 1e6;
    await page
      .getByTestId("due")
      .getByText(`${due.toFixed(2)} tUSD are due now`)
      .waitFor();
    // With a smaller bounty than what is left, nothing is due.
    const slider = page.getByTestId("extend").getByRole("slider");
    await slider.fill(String(45n * USD));
    await page.getByTestId("due").getByText("Nothing is due now").waitFor();
    await slider.fill(String(90n * USD));
    await page
      .getByTestId("due")
      .getByText(`${due.toFixed(2)} tUSD are due now`)
      .waitFor();
    await accessible(patient, "another panel could be asked");

    await page.setViewportSize({ width: 320, height: 800 });
    for (const [code, title] of [
      ["de", "Ein weiteres Gremium fragen"],
      ["fr", "Demander un autre panel"],
      ["en", "Ask another panel"],
    ] as const) {
      await page.locator("header select").selectOption(code);
      await page.getByRole("heading", { name: title }).waitFor();
      expect(await overflow(patient), code).to.be.at.most(0);
      await accessible(patient, `another panel, 320 px, ${code}`);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it("is prepared and sent, cut off by a reload in each step, and neither asked nor paid twice", async () => {
    const { page, wallet } = patient;
    const { token, core } = local.contracts;
    const before = await token.balanceOf(key.address);
    await button(page, "Prepare for another panel").click();
    await page.getByText(/of ciphertext are ready/).waitFor({ timeout: 30_000 });
    await reload(patient);
    await page.getByText(/of ciphertext are ready/).waitFor();
    const send = async () => {
      await page.locator("button:enabled", { hasText: "Send and ask the panel" }).click();
    };
    await cutOff("eth_chainId", 1, send); // step "network"

    // Step "consent": a no is silent, then the dialog is left open.
    wallet.refuse = (method) => method === "eth_signTypedData_v4";
    await send();
    await page.locator("button:enabled", { hasText: "Send and ask the panel" }).waitFor();
    expect(await page.getByRole("alert").count()).to.equal(0);
    wallet.refuse = () => false;
    await cutOff("eth_signTypedData_v4", 1, send);
    await page.getByText("What left this device: 11 files").waitFor(); // the first wave's, and none of this

    // Step "upload": the second piece hangs.
    let pieces = 0;
    await page.route("**/uploads/**", (route) =>
      route.request().method() === "PUT" && ++pieces > 1 ? undefined : route.continue(),
    );
    await send();
    while (pieces < 2) await page.waitForTimeout(50);
    await page.reload();
    await page.unroute("**/uploads/**");
    await unlock(patient);

    await cutOff("eth_signTypedData_v4", 2, send); // step "permit"
    await page.getByText("What left this device: 22 files").waitFor();
    expect(stateName((await core.getCase(caseId)).state)).to.equal("NoQuorum");

    // Step "extend": a transaction that fails is explained by the contract's own error; then it goes through unseen.
    wallet.before = async (method) => {
      if (method === "eth_estimateGas") throw { code: 3, message: "reverted", data: tooManyWaves() };
    };
    await send();
    await page.getByRole("alert").getByText("The panel was not asked").waitFor();
    await page.getByRole("alert").getByText("The contract refused: TooManyWaves").waitFor();
    await accessible(patient, "a refused extension");
    await cutOff("eth_sendTransaction", 1, () => button(page, "Try again").click(), true);

    await page.getByTestId("wave").getByText("2").waitFor({ timeout: 30_000 });
    expect(await button(page, "Send and ask the panel").count()).to.equal(0);
    const { wave, maximum } = await openedCase(local.contracts, caseId);
    expect([wave, maximum]).to.deep.equal([2, 90n * USD]);
    const paid = before - (await token.balanceOf(key.address));
    expect(paid > 0n && paid < 91n * USD, `${paid} of the smallest unit`).to.equal(true);
  });
  const tooManyWaves = () => local.contracts.core.interface.encodeErrorResult("TooManyWaves", [caseId]);

  it("is read again, and shown to other doctors as the second panel", async () => {
    const seats = await waiting();
    const second = await panel();
    expect(second.filter((doctor) => first.includes(doctor))).to.deep.equal([]);
    expect(seats.map(({ wave, token }) => `${wave} ${token}`)).to.deep.equal(Array(3).fill("2 tUSD"));
    await patient.page.getByRole("heading", { name: "Panel 1 did not agree." }).waitFor();

    const { key: doctorKey } = local.doctor(second[0]!);
    const doctor = await person(browser, { wallet: { key: doctorKey, provider: local.network.chain.provider } });
    await doctor.page.goto(`${web()}/doctor`);
    await connect(doctor);
    await unlock(doctor);
    await doctor.page.getByRole("link", { name: new RegExp(`Case ${caseId}.*Panel 2`) }).click();
    await doctor.page.getByTestId("wave").getByText("2").waitFor();
    await accessible(doctor, "a seat of the second panel");
    expect(doctor.complaints).to.deep.equal([]);
    await doctor.context.close();

    const desk = await person(browser);
    await desk.page.goto(`${local.network.urls.doctor}/decision`);
    await desk.page
      .getByRole("button", { name: `Case ${caseId}, panel 2` })
      .first()
      .click();
    await desk.page.locator("#tools:enabled").waitFor({ timeout: 30_000 });
    await accessible(desk, "a seat at the demo doctors' desk");
    await shot(desk, "desk", false);
    await desk.context.close();
  });

  it("settles, and the patient reads the second panel's answer with the second wave's secrets", async () => {
    const { page } = patient;
    await vote(["yes", "yes", "no"]);
    await page.getByTestId("diagnosis").getByText("2 of 3 doctors agree: Tumour").waitFor({ timeout: 30_000 });
    await page.getByTestId("state").getByText("settled").waitFor();
    await page.getByText("The model's guess is").waitFor();
    await reload(patient);
    await page.getByTestId("diagnosis").waitFor({ timeout: 30_000 });
    await accessible(patient, "settled by the second panel");
    const consents = page.waitForEvent("download");
    await button(page, "Download the signed consent").click();
    const signed = JSON.parse(readFileSync(await (await consents).path(), "utf8")) as { caseCommit: string }[];
    expect(new Set(signed.map(({ caseCommit }) => caseCommit)).size, "one consent for each panel").to.equal(2);
    expect(patient.complaints).to.deep.equal([]);
  });

  it("and on another device too, by its file", async () => {
    const { page } = patient;
    await button(page, "Export the case").click();
    await page.locator("dialog[open] input[type=password]").fill(PASSPHRASE);
    const [saved] = await Promise.all([page.waitForEvent("download"), button(page, "Save the file").click()]);
    const other = await person(browser);
    await other.page.goto(`${web()}/patient`);
    await unlock(other);
    await button(other.page, "Import a case file").click();
    await other.page.locator("dialog[open] input[type=file]").setInputFiles(await saved.path());
    await other.page.locator("dialog[open] input[type=password]").fill(PASSPHRASE);
    await button(other.page, /^Import$/).click();
    await other.page.getByRole("link", { name: `Case ${caseId}` }).click({ timeout: 30_000 });
    await other.page.getByTestId("diagnosis").getByText("2 of 3 doctors agree: Tumour").waitFor({ timeout: 30_000 });
    await other.context.close();
  });
});
