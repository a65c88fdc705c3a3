import { expect } from "chai";
import { id, ZeroHash } from "ethers";
import { SortitionHarness__factory } from "#contracts";
import { ethers, networkHelpers } from "../arena.ts";

/**
 * The draw's distribution. Panels come from the contract's own code; `DRAWS` of them, 10^5 in the deep run. Seeds are
 * fixed, so that a run is the same every time.
 */
const DRAWS = Number(process.env.DRAWS ?? 2_000);
const DOCTORS = 8;
/** reputations of doctors 1 … 8: newcomers, the middle, and more than the draw counts */
const REPUTATIONS = [0, 0, 100, 100, 200, 300, 400, 900];
const MOST = 400;

const [owner] = await ethers.getSigners();

async function registry() {
  const harness = await new SortitionHarness__factory(owner).deploy();
  await harness.fill(DOCTORS);
  for (const [i, reputation] of REPUTATIONS.entries()) await harness.set(i + 1, reputation, true);
  return harness;
}

type Harness = Awaited<ReturnType<typeof registry>>;

/** How often each doctor got the one seat that was drawn. */
async function tally(harness: Harness, share: number): Promise<number[]> {
  const counts = Array.from({ length: DOCTORS }, () => 0);
  for (let first = 0; first < DRAWS; first += AT_ONCE) {
    const draw = {
      ...{ seed: ZeroHash, registry: DOCTORS, openedAt: 1, seatPay: 1, share, patient: owner.address },
      ...{ panel: 0, earlier: [0, 0] as [number, number], first: 0, count: 1 },
    };
    const won = await harness.tally(draw, first, Math.min(AT_ONCE, DRAWS - first));
    for (const [i, times] of won.entries()) counts[i] += Number(times);
  }
  return counts;
}
/** As many as a call's gas is enough for. */
const AT_ONCE = 250;

/** Stated weights: 1 + 3 * (bounty / maximum) * min(reputation, MOST) / MOST. */
const weights = (share: number): number[] =>
  REPUTATIONS.map((reputation) => 1 + (3 * share * Math.min(reputation, MOST)) / (10_000 * MOST));

function chiSquare(counts: readonly number[], share: number): number {
  const w = weights(share);
  const sum = w.reduce((a, b) => a + b, 0);
  return counts.reduce((x, count, i) => x + (count - (DRAWS * w[i]) / sum) ** 2 / ((DRAWS * w[i]) / sum), 0);
}

/** 99.9 % of the chi-square distribution with 7 degrees of freedom. */
const LIMIT = 24.32;

describe("contracts: the draw's distribution", () => {
  it(`${DRAWS} draws fit the stated weights, and reputation counts for more in a dearer case`, async () => {
    const harness = await networkHelpers.loadFixture(registry);
    const odds: number[] = [];
    for (const share of [2_500, 10_000]) {
      const counts = await tally(harness, share);
      expect(chiSquare(counts, share), `${share}: ${counts}`).to.be.below(LIMIT);
      odds.push((counts[6] + counts[7]) / (counts[0] + counts[1]));
    }
    expect(odds[1]).to.be.above(1.5 * odds[0]);
  }).timeout(0);

  it("does not depend on who asks, or when", async () => {
    const harness = await networkHelpers.loadFixture(registry);
    const [, somebody] = await ethers.getSigners();
    const draw = {
      ...{ seed: id("one seed"), registry: DOCTORS, openedAt: 1, seatPay: 1, share: 5_000, patient: owner.address },
      ...{ panel: 0, earlier: [0, 0] as [number, number], first: 0, count: 5 },
    };
    const { panel } = await harness.draw(draw);
    await networkHelpers.mine(50);
    await networkHelpers.time.increase(86_400);
    expect((await harness.connect(somebody).draw(draw)).panel).to.equal(panel);
  });
});
