/**
 * The sign of x from the opened m = x + r, bit-sliced: 128 comparisons in every v128.
 *
 *   sign(x) = msb(m) ^ msb(r) ^ [m mod 2^31 < r mod 2^31]
 *
 * The last term is a borrow. Bits 7 .. 30 are compared, as six digits of 4 bits. The dealer shares each digit of r
 * *one-hot*, 15 planes (the plane of digit value 0 is one minus the others), so "m's digit < r's" and "m's digit = r's"
 * are look-ups by the public m: XORs of shares, no communication. Two levels of AND with dealt products then join the
 * six digits.
 *
 * Shares are XOR shares; `all` is all ones for party 0 and zero for party 1, who adds the public terms of a product.
 * Each opened plane is a secret plane XOR a dealt uniform plane that is used nowhere else, so it tells nothing.
 * Cost: about 2.5 ns per comparison and party, 1.5 bytes each way after m.
 */
import { LOWEST_BIT } from "./bits";

const DIGITS: i32 = 6;

@inline function mux(bit: v128, one: v128, zero: v128): v128 {
  return v128.bitselect(one, zero, bit);
}
@inline function mux4(b1: v128, b0: v128, v3: v128, v2: v128, v1: v128, v0: v128): v128 {
  return mux(b1, mux(b0, v3, v2), mux(b0, v1, v0));
}
@inline function flag(party: i32): v128 {
  return i32x4.splat(party == 0 ? -1 : 0);
}

/**
 * Look-ups. For each block and digit d (lowest first): facts[2d] = share of [m_d < r_d], facts[2d+1] = of [m_d = r_d].
 * @param planes sliced m, 32 planes a block   @param digits 90 planes a block   @param facts 12 planes a block
 */
export function leaf(planes: usize, digits: usize, facts: usize, n: i32, party: i32): void {
  const all = flag(party);
  for (let block = 0; block < n; block += 128) {
    let m = planes + (LOWEST_BIT << 4);
    for (let digit = 0; digit < DIGITS; digit++) {
      const b0 = v128.load(m), b1 = v128.load(m, 16), b2 = v128.load(m, 32), b3 = v128.load(m, 48);
      // oh(v) = [r_d = v]; `above` = [r_d > v], grown from v = 15 downwards, so that it ends as [r_d > 0].
      let o3 = v128.load(digits, 14 * 16), o2 = v128.load(digits, 13 * 16), o1 = v128.load(digits, 12 * 16), o0 = v128.load(digits, 11 * 16);
      let a2 = o3, a1 = v128.xor(a2, o2), a0 = v128.xor(a1, o1);
      let above = v128.xor(a0, o0);
      const eqC = mux4(b1, b0, o3, o2, o1, o0), ltC = mux4(b1, b0, i32x4.splat(0), a2, a1, a0);

      o3 = v128.load(digits, 10 * 16), o2 = v128.load(digits, 9 * 16), o1 = v128.load(digits, 8 * 16), o0 = v128.load(digits, 7 * 16);
      a2 = v128.xor(above, o3), a1 = v128.xor(a2, o2), a0 = v128.xor(a1, o1);
      const eqHigh = mux(b2, eqC, mux4(b1, b0, o3, o2, o1, o0)), ltHigh = mux(b2, ltC, mux4(b1, b0, above, a2, a1, a0));
      above = v128.xor(a0, o0);

      o3 = v128.load(digits, 6 * 16), o2 = v128.load(digits, 5 * 16), o1 = v128.load(digits, 4 * 16), o0 = v128.load(digits, 3 * 16);
      a2 = v128.xor(above, o3), a1 = v128.xor(a2, o2), a0 = v128.xor(a1, o1);
      const eq4 = mux4(b1, b0, o3, o2, o1, o0), lt4 = mux4(b1, b0, above, a2, a1, a0);
      above = v128.xor(a0, o0);

      o3 = v128.load(digits, 2 * 16), o2 = v128.load(digits, 16), o1 = v128.load(digits);
      a2 = v128.xor(above, o3), a1 = v128.xor(a2, o2), a0 = v128.xor(a1, o1);
      o0 = v128.xor(a0, all);
      const eqLow = mux(b2, eq4, mux4(b1, b0, o3, o2, o1, o0)), ltLow = mux(b2, lt4, mux4(b1, b0, above, a2, a1, a0));

      v128.store(facts, mux(b3, ltHigh, ltLow));
      v128.store(facts, mux(b3, eqHigh, eqLow), 16);
      facts += 32;
      digits += 15 * 16;
      m += 64;
    }
    planes += 512;
  }
}

/** out = 9 planes a block to open: e5 e4 l4 l3 e3 and e2 e1 l1 l0, each XOR its mask (e = equal, l = less). */
export function maskJoin(facts: usize, masks: usize, out: usize, n: i32): void {
  for (let block = 0; block < n; block += 128) {
    v128.store(out, v128.xor(v128.load(facts, 11 * 16), v128.load(masks)));
    v128.store(out, v128.xor(v128.load(facts, 9 * 16), v128.load(masks, 16)), 16);
    v128.store(out, v128.xor(v128.load(facts, 8 * 16), v128.load(masks, 32)), 32);
    v128.store(out, v128.xor(v128.load(facts, 6 * 16), v128.load(masks, 48)), 48);
    v128.store(out, v128.xor(v128.load(facts, 7 * 16), v128.load(masks, 64)), 64);
    v128.store(out, v128.xor(v128.load(facts, 5 * 16), v128.load(masks, 80)), 80);
    v128.store(out, v128.xor(v128.load(facts, 3 * 16), v128.load(masks, 96)), 96);
    v128.store(out, v128.xor(v128.load(facts, 2 * 16), v128.load(masks, 112)), 112);
    v128.store(out, v128.xor(v128.load(facts), v128.load(masks, 128)), 128);
    facts += 12 * 16;
    masks += 9 * 16;
    out += 9 * 16;
  }
}

/** Share of x·y, from opened X = x^a, Y = y^b, shares of a, b, and dealt share of ab. */
@inline function product2(x: v128, y: v128, a: v128, b: v128, ab: v128, all: v128): v128 {
  return v128.xor(v128.xor(ab, v128.and(x, v128.xor(b, v128.and(y, all)))), v128.and(y, a));
}

/** Share of x·y·z from the opened X, Y, Z, and dealt shares of a, b, c and of their products. */
@inline function product3(x: v128, y: v128, z: v128, ab: v128, ac: v128, bc: v128, abc: v128, a: v128, b: v128, c: v128, all: v128): v128 {
  // z · (xy), with xy = XY ^ Xb ^ aY ^ ab and z = Z ^ c, multiplied out
  const zPart = v128.and(z, product2(x, y, a, b, ab, all));
  const cPart = v128.xor(v128.and(x, v128.xor(bc, v128.and(y, c))), v128.and(y, ac));
  return v128.xor(v128.xor(zPart, cPart), abc);
}

/**
 * Joins three digits twice: out = 3 planes a block, less and equal of the upper three, less of the lower three.
 *   less = l2 ^ e2·l1 ^ e2·e1·l0,   equal = e2·e1·e0
 * @param products 13 planes a block, in the order in which `dealJoin` writes them
 */
export function join(facts: usize, masks: usize, products: usize, mine: usize, theirs: usize, out: usize, n: i32, party: i32): void {
  const all = flag(party);
  for (let block = 0; block < n; block += 128) {
    const upper = less(v128.load(facts, 160), masks, products, mine, theirs, all);
    v128.store(out, upper);
    {
      const e2 = open(mine, theirs, 0), e1 = open(mine, theirs, 16), e0 = open(mine, theirs, 64);
      v128.store(out, product3(e2, e1, e0, v128.load(products, 16), v128.load(products, 80), v128.load(products, 96), v128.load(products, 112),
        v128.load(masks), v128.load(masks, 16), v128.load(masks, 64), all), 16);
    }
    v128.store(out, less(v128.load(facts, 64), masks + 80, products + 128, mine + 80, theirs + 80, all), 32);
    facts += 12 * 16;
    masks += 9 * 16;
    products += 13 * 16;
    mine += 9 * 16;
    theirs += 9 * 16;
    out += 3 * 16;
  }
}

@inline function open(mine: usize, theirs: usize, at: usize): v128 {
  return v128.xor(v128.load(mine + at), v128.load(theirs + at));
}

function less(l2: v128, masks: usize, products: usize, mine: usize, theirs: usize, all: v128): v128 {
  const e2 = open(mine, theirs, 0), e1 = open(mine, theirs, 16), l1 = open(mine, theirs, 32), l0 = open(mine, theirs, 48);
  const a = v128.load(masks), b = v128.load(masks, 16), c = v128.load(masks, 32), d = v128.load(masks, 48);
  const second = product2(e2, l1, a, c, v128.load(products), all);
  const third = product3(e2, e1, l0, v128.load(products, 16), v128.load(products, 32), v128.load(products, 48), v128.load(products, 64), a, b, d, all);
  return v128.xor(l2, v128.xor(second, third));
}

/** out = 2 planes a block to open: equal of the upper three digits and less of the lower three, masked. */
export function maskLast(joined: usize, masks: usize, out: usize, n: i32): void {
  for (let block = 0; block < n; block += 128) {
    v128.store(out, v128.xor(v128.load(joined, 16), v128.load(masks)));
    v128.store(out, v128.xor(v128.load(joined, 32), v128.load(masks, 16)), 16);
    joined += 48;
    masks += 32;
    out += 32;
  }
}

/**
 * out = 1 plane a block to open: sign(x) ^ beta, whose opening is as random as the dealt bit beta.
 * @param planes sliced m   @param top share of msb(r)   @param beta share of beta
 */
export function maskSign(
  planes: usize, joined: usize, masks: usize, products: usize, mine: usize, theirs: usize, top: usize, beta: usize, out: usize, n: i32, party: i32,
): void {
  const all = flag(party);
  for (let block = 0; block < n; block += 128) {
    const equal = open(mine, theirs, 0), low = open(mine, theirs, 16);
    const lower = product2(equal, low, v128.load(masks), v128.load(masks, 16), v128.load(products), all);
    const borrow = v128.xor(v128.load(joined), lower);
    const msb = v128.xor(v128.and(v128.load(planes, 31 * 16), all), v128.load(top));
    v128.store(out, v128.xor(v128.xor(borrow, msb), v128.load(beta)));
    planes += 512;
    joined += 48;
    masks += 32;
    products += 16;
    mine += 32;
    theirs += 32;
    top += 16;
    beta += 16;
    out += 16;
  }
}
