/** Pooling over `maps` feature maps (channels times images, one after another). */

/** Largest value of each window that lies inside; `places` (int32) remembers where it was, for the gradient. */
export function maxPool(
  x: usize, out: usize, places: usize, maps: i32, height: i32, width: i32,
  size: i32, stride: i32, pad: i32, outHeight: i32, outWidth: i32,
): void {
  for (let map = 0; map < maps; map++) {
    const base = map * height * width;
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * stride - pad;
      const y0 = top < 0 ? 0 : top, y1 = top + size > height ? height : top + size;
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * stride - pad;
        const x0 = left < 0 ? 0 : left, x1 = left + size > width ? width : left + size;
        let place = base + y0 * width + x0;
        let most = load<f32>(x + (<usize>place << 2));
        for (let y = y0; y < y1; y++) {
          for (let at = base + y * width + x0, end = base + y * width + x1; at < end; at++) {
            const v = load<f32>(x + (<usize>at << 2));
            if (v > most) {
              most = v;
              place = at;
            }
          }
        }
        store<f32>(out, most);
        store<i32>(places, place);
        out += 4;
        places += 4;
      }
    }
  }
}

/** Adds each of the `count` gradients where its window's largest value was. */
export function maxPoolBackward(dOut: usize, places: usize, dx: usize, count: i32): void {
  for (let i = 0; i < count; i++, dOut += 4, places += 4) {
    const at = dx + (<usize>load<i32>(places) << 2);
    store<f32>(at, load<f32>(at) + load<f32>(dOut));
  }
}

/** Mean of each map of `area` values. */
export function meanPool(x: usize, out: usize, maps: i32, area: i32): void {
  for (let map = 0; map < maps; map++, out += 4) {
    let sum: f32 = 0;
    for (let i = 0; i < area; i++, x += 4) sum += load<f32>(x);
    store<f32>(out, sum / <f32>area);
  }
}

/** dx = dOut / area for every value of the map. */
export function meanPoolBackward(dOut: usize, dx: usize, maps: i32, area: i32): void {
  for (let map = 0; map < maps; map++, dOut += 4) {
    const share = load<f32>(dOut) / <f32>area;
    for (let i = 0; i < area; i++, dx += 4) store<f32>(dx, share);
  }
}

/** `[maps / batch, batch, area]` to `[maps / batch, area, batch]`: one column per image, as dense layers want it. */
export function imagesToColumns(x: usize, out: usize, channels: i32, batch: i32, area: i32): void {
  for (let c = 0; c < channels; c++) {
    for (let n = 0; n < batch; n++) {
      let to = out + (<usize>(c * area * batch + n) << 2);
      for (let i = 0; i < area; i++, x += 4, to += <usize>batch << 2) store<f32>(to, load<f32>(x));
    }
  }
}
