/**
 * Matrix products in float32, with either side transposed: forward passes and both gradients of every linear layer.
 *
 * Method: Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008), as in the ring's product:
 * both operands are packed into panels that stay in cache, and a register tile of 2 rows by 16 columns (8 accumulators)
 * runs over a panel of depth up to KC. Products and sums are rounded one by one (no fused multiply-add), in an order
 * that depends on the shapes alone: the result is the same to the bit on every machine.
 *
 * Sharp edge: one v128 value more alive in the tile and V8 spills inside the inner loop, at a quarter of the rate.
 */
const ROWS: i32 = 2;
const COLUMNS: i32 = 16;
const KC: i32 = 256;
const MC: i32 = 96;
const NC: i32 = 512;

/** Bytes of scratch that `gemm` wants at `work`: the edge tile, one panel of B, one panel of A. */
export const GEMM_WORK: i32 = 256 + KC * NC * 4 + KC * MC * 4;

/** c[0..1, 0..15] = or += a panel (depth x 2) times b panel (depth x 16); `rows` and `columns` cut the tile. */
function tile(
  depth: i32, a: usize, b: usize, c: usize, ldc: usize, rows: i32, columns: i32, edge: usize, add: bool,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0), c02 = f32x4.splat(0), c03 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0), c12 = f32x4.splat(0), c13 = f32x4.splat(0);
  for (let k = 0; k < depth; k++) {
    const a0 = v128.load32_splat(a), a1 = v128.load32_splat(a, 4);
    const b0 = v128.load(b);
    c00 = f32x4.add(c00, f32x4.mul(a0, b0));
    c10 = f32x4.add(c10, f32x4.mul(a1, b0));
    const b1 = v128.load(b, 16);
    c01 = f32x4.add(c01, f32x4.mul(a0, b1));
    c11 = f32x4.add(c11, f32x4.mul(a1, b1));
    const b2 = v128.load(b, 32);
    c02 = f32x4.add(c02, f32x4.mul(a0, b2));
    c12 = f32x4.add(c12, f32x4.mul(a1, b2));
    const b3 = v128.load(b, 48);
    c03 = f32x4.add(c03, f32x4.mul(a0, b3));
    c13 = f32x4.add(c13, f32x4.mul(a1, b3));
    a += 8;
    b += 64;
  }
  if (rows == ROWS && columns == COLUMNS) {
    put(c, c00, c01, c02, c03, add);
    put(c + ldc, c10, c11, c12, c13, add);
    return;
  }
  put(edge, c00, c01, c02, c03, false);
  put(edge + 64, c10, c11, c12, c13, false);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = c + <usize>i * ldc + (<usize>j << 2);
      const value = load<f32>(edge + (<usize>(i * COLUMNS + j) << 2));
      store<f32>(at, add ? load<f32>(at) + value : value);
    }
  }
}

@inline function put(c: usize, v0: v128, v1: v128, v2: v128, v3: v128, add: bool): void {
  if (add) {
    v0 = f32x4.add(v128.load(c), v0);
    v1 = f32x4.add(v128.load(c, 16), v1);
    v2 = f32x4.add(v128.load(c, 32), v2);
    v3 = f32x4.add(v128.load(c, 48), v3);
  }
  v128.store(c, v0);
  v128.store(c, v1, 16);
  v128.store(c, v2, 32);
  v128.store(c, v3, 48);
}

/** Panels of 16 columns, each depth x 16, short panels filled with zeros. `b` is [depth, columns]. */
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

/** As packB from the transposed matrix: `b` is [columns, depth]. Squares of four are turned in registers. */
function packTransposedB(b: usize, ldb: usize, depth: i32, columns: i32, panel: usize): void {
  for (let j = 0; j < columns; j += COLUMNS) {
    const width = min(COLUMNS, columns - j);
    if (width < COLUMNS) memory.fill(panel, 0, <usize>depth << 6);
    let line = 0;
    for (; line + 4 <= width; line += 4) {
      let from = b + <usize>(j + line) * ldb;
      let to = panel + (<usize>line << 2);
      let k = 0;
      for (; k + 4 <= depth; k += 4) {
        turn(from, ldb, to, 64);
        from += 16;
        to += 256;
      }
      for (; k < depth; k++) {
        for (let i: usize = 0; i < 4; i++) store<f32>(to + (i << 2), load<f32>(from + i * ldb));
        from += 4;
        to += 64;
      }
    }
    for (; line < width; line++) {
      const from = b + <usize>(j + line) * ldb;
      const to = panel + (<usize>line << 2);
      for (let k: usize = 0; k < <usize>depth; k++) store<f32>(to + (k << 6), load<f32>(from + (k << 2)));
    }
    panel += <usize>depth << 6;
  }
}

/** Writes the transpose of the 4 x 4 square at `from`. */
@inline function turn(from: usize, rowFrom: usize, to: usize, rowTo: usize): void {
  const r0 = v128.load(from), r1 = v128.load(from + rowFrom);
  const r2 = v128.load(from + 2 * rowFrom), r3 = v128.load(from + 3 * rowFrom);
  const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(t0, t2, 0, 2));
  v128.store(to + rowTo, v128.shuffle<i64>(t0, t2, 1, 3));
  v128.store(to + 2 * rowTo, v128.shuffle<i64>(t1, t3, 0, 2));
  v128.store(to + 3 * rowTo, v128.shuffle<i64>(t1, t3, 1, 3));
}

/** Panels of 2 rows, each depth x 2, a missing last row filled with zeros. Strides in bytes, whichever way a lies. */
function packA(a: usize, rowStride: usize, depthStride: usize, rows: i32, depth: i32, panel: usize): void {
  for (let i = 0; i < rows; i += ROWS) {
    let first = a + <usize>i * rowStride;
    const both = i + 1 < rows;
    for (let k = 0; k < depth; k++) {
      store<f32>(panel, load<f32>(first));
      store<f32>(panel, both ? load<f32>(first + rowStride) : 0, 4);
      panel += 8;
      first += depthStride;
    }
  }
}

@inline function min(a: i32, b: i32): i32 { return a < b ? a : b; }

/**
 * c[m, n] = op(a) · op(b), or added to c. `lda`, `ldb`, `ldc` are row lengths, in elements, of what lies in memory:
 * a is [m, k], or [k, m] when `turnA`; b is [k, n], or [n, k] when `turnB`. `work`: GEMM_WORK bytes.
 */
export function gemm(
  a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, lda: i32, ldb: i32, ldc: i32,
  turnA: bool, turnB: bool, add: bool, work: usize,
): void {
  const edge = work;
  const panelB = work + 256;
  const panelA = panelB + <usize>(KC * NC * 4);
  const rowA = <usize>lda << 2, rowB = <usize>ldb << 2, rowC = <usize>ldc << 2;
  const strideM = turnA ? 4 : rowA, strideK = turnA ? rowA : 4;
  for (let jc = 0; jc < n; jc += NC) {
    const columns = min(NC, n - jc);
    for (let pc = 0; pc < k; pc += KC) {
      const depth = min(KC, k - pc);
      if (turnB) packTransposedB(b + <usize>jc * rowB + (<usize>pc << 2), rowB, depth, columns, panelB);
      else packB(b + <usize>pc * rowB + (<usize>jc << 2), rowB, depth, columns, panelB);
      for (let ic = 0; ic < m; ic += MC) {
        const rows = min(MC, m - ic);
        packA(a + <usize>ic * strideM + <usize>pc * strideK, strideM, strideK, rows, depth, panelA);
        for (let j = 0; j < columns; j += COLUMNS) {
          for (let i = 0; i < rows; i += ROWS) {
            tile(depth, panelA + (<usize>(i * depth) << 2), panelB + (<usize>(j * depth) << 2),
              c + <usize>(ic + i) * rowC + (<usize>(jc + j) << 2), rowC, min(ROWS, rows - i), min(COLUMNS, columns - j),
              edge, add || pc > 0);
          }
        }
      }
    }
  }
}
