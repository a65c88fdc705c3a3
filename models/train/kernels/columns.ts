/**
 * A convolution as a product of matrices (Chellapilla, Puri and Simard 2006): every window of the input becomes a column.
 *
 * Feature maps of a batch lie channel by channel, `[c, n, h, w]`, so that a layer's output is weight times columns as
 * it comes, and all values of a channel lie side by side for its statistics.
 */

/**
 * columns[(c, ky, kx), (n, oy, ox)] of the images `first` to `first + count`; padding gives zeros.
 * `batch` is how many images x holds.
 */
export function toColumns(
  x: usize, columns: usize, channels: i32, batch: i32, height: i32, width: i32,
  first: i32, count: i32, kernelHeight: i32, kernelWidth: i32, stride: i32, pad: i32, outHeight: i32, outWidth: i32,
): void {
  let to = columns;
  for (let c = 0; c < channels; c++) {
    for (let ky = 0; ky < kernelHeight; ky++) {
      for (let kx = 0; kx < kernelWidth; kx++) {
        const low = firstInside(kx, stride, pad);
        const high = pastInside(kx, stride, pad, width, outWidth);
        for (let n = first; n < first + count; n++) {
          const image = x + (<usize>((c * batch + n) * height * width) << 2);
          for (let oy = 0; oy < outHeight; oy++) {
            const y = oy * stride + ky - pad;
            if (y < 0 || y >= height || high <= low) {
              memory.fill(to, 0, <usize>outWidth << 2);
              to += <usize>outWidth << 2;
              continue;
            }
            let ox = 0;
            for (; ox < low; ox++, to += 4) store<f32>(to, 0);
            let from = image + (<usize>(y * width + low * stride + kx - pad) << 2);
            if (stride == 1) {
              for (; ox + 4 <= high; ox += 4, to += 16, from += 16) v128.store(to, v128.load(from));
              for (; ox < high; ox++, to += 4, from += 4) store<f32>(to, load<f32>(from));
            } else {
              for (; ox < high; ox++, to += 4, from += <usize>stride << 2) store<f32>(to, load<f32>(from));
            }
            for (; ox < outWidth; ox++, to += 4) store<f32>(to, 0);
          }
        }
      }
    }
  }
}

/** The transpose of `toColumns`: every column's values are added back to the window they came from. */
export function addColumns(
  columns: usize, x: usize, channels: i32, batch: i32, height: i32, width: i32,
  first: i32, count: i32, kernelHeight: i32, kernelWidth: i32, stride: i32, pad: i32, outHeight: i32, outWidth: i32,
): void {
  let from = columns;
  for (let c = 0; c < channels; c++) {
    for (let ky = 0; ky < kernelHeight; ky++) {
      for (let kx = 0; kx < kernelWidth; kx++) {
        const low = firstInside(kx, stride, pad);
        const high = pastInside(kx, stride, pad, width, outWidth);
        for (let n = first; n < first + count; n++) {
          const image = x + (<usize>((c * batch + n) * height * width) << 2);
          for (let oy = 0; oy < outHeight; oy++) {
            const line = from;
            from += <usize>outWidth << 2;
            const y = oy * stride + ky - pad;
            if (y < 0 || y >= height) continue;
            let ox = low;
            let source = line + (<usize>low << 2);
            let to = image + (<usize>(y * width + low * stride + kx - pad) << 2);
            if (stride == 1) {
              for (; ox + 4 <= high; ox += 4, to += 16, source += 16) {
                v128.store(to, f32x4.add(v128.load(to), v128.load(source)));
              }
            }
            for (; ox < high; ox++, source += 4, to += <usize>stride << 2) {
              store<f32>(to, load<f32>(to) + load<f32>(source));
            }
          }
        }
      }
    }
  }
}

/** First output position whose sample lies inside the line. */
@inline function firstInside(k: i32, stride: i32, pad: i32): i32 {
  const missing = pad - k;
  return missing <= 0 ? 0 : (missing + stride - 1) / stride;
}

/** One past the last output position whose sample lies inside. */
@inline function pastInside(k: i32, stride: i32, pad: i32, width: i32, out: i32): i32 {
  const room = width - 1 + pad - k;
  if (room < 0) return 0;
  const past = room / stride + 1;
  return past < out ? past : out;
}
