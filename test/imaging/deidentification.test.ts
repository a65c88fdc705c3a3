import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { admit } from "#client/admit";
import { prepareCase } from "#client/prepare";
import { publishCase } from "#client/publish";
import { encodeBlob } from "#models/imaging/blob";
import { profileEntry } from "#models/imaging/dicom/annex-e";
import { readStudy } from "#models/imaging/study";
import { planOf } from "#mpc/plan/plan";
import { loadKernels } from "#mpc/ring/kernels";
import { buildKernels } from "#scripts/build";
import { phantom } from "#scripts/phantom";
import { memoryBlobs } from "#storage/blobs";
import { unhex } from "#wire/bytes";
import { newIdentity, recipientOf } from "#wire/seal";
import { loadModel } from "../../app/zoo.ts";
import { dicomFile, type Elements, greyElements, words } from "./dicom-file.ts";
import { niftiFile } from "./nifti-file.ts";

const { width, height, grey } = phantom({ size: 128, seed: 3, lesion: true });

/** Every string starts alike, so that one search finds all of them; some stand where only a sloppy reader looks. */
const MARK = "Zyxwvut"; // too long to turn up in megabytes of ciphertext by chance
const identifying: Elements = {
  "00080050 SH": `${MARK}Accession`,
  "00080080 LO": `${MARK}Hospital`,
  "00080090 PN": `${MARK}^Referrer`,
  "0008103E LO": `${MARK}Series`,
  "00100010 PN": `${MARK}^Doe`,
  "00100020 LO": `${MARK}Id`,
  "00100030 DA": "19610203",
  "00104000 LT": `${MARK}Comment`,
  "00180015 CS": "HEAD",
  "00190010 LO": `${MARK}Maker`,
  "001910AA LO": `${MARK}Private`,
  "0020000D UI": "1.2.3.777777",
  "00324000 LT": `${MARK}Study`,
  "00400275 SQ": [{ "00400007 LO": `${MARK}Nested`, "00100010 PN": `${MARK}^Again` }],
  "60000022 LO": `${MARK}Overlay`,
  "00089999 LO": `${MARK}Unknown`,
};
const base = greyElements(width, height);
const pixels = words(Array.from(grey, (v) => v * 4));
const file = dicomFile("explicit", { ...base, ...identifying }, pixels);
file.set(Buffer.from(`${MARK}Preamble`), 0);

const holds = (bytes: Uint8Array | string) =>
  [MARK, "19610203", "1.2.3.777777"].some((word) => Buffer.from(bytes).includes(word));

describe("de-identification of DICOM", () => {
  it("starts from a file that does hold all this", () => {
    expect(Buffer.from(file).toString("latin1").split(MARK).length - 1).to.equal(15);
  });

  it("lets nothing of it out: picture, report, bundles, package, record, manifest, every blob", async () => {
    const { picture, ...said } = await admit([file]);
    const model = loadModel("lenet");
    const random = (n: number) => Uint8Array.from(randomBytes(n));
    const prepared = prepareCase({
      picture,
      model,
      plan: planOf(model.graph),
      kernels: await loadKernels(readFileSync(buildKernels())),
      patient: "0x00000000000000000000000000000000000000aa",
      consent: true,
      random,
    });
    const recipients = [await recipientOf(await newIdentity()), await recipientOf(await newIdentity())] as const;
    const sent: Uint8Array[] = [];
    const store = memoryBlobs();
    const blobs: typeof store = {
      ...store,
      put: (bytes) => {
        sent.push(bytes);
        return store.put(bytes);
      },
    };
    const published = await publishCase(prepared, unhex(model.digest), recipients, blobs);
    const leaving: Record<string, Uint8Array | string> = {
      picture: encodeBlob(picture),
      report: JSON.stringify({ ...said, removed: picture.removed }),
      bundle0: prepared.bundles[0],
      bundle1: prepared.bundles[1],
      package: prepared.package,
      record: prepared.record,
      published: JSON.stringify(published, (_, v) => (v instanceof Uint8Array ? Buffer.from(v).toString("latin1") : v)),
      ...Object.fromEntries(sent.map((bytes, i) => [`blob ${i}`, bytes])),
    };
    expect(sent.length).to.be.at.least(5);
    for (const [what, bytes] of Object.entries(leaving)) expect(holds(bytes), what).to.equal(false);
  });

  it("names every element by tag, keyword and profile code, and says what was read", async () => {
    const { deidentification } = await readStudy([file]);
    const removed = new Map(deidentification.removed.map((item) => [item.tag ?? item.what, item]));
    expect(removed.get("(0010,0010)")).to.deep.equal({
      what: "PatientName",
      tag: "(0010,0010)",
      profile: "Z",
      count: 1,
    });
    expect(removed.get("(0010,0020)")?.profile).to.equal("Z/D");
    expect(removed.get("(0020,000D)")).to.deep.include({ what: "StudyInstanceUID", profile: "U" });
    expect(removed.get("(0020,000E)")).to.deep.include({ what: "SeriesInstanceUID", profile: "U" });
    expect(removed.get("(0019,XXXX)")).to.deep.include({ what: "private", profile: "X", count: 2 });
    expect(removed.get("(0008,9999)")).to.deep.include({ what: "unlisted" });
    expect(removed.has("preamble")).to.equal(true);
    const kept = deidentification.kept.map(({ what }) => what);
    expect(kept).to.include.members(["Rows", "Columns", "Modality", "BodyPartExamined"]);
    expect(deidentification.changed.map(({ what }) => what)).to.deep.equal(["PixelData"]);
    // All elements of the file stand in exactly one of the lists.
    const count = [...deidentification.removed, ...deidentification.kept].reduce((sum, item) => sum + item.count, 0);
    expect(count + deidentification.changed.length).to.equal(Object.keys({ ...base, ...identifying }).length + 4);
  });

  it("keeps values out of refusals too", async () => {
    const odd: Record<string, Elements> = {
      modality: { "00080060 CS": `${MARK}CT` },
      part: { "00180015 CS": `${MARK}KNEE` },
      photometric: { "00280004 CS": `${MARK}GREY` },
      frames: { "00280008 IS": `${MARK}9` },
    };
    for (const [what, elements] of Object.entries(odd)) {
      const found = await readStudy([dicomFile("explicit", { ...base, ...identifying, ...elements }, pixels)]).then(
        () => "",
        (error) => `${error.stack} ${JSON.stringify(error)} ${error.cause}`,
      );
      if (what !== "frames") expect(found, what).to.match(/E1\d\d/);
      expect(holds(found), what).to.equal(false);
    }
  });

  it("warns where the file says that its pixels hold an annotation", async () => {
    const { warnings } = await readStudy([dicomFile("explicit", { ...base, "00280301 CS": "YES" }, pixels)]);
    expect(warnings.map(({ code }) => code)).to.include("W103_BURNT_IN_DECLARED");
    expect((await readStudy([file])).warnings.map(({ code }) => code)).to.not.include("W103_BURNT_IN_DECLARED");
  });

  it("knows the codes of Table E.1-1, repeating groups and private ones", () => {
    const codes = ["00100010", "00080018", "00080020", "60003000", "60024000", "50AA3000", "00091001", "00280010"];
    expect(codes.map((tag) => profileEntry(tag)?.code)).to.deep.equal(["Z", "U", "Z", "X", "X", "X", "X", undefined]);
  });
});

describe("de-identification of NIfTI and pictures", () => {
  it("free text of a NIfTI header is never even read", async () => {
    const values = Array.from(grey);
    const study = await readStudy([niftiFile({ dims: [width, height, 1], values, descrip: `${MARK} Doe 19610203` })]);
    expect(study.deidentification.removed).to.deep.equal([{ what: "descrip", count: 1 }]);
    expect(holds(JSON.stringify(study))).to.equal(false);
    expect(holds(encodeBlob(study.picture))).to.equal(false);
  });
});
