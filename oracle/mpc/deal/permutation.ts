/** Bytes from a cryptographic generator, passed in: this code has no source of randomness of its own. */
export type Random = (bytes: number) => Uint8Array;

/**
 * A uniform permutation of 0 .. n-1, n <= 256 (Fisher and Yates; Durstenfeld 1964), each draw by rejection, so that no
 * order is likelier than another.
 */
export function drawPermutation(n: number, random: Random): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let last = n - 1; last > 0; last--) {
    const other = below(last + 1, random);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

function below(bound: number, random: Random): number {
  const fair = 256 - (256 % bound);
  for (;;) {
    const [byte] = random(1);
    if (byte < fair) return byte % bound;
  }
}
