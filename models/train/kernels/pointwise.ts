/** Steps that treat every value alike, and the optimiser's. Counts are in elements. */

export function relu(x: usize, out: usize, count: i32): void {
  const zero = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4, x += 16, out += 16) v128.store(out, f32x4.pmax(zero, v128.load(x)));
  for (; i < count; i++, x += 4, out += 4) {
    const v = load<f32>(x);
    store<f32>(out, v > 0 ? v : 0);
  }
}

/** dx = dOut where out > 0, else 0; dx may be dOut. */
export function reluBackward(out: usize, dOut: usize, dx: usize, count: i32): void {
  const zero = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4, out += 16, dOut += 16, dx += 16) {
    v128.store(dx, v128.and(v128.load(dOut), f32x4.gt(v128.load(out), zero)));
  }
  for (; i < count; i++, out += 4, dOut += 4, dx += 4) store<f32>(dx, load<f32>(out) > 0 ? load<f32>(dOut) : 0);
}

/** out = a + b; any two may be the same. */
export function add(a: usize, b: usize, out: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4, a += 16, b += 16, out += 16) v128.store(out, f32x4.add(v128.load(a), v128.load(b)));
  for (; i < count; i++, a += 4, b += 4, out += 4) store<f32>(out, load<f32>(a) + load<f32>(b));
}

/** @returns sum of squares, in float64 */
export function squares(x: usize, count: i32): f64 {
  let sum: f64 = 0;
  let i = 0;
  while (i < count) {
    const end = i + 4096 < count ? i + 4096 : count; // short float32 sums, added up in float64
    let four = f32x4.splat(0);
    for (; i + 4 <= end; i += 4, x += 16) {
      const v = v128.load(x);
      four = f32x4.add(four, f32x4.mul(v, v));
    }
    sum += <f64>f32x4.extract_lane(four, 0) + <f64>f32x4.extract_lane(four, 1);
    sum += <f64>f32x4.extract_lane(four, 2) + <f64>f32x4.extract_lane(four, 3);
    for (; i < end; i++, x += 4) sum += <f64>load<f32>(x) * <f64>load<f32>(x);
  }
  return sum;
}

/**
 * One step of AdamW (Loshchilov and Hutter 2019) with beta 0.9 and 0.999: the gradient is taken times `shorten`, the
 * value times `keep` (1 - rate · decay); `rate` already holds the corrections of the two moments' bias.
 */
export function adamw(
  x: usize, slope: usize, first: usize, second: usize, count: i32, shorten: f32, rate: f32, keep: f32,
): void {
  const shortens = f32x4.splat(shorten), rates = f32x4.splat(rate), keeps = f32x4.splat(keep);
  const b1 = f32x4.splat(0.9), r1 = f32x4.splat(0.1), b2 = f32x4.splat(0.999), r2 = f32x4.splat(0.001);
  const tiny = f32x4.splat(1e-8);
  let i = 0;
  for (; i + 4 <= count; i += 4, x += 16, slope += 16, first += 16, second += 16) {
    const g = f32x4.mul(v128.load(slope), shortens);
    const m = f32x4.add(f32x4.mul(v128.load(first), b1), f32x4.mul(g, r1));
    const v = f32x4.add(f32x4.mul(v128.load(second), b2), f32x4.mul(f32x4.mul(g, g), r2));
    v128.store(first, m);
    v128.store(second, v);
    const step = f32x4.div(f32x4.mul(m, rates), f32x4.add(f32x4.sqrt(v), tiny));
    v128.store(x, f32x4.sub(f32x4.mul(v128.load(x), keeps), step));
  }
  for (; i < count; i++, x += 4, slope += 4, first += 4, second += 4) {
    const g = load<f32>(slope) * shorten;
    const m: f32 = load<f32>(first) * <f32>0.9 + g * <f32>0.1;
    const v: f32 = load<f32>(second) * <f32>0.999 + g * g * <f32>0.001;
    store<f32>(first, m);
    store<f32>(second, v);
    store<f32>(x, load<f32>(x) * keep - (m * rate) / (sqrt<f32>(v) + <f32>1e-8));
  }
}
