/** Seeded randomness for pictures: the same seed gives the same picture on every machine. Not for cryptography. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  // mulberry32 (Tommy Ettinger): uniform in [0, 1)
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Smooth noise over the plane in [-1, 1], wavelength 1: random values on a lattice, blended by a quintic (Perlin 2002). */
export function valueNoise(random: () => number): (x: number, y: number) => number {
  const lattice = Float64Array.from({ length: 4096 }, () => 2 * random() - 1);
  const at = (i: number, j: number) => lattice[(Math.imul(i, 73_856_093) ^ Math.imul(j, 19_349_663)) & 4095];
  const ease = (t: number) => t * t * t * (t * (6 * t - 15) + 10);
  return (x, y) => {
    const i = Math.floor(x);
    const j = Math.floor(y);
    const u = ease(x - i);
    const v = ease(y - j);
    const top = at(i, j) + u * (at(i + 1, j) - at(i, j));
    const bottom = at(i, j + 1) + u * (at(i + 1, j + 1) - at(i, j + 1));
    return top + v * (bottom - top);
  };
}

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}
