import { expect } from "chai";
import type { Browser, Locator } from "playwright-core";
import { decodePicture } from "#models/imaging/decode";
import { disk, launch, overflow, type Person, person, shot, unlock, violations } from "./browser.ts";
import { chessboard, dicomSeries, jpeg2000File, PATIENT, unsurePicture } from "./files.ts";
import { localNetwork } from "./local-network.ts";

/** WebGL without a graphics card. */
const DRAWN_BY_PROCESSOR = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

/** Shares of the picture's parts that are brighter than the air around a head. */
async function quarters(planes: Locator): Promise<Record<"coronal" | "sagittal" | "axial" | "whole", number>> {
  const { width, height, grey } = decodePicture(await planes.screenshot());
  const bright = (left: number, top: number, right: number, bottom: number) => {
    let [seen, all] = [0, 0];
    for (let y = Math.ceil(top * height); y < bottom * height; y++)
      for (let x = Math.ceil(left * width); x < right * width; x++, all++) seen += Number(grey[y * width + x]! > 60);
    return seen / all;
  };
  return {
    coronal: bright(0, 0, 0.5, 0.1),
    sagittal: bright(0.5, 0, 1, 0.1),
    axial: bright(0, 0.15, 0.5, 1),
    whole: bright(0.5, 0.15, 1, 1),
  };
}

describe("pictures in the browser", function () {
  this.timeout(180_000);
  let web: string;
  let browser: Browser;
  let patient: Person;

  before(async () => {
    const [local, launched] = await Promise.all([localNetwork(), launch(DRAWN_BY_PROCESSOR)]);
    web = local.network.urls.web;
    browser = launched;
    patient = await person(browser);
    await patient.page.goto(`${web}/patient`);
    await unlock(patient);
    await patient.page.getByRole("button", { name: "New case" }).click();
  });
  after(() => browser?.close());
  const give = (one: Person, files: Parameters<ReturnType<Person["page"]["locator"]>["setInputFiles"]>[0]) =>
    one.page.locator("main input[type=file]").setInputFiles(files);

  it("may be a DICOM series: what was removed, read and changed is listed by element, without a value", async () => {
    const { page } = patient;
    await give(patient, dicomSeries(5));
    await page.getByText(/Axial slice \d of 5, the one with the most brain/).waitFor();
    await page.getByText(/^What the files held/).click();
    const rows = await page.getByTestId("deidentified").locator("tbody tr").allInnerTexts();
    const row = (what: string) => rows.find((text) => text.startsWith(what));
    expect(row("PatientName")).to.match(/× 5\s+\(0010,0010\)\s+Z\s+left behind, unread/);
    expect(row("PatientBirthDate")).to.match(/\(0010,0030\)\s+Z\s+left behind, unread/);
    expect(row("PixelSpacing")).to.match(/read to make the picture, then left behind/);
    expect(row("PixelData")).to.match(/one slice, upright, 8-bit grey/);
    expect(await page.locator("body").innerText()).not.to.contain(PATIENT);
    expect(await violations(patient)).to.deep.equal([]);
    await shot(patient, "patient-series");
  });

  it("of which another slice is looked at, and taken only when one says so", async () => {
    const { page } = patient;
    const kept = await page.locator("canvas.grey").first().screenshot();
    await page.getByRole("slider").focus();
    const other = (await page.getByText("Axial slice 1 of 5").count()) > 0 ? 5 : 1;
    await page.keyboard.press(other === 5 ? "End" : "Home");
    await page.getByRole("button", { name: `Use slice ${other}` }).click();
    await page.getByRole("button", { name: `Use slice ${other}` }).waitFor({ state: "detached" });
    const chosen = await page.locator("canvas.grey").first().screenshot();
    expect(chosen.equals(kept)).to.equal(false);

    await page.reload();
    await unlock(patient);
    await page.getByText("Only this slice is kept").waitFor();
    await page.getByText(`Axial slice ${other} of 5`).waitFor();
    expect((await disk(patient)).text).not.to.contain(PATIENT);
  });

  it("are seen in three planes, drawn from the points that the tab has decoded", async () => {
    const { page, asked, complaints } = patient;
    await give(patient, dicomSeries(5));
    const open = page.getByRole("button", { name: "Look at it in three planes" });
    // The tab may be off the network by now: the page says what is missing, and opens it later.
    const viewer = "**/assets/volume-view-*";
    await page.route(viewer, (route) => route.abort());
    await open.click();
    await page.getByRole("alert").getByText("could not be loaded").waitFor();
    await page.unroute(viewer);
    await open.click();
    const dialog = page.getByRole("dialog", { name: "The volume" });
    const planes = dialog.getByRole("img", { name: /axial, a coronal and a sagittal plane/ });
    await planes.waitFor();
    // Above, the coronal and the sagittal plane, flat as the series is; below, the axial one and the whole.
    let drawn = await quarters(planes);
    while (drawn.axial < 0.3) drawn = await quarters(planes);
    for (const [part, bright] of Object.entries(drawn)) expect(bright, part).to.be.above(0.05);
    expect(await violations(patient)).to.deep.equal([]);
    await shot(patient, "patient-volume", false);

    const before = await planes.screenshot();
    await dialog.getByRole("slider", { name: "Bottom to top" }).focus();
    await page.keyboard.press("Home");
    expect(await dialog.getByRole("slider", { name: "Bottom to top" }).inputValue()).to.equal("0");
    expect((await planes.screenshot()).equals(before), "another slice").to.equal(false);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await page.evaluate("document.activeElement.textContent")).to.equal("Look at it in three planes");
    expect(complaints).to.deep.equal([]);
    expect([...asked].every((origin) => origin === "null" || /localhost|127\.0\.0\.1/.test(origin))).to.equal(true);
  });

  it("may be compressed by JPEG 2000: its decoder runs under the page's policy", async () => {
    const { page, asked, complaints } = patient;
    await give(patient, await jpeg2000File());
    await page.getByText("128 × 128").waitFor({ timeout: 20_000 });
    expect(complaints).to.deep.equal([]);
    expect([...asked].every((origin) => origin === "null" || /localhost|127\.0\.0\.1/.test(origin))).to.equal(true);
  });

  it("go on only with a word from the person where the gate is not sure, and never where it is", async () => {
    const { page } = patient;
    await page.goto(`${web}/patient`);
    await unlock(patient);
    await page.getByRole("button", { name: "New case" }).click();
    await give(patient, unsurePicture());
    await page.getByRole("alert").getByText("This may not be a head MRI").waitFor();
    expect(await page.getByRole("heading", { name: "Your consent" }).count()).to.equal(0);
    expect(await violations(patient)).to.deep.equal([]);
    await page.reload();
    await unlock(patient);
    await page.getByText("1. The picture").waitFor();
    expect(await page.locator("canvas.grey").count(), "nothing was kept of it").to.equal(0);

    await give(patient, chessboard());
    await page.getByRole("alert").getByText("This is not a head MR").waitFor();
    expect(await page.getByRole("button", { name: "use it all the same" }).count()).to.equal(0);

    await give(patient, unsurePicture());
    await page.getByRole("button", { name: "It is a head MRI: use it all the same" }).click();
    await page.getByRole("heading", { name: "Your consent" }).waitFor();
    await page.reload();
    await unlock(patient);
    await page.getByText("This may not be a head MRI").waitFor();
    await page.getByRole("heading", { name: "Your consent" }).waitFor();
  });

  it("are refused in the person's language, on a telephone", async () => {
    const one = await person(browser, { language: "fr", width: 320, dark: true, touch: true });
    await one.page.addInitScript(`
      const given = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (kind, ...how) {
        return kind === "webgl2" ? null : given.call(this, kind, ...how);
      };
    `);
    await one.page.goto(`${web}/patient`);
    await unlock(one);
    await one.page.getByRole("button", { name: "Nouveau dossier" }).tap();
    await give(one, chessboard());
    await one.page.getByRole("alert").getByText("Ce n'est pas une IRM de la tête.").waitFor();
    await one.page.getByText("This is not a head MR").waitFor(); // the original, for its details
    await give(one, dicomSeries(3));
    await one.page.getByText(/Coupe axiale \d sur 3/).waitFor();
    await one.page.getByText(/^Ce que contenaient/).tap();
    // A browser without WebGL 2 says so, and what to do instead.
    await one.page.getByRole("button", { name: "Regarder en trois plans" }).tap();
    await one.page.getByRole("alert").getByText("WebGL 2 manque").waitFor();
    expect(await violations(one)).to.deep.equal([]);
    expect(await overflow(one)).to.be.at.most(0);
    expect(one.complaints).to.deep.equal([]);
    await one.context.close();
  });
});
