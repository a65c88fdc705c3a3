import { expect } from "chai";
import { id, ZeroAddress } from "ethers";
import { SortitionHarness__factory } from "#contracts";
import { ethers, networkHelpers } from "./arena.ts";

const [owner] = await ethers.getSigners();

async function registryOf(doctors: number) {
  const harness = await new SortitionHarness__factory(owner).deploy();
  for (let left = doctors; left > 0; left -= 150) await harness.fill(Math.min(left, 150));
  return harness;
}

const draw = (seed: string, registry: number, fields = {}) => ({
  seed,
  registry,
  openedAt: 1,
  seatPay: 1,
  share: 10_000,
  patient: ZeroAddress,
  panel: 0,
  earlier: [0, 0] as [number, number],
  first: 0,
  count: 3,
  ...fields,
});
const ids = (panel: bigint) =>
  [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n].map((i) => Number((panel >> (24n * i)) & 0xffffffn)).filter(Boolean);

describe("contracts: the draw", () => {
  it("costs the same from 100 to 10,000 doctors, and little for one more seat", async () => {
    const perDraw = [];
    for (const doctors of [100, 10_000]) {
      const harness = await registryOf(doctors);
      const mean = async (count: number) => {
        let sum = 0n;
        for (let i = 0; i < 20; i++) sum += (await harness.draw(draw(id(`seed ${i}`), doctors, { count }))).gas;
        return Number(sum) / 20;
      };
      perDraw.push({ three: await mean(3), five: await mean(5) });
    }
    const [small, large] = perDraw;
    expect(large.three / small.three).to.be.within(0.8, 1.2);
    expect((large.five - large.three) / 2).to.be.below(30_000);
    if (process.env.GAS) console.log(perDraw);
  }).timeout(120_000);

  it("is the same for the same seed, and gives every seat to somebody else", async () => {
    const harness = await networkHelpers.loadFixture(twelve);
    const seen = new Set<bigint>();
    for (let i = 0; i < 50; i++) {
      const { panel, filled } = await harness.draw(draw(id(`${i}`), 12, { count: 7 }));
      expect(filled).to.equal(7n);
      expect(new Set(ids(panel)).size).to.equal(7);
      expect((await harness.draw(draw(id(`${i}`), 12, { count: 7 }))).panel).to.equal(panel);
      seen.add(panel);
    }
    expect(seen.size).to.equal(50);
  });

  it("moves the sequence for nobody when one doctor goes: only that seat passes on", async () => {
    const harness = await networkHelpers.loadFixture(twelve);
    for (let i = 0; i < 20; i++) {
      const before = ids((await harness.draw(draw(id(`go ${i}`), 12))).panel);
      await harness.set(before[0], 100, false);
      const after = ids((await harness.draw(draw(id(`go ${i}`), 12))).panel);
      expect(after.slice(0, 2)).to.deep.equal(before.slice(1));
      await harness.set(before[0], 100, true);
    }
  });

  it("finds the last eligible doctor of a small registry", async () => {
    const harness = await twelve();
    for (let doctor = 1; doctor <= 12; doctor++) await harness.set(doctor, 0, [3, 8, 11].includes(doctor));
    for (let i = 0; i < 10; i++)
      expect(ids((await harness.draw(draw(id(`few ${i}`), 12))).panel).sort((a, b) => a - b)).to.deep.equal([3, 8, 11]);
  });

  it("never prefers less reputation; reputation weighs more in a dearer case; a newcomer keeps a quarter", async () => {
    const harness = await networkHelpers.loadFixture(twelve);
    const chance = async (reputation: number, share: number) => {
      // `wins` is monotone in the ticket: bisect for the number of winning tickets of 65,536.
      let [low, high] = [0, 65_536];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (await harness.wins(reputation, draw(id("x"), 12, { share }), middle - 1)) low = middle;
        else high = middle - 1;
      }
      return low / 65_536;
    };
    for (const share of [4_000, 7_000, 10_000]) {
      const chances = await Promise.all([0, 50, 100, 500, 1_000, 5_000].map((reputation) => chance(reputation, share)));
      expect(chances).to.deep.equal([...chances].sort((a, b) => a - b));
      expect(chances[0]).to.be.at.least(0.25);
      expect(chances.at(-1)).to.equal(1);
    }
    expect((await chance(1_000, 10_000)) / (await chance(100, 10_000))).to.be.above(
      (await chance(1_000, 4_000)) / (await chance(100, 4_000)),
    );
  });
});

describe("contracts: the price", () => {
  it("never rises with confidence, and stays between floor and maximum", async () => {
    const harness = await networkHelpers.loadFixture(twelve);
    for (const maximum of [1n, 999n, 30_000_000n, 2n ** 96n - 1n]) {
      const prices = await Promise.all(Array.from({ length: 41 }, (_, i) => harness.price(maximum, 4_000, i * 250)));
      for (const [i, price] of prices.entries()) {
        expect(price <= maximum && price >= (maximum * 4n) / 10n).to.equal(true);
        if (i > 0) expect(price <= prices[i - 1]).to.equal(true);
      }
      expect(prices[0]).to.equal(maximum);
    }
  });
});

async function twelve() {
  return registryOf(12);
}
