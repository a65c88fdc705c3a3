/**
 * Bit-slicing: 128 ring elements become 32 planes, so that one v128 operation works on one bit of all 128 at once.
 * Four 32 x 32 bit matrices, one in each lane, are transposed together (Warren, Hacker's Delight, 7-3).
 */

/** The lowest bit that a comparison looks at: `COMPARISON_SLACK_BITS` in models/graph says what skipping the others costs. */
export const LOWEST_BIT: usize = 7;

/** planes[block][0..31] from n elements, n a multiple of 128; 512 bytes each way per block. In place is allowed. */
export function slice(values: usize, planes: usize, n: i32): void {
  if (values != planes) memory.copy(planes, values, <usize>n << 2);
  for (let block = 0; block < n; block += 128) {
    exchange(planes, 16, 0x0000ffff);
    exchange(planes, 8, 0x00ff00ff);
    exchange(planes, 4, 0x0f0f0f0f);
    exchange(planes, 2, 0x33333333);
    exchange(planes, 1, 0x55555555);
    planes += 512;
  }
}

/** Swaps the off-diagonal quarters of every 2·width square: the high bits of row i with the low bits of row i + width. */
@inline function exchange(planes: usize, width: i32, low: i32): void {
  const mask = i32x4.splat(low);
  for (let i = 0; i < 32; i = (i + width + 1) & ~width) {
    const upper = planes + (<usize>i << 4);
    const lower = upper + (<usize>width << 4);
    const a = v128.load(upper), b = v128.load(lower);
    const swap = v128.and(v128.xor(i32x4.shr_u(a, width), b), mask);
    v128.store(lower, v128.xor(b, swap));
    v128.store(upper, v128.xor(a, i32x4.shl(swap, width)));
  }
}

/** All ones in lane l where bit i of that lane of `plane` is set: the mask for elements 4i .. 4i + 3. */
@inline export function maskOf(plane: v128, i: i32): v128 {
  return i32x4.shr_s(i32x4.shl(plane, 31 - i), 31);
}
