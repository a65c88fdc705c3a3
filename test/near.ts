import { expect } from "chai";

/**
 * Chai's `closeTo` for numbers. Hardhat's matchers put one for whole numbers in its place, for every test that runs after
 * the first one of a contract.
 */
export function expectNear(actual: number | null | undefined, expected: number, within: number, what?: string): void {
  expect(Math.abs((actual ?? Number.NaN) - expected), what ?? `${actual} and ${expected}`).to.be.at.most(within);
}
