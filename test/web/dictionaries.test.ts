import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { DoctorError } from "#errors";
import { deCase } from "../../app/web/src/i18n/de.case.ts";
import { de as deShared } from "../../app/web/src/i18n/de.ts";
import { enCase } from "../../app/web/src/i18n/en.case.ts";
import { en as enShared } from "../../app/web/src/i18n/en.ts";
import { errors as german } from "../../app/web/src/i18n/errors.de.ts";
import { errors as french } from "../../app/web/src/i18n/errors.fr.ts";
import { explained } from "../../app/web/src/i18n/explained.ts";
import { fill } from "../../app/web/src/i18n/fill.ts";
import { frCase } from "../../app/web/src/i18n/fr.case.ts";
import { fr as frShared } from "../../app/web/src/i18n/fr.ts";

const en = { ...enShared, ...enCase };
const de = { ...deShared, ...deCase };
const fr = { ...frShared, ...frCase };

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
  const imports = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).imports as Record<string, string>;
  const text = (path: string) => readFileSync(join(root, path), "utf8");
  const codesIn = (paths: Iterable<string>) =>
    new Set([...paths].flatMap((path) => [...text(path).matchAll(/"(E\d{3}_[A-Z0-9_]+)"/g)].map(([, code]) => code!)));

  /** Every source file that a page loads, also lazily or in a worker. */
  function loaded(): Set<string> {
    const found = new Set(globSync("app/web/src/**/*.{ts,tsx}", { cwd: root }));
    for (const path of found)
      for (const [, type, from] of text(path).matchAll(/^(?:import|export) (type )?[^;"]*?"([^"]+)"/gm)) {
        if (type) continue;
        const door = Object.keys(imports).find((key) => from!.startsWith(key.replace("*", "")));
        if (from!.startsWith(".")) found.add(join(dirname(path), from!));
        else if (door) found.add(imports[door]!.replace("*", from!.slice(door.length - 1)));
      }
    for (const path of found) if (!/\.tsx?$/.test(path) || path.startsWith("types")) found.delete(path);
    return found;
  }
  /** Its answers come from these. */
  const SERVED = "{oracle/service/http,oracle/node/{http,uploads,release},app/data/http}.ts";
  /** Codes that no person at a page meets: the engine's own about graphs and material, and a server's start. */
  const ELSEWHERE = /^E(140|32\d|706)_/;

  for (const [language, errors] of Object.entries({ de: german, fr: french })) {
    it(`have two sentences in ${language} for each error that a page can meet, and for none that does not exist`, () => {
      const said = new Set(Object.keys(errors).map((key) => key.split("/")[0]!));
      const met = codesIn([...loaded(), ...globSync(SERVED, { cwd: root })]);
      expect(met.size).to.be.above(50);
      expect([...met].filter((code) => !said.has(code) && !ELSEWHERE.test(code))).to.deep.equal([]);
      const all = codesIn(globSync("{app,models,oracle}/**/*.{ts,tsx}", { cwd: root }));
      for (const code of said) expect(all, code).to.include(code);
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
