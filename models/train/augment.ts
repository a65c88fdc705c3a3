import type { Random } from "./random.ts";

/**
 * One random variation of a picture that a radiologist would read the same: mirrored, turned by up to 15 degrees,
 * scaled, slightly stretched, shifted, and with another window (gamma, contrast, brightness) and noise.
 *
 * @param x `[size, size]` in 0..1, black around the head
 * @param out `[size, size]`, overwritten
 */
export function augment(x: Float32Array, size: number, random: Random, out: Float32Array): void {
  const mirror = random.uniform() < 0.5 ? -1 : 1;
  const angle = random.between(-15, 15) * (Math.PI / 180);
  const scale = Math.exp(random.between(-0.12, 0.12));
  const stretch = Math.exp(random.between(-0.04, 0.04));
  const shiftX = random.between(-0.07, 0.07) * size;
  const shiftY = random.between(-0.07, 0.07) * size;
  const gamma = Math.exp(random.between(-0.3, 0.3));
  const contrast = random.between(0.75, 1.25);
  const brightness = random.between(-0.1, 0.1);
  const noise = random.between(0, 0.03);

  const centre = (size - 1) / 2;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  for (let y = 0, i = 0; y < size; y++) {
    for (let xx = 0; xx < size; xx++, i++) {
      const dx = xx - centre - shiftX;
      const dy = y - centre - shiftY;
      const sourceX = centre + (mirror * (cos * dx + sin * dy) * stretch) / scale;
      const sourceY = centre + (cos * dy - sin * dx) / (scale * stretch);
      const v = bilinear(x, size, sourceX, sourceY);
      // The window is changed on the head only: air is black on every scanner.
      const lit = v > 0.02 ? contrast * (v ** gamma - 0.5) + 0.5 + brightness : v;
      out[i] = Math.min(1, Math.max(0, lit + noise * random.normal()));
    }
  }
}

/** Value between four pixels; black outside. Called for every pixel of every step, hence plain and flat. */
function bilinear(x: Float32Array, size: number, atX: number, atY: number): number {
  const x0 = Math.floor(atX);
  const y0 = Math.floor(atY);
  if (x0 < -1 || y0 < -1 || x0 >= size || y0 >= size) return 0;
  const fx = atX - x0;
  const fy = atY - y0;
  const here = y0 * size + x0;
  const left = x0 >= 0;
  const right = x0 + 1 < size;
  let sum = 0;
  if (y0 >= 0) {
    if (left) sum += (1 - fy) * (1 - fx) * x[here];
    if (right) sum += (1 - fy) * fx * x[here + 1];
  }
  if (y0 + 1 < size) {
    if (left) sum += fy * (1 - fx) * x[here + size];
    if (right) sum += fy * fx * x[here + size + 1];
  }
  return sum;
}
