/**
 * One position of every pooling window along one axis at a time: out[c, y, x] = map[c, y·down + top, x·right + left], and
 * 0 outside. A tournament over the gathered positions then finds the maximum of each window.
 */
export function gatherWindow(
  map: usize, out: usize, channels: i32, height: i32, width: i32, oh: i32, ow: i32, down: i32, right: i32, top: i32, left: i32,
): void {
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < oh; y++) {
      const row = y * down + top;
      const inside = row >= 0 && row < height;
      const base = map + (<usize>((c * height + row) * width) << 2);
      if (inside && right == 1 && left == 0 && ow <= width) {
        memory.copy(out, base, <usize>ow << 2);
        out += <usize>ow << 2;
        continue;
      }
      for (let x = 0; x < ow; x++) {
        const column = x * right + left;
        store<i32>(out, inside && column >= 0 && column < width ? load<i32>(base + (<usize>column << 2)) : 0);
        out += 4;
      }
    }
  }
}
