/**
 * A small seeded generator for everything in training that is left to chance: first weights, order, augmentation.
 * sfc32 by Chris Doty-Humphrey (PractRand). Not for secrets. Its state is four words, so a checkpoint can hold it.
 */
export type RandomState = readonly [number, number, number, number];

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(state: RandomState) {
    [this.#a, this.#b, this.#c, this.#counter] = state;
  }

  /** @param seed any integer; equal seeds give equal streams */
  static of(seed: number): Random {
    const random = new Random([0, seed | 0, Math.floor(seed / 2 ** 32) | 0, 1]);
    for (let i = 0; i < 16; i++) random.#next(); // mixes a small seed into all words
    return random;
  }

  get state(): RandomState {
    return [this.#a, this.#b, this.#c, this.#counter];
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.#next() / 2 ** 32;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Standard normal, by the Box-Muller transform; one of its two values is thrown away to keep the state small. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Uniform whole number of 32 bits. */
  integer(): number {
    return this.#next();
  }

  /** Beta(alpha, alpha) for alpha below 1 or little above it, by Jöhnk's rejection (1964). */
  beta(alpha: number): number {
    for (;;) {
      const a = this.uniform() ** (1 / alpha);
      const b = this.uniform() ** (1 / alpha);
      if (a + b > 0 && a + b <= 1) return a / (a + b);
    }
  }

  /** A new array in random order (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = Math.floor(this.uniform() * (i + 1));
      [out[i], out[j]] = [out[j], out[i]];
    }
    return out;
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}
