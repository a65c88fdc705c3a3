import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const css = readFileSync(join(import.meta.dirname, "../../app/web/src/base.css"), "utf8");
const tokens = (block: string) =>
  Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]));
const [light, dark] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) => tokens(block!));

/** Relative luminance, as WCAG 2.2 defines it. */
const luminance = (colour: string) =>
  [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
    const channel = Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16) / 255;
    return sum + weight * (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
  }, 0);
const contrast = (a: string, b: string) => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
};

/** What stands on what. Letters need 4.5 (1.4.3), edges of what can be used 3 (1.4.11). */
const LETTERS: [string, string[]][] = [
  ["ink", ["paper", "card", "tint", "bad-tint"]],
  ["quiet", ["paper", "card", "tint", "bad-tint"]],
  ["accent", ["paper", "card", "tint"]],
  ["on-accent", ["accent"]],
  ["good", ["paper", "card", "tint"]],
  ["bad", ["paper", "card"]],
  ["on-strip", ["strip"]],
];
const EDGES: [string, string[]][] = [
  ["edge", ["paper", "card"]],
  ["accent", ["paper", "card", "tint"]],
  ["bad", ["card", "bad-tint"]],
];

describe("the colours of the web application", () => {
  for (const [scheme, colours] of Object.entries({ light: light!, dark: { ...light, ...dark } }))
    it(`can be told apart in the ${scheme}`, () => {
      expect(Object.keys(colours)).to.have.length(14);
      for (const [pairs, least] of [
        [LETTERS, 4.5],
        [EDGES, 3],
      ] as const)
        for (const [above, grounds] of pairs)
          for (const ground of grounds)
            expect(contrast(colours[above]!, colours[ground]!), `${above} on ${ground}`).to.be.at.least(least);
    });

  it("are black and white at 21 to 1", () => {
    expect(contrast("#000000", "#ffffff")).to.equal(21);
  });
});
