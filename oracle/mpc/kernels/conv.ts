/**
 * Cross-correlation as a matrix product over blocks of output rows: the patches of about POSITIONS positions are laid out as
 * columns (im2col), multiplied, and forgotten, so that scratch stays small and in cache whatever the picture's size.
 */
import { gemm } from "./gemm";

export const POSITIONS: i32 = 512;

/** Copies `[channels, height, width]` into the middle of a zeroed map with `border` more on all four sides. */
export function pad(x: usize, out: usize, channels: i32, height: i32, width: i32, border: i32): void {
  const wide = width + 2 * border, high = height + 2 * border;
  memory.fill(out, 0, <usize>(channels * high * wide) << 2);
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      memory.copy(out + (<usize>((c * high + y + border) * wide + border) << 2), x, <usize>width << 2);
      x += <usize>width << 2;
    }
  }
}

/**
 * out[filters, oh, ow] += weight[filters, channels·kh·kw] * x[channels, height, width]; x is padded already.
 * `columns`: scratch of channels·kh·kw·max(POSITIONS, ow) elements; `work`: GEMM_WORK bytes.
 */
export function conv(
  x: usize, weight: usize, out: usize, channels: i32, height: i32, width: i32, kh: i32, kw: i32, stride: i32,
  filters: i32, oh: i32, ow: i32, columns: usize, work: usize,
): void {
  const depth = channels * kh * kw;
  let step = POSITIONS / ow;
  if (step < 1) step = 1;
  for (let row = 0; row < oh; row += step) {
    const rows = row + step <= oh ? step : oh - row;
    let to = columns;
    for (let c = 0; c < channels; c++) {
      for (let dy = 0; dy < kh; dy++) {
        for (let dx = 0; dx < kw; dx++) {
          for (let y = 0; y < rows; y++) {
            const from = x + (<usize>((c * height + (row + y) * stride + dy) * width + dx) << 2);
            copyStrided(from, to, ow, stride);
            to += <usize>ow << 2;
          }
        }
      }
    }
    const positions = rows * ow;
    gemm(weight, columns, out + (<usize>(row * ow) << 2), filters, depth, positions, positions, oh * ow, work);
  }
}

@inline function copyStrided(from: usize, to: usize, n: i32, stride: i32): void {
  if (stride == 1) {
    memory.copy(to, from, <usize>n << 2);
    return;
  }
  for (let i = 0; i < n; i++) {
    store<i32>(to, load<i32>(from));
    to += 4;
    from += <usize>stride << 2;
  }
}
