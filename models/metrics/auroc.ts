/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counted half (Mann-Whitney U).
 * By ranks, in n log n.
 *
 * @returns null when one of the two groups is empty
 */
export function auroc(positives: readonly number[], negatives: readonly number[]): number | null {
  if (positives.length === 0 || negatives.length === 0) return null;
  const all = [
    ...positives.map((score) => ({ score, positive: 1 })),
    ...negatives.map((score) => ({ score, positive: 0 })),
  ];
  all.sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    let tiedPositives = 0;
    while (end < all.length && all[end].score === all[start].score) tiedPositives += all[end++].positive;
    rankSum += (tiedPositives * (start + 1 + end)) / 2; // equal scores share the mean of their ranks
    start = end;
  }
  const p = positives.length;
  return (rankSum - (p * (p + 1)) / 2) / (p * negatives.length);
}
