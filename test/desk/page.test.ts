import { readFileSync } from "node:fs";
import { expect } from "chai";
import { bundleDesk, DESK } from "../../app/doctor/desk/bundle.ts";

describe("the desk page", () => {
  const html = readFileSync(DESK.html, "utf8");
  const css = readFileSync(DESK.base, "utf8") + readFileSync(DESK.css, "utf8");

  it("runs under a strict content security policy: nothing inline", () => {
    expect(html).not.to.match(/<style|\sstyle=|\son\w+=|javascript:/i);
    expect(html.match(/<script[^>]*>/g)).to.deep.equal(['<script type="module" src="/desk.js">']);
  });

  it("asks no third party for anything", async () => {
    const script = readFileSync(await bundleDesk(), "utf8");
    for (const text of [html, css, script]) expect(text).not.to.match(/(https?:)?\/\/[a-z0-9-]+\.[a-z]/i);
    expect(css).not.to.match(/@import|url\(/);
  });

  it("says for good what it is not", () => {
    expect(html).to.contain("Research software. Not cleared or CE-marked. Not for diagnosis.");
  });

  it("has every element that its script asks for", async () => {
    for (const file of ["desk", "toolbar", "confirm"]) {
      const source = readFileSync(new URL(`../../app/doctor/desk/${file}.ts`, import.meta.url), "utf8");
      for (const [, id] of source.matchAll(/(?:\$|show)\("([a-z-]+)"/g)) expect(html).to.contain(`id="${id}"`);
    }
  });

  it("gives every control a name", () => {
    for (const [input] of html.matchAll(/<input[^>]*>/g)) {
      expect(html, input).to.match(new RegExp(`<label[^>]*>[^<]*${input.replace(/[.*+?^$()[\]]/g, "\\$&")}`));
    }
  });
});
