/**
 * Matrix products in Z_2^32.
 *
 * Method: Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): b is packed into panels that
 * stay in cache, and a register tile of 2 rows by 16 columns (8 accumulators) runs over a panel of depth up to KC. Unlike
 * theirs, a is read where it lies: its rows are contiguous, and packing weights that meet few positions costs more than
 * it saves. About 20 GMAC/s on one thread of a 2023 server.
 *
 * Sharp edge: the tile must keep at most 12 v128 values alive (8 accumulators, 2 factors, 1 column word, 1 product).
 * One more and V8 spills inside the inner loop, at a quarter of the rate.
 */
const ROWS: i32 = 2;
const COLUMNS: i32 = 16;
const NARROW: i32 = 4;
const KC: i32 = 256;
const MC: i32 = 96;
const NC: i32 = 512;

/** Bytes of scratch that `gemm` wants at `work`: the edge tile and the panels of B. */
export const GEMM_WORK: i32 = 256 + KC * NC * 4;

/**
 * c[0..1, 0..15] += two rows of a, `lda` apart, times a panel of b (depth x 16); `rows` and `columns` cut the tile at the
 * edges. A missing second row is the first once more, and dropped.
 */
function tile(depth: i32, a: usize, lda: usize, b: usize, c: usize, ldc: usize, rows: i32, columns: i32, edge: usize): void {
  let c00 = i32x4.splat(0), c01 = i32x4.splat(0), c02 = i32x4.splat(0), c03 = i32x4.splat(0);
  let c10 = i32x4.splat(0), c11 = i32x4.splat(0), c12 = i32x4.splat(0), c13 = i32x4.splat(0);
  let other = rows == ROWS ? a + lda : a;
  for (const end = a + (<usize>depth << 2); a != end; a += 4) {
    const a0 = v128.load32_splat(a), a1 = v128.load32_splat(other);
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
    other += 4;
    b += 64;
  }
  if (rows == ROWS && columns == COLUMNS) {
    accumulate(c, c00, c01, c02, c03);
    accumulate(c + ldc, c10, c11, c12, c13);
    return;
  }
  spill(edge, c00, c01, c02, c03);
  spill(edge + 64, c10, c11, c12, c13);
  addEdge(edge, c, ldc, rows, columns);
}

/** As `tile`, for at most 4 columns: a quarter of the work. The panel is depth x 4. */
function narrowTile(depth: i32, a: usize, lda: usize, b: usize, c: usize, ldc: usize, rows: i32, columns: i32, edge: usize): void {
  let c0 = i32x4.splat(0), c1 = i32x4.splat(0), c2 = i32x4.splat(0), c3 = i32x4.splat(0);
  const last = a + <usize>(rows - 1) * lda;
  let second = rows > 1 ? a + lda : last, third = rows > 2 ? a + 2 * lda : last, fourth = last;
  for (const end = a + (<usize>depth << 2); a != end; a += 4) {
    const word = v128.load(b);
    c0 = i32x4.add(c0, i32x4.mul(v128.load32_splat(a), word));
    c1 = i32x4.add(c1, i32x4.mul(v128.load32_splat(second), word));
    c2 = i32x4.add(c2, i32x4.mul(v128.load32_splat(third), word));
    c3 = i32x4.add(c3, i32x4.mul(v128.load32_splat(fourth), word));
    second += 4;
    third += 4;
    fourth += 4;
    b += 16;
  }
  v128.store(edge, c0);
  v128.store(edge, c1, 64);
  v128.store(edge, c2, 128);
  v128.store(edge, c3, 192);
  addEdge(edge, c, ldc, rows, columns);
}

/** c += the upper left corner of a spilled tile, whose rows are 64 bytes apart. */
function addEdge(edge: usize, c: usize, ldc: usize, rows: i32, columns: i32): void {
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

/** Panels of 16 columns, each depth x 16, short panels filled with zeros; up to 4 columns at the end make one depth x 4. */
function packB(b: usize, ldb: usize, depth: i32, columns: i32, panel: usize): void {
  for (let j = 0; j < columns; j += COLUMNS) {
    const width = min(COLUMNS, columns - j);
    const room: usize = width <= NARROW ? NARROW << 2 : COLUMNS << 2;
    let from = b + (<usize>j << 2);
    for (let k = 0; k < depth; k++) {
      if (width == COLUMNS) {
        v128.store(panel, v128.load(from));
        v128.store(panel, v128.load(from, 16), 16);
        v128.store(panel, v128.load(from, 32), 32);
        v128.store(panel, v128.load(from, 48), 48);
      } else {
        memory.fill(panel, 0, room);
        memory.copy(panel, from, <usize>width << 2);
      }
      panel += room;
      from += ldb;
    }
  }
}

@inline function min(a: i32, b: i32): i32 { return a < b ? a : b; }

/** c[m, n] += a[m, k] · b[k, n]; `ldb`, `ldc` are row lengths in elements, a is dense. `work`: GEMM_WORK bytes. */
export function gemm(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, ldb: i32, ldc: i32, work: usize): void {
  const edge = work;
  const panels = work + 256;
  const lda = <usize>k << 2, rowB = <usize>ldb << 2, rowC = <usize>ldc << 2;
  for (let jc = 0; jc < n; jc += NC) {
    const columns = min(NC, n - jc);
    for (let pc = 0; pc < k; pc += KC) {
      const depth = min(KC, k - pc);
      packB(b + <usize>pc * rowB + (<usize>jc << 2), rowB, depth, columns, panels);
      for (let ic = 0; ic < m; ic += MC) {
        const rows = min(MC, m - ic);
        const from = a + <usize>ic * lda + (<usize>pc << 2), to = c + <usize>ic * rowC + (<usize>jc << 2);
        for (let j = 0; j < columns; j += COLUMNS) {
          const width = min(COLUMNS, columns - j);
          const panel = panels + (<usize>(j * depth) << 2), corner = to + (<usize>j << 2);
          if (width <= NARROW) {
            for (let i = 0; i < rows; i += 4) {
              narrowTile(depth, from + <usize>i * lda, lda, panel, corner + <usize>i * rowC, rowC, min(4, rows - i), width, edge);
            }
          } else {
            for (let i = 0; i < rows; i += ROWS) {
              tile(depth, from + <usize>i * lda, lda, panel, corner + <usize>i * rowC, rowC, min(ROWS, rows - i), width, edge);
            }
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
