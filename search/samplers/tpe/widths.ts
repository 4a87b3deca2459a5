import { ascending } from './order.ts';

/**
 * The standard deviation of each observation's Gaussian on the unit interval: the larger of the distances to its
 * neighbours (J. Bergstra et al., Algorithms for hyper-parameter optimization, 2011), at either end the distance to its
 * only one, and no less than 1 / min(100, n + 2), Optuna's "magic clip". Where observations crowd, kernels are narrow.
 *
 * So does Optuna 5 on each axis of its multivariate estimator; Optuna 4 had 0.2 n^(-1/(d+4)) for all, which comes less
 * close to the optimum (docs/benchmarks.md).
 * @param observed coordinates in [0, 1]; of equal ones those that come first count as the lower
 */
export function widths(observed: Float64Array): Float64Array {
  const n = observed.length;
  const least = 1 / Math.min(100, n + 2);
  const result = new Float64Array(n);
  if (n === 1) return result.fill(Math.max(observed[0]!, 1 - observed[0]!));
  const order = ascending(observed);
  for (let rank = 0; rank < n; rank += 1) {
    const x = observed[order[rank]!]!;
    const below = rank > 0 ? x - observed[order[rank - 1]!]! : 0;
    const above = rank < n - 1 ? observed[order[rank + 1]!]! - x : 0;
    result[order[rank]!] = Math.max(least, below, above);
  }
  return result;
}
