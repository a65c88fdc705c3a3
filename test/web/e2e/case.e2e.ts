import { readFileSync } from "node:fs";
import { expect } from "chai";
import { parquetReadObjects } from "hyparquet";
import type { Browser, Page } from "playwright-core";
import { phantomPng } from "#scripts/phantom";
import { connect, disk, launch, type Person, person, shot, unlock, violations } from "./browser.ts";
import { type LocalNetwork, localNetwork } from "./local-network.ts";

describe("a whole case in browsers", function () {
  this.timeout(240_000);
  this.bail(true);
  let local: LocalNetwork;
  let browser: Browser;
  let patient: Person;
  const doctors: Person[] = [];
  const picture = Buffer.from(phantomPng({ size: 256, seed: 7, lesion: true }));

  before(async () => {
    [local, browser] = await Promise.all([localNetwork(), launch()]);
    patient = await person(browser);
  });
  after(async () => {
    await browser?.close();
  });
  const web = () => local.network.urls.web;
  const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
  const accessible = async (one: Person, state: string) => expect(await violations(one), state).to.deep.equal([]);
  /** What a tab that was closed comes back to. */
  const reload = async (one: Person) => {
    await one.page.reload();
    await unlock(one);
  };
  const keyFile = async (one: Person, identity: string) => {
    const file = { name: "doctor.age", mimeType: "text/plain", buffer: Buffer.from(`${identity}\n`) };
    await one.page.locator("main input[type=file]").setInputFiles(file);
    await one.page.getByText("Your key is on this device").waitFor();
  };

  it("begins with a test wallet, test money and an empty case", async () => {
    const { page } = patient;
    await page.goto(`${web()}/patient`);
    await button(page, "Connect a wallet").click();
    await accessible(patient, "choosing a wallet");
    await button(page, "Test wallet in this browser").click();
    await unlock(patient);
    await button(page, "Get test money").click();
    await page.getByText("10,000.00 tUSD").waitFor();
    await button(page, "New case").click();
    await page.getByText("1. The picture").waitFor();
    await accessible(patient, "an empty case");
  });

  it("refuses what is no picture, and says what to do", async () => {
    const { page } = patient;
    const file = { name: "scan.png", mimeType: "image/png", buffer: Buffer.from("not a picture") };
    await page.locator("main input[type=file]").setInputFiles(file);
    await page.getByRole("alert").getByText("no JPEG, PNG, DICOM or NIfTI picture").waitFor();
  });

  it("can be tried with a sample, a synthetic head from the site", async () => {
    const { page } = patient;
    await patient.context.setOffline(true);
    await button(page, "Try it with a sample").click();
    await page.getByRole("alert").getByText("The sample picture could not be loaded").waitFor();
    await patient.context.setOffline(false);
    await button(page, "Try it with a sample").click();
    await page.getByText("What the doctors will see").first().waitFor();
    await page.getByRole("heading", { name: "2. Your consent" }).waitFor();
  });

  it("is prepared with the network off: picture, consent, price, sealing", async () => {
    const { page, context } = patient;
    await context.setOffline(true);
    await page
      .locator("main input[type=file]")
      .setInputFiles({ name: "scan.png", mimeType: "image/png", buffer: picture });
    await page.getByText("Exactly what the model is given").first().waitFor();
    // The rest of the page follows the picture.
    await page.getByRole("checkbox").nth(2).waitFor();
    const boxes = await page.getByRole("checkbox").all();
    expect(boxes).to.have.length(3);
    for (const box of boxes) expect(await box.isChecked()).to.equal(false);
    for (const box of boxes) await box.check();
    await page.getByText("91.00 tUSD are escrowed").waitFor();
    await button(page, "Prepare the case").click();
    await page.getByText(/of ciphertext are ready/).waitFor({ timeout: 30_000 });
    await context.setOffline(false);
  });

  it("survives the loss of its tab, and has sent nothing until now", async () => {
    await reload(patient);
    const { page } = patient;
    await page.getByText(/of ciphertext are ready/).waitFor();
    expect(await page.getByRole("checkbox").first().isChecked()).to.equal(true);
    expect(await page.getByText("What left this device").count()).to.equal(0);
    await accessible(patient, "a sealed case");
    await shot(patient, "patient-case");
  });

  it("is sent, escrowed and opened", async () => {
    const { page } = patient;
    await button(page, "Send and open the case").click();
    await page.getByRole("heading", { name: "Case 1" }).waitFor({ timeout: 60_000 });
    await page.getByText("The model's guess is").waitFor({ timeout: 60_000 });
    await page.getByText("What left this device: 11 files").click();
    await accessible(patient, "an open case");
    await reload(patient);
    await page.getByText("The model's guess is").waitFor({ timeout: 30_000 });
  });

  it("is voted on blind by three doctors, each in a browser of their own", async () => {
    const seats = await local.contracts.core.seats(1);
    expect(seats).to.have.length(3);
    for (const [i, { doctor }] of seats.entries()) {
      const { key, identity } = local.doctor(doctor);
      const one = await person(browser, { wallet: { key, provider: local.network.chain.provider }, dark: i === 1 });
      doctors.push(one);
      const { page, wallet } = one;
      await page.goto(`${web()}/doctor`);
      await connect(one);
      await unlock(one);
      await keyFile(one, identity);
      if (i === 0) {
        await accessible(one, "the queue");
        await shot(one, "doctor-queue");
      }
      await page.getByRole("link", { name: /Case 1/ }).click();
      await button(page, "Accept the seat and open the picture").click();
      await page.getByRole("radio", { name: /^Tumour/ }).check();
      if (i === 0) {
        await toolbarByKeyboard(page);
        await button(page, "Mouse and keys").click();
        await accessible(one, "the viewer's keys");
        await page.keyboard.press("Escape");
        await button(page, "Model's input beside").click();
        await accessible(one, "picture and model's input side by side");
        await button(page, "Model's input beside").click();
      }
      if (i < 2) await accessible(one, i === 1 ? "the picture, dark" : "the picture, light");
      if (i === 1) await shot(one, "doctor-seat", false);

      // A "no" in the wallet is no error: nothing is said, and the vote can be sent again.
      wallet.refuse = (method) => i === 0 && method === "eth_sendTransaction";
      await button(page, "Decide…").click();
      await button(page, "Commit").click();
      if (i === 0) {
        await button(page, "Decide…").waitFor();
        await page.waitForFunction("!document.querySelector('form fieldset:disabled')");
        expect(wallet.calls).to.include("eth_sendTransaction");
        expect(await page.getByRole("alert").count()).to.equal(0);
        wallet.refuse = () => false;
        await button(page, "Decide…").click();
        await accessible(one, "the confirmation");
        await button(page, "Commit").click();
      }
      await page.getByTestId("custody").waitFor();
      expect(await page.getByText("Rounds").count(), "nobody's opinion is shown").to.equal(0);
    }
  });

  it("is revealed, by one doctor from another device with nothing but wallet and key file", async () => {
    const [lost, ...others] = doctors;
    const { doctor } = (await local.contracts.core.seats(1))[0]!;
    const { key, identity } = local.doctor(doctor);
    await lost!.context.close();
    const found = await person(browser, { wallet: { key, provider: local.network.chain.provider } });
    await found.page.goto(`${web()}/doctor/1`);
    await connect(found);
    await unlock(found);
    await keyFile(found, identity).catch(() => {}); // the page goes on to the vote as soon as it has the key
    await found.page.getByText("The backup on chain opens it").waitFor();
    await accessible(found, "a vote that this device did not keep");
    doctors[0] = found;
    for (const { page } of [found, ...others]) {
      await button(page, "Reveal the vote").click();
      await page.getByTestId("custody").getByText("revealed").waitFor({ timeout: 45_000 });
    }
  });

  it("is read by the patient in words", async () => {
    await patient.page.getByTestId("diagnosis").getByText("3 of 3 doctors agree: Tumour").waitFor();
    expect(await patient.page.getByTestId("prediction").textContent()).to.match(/about \d+ of 10 are right/);
    expect(await patient.page.getByTestId("state").textContent()).to.equal("settled");
    for (const seat of [1, 2, 3])
      await patient.page.getByRole("img", { name: new RegExp(`Seat ${seat}: opened`) }).waitFor();
    await accessible(patient, "the result");
    await shot(patient, "patient-result");
    await patient.page.getByRole("button", { name: /^Withdraw/ }).click();
    await patient.page.getByRole("button", { name: /^Withdraw/ }).waitFor({ state: "detached" });
  });

  it("is read on another device too, from its encrypted file and its passphrase alone", async () => {
    const { page } = patient;
    await button(page, "Export the case").click();
    await page.locator("dialog[open] input[type=password]").fill("the passphrase of the file");
    const [saved] = await Promise.all([page.waitForEvent("download"), button(page, "Save the file").click()]);
    const other = await person(browser, { language: "de", width: 390 });
    doctors.push(other);
    await other.page.goto(`${web()}/patient`);
    await unlock(other);
    await button(other.page, "Falldatei einlesen").click();
    await other.page.locator("dialog[open] input[type=file]").setInputFiles(await saved.path());
    await other.page.locator("dialog[open] input[type=password]").fill("another passphrase, not of the file");
    await button(other.page, /^Einlesen$/).click();
    await other.page.getByRole("alert").waitFor({ timeout: 30_000 });
    await other.page.locator("dialog[open] input[type=password]").fill("the passphrase of the file");
    await button(other.page, /^Einlesen$/).click();
    await other.page.getByRole("link", { name: /Fall 1/ }).click({ timeout: 30_000 });
    await other.page.getByTestId("diagnosis").getByText("3 von 3 Ärzten stimmen überein: Tumor").waitFor();
    await accessible(other, "a result in German on a telephone");
    await shot(other, "patient-phone");
  });

  it("leaves nothing on a disk that could be read without the passphrase", async () => {
    const kept = await disk(patient);
    expect(kept.stores).to.include.members(["vault", "lock", "cases"]);
    expect(kept.text, "the positive control: public facts are there").to.contain("caseCommit");
    for (const secret of ["\u0089PNG\r\n", "permutations", '"tags"', "AGE-SECRET-KEY"])
      expect(kept.text, secret).not.to.contain(secret);
    for (const one of doctors.slice(0, 3)) expect((await disk(one)).text).not.to.match(/AGE-SECRET-KEY|"tag"|"label"/);
  });

  it("becomes a row that a researcher buys and verifies", async () => {
    const { roleAccount } = await import("#scripts/local/accounts");
    const provider = local.network.chain.provider;
    const researcher = await person(browser, { wallet: { key: roleAccount("researcher"), provider } });
    const { page } = researcher;
    await page.goto(`${web()}/data`);
    await connect(researcher);
    await page.getByText("Batch 1 · rows: 1").waitFor({ timeout: 30_000 });
    await button(page, "Buy access").click();
    await page.getByTestId("purchases").getByText("Bought on").waitFor({ timeout: 30_000 });
    // Rows that are not the chain's are not saved.
    const saved: string[] = [];
    page.on("download", (file) => saved.push(file.suggestedFilename()));
    const csv = "**/batches/1.csv";
    await page.route(csv, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replace("yes", "no") });
    });
    await button(page, "Download and verify").click({ timeout: 30_000 });
    await page.getByTestId("verdict").getByText("not the ones whose root stands on chain").waitFor();
    expect(await button(page, "JSON Lines").count()).to.equal(0);
    await page.unroute(csv);
    await button(page, "Download and verify").click();
    await page.getByTestId("verdict").getByText("exactly the rows whose root stands on chain").waitFor();
    const lines = page.waitForEvent("download", (one) => one.suggestedFilename() === "batch-1.jsonl");
    await button(page, "Save as JSON Lines").click();
    expect(JSON.parse(readFileSync(await (await lines).path(), "utf8"))).to.include({ diagnosis: "yes" });
    const parquet = page.waitForEvent("download", (one) => one.suggestedFilename() === "batch-1.parquet");
    await button(page, "Save as Parquet").click();
    const file = new Uint8Array(readFileSync(await (await parquet).path()));
    expect((await parquetReadObjects({ file: file.buffer }))[0]).to.include({ diagnosis: "yes" });
    expect(saved).to.deep.equal(["batch-1.csv", "batch-1.jsonl", "batch-1.parquet"]);
    await page.getByText("9,975.00 tUSD").waitFor();
    await accessible(researcher, "the data set, bought");
    await shot(researcher, "researcher");
    doctors.push(researcher);
  });

  it("shows in the nodes' figures", async () => {
    const { page } = patient;
    await page.getByRole("link", { name: "Operator" }).click();
    await page.getByText("ready", { exact: true }).first().waitFor();
    await accessible(patient, "the nodes");
    await shot(patient, "operator");
  });

  it("asked nobody but this network, and broke no policy", () => {
    const { web: site, data } = local.network.urls;
    const own = new Set([site, data, local.network.chain.url].map((url) => new URL(url).origin));
    for (const one of [patient, ...doctors]) {
      expect(one.complaints).to.deep.equal([]);
      for (const origin of one.asked)
        expect(own.has(origin) || origin.startsWith("http://127.0.0.1:") || origin === "null", origin).to.equal(true);
    }
  });
});

/** The viewer's tools are one stop on the way by Tab; arrows go from one to the next, and it is kept in mind which. */
async function toolbarByKeyboard(page: Page): Promise<void> {
  const tools = page.getByRole("toolbar", { name: "Viewing tools" });
  const focused = () => page.evaluate("document.activeElement.textContent");
  await tools.getByRole("button", { name: "Contrast" }).focus();
  for (const tool of ["Move", "Ruler"]) {
    await page.keyboard.press("ArrowRight");
    expect(await focused()).to.equal(tool);
  }
  await page.keyboard.press("Enter");
  expect(await tools.getByRole("button", { name: "Ruler" }).getAttribute("aria-pressed")).to.equal("true");
  await page.keyboard.press("Tab");
  expect(await tools.locator(":focus").count(), "left by one Tab").to.equal(0);
  await page.keyboard.press("Shift+Tab");
  expect(await focused()).to.equal("Ruler");
}
