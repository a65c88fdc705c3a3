/** Small seeded generator (mulberry32): the same seed plays the same case everywhere. */
export class Random {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }
  /** 32 uniform bits */
  word(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }
  /** a whole number from `least` to `most` */
  int(least: number, most: number): number {
    return least + (this.word() % (most - least + 1));
  }
  chance(percent: number): boolean {
    return this.word() % 100 < percent;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.word() % list.length];
  }
  money(least: bigint, most: bigint): bigint {
    return least + (((BigInt(this.word()) << 32n) | BigInt(this.word())) % (most - least + 1n));
  }
  shuffle<T>(list: readonly T[]): T[] {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.word() % (i + 1);
      [copy[i], copy[j]] = [copy[j], copy[i]];
    }
    return copy;
  }
}
