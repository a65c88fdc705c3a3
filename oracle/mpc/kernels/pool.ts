/**
 * One position of every pooling window: out[c, y, x] = map[c, y·stride + dy - pad, x·stride + dx - pad], and 0 outside.
 * A tournament over the gathered positions then finds the maximum of each window.
 */
export function gatherWindow(
  map: usize, out: usize, channels: i32, height: i32, width: i32, oh: i32, ow: i32, stride: i32, pad: i32, dy: i32, dx: i32,
): void {
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < oh; y++) {
      const row = y * stride + dy - pad;
      const inside = row >= 0 && row < height;
      const base = map + (<usize>((c * height + row) * width) << 2);
      for (let x = 0; x < ow; x++) {
        const column = x * stride + dx - pad;
        store<i32>(out, inside && column >= 0 && column < width ? load<i32>(base + (<usize>column << 2)) : 0);
        out += 4;
      }
    }
  }
}
