import { expect } from "chai";
import { applyLinear } from "#mpc/ring/linear";
import type { Vector, Workspace } from "#mpc/ring/workspace";
import { edges, kernels, randomWords } from "./rig.ts";

const big = (values: Int32Array) => Array.from(values, BigInt);
const wrap = (value: bigint) => Number(BigInt.asIntN(32, value));

async function inSpace(work: (space: Workspace) => void): Promise<void> {
  (await kernels()).useNow(work);
}
const edgy = (n: number) => Int32Array.from({ length: n }, (_, i) => edges()[(7 * i) % edges().length]);

describe("kernels: ring arithmetic against BigInt", () => {
  for (const n of [1, 4, 127, 128, 1000]) {
    it(`adds, subtracts and shifts ${n} elements modulo 2^32`, () =>
      inSpace((space) => {
        const [a, b] = [n < 200 ? edgy(n) : randomWords(n), randomWords(n)];
        const [va, vb, out] = [space.load(a), space.load(b), space.vector(n)];
        space.kernels.add(va.at, vb.at, out.at, n);
        expect([...space.words(out)]).to.deep.equal(big(a).map((x, i) => wrap(x + BigInt(b[i]))));
        space.kernels.sub(va.at, vb.at, out.at, n);
        expect([...space.words(out)]).to.deep.equal(big(a).map((x, i) => wrap(x - BigInt(b[i]))));
        space.kernels.shiftLeft(va.at, out.at, n, 12);
        expect([...space.words(out)]).to.deep.equal(big(a).map((x) => wrap(x << 12n)));
      }));
  }

  it("adds a bias to rows of any width, and sums rows", () =>
    inSpace((space) => {
      const [rows, width] = [5, 7];
      const matrix = randomWords(rows * width);
      const bias = randomWords(rows);
      const [m, b, sums] = [space.load(matrix), space.load(bias), space.vector(rows)];
      space.kernels.sumRows(m.at, sums.at, rows, width);
      const row = (i: number) => big(matrix.subarray(i * width, (i + 1) * width));
      expect([...space.words(sums)]).to.deep.equal(
        Array.from({ length: rows }, (_, i) => wrap(row(i).reduce((s, x) => s + x))),
      );
      space.kernels.addToRows(m.at, b.at, rows, width);
      expect([...space.words(m)]).to.deep.equal(
        big(matrix).map((x, i) => wrap(x + BigInt(bias[Math.floor(i / width)]))),
      );
    }));
});

describe("kernels: matrix products against BigInt", () => {
  // Around the tile (2 x 16) and the panels (KC 256, MC 96, NC 512).
  const shapes = [
    [1, 1, 1],
    [2, 3, 16],
    [3, 5, 17],
    [2, 256, 16],
    [5, 257, 33],
    [97, 10, 20],
    [3, 4, 513],
    [98, 258, 515],
  ];
  for (const [m, k, n] of shapes) {
    it(`gemm ${m} x ${k} x ${n} accumulates`, () =>
      inSpace((space) => {
        const [a, b, c] = [randomWords(m * k), randomWords(k * n), edgy(m * n)];
        const [va, vb, vc] = [space.load(a), space.load(b), space.load(c)];
        space.kernels.gemm(va.at, vb.at, vc.at, m, k, n, n, n, space.alloc(1 << 20));
        const out = space.words(vc);
        const spots =
          m * n <= 600
            ? [...Array(m * n).keys()]
            : Array.from({ length: 300 }, (_, i) => (i * 7919 + m * n - 1) % (m * n));
        for (const at of spots) {
          const [i, j] = [Math.floor(at / n), at % n];
          let sum = BigInt(c[at]);
          for (let t = 0; t < k; t++) sum += BigInt(a[i * k + t]) * BigInt(b[t * n + j]);
          expect(out[at], `row ${i} column ${j}`).to.equal(wrap(sum));
        }
      }));
  }

  for (const [m, k] of [
    [1, 1],
    [3, 7],
    [4, 8],
    [10, 120],
    [7, 2705],
  ]) {
    it(`gemv ${m} x ${k} accumulates`, () =>
      inSpace((space) => {
        const [a, x, y] = [randomWords(m * k), randomWords(k), randomWords(m)];
        const [va, vx, vy] = [space.load(a), space.load(x), space.load(y)];
        space.kernels.gemv(va.at, vx.at, vy.at, m, k);
        const expected = big(y).map((start, i) =>
          wrap(big(x).reduce((sum, value, t) => sum + value * BigInt(a[i * k + t]), start)),
        );
        expect([...space.words(vy)]).to.deep.equal(expected);
      }));
  }

  // [channels, height, width, filters, kh, kw, stride, pad]
  const convs = [
    [1, 6, 6, 2, 5, 5, 1, 0],
    [2, 7, 9, 3, 3, 3, 1, 1],
    [3, 9, 8, 2, 3, 2, 2, 1],
    [2, 30, 40, 3, 5, 5, 1, 0],
    [1, 3, 600, 1, 2, 3, 1, 0],
  ];
  for (const [c, h, w, filters, kh, kw, stride, pad] of convs) {
    it(`conv [${c}, ${h}, ${w}] by ${filters} filters ${kh} x ${kw}, stride ${stride}, pad ${pad}`, () =>
      inSpace((space) => {
        const [oh, ow] = [Math.floor((h + 2 * pad - kh) / stride) + 1, Math.floor((w + 2 * pad - kw) / stride) + 1];
        const [x, weight] = [randomWords(c * h * w), randomWords(filters * c * kh * kw)];
        const node = {
          id: "n",
          op: "conv",
          input: "i",
          filters,
          kernel: [kh, kw],
          stride,
          pad,
          weight: "w",
          bias: "b",
          weightBits: 10,
        } as const;
        const out: Vector = space.load(new Int32Array(filters * oh * ow));
        applyLinear(
          space,
          { node, input: [c, h, w], output: [filters, oh, ow] },
          space.load(x).at,
          space.load(weight).at,
          out.at,
        );
        const got = space.words(out);
        for (let at = 0; at < got.length; at++) {
          const [f, y, col] = [Math.floor(at / (oh * ow)), Math.floor(at / ow) % oh, at % ow];
          let sum = 0n;
          for (let t = 0; t < c * kh * kw; t++) {
            const [ch, dy, dx] = [Math.floor(t / (kh * kw)), Math.floor(t / kw) % kh, t % kw];
            const [row, column] = [y * stride + dy - pad, col * stride + dx - pad];
            if (row < 0 || row >= h || column < 0 || column >= w) continue;
            sum += BigInt(x[(ch * h + row) * w + column]) * BigInt(weight[f * c * kh * kw + t]);
          }
          expect(got[at]).to.equal(wrap(sum));
        }
      }));
  }
});

describe("kernels: maps", () => {
  it("pad puts it into the middle of zeros", () =>
    inSpace((space) => {
      const [c, h, w, border] = [2, 3, 5, 2];
      const x = randomWords(c * h * w);
      const [wide, high] = [w + 2 * border, h + 2 * border];
      const out = space.load(randomWords(c * high * wide));
      space.kernels.pad(space.load(x).at, out.at, c, h, w, border);
      space.words(out).forEach((value, i) => {
        const [row, column] = [(Math.floor(i / wide) % high) - border, (i % wide) - border];
        const inside = row >= 0 && row < h && column >= 0 && column < w;
        expect(value).to.equal(inside ? x[(Math.floor(i / (wide * high)) * h + row) * w + column] : 0);
      });
    }));

  for (const [down, right, top, left] of [
    [2, 1, -1, 0],
    [2, 1, 1, 0],
    [1, 3, 0, -1],
    [1, 2, 0, 2],
    [1, 1, 0, 0],
  ])
    it(`gatherWindow takes every ${down} x ${right} from ${top}, ${left}, and 0 outside`, () =>
      inSpace((space) => {
        const [c, h, w] = [2, 7, 6];
        const [oh, ow] = [Math.ceil(h / down), Math.ceil(w / right)];
        const x = randomWords(c * h * w);
        const out = space.load(randomWords(c * oh * ow));
        space.kernels.gatherWindow(space.load(x).at, out.at, c, h, w, oh, ow, down, right, top, left);
        space.words(out).forEach((value, i) => {
          const [row, column] = [(Math.floor(i / ow) % oh) * down + top, (i % ow) * right + left];
          const inside = row >= 0 && row < h && column >= 0 && column < w;
          expect(value).to.equal(inside ? x[(Math.floor(i / (ow * oh)) * h + row) * w + column] : 0);
        });
      }));
});

describe("kernels: bit slicing", () => {
  it("puts bit b of element 4i + l at bit i of lane l of plane b", () =>
    inSpace((space) => {
      const values = Int32Array.from({ length: 256 }, (_, i) => (i < 128 ? edgy(128)[i] : randomWords(1)[0]));
      const v = space.load(values);
      const planes = space.vector(256);
      space.kernels.slice(v.at, planes.at, 256);
      const words = space.words(planes);
      for (let block = 0; block < 2; block++) {
        for (let b = 0; b < 32; b++) {
          for (let element = 0; element < 128; element++) {
            const bit = (words[block * 128 + b * 4 + (element % 4)] >>> (element >> 2)) & 1;
            expect(bit).to.equal((values[block * 128 + element] >>> b) & 1);
          }
        }
      }
    }));
});
