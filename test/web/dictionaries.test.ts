import { expect } from "chai";
import { de } from "../../app/web/src/i18n/de.ts";
import { en } from "../../app/web/src/i18n/en.ts";
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
