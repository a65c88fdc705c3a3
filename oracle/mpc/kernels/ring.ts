/** Element-wise arithmetic in Z_2^32. Counts are in elements, rounded up to whole v128 words: vectors are padded. */

export function add(a: usize, b: usize, out: usize, n: i32): void {
  for (let i = 0; i < n; i += 4) {
    v128.store(out, i32x4.add(v128.load(a), v128.load(b)));
    a += 16; b += 16; out += 16;
  }
}

export function sub(a: usize, b: usize, out: usize, n: i32): void {
  for (let i = 0; i < n; i += 4) {
    v128.store(out, i32x4.sub(v128.load(a), v128.load(b)));
    a += 16; b += 16; out += 16;
  }
}

/** out = a · 2^bits: brings a value to a finer fixed-point scale. */
export function shiftLeft(a: usize, out: usize, n: i32, bits: i32): void {
  for (let i = 0; i < n; i += 4) {
    v128.store(out, i32x4.shl(v128.load(a), bits));
    a += 16; out += 16;
  }
}

/** Adds bias[row] to every element of row `row` of a [rows, width] matrix. Rows need not be aligned. */
export function addToRows(matrix: usize, bias: usize, rows: i32, width: i32): void {
  for (let row = 0; row < rows; row++) {
    const value = load<i32>(bias);
    const splat = i32x4.splat(value);
    let i = 0;
    for (; i + 4 <= width; i += 4) {
      v128.store(matrix, i32x4.add(v128.load(matrix), splat));
      matrix += 16;
    }
    for (; i < width; i++) {
      store<i32>(matrix, load<i32>(matrix) + value);
      matrix += 4;
    }
    bias += 4;
  }
}

/** out[row] = sum of row `row` of a [rows, width] matrix. */
export function sumRows(matrix: usize, out: usize, rows: i32, width: i32): void {
  for (let row = 0; row < rows; row++) {
    let sum: i32 = 0;
    for (let i = 0; i < width; i++) {
      sum += load<i32>(matrix);
      matrix += 4;
    }
    store<i32>(out, sum);
    out += 4;
  }
}
