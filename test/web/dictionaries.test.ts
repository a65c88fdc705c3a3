import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { DoctorError } from "#errors";
import { de } from "../../app/web/src/i18n/de.ts";
import { en } from "../../app/web/src/i18n/en.ts";
import { errors as german } from "../../app/web/src/i18n/errors.de.ts";
import { errors as french } from "../../app/web/src/i18n/errors.fr.ts";
import { explained } from "../../app/web/src/i18n/explained.ts";
import { fill } from "../../app/web/src/i18n/fill.ts";
import { fr } from "../../app/web/src/i18n/fr.ts";

const holes = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe("the dictionaries", () => {
  for (const [language, words] of Object.entries({ de, fr })) {
    it(`say everything in ${language}, with the same holes to fill`, () => {
      expect(Object.keys(words).sort()).to.deep.equal(Object.keys(en).sort());
      for (const [key, sentence] of Object.entries(words)) {
        expect(sentence.trim(), key).not.to.equal("");
        expect(holes(sentence), key).to.deep.equal(holes(en[key as keyof typeof en]));
      }
    });

    it(`do not leave English sentences standing in ${language}`, () => {
      const same = Object.entries(words).filter(
        ([key, sentence]) => sentence === en[key as keyof typeof en] && sentence.split(" ").length > 2,
      );
      expect(same).to.deep.equal([]);
    });
  }

  it("are filled by name, and a name without value stays to be seen", () => {
    expect(fill("{n} of {of}", { n: 2, of: 3 })).to.equal("2 of 3");
    expect(fill("{n} of {of}", { n: 2 })).to.equal("2 of {of}");
  });
});

describe("the dictionaries of errors", () => {
  const root = join(import.meta.dirname, "../..");
  /** What runs in a tab, and what answers it. */
  const MET =
    "{app/client,app/web/{src,server},models/imaging,models/reference,models/zoo,oracle/wire,oracle/chain}/**/*.{ts,tsx}";
  const SERVED =
    "{oracle/storage/{public-blobs,unixfs,cid,not-found,blobs,ipfs-client},oracle/service/{http,post},oracle/node/{http,uploads,release},app/data/http}.ts";
  /** Codes that no person at a page meets: a node's, a curator's, and a server's own start. */
  const ELSEWHERE = ["E143_NOT_BUILT", "E201_SMALL_BATCH", "E326_MATERIAL_SEALED", "E706_PORT_BUSY"];
  const codes = [...globSync(MET, { cwd: root }), ...globSync(SERVED, { cwd: root })].flatMap((path) =>
    [...readFileSync(join(root, path), "utf8").matchAll(/"(E\d{3}_[A-Z0-9_]+)"/g)].map(([, code]) => code!),
  );

  for (const [language, errors] of Object.entries({ de: german, fr: french })) {
    it(`have two sentences in ${language} for each error that a page can meet, and for no other`, () => {
      const met = [...new Set(codes)].filter((code) => !ELSEWHERE.includes(code)).sort();
      expect(met.length).to.be.above(50);
      const said = Object.keys(errors).map((key) => key.split("/")[0]!);
      expect([...new Set(said)].sort()).to.deep.equal(met);
      for (const sentences of Object.values(errors))
        for (const sentence of sentences) expect(sentence).to.match(/^\p{L}.*\.$/u);
    });
  }

  it("tell a contract's own errors apart by name, and leave an unknown error as it is", () => {
    const late = new DoctorError("E510_REVERTED", "The contract refused: TooLate(3, 5).", "Look again.");
    expect(explained(late, german)).to.deep.equal({
      message: german["E510_REVERTED/TooLate"]![0],
      hint: german["E510_REVERTED/TooLate"]![1],
    });
    const odd = new DoctorError("E510_REVERTED", "The contract refused: Odd().", "Look again.");
    expect(explained(odd, german).message).to.equal(german.E510_REVERTED![0]);
    expect(explained(late)).to.deep.equal({ message: late.message, hint: late.hint });
  });
});
