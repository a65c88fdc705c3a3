/**
 * Matrix products in Z_2^32.
 *
 * Method: Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): both operands are packed
 * into panels that stay in cache, and a register tile of 2 rows by 16 columns (8 accumulators) runs over a panel of
 * depth up to KC. About 20 GMAC/s on one thread of a 2023 server.
 *
 * Sharp edge: the tile must keep at most 12 v128 values alive (8 accumulators, 2 factors, 1 column word, 1 product).
 * One more and V8 spills inside the inner loop, at a quarter of the rate.
 */
const ROWS: i32 = 2;
const COLUMNS: i32 = 16;
const KC: i32 = 256;
const MC: i32 = 96;
const NC: i32 = 512;

/** Bytes of scratch that `gemm` wants at `work`: the edge tile, one panel of B, one panel of A. */
export const GEMM_WORK: i32 = 256 + KC * NC * 4 + KC * MC * 4;

/** c[0..1, 0..15] += a panel (depth x 2) times b panel (depth x 16); `rows` and `columns` cut the tile at the edges. */
function tile(depth: i32, a: usize, b: usize, c: usize, ldc: usize, rows: i32, columns: i32, edge: usize): void {
  let c00 = i32x4.splat(0), c01 = i32x4.splat(0), c02 = i32x4.splat(0), c03 = i32x4.splat(0);
  let c10 = i32x4.splat(0), c11 = i32x4.splat(0), c12 = i32x4.splat(0), c13 = i32x4.splat(0);
  for (let k = 0; k < depth; k++) {
    const a0 = v128.load32_splat(a), a1 = v128.load32_splat(a, 4);
    const b0 = v128.load(b);
    c00 = i32x4.add(c00, i32x4.mul(a0, b0));
    c10 = i32x4.add(c10, i32x4.mul(a1, b0));
    const b1 = v128.load(b, 16);
    c01 = i32x4.add(c01, i32x4.mul(a0, b1));
    c11 = i32x4.add(c11, i32x4.mul(a1, b1));
    const b2 = v128.load(b, 32);
    c02 = i32x4.add(c02, i32x4.mul(a0, b2));
    c12 = i32x4.add(c12, i32x4.mul(a1, b2));
    const b3 = v128.load(b, 48);
    c03 = i32x4.add(c03, i32x4.mul(a0, b3));
    c13 = i32x4.add(c13, i32x4.mul(a1, b3));
    a += 8;
    b += 64;
  }
  if (rows == ROWS && columns == COLUMNS) {
    accumulate(c, c00, c01, c02, c03);
    accumulate(c + ldc, c10, c11, c12, c13);
    return;
  }
  spill(edge, c00, c01, c02, c03);
  spill(edge + 64, c10, c11, c12, c13);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = c + <usize>i * ldc + (<usize>j << 2);
      store<i32>(at, load<i32>(at) + load<i32>(edge + (<usize>(i * COLUMNS + j) << 2)));
    }
  }
}

@inline function accumulate(c: usize, v0: v128, v1: v128, v2: v128, v3: v128): void {
  v128.store(c, i32x4.add(v128.load(c), v0));
  v128.store(c, i32x4.add(v128.load(c, 16), v1), 16);
  v128.store(c, i32x4.add(v128.load(c, 32), v2), 32);
  v128.store(c, i32x4.add(v128.load(c, 48), v3), 48);
}

@inline function spill(at: usize, v0: v128, v1: v128, v2: v128, v3: v128): void {
  v128.store(at, v0);
  v128.store(at, v1, 16);
  v128.store(at, v2, 32);
  v128.store(at, v3, 48);
}

/** Panels of 16 columns, each depth x 16, short panels filled with zeros. */
function packB(b: usize, ldb: usize, depth: i32, columns: i32, panel: usize): void {
  for (let j = 0; j < columns; j += COLUMNS) {
    const width = min(COLUMNS, columns - j);
    let from = b + (<usize>j << 2);
    for (let k = 0; k < depth; k++) {
      if (width == COLUMNS) {
        v128.store(panel, v128.load(from));
        v128.store(panel, v128.load(from, 16), 16);
        v128.store(panel, v128.load(from, 32), 32);
        v128.store(panel, v128.load(from, 48), 48);
      } else {
        memory.fill(panel, 0, 64);
        memory.copy(panel, from, <usize>width << 2);
      }
      panel += 64;
      from += ldb;
    }
  }
}

/** Panels of 2 rows, each depth x 2, a missing last row filled with zeros. */
function packA(a: usize, lda: usize, rows: i32, depth: i32, panel: usize): void {
  for (let i = 0; i < rows; i += ROWS) {
    const first = a + <usize>i * lda;
    const second = first + lda;
    const both = i + 1 < rows;
    for (let k: usize = 0; k < <usize>depth; k++) {
      store<i32>(panel, load<i32>(first + (k << 2)));
      store<i32>(panel, both ? load<i32>(second + (k << 2)) : 0, 4);
      panel += 8;
    }
  }
}

@inline function min(a: i32, b: i32): i32 { return a < b ? a : b; }

/** c[m, n] += a[m, k] · b[k, n]; `ldb`, `ldc` are row lengths in elements, a is dense. `work`: GEMM_WORK bytes. */
export function gemm(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, ldb: i32, ldc: i32, work: usize): void {
  const edge = work;
  const panelB = work + 256;
  const panelA = panelB + <usize>(KC * NC * 4);
  const lda = <usize>k << 2, rowB = <usize>ldb << 2, rowC = <usize>ldc << 2;
  for (let jc = 0; jc < n; jc += NC) {
    const columns = min(NC, n - jc);
    for (let pc = 0; pc < k; pc += KC) {
      const depth = min(KC, k - pc);
      packB(b + <usize>pc * rowB + (<usize>jc << 2), rowB, depth, columns, panelB);
      for (let ic = 0; ic < m; ic += MC) {
        const rows = min(MC, m - ic);
        packA(a + <usize>ic * lda + (<usize>pc << 2), lda, rows, depth, panelA);
        for (let j = 0; j < columns; j += COLUMNS) {
          for (let i = 0; i < rows; i += ROWS) {
            tile(depth, panelA + (<usize>(i * depth) << 2), panelB + (<usize>(j * depth) << 2),
              c + <usize>(ic + i) * rowC + (<usize>(jc + j) << 2), rowC, min(ROWS, rows - i), min(COLUMNS, columns - j), edge);
          }
        }
      }
    }
  }
}

/** y[m] += a[m, k] · x[k]. Bound by reading a once; a's rows need no alignment. */
export function gemv(a: usize, x: usize, y: usize, m: i32, k: i32): void {
  const whole = k & ~7;
  for (let i = 0; i < m; i++) {
    let even = i32x4.splat(0), odd = i32x4.splat(0);
    let from = x;
    let j = 0;
    for (; j < whole; j += 8) {
      even = i32x4.add(even, i32x4.mul(v128.load(a), v128.load(from)));
      odd = i32x4.add(odd, i32x4.mul(v128.load(a, 16), v128.load(from, 16)));
      a += 32;
      from += 32;
    }
    const all = i32x4.add(even, odd);
    let sum = i32x4.extract_lane(all, 0) + i32x4.extract_lane(all, 1) + i32x4.extract_lane(all, 2) + i32x4.extract_lane(all, 3);
    for (; j < k; j++) {
      sum += load<i32>(a) * load<i32>(from);
      a += 4;
      from += 4;
    }
    store<i32>(y, load<i32>(y) + sum);
    y += 4;
  }
}
