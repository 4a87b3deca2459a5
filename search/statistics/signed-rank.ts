/**
 * Wilcoxon's signed-rank test of paired differences, two-sided and exact: the chance, were each difference as likely to
 * have the other sign, of a rank sum at least as far from its mean. Differences of zero say nothing and are left out; equal
 * sizes share their mean rank.
 * @returns p; 1 where no difference is left
 */
export function signedRankTest(differences: readonly number[]): number {
  const sorted = differences
    .filter((difference) => difference !== 0)
    .sort((a, b) => Math.abs(a) - Math.abs(b));
  // Ranks are doubled, so that shared ones are whole numbers too.
  const ranks = sorted.map((difference) => {
    const size = Math.abs(difference);
    const first = sorted.findIndex((other) => Math.abs(other) === size);
    const last = sorted.findLastIndex((other) => Math.abs(other) === size);
    return first + last + 2;
  });
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const positive = ranks.reduce((sum, rank, i) => sum + (sorted[i]! > 0 ? rank : 0), 0);
  const low = Math.min(positive, total - positive);
  // chances[s]: the probability that positive ranks sum to s.
  const chances = new Float64Array(total + 1);
  chances[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum -= 1)
      chances[sum] = (chances[sum]! + (sum >= rank ? chances[sum - rank]! : 0)) / 2;
  }
  return Math.min(1, 2 * chances.slice(0, low + 1).reduce((sum, chance) => sum + chance, 0));
}
