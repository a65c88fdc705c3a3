/**
 * From the opened c = sign(x) ^ beta to shares of relu, without a further round.
 *
 * Where c = 1, 1 - sign(x) = beta, and relu(x) = beta·x; where c = 0, relu(x) = x - beta·x. Both are linear in dealt
 * shares of beta and of products with beta, because x = m - r with m public.
 */
import { maskOf } from "./bits";

/**
 * Relu fused with an exact division by 2^bits (1 <= bits <= 31): floor(x / 2^bits) or one more, for x >= 0.
 *
 * For x >= 0:  x >> bits  =  (m >>> bits) - rho - msb(m)·delta  (+ 0 or 1), where rho = r >> bits, arithmetically, and
 * delta = msb(r)·2^(32 - bits) repairs the wrap of x + r. The +1 is the borrow of the dropped bits: it comes with the
 * probability of the dropped fraction. Dealt shares: beta, rho, delta, rho·beta, delta·beta.
 */
export function reluDivide(
  m: usize, mine: usize, theirs: usize, beta: usize, rho: usize, delta: usize, rhoBeta: usize, deltaBeta: usize, out: usize,
  n: i32, bits: i32, party: i32,
): void {
  const all = i32x4.splat(party == 0 ? -1 : 0);
  for (let block = 0; block < n; block += 128) {
    const c = v128.xor(v128.load(mine), v128.load(theirs));
    for (let i = 0; i < 32; i++) {
      const value = v128.load(m);
      const wrapped = i32x4.shr_s(value, 31), quotient = i32x4.shr_u(value, bits);
      const withBeta = i32x4.sub(
        i32x4.sub(i32x4.mul(quotient, v128.load(beta)), v128.load(rhoBeta)),
        v128.and(wrapped, v128.load(deltaBeta)),
      );
      const whole = i32x4.sub(i32x4.sub(v128.and(quotient, all), v128.load(rho)), v128.and(wrapped, v128.load(delta)));
      v128.store(out, v128.bitselect(withBeta, i32x4.sub(whole, withBeta), maskOf(c, i)));
      m += 16; beta += 16; rho += 16; delta += 16; rhoBeta += 16; deltaBeta += 16; out += 16;
    }
    mine += 16;
    theirs += 16;
  }
}

/** Relu at the same scale: x is this party's own share; dealt shares: beta, r·beta. `out` may be `x`. */
export function reluOnly(
  m: usize, x: usize, mine: usize, theirs: usize, beta: usize, rBeta: usize, out: usize, n: i32,
): void {
  for (let block = 0; block < n; block += 128) {
    const c = v128.xor(v128.load(mine), v128.load(theirs));
    for (let i = 0; i < 32; i++) {
      const withBeta = i32x4.sub(i32x4.mul(v128.load(m), v128.load(beta)), v128.load(rBeta));
      v128.store(out, v128.bitselect(withBeta, i32x4.sub(v128.load(x), withBeta), maskOf(c, i)));
      m += 16; x += 16; beta += 16; rBeta += 16; out += 16;
    }
    mine += 16;
    theirs += 16;
  }
}
