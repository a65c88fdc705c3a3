import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { phantomPng } from "#scripts/phantom";
import { connect, launch, type Person, person, unlock } from "./browser.ts";
import { type LocalNetwork, localNetwork } from "./local-network.ts";

describe("a whole case in browsers", function () {
  this.bail(true);
  this.timeout(240_000);
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
    await local?.stop();
  });
  const web = () => local.network.urls.web;
  const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

  it("is prepared by a patient with a test wallet, the network off", async () => {
    const { page, context } = patient;
    await page.goto(`${web()}/patient`);
    await button(page, "Connect a wallet").click();
    await button(page, "Test wallet in this browser").click();
    await unlock(patient);
    await button(page, "Get test money").click();
    await page.getByText("10000.00 tUSD").waitFor();
    await button(page, "New case").click();
    await page.getByText("1. The picture").waitFor();

    await context.setOffline(true);
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles({ name: "scan.png", mimeType: "image/png", buffer: picture });
    await page.getByText("Exactly what the model is given").first().waitFor();
    for (const box of await page.getByRole("checkbox").all()) expect(await box.isChecked()).to.equal(false);
    for (const box of await page.getByRole("checkbox").all()) await box.check();
    await page.getByText("91.00 tUSD are escrowed").waitFor();
    await button(page, "Prepare the case").click();
    await page.getByText(/of ciphertext are ready/).waitFor({ timeout: 30_000 });
    await context.setOffline(false);
  });

  it("is sent, escrowed and opened", async () => {
    const { page } = patient;
    await button(page, "Send and open the case").click();
    await page.getByRole("heading", { name: "Case 1" }).waitFor({ timeout: 60_000 });
    await page.getByText("The model's guess is").waitFor({ timeout: 60_000 });
  });

  it("is voted on blind by three doctors, each in a browser of their own", async () => {
    const seats = await local.contracts.core.seats(1);
    expect(seats).to.have.length(3);
    for (const { doctor } of seats) {
      const { key, identity } = local.doctor(doctor);
      const one = await person(browser, { wallet: { key, provider: local.network.chain.provider } });
      doctors.push(one);
      const { page } = one;
      await page.goto(`${web()}/doctor`);
      await connect(one);
      await unlock(one);
      await page
        .locator("input[type=file]")
        .setInputFiles({ name: "doctor.age", mimeType: "text/plain", buffer: Buffer.from(`${identity}\n`) });
      await page.getByText("Your key is on this device").waitFor();
      await page.getByRole("link", { name: /Case 1/ }).click();
      await button(page, "Accept the seat and open the picture").click();
      await page.getByRole("radio", { name: /^Tumour/ }).check();
      await button(page, "Decide…").click();
      await button(page, "Commit").click();
      await page.getByTestId("custody").waitFor();
    }
    for (const { page } of doctors) {
      await button(page, "Reveal the vote").click();
      await page.getByTestId("custody").getByText("revealed").waitFor();
    }
  });

  it("is read by the patient in words", async () => {
    await patient.page.getByTestId("diagnosis").getByText("3 of 3 doctors agree: Tumour").waitFor();
    expect(await patient.page.getByTestId("prediction").textContent()).to.match(/about \d+ of 10 are right/);
  });

  it("asked nobody but this network, and broke no policy", () => {
    const own = new Set([web(), local.network.urls.data, local.network.chain.url].map((url) => new URL(url).origin));
    for (const one of [patient, ...doctors]) {
      expect(one.complaints).to.deep.equal([]);
      for (const origin of one.asked)
        expect(own.has(origin) || origin.startsWith("http://127.0.0.1:") || origin === "null", origin).to.equal(true);
    }
  });
});
