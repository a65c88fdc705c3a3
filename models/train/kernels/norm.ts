/** Batch normalisation (Ioffe and Szegedy 2015) over `[channels, count]`, in float32, four sums side by side. */

@inline function total(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/**
 * z = gamma · (y - mean) / sqrt(variance + epsilon) + beta.
 * Writes each channel's mean and variance (of the batch, biased) to `means` and `variances`.
 */
export function normalise(
  y: usize, z: usize, channels: i32, count: i32, gamma: usize, beta: usize, means: usize, variances: usize, epsilon: f32,
): void {
  const whole = count & ~3;
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2;
    let sums = f32x4.splat(0);
    let from = y;
    let i = 0;
    for (; i < whole; i += 4, from += 16) sums = f32x4.add(sums, v128.load(from));
    let sum = total(sums);
    for (; i < count; i++, from += 4) sum += load<f32>(from);
    const mean = sum / <f32>count;

    const centre = f32x4.splat(mean);
    let squares = f32x4.splat(0);
    from = y;
    for (i = 0; i < whole; i += 4, from += 16) {
      const d = f32x4.sub(v128.load(from), centre);
      squares = f32x4.add(squares, f32x4.mul(d, d));
    }
    let square = total(squares);
    for (; i < count; i++, from += 4) {
      const d = load<f32>(from) - mean;
      square += d * d;
    }
    const variance = square / <f32>count;
    store<f32>(means + at, mean);
    store<f32>(variances + at, variance);

    const scale = load<f32>(gamma + at) / sqrt<f32>(variance + epsilon);
    affine(y, z, count, scale, load<f32>(beta + at) - mean * scale);
    y += <usize>count << 2;
    z += <usize>count << 2;
  }
}

/** z = scale · y + shift, per channel; y and z may be the same. */
export function affineChannels(y: usize, z: usize, channels: i32, count: i32, scales: usize, shifts: usize): void {
  for (let c = 0; c < channels; c++) {
    affine(y, z, count, load<f32>(scales + (<usize>c << 2)), load<f32>(shifts + (<usize>c << 2)));
    y += <usize>count << 2;
    z += <usize>count << 2;
  }
}

function affine(from: usize, to: usize, count: i32, scale: f32, shift: f32): void {
  const scales = f32x4.splat(scale), shifts = f32x4.splat(shift);
  let i = 0;
  for (; i + 4 <= count; i += 4, from += 16, to += 16) {
    v128.store(to, f32x4.add(f32x4.mul(v128.load(from), scales), shifts));
  }
  for (; i < count; i++, from += 4, to += 4) store<f32>(to, load<f32>(from) * scale + shift);
}

/**
 * The gradients of `normalise`: dGamma, dBeta, and dy, which may overwrite dz.
 *
 *   dy = gamma / sqrt(variance + epsilon) · (dz - mean(dz) - yhat · mean(dz · yhat))
 */
export function normaliseBackward(
  y: usize, dz: usize, dy: usize, channels: i32, count: i32, gamma: usize, means: usize, variances: usize, epsilon: f32,
  dGamma: usize, dBeta: usize,
): void {
  const whole = count & ~3;
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2;
    const mean = load<f32>(means + at);
    const inverse: f32 = 1 / sqrt<f32>(load<f32>(variances + at) + epsilon);
    const centre = f32x4.splat(mean);
    let slopes = f32x4.splat(0), products = f32x4.splat(0);
    let i = 0;
    let a = y, b = dz;
    for (; i < whole; i += 4, a += 16, b += 16) {
      const d = v128.load(b);
      slopes = f32x4.add(slopes, d);
      products = f32x4.add(products, f32x4.mul(d, f32x4.sub(v128.load(a), centre)));
    }
    let slope = total(slopes), product = total(products);
    for (; i < count; i++, a += 4, b += 4) {
      const d = load<f32>(b);
      slope += d;
      product += d * (load<f32>(a) - mean);
    }
    product *= inverse;
    store<f32>(dGamma + at, product);
    store<f32>(dBeta + at, slope);

    // dy = p · dz + q · y + r
    const p = load<f32>(gamma + at) * inverse;
    const q = (-p * inverse * product) / <f32>count;
    const r = (-p * slope) / <f32>count - q * mean;
    const ps = f32x4.splat(p), qs = f32x4.splat(q), rs = f32x4.splat(r);
    a = y;
    b = dz;
    let to = dy;
    for (i = 0; i < whole; i += 4, a += 16, b += 16, to += 16) {
      const line = f32x4.add(f32x4.mul(v128.load(a), qs), rs);
      v128.store(to, f32x4.add(f32x4.mul(v128.load(b), ps), line));
    }
    for (; i < count; i++, a += 4, b += 4, to += 4) store<f32>(to, load<f32>(b) * p + (load<f32>(a) * q + r));
    y += <usize>count << 2;
    dz += <usize>count << 2;
    dy += <usize>count << 2;
  }
}
