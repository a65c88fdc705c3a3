/**
 * The dealer's side of a comparison: for each secret that the parties are to hold in shares, party 0's share is key
 * stream already (…0); these kernels write party 1's (…1) so that the two add up, or XOR, to the right thing.
 */
import { LOWEST_BIT, maskOf } from "./bits";

/** One-hot digits: `r` is sliced, 32 planes a block; `digits` 90 planes a block, six digits of 15, lowest digit first. */
export function dealDigits(r: usize, digits0: usize, digits1: usize, n: i32): void {
  for (let block = 0; block < n; block += 128) {
    let bits = r + (LOWEST_BIT << 4);
    for (let digit = 0; digit < 6; digit++) {
      for (let value = 1; value < 16; value++) {
        const hot = v128.and(
          v128.and(bitIs(bits, 0, value), bitIs(bits, 1, value)),
          v128.and(bitIs(bits, 2, value), bitIs(bits, 3, value)),
        );
        v128.store(digits1, v128.xor(hot, v128.load(digits0)));
        digits0 += 16;
        digits1 += 16;
      }
      bits += 64;
    }
    r += 512;
  }
}

/** Plane of "bit i of the digit equals bit i of `value`"; `value` is a public loop counter. */
@inline function bitIs(bits: usize, i: i32, value: i32): v128 {
  const same = i32x4.splat(((value >> i) & 1) - 1);
  return v128.xor(v128.load(bits + (<usize>i << 4)), same);
}

/** top1 = msb(r) ^ top0; `r` is sliced. */
export function dealTop(r: usize, top0: usize, top1: usize, n: i32): void {
  for (let block = 0; block < n; block += 128) {
    v128.store(top1, v128.xor(v128.load(r, 31 * 16), v128.load(top0)));
    r += 512;
    top0 += 16;
    top1 += 16;
  }
}

@inline function both(x0: usize, x1: usize, at: usize): v128 {
  return v128.xor(v128.load(x0 + at), v128.load(x1 + at));
}
@inline function correct(p0: usize, p1: usize, at: usize, value: v128): void {
  v128.store(p1 + at, v128.xor(value, v128.load(p0 + at)));
}

/** Products for `join`: 9 masks and 13 products a block. */
export function dealJoin(masks0: usize, masks1: usize, products0: usize, products1: usize, n: i32): void {
  for (let block = 0; block < n; block += 128) {
    fourMasks(masks0, masks1, products0, products1);
    const a = both(masks0, masks1, 0), b = both(masks0, masks1, 16), e = both(masks0, masks1, 64);
    correct(products0, products1, 80, v128.and(a, e));
    correct(products0, products1, 96, v128.and(b, e));
    correct(products0, products1, 112, v128.and(v128.and(a, b), e));
    fourMasks(masks0 + 80, masks1 + 80, products0 + 128, products1 + 128);
    masks0 += 9 * 16;
    masks1 += 9 * 16;
    products0 += 13 * 16;
    products1 += 13 * 16;
  }
}

/** Masks a, b of two equalities, c, d of two comparisons: products ac, ab, ad, bd, abd. */
@inline function fourMasks(masks0: usize, masks1: usize, products0: usize, products1: usize): void {
  const a = both(masks0, masks1, 0), b = both(masks0, masks1, 16), c = both(masks0, masks1, 32), d = both(masks0, masks1, 48);
  const ab = v128.and(a, b);
  correct(products0, products1, 0, v128.and(a, c));
  correct(products0, products1, 16, ab);
  correct(products0, products1, 32, v128.and(a, d));
  correct(products0, products1, 48, v128.and(b, d));
  correct(products0, products1, 64, v128.and(ab, d));
}

/** The product for the last AND: 2 masks and 1 product a block. */
export function dealLast(masks0: usize, masks1: usize, product0: usize, product1: usize, n: i32): void {
  for (let block = 0; block < n; block += 128) {
    correct(product0, product1, 0, v128.and(both(masks0, masks1, 0), both(masks0, masks1, 16)));
    masks0 += 32;
    masks1 += 32;
    product0 += 16;
    product1 += 16;
  }
}

/** Arithmetic shares for `reluDivide`: beta, rho, delta, rho·beta, delta·beta; r is the sum r0 + r1, not sliced. */
export function dealDivide(
  r: usize, bit0: usize, bit1: usize, beta0: usize, beta1: usize, rho0: usize, rho1: usize, delta0: usize, delta1: usize,
  rhoBeta0: usize, rhoBeta1: usize, deltaBeta0: usize, deltaBeta1: usize, n: i32, bits: i32,
): void {
  const one = i32x4.splat(1);
  for (let block = 0; block < n; block += 128) {
    const plane = both(bit0, bit1, 0);
    for (let i = 0; i < 32; i++) {
      const set = maskOf(plane, i);
      const value = v128.load(r);
      const rho = i32x4.shr_s(value, bits), delta = i32x4.shl(i32x4.shr_u(value, 31), 32 - bits);
      v128.store(beta1, i32x4.sub(v128.and(set, one), v128.load(beta0)));
      v128.store(rho1, i32x4.sub(rho, v128.load(rho0)));
      v128.store(delta1, i32x4.sub(delta, v128.load(delta0)));
      v128.store(rhoBeta1, i32x4.sub(v128.and(set, rho), v128.load(rhoBeta0)));
      v128.store(deltaBeta1, i32x4.sub(v128.and(set, delta), v128.load(deltaBeta0)));
      r += 16;
      beta0 += 16; rho0 += 16; delta0 += 16; rhoBeta0 += 16; deltaBeta0 += 16;
      beta1 += 16; rho1 += 16; delta1 += 16; rhoBeta1 += 16; deltaBeta1 += 16;
    }
    bit0 += 16;
    bit1 += 16;
  }
}

/** Arithmetic shares for `reluOnly`: beta and r·beta. */
export function dealSelect(
  r: usize, bit0: usize, bit1: usize, beta0: usize, beta1: usize, rBeta0: usize, rBeta1: usize, n: i32,
): void {
  const one = i32x4.splat(1);
  for (let block = 0; block < n; block += 128) {
    const plane = both(bit0, bit1, 0);
    for (let i = 0; i < 32; i++) {
      const set = maskOf(plane, i);
      v128.store(beta1, i32x4.sub(v128.and(set, one), v128.load(beta0)));
      v128.store(rBeta1, i32x4.sub(v128.and(set, v128.load(r)), v128.load(rBeta0)));
      r += 16; beta0 += 16; beta1 += 16; rBeta0 += 16; rBeta1 += 16;
    }
    bit0 += 16;
    bit1 += 16;
  }
}
