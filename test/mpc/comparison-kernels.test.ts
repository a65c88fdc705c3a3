/**
 * Each kernel of a comparison by itself, against what its docstring says, in BigInt or by single bits: two parties' shares
 * go in, and what comes out is put together. That the kernels fit together, relu.test.ts and composed.test.ts say.
 */
import { expect } from "chai";
import type { KernelExports } from "#mpc/ring/exports";
import type { Workspace } from "#mpc/ring/workspace";
import { edges, kernels, randomWords } from "./rig.ts";

const N = 256;
const PLANES = N / 128;
const ring = (value: bigint) => Number(BigInt.asIntN(32, value));

/** Values at the edges first, then random ones. */
const values = () => Int32Array.from([...edges(), ...randomWords(N)].slice(0, N));
/** Runs `work` with short names for the workspace. */
async function bench(work: (k: KernelExports, space: Workspace) => void): Promise<void> {
  (await kernels()).useNow((space) => work(space.kernels, space));
}
const put = (space: Workspace, words: Int32Array): number => space.load(words).at;
const room = (space: Workspace, words: number): number => put(space, new Int32Array(words));
const get = (space: Workspace, at: number, words: number): Int32Array => space.words({ at, length: words }).slice();

/** `each` planes a block: `of(element, plane)` as bits, laid out as kernels/index.ts says. */
function planesOf(each: number, of: (element: number, plane: number) => boolean): Int32Array {
  const words = new Int32Array(PLANES * each * 4);
  for (let element = 0; element < N; element++)
    for (let plane = 0; plane < each; plane++)
      if (of(element, plane)) words[at(each, element, plane)] |= 1 << ((element % 128) >> 2);
  return words;
}
const at = (each: number, element: number, plane: number) => (element >> 7) * each * 4 + plane * 4 + (element % 4);
const bitOf = (words: Int32Array, each: number, element: number, plane: number): boolean =>
  ((words[at(each, element, plane)] >>> ((element % 128) >> 2)) & 1) === 1;
const xor = (a: Int32Array, b: Int32Array): Int32Array => a.map((word, i) => word ^ b[i]);
const digitOf = (value: number, digit: number): number => (value >>> (7 + 4 * digit)) & 15;
/** XOR shares of planes, one random. */
function shared(words: Int32Array): [Int32Array, Int32Array] {
  const one = randomWords(words.length);
  return [one, xor(words, one)];
}
const all = (each: number, check: (element: number, plane: number) => void) => {
  for (let element = 0; element < N; element++) for (let plane = 0; plane < each; plane++) check(element, plane);
};

describe("kernels of a comparison, one by one", () => {
  it("leaf: a public digit is less than, or equal to, one that is shared one-hot", () =>
    bench((k, space) => {
      const [m, r] = [values(), randomWords(N)];
      for (let i = 0; i < N; i += 3) r[i] = m[i] ^ (1 << (i % 32)); // near each other, too
      const sliced = put(
        space,
        planesOf(32, (i, b) => ((m[i] >>> b) & 1) === 1),
      );
      const hot = planesOf(90, (i, plane) => digitOf(r[i], Math.floor(plane / 15)) === (plane % 15) + 1);
      const facts = shared(hot).map((digits, party) => {
        const out = room(space, 12 * PLANES * 4);
        k.leaf(sliced, put(space, digits), out, N, party);
        return get(space, out, 12 * PLANES * 4);
      });
      const found = xor(facts[0], facts[1]);
      all(12, (i, plane) => {
        const [a, b] = [digitOf(m[i], plane >> 1), digitOf(r[i], plane >> 1)];
        expect(bitOf(found, 12, i, plane)).to.equal(plane % 2 === 0 ? a < b : a === b);
      });
    }));

  it("join: with products as the dealer makes them, less and equal of three digits from those of each", () =>
    bench((k, space) => {
      const facts = randomWords(12 * PLANES * 4);
      const [masks0, masks1] = [randomWords(9 * PLANES * 4), randomWords(9 * PLANES * 4)];
      const masks = [masks0, masks1].map((words) => put(space, words));
      const products = [put(space, randomWords(13 * PLANES * 4)), room(space, 13 * PLANES * 4)];
      k.dealJoin(masks[0], masks[1], products[0], products[1], N);
      const shares = shared(facts).map((words) => put(space, words));
      const opened = shares.map((share, party) => {
        const out = room(space, 9 * PLANES * 4);
        k.maskJoin(share, masks[party], out, N);
        return out;
      });
      // What is opened is e5 e4 l4 l3 e3, e2 e1 l1 l0, and says nothing but under its masks.
      const said = xor(get(space, opened[0], 9 * PLANES * 4), get(space, opened[1], 9 * PLANES * 4));
      const order = [11, 9, 8, 6, 7, 5, 3, 2, 0];
      const mask = xor(masks0, masks1);
      all(9, (i, plane) =>
        expect(bitOf(said, 9, i, plane)).to.equal(bitOf(facts, 12, i, order[plane]) !== bitOf(mask, 9, i, plane)),
      );
      const joined = shares.map((share, party) => {
        const out = room(space, 3 * PLANES * 4);
        k.join(share, masks[party], products[party], opened[party], opened[1 - party], out, N, party);
        return get(space, out, 3 * PLANES * 4);
      });
      const found = xor(joined[0], joined[1]);
      for (let i = 0; i < N; i++) {
        const [l, e] = [(d: number) => bitOf(facts, 12, i, 2 * d), (d: number) => bitOf(facts, 12, i, 2 * d + 1)];
        // XOR and not OR, as the formula has it: at most one of the three holds of real digits.
        const less = (d: number) => (l(d) !== (e(d) && l(d - 1))) !== (e(d) && e(d - 1) && l(d - 2));
        expect([0, 1, 2].map((plane) => bitOf(found, 3, i, plane))).to.deep.equal([
          less(5),
          e(5) && e(4) && e(3),
          less(2),
        ]);
      }
    }));

  it("maskLast and maskSign: the sign of x under beta, from m, msb(r) and the two halves' facts", () =>
    bench((k, space) => {
      const [m, joined, top, beta] = [
        values(),
        randomWords(12 * PLANES),
        randomWords(4 * PLANES),
        randomWords(4 * PLANES),
      ];
      const sliced = put(
        space,
        planesOf(32, (i, b) => ((m[i] >>> b) & 1) === 1),
      );
      const masks = [put(space, randomWords(8 * PLANES)), put(space, randomWords(8 * PLANES))];
      const products = [put(space, randomWords(4 * PLANES)), room(space, 4 * PLANES)];
      k.dealLast(masks[0], masks[1], products[0], products[1], N);
      const [facts, tops, betas] = [joined, top, beta].map((words) => shared(words).map((share) => put(space, share)));
      const opened = facts.map((share, party) => {
        const out = room(space, 8 * PLANES);
        k.maskLast(share, masks[party], out, N);
        return out;
      });
      const signs = facts.map((share, party) => {
        const out = room(space, 4 * PLANES);
        // biome-ignore format: the kernel's arguments
        k.maskSign(sliced, share, masks[party], products[party], opened[party], opened[1 - party], tops[party], betas[party], out, N, party);
        return get(space, out, 4 * PLANES);
      });
      const found = xor(signs[0], signs[1]);
      for (let i = 0; i < N; i++) {
        const [less, equal, lower] = [0, 1, 2].map((plane) => bitOf(joined, 3, i, plane));
        const sign = ((less !== (equal && lower)) !== m[i] < 0) !== bitOf(top, 1, i, 0);
        expect(bitOf(found, 1, i, 0)).to.equal(sign !== bitOf(beta, 1, i, 0));
      }
    }));

  it("dealDigits and dealTop: one-hot digits and the top bit of r, in XOR shares", () =>
    bench((k, space) => {
      const r = values();
      const sliced = put(
        space,
        planesOf(32, (i, b) => ((r[i] >>> b) & 1) === 1),
      );
      const [digits0, top0] = [randomWords(90 * PLANES * 4), randomWords(PLANES * 4)];
      const [digits1, top1] = [room(space, 90 * PLANES * 4), room(space, PLANES * 4)];
      k.dealDigits(sliced, put(space, digits0), digits1, N);
      k.dealTop(sliced, put(space, top0), top1, N);
      const digits = xor(digits0, get(space, digits1, 90 * PLANES * 4));
      all(90, (i, plane) => {
        const hot = digitOf(r[i], Math.floor(plane / 15)) === (plane % 15) + 1;
        expect(bitOf(digits, 90, i, plane)).to.equal(hot);
      });
      const top = xor(top0, get(space, top1, PLANES * 4));
      for (const [i, value] of r.entries()) expect(bitOf(top, 1, i, 0)).to.equal(value < 0);
    }));

  for (const bits of [1, 7, 12, 31])
    it(`dealDivide and reluDivide by 2^${bits}: products of r's parts with beta, and what they make of m`, () =>
      bench((k, space) => {
        const [r, beta, sign] = [values(), randomWords(4 * PLANES), randomWords(4 * PLANES)];
        const bit = shared(beta).map((share) => put(space, share));
        const names = ["beta", "rho", "delta", "rhoBeta", "deltaBeta"] as const;
        const shares0 = names.map(() => randomWords(N));
        const [at0, at1] = [shares0.map((share) => put(space, share)), names.map(() => room(space, N))];
        const pairs = names.flatMap((_, i) => [at0[i], at1[i]]) as [number, number, number, number, number, number, number, number, number, number]; // biome-ignore format: a tuple
        k.dealDivide(put(space, r), bit[0], bit[1], ...pairs, N, bits);
        const dealt = names.map((_, i) => get(space, at1[i], N).map((share, j) => share + shares0[i][j]));
        r.forEach((value, i) => {
          const one = BigInt(bitOf(beta, 1, i, 0));
          const rho = BigInt(value) >> BigInt(bits);
          const delta = value < 0 ? 1n << BigInt(32 - bits) : 0n;
          const right = [one, rho, delta, rho * one, delta * one].map(ring);
          expect(dealt.map((list) => list[i])).to.deep.equal(right);
        });
        // c = sign ^ beta is opened; m may be anything.
        const m = values().reverse();
        const c = shared(xor(sign, beta)).map((share) => put(space, share));
        const opened = put(space, m);
        const results = ([0, 1] as const).map((party) => {
          const [b, rho, delta, rhoBeta, deltaBeta] = party === 0 ? at0 : at1;
          const out = room(space, N);
          k.reluDivide(opened, c[party], c[1 - party], b, rho, delta, rhoBeta, deltaBeta, out, N, bits, party);
          return get(space, out, N);
        });
        m.forEach((value, i) => {
          const quotient = BigInt(value >>> 0) >> BigInt(bits);
          const whole = quotient - BigInt(dealt[1][i]) - (value < 0 ? BigInt(dealt[2][i]) : 0n);
          const right = ring(bitOf(sign, 1, i, 0) ? 0n : whole);
          expect((results[0][i] + results[1][i]) | 0, `m = ${value}`).to.equal(right);
        });
      }));

  it("dealSelect and reluOnly: x where the sign is 0, and 0 where it is 1", () =>
    bench((k, space) => {
      const [x, r, beta, sign] = [values(), randomWords(N), randomWords(4 * PLANES), randomWords(4 * PLANES)];
      const bit = shared(beta).map((share) => put(space, share));
      const [beta0, rBeta0] = [put(space, randomWords(N)), put(space, randomWords(N))];
      const [beta1, rBeta1] = [room(space, N), room(space, N)];
      k.dealSelect(put(space, r), bit[0], bit[1], beta0, beta1, rBeta0, rBeta1, N);
      const m = put(space, x.map((value, i) => value + r[i])); // biome-ignore format: one line
      const x0 = randomWords(N);
      const shares = [x0, x.map((value, i) => value - x0[i])];
      const c = shared(xor(sign, beta)).map((share) => put(space, share));
      const results = ([0, 1] as const).map((party) => {
        const own = put(space, shares[party]);
        k.reluOnly(m, own, c[party], c[1 - party], [beta0, beta1][party], [rBeta0, rBeta1][party], own, N);
        return get(space, own, N);
      });
      for (const [i, value] of x.entries())
        expect((results[0][i] + results[1][i]) | 0).to.equal(bitOf(sign, 1, i, 0) ? 0 : value);
    }));
});
