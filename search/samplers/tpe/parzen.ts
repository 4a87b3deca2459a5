import { MISSING, type Axis } from '../axis.ts';
import { kernelsOf, type Alive } from './kernels.ts';

/** A density over configurations. */
export interface Estimator {
  /** The natural logarithm at a point: a coordinate for each axis. */
  logDensity(point: Float64Array): number;
  /** Draws a point into the array. */
  draw(uniform: () => number, into: Float64Array): void;
}

/** Observations that all count fully: the newest. */
const FULL = 25;

/**
 * Kernels whose part of the density is e^-30 of the prior's or less are left out: ten thousand of them change it in the
 * ninth digit.
 */
const NEGLIGIBLE = 30;

/**
 * The Parzen estimator of multivariate TPE: a mixture of kernels, each a product over the axes, one at each observation
 * and one prior over the whole space,
 *
 *     p(x) = sum_i w_i prod_d k_id(x_d),  w_i = weight(i) / (sum of them + 1), the prior's own being 1
 *
 * (S. Falkner et al., BOHB, 2018; S. Watanabe, Tree-structured Parzen estimator, arXiv 2304.11127). Products of one
 * observation's kernels keep what parameters have to do with each other.
 * @param columns the coordinates of the observations, oldest first, axis by axis
 * @param count how many there are
 */
export function parzen(axes: readonly Axis[], columns: readonly Float64Array[], count: number): Estimator {
  const kernels = axes.map((axis, d) => kernelsOf(axis, columns[d]!));
  const weights = mixtureWeights(count);
  const logWeights = weights.map(Math.log);
  // What the axes from each on can still add to a kernel's sum at most.
  const toCome = kernels.map((_, d) => kernels.slice(d + 1).reduce((sum, { most }) => sum + most, 0));
  const everyPlace = Int32Array.from(weights, (_, i) => i);
  const sums = new Float64Array(count + 1);
  const alive = { places: new Int32Array(count + 1), count: 0 };
  const evaluate = (point: Float64Array, places: Int32Array, floor: number): number => {
    sums.set(logWeights);
    alive.places.set(places);
    alive.count = places.length;
    for (let d = 0; d < kernels.length; d += 1)
      if (point[d] !== MISSING) kernels[d]!.addLogDensity(point[d]!, sums, alive, floor - toCome[d]!);
    return logSumExp(sums, alive);
  };
  const prior = everyPlace.subarray(count);
  return {
    logDensity(point) {
      const least = evaluate(point, prior, -Infinity);
      return evaluate(point, everyPlace, least - NEGLIGIBLE);
    },
    draw(uniform, into) {
      const kernel = pick(weights, uniform());
      for (let d = 0; d < kernels.length; d += 1) into[d] = kernels[d]!.draw(kernel, uniform());
    },
  };
}

/**
 * Weights of the observations, oldest first, and of the prior, 1 in sum: as Optuna's, the newest 25 count fully and
 * older ones less, in a straight line down to 1/n for the oldest.
 */
export function mixtureWeights(count: number): Float64Array {
  const weights = new Float64Array(count + 1).fill(1);
  const older = count - FULL;
  for (let i = 0; i < older; i += 1)
    weights[i] = older === 1 ? 1 / count : 1 / count + ((1 - 1 / count) * i) / (older - 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The place where the running sum of the weights passes u. */
function pick(weights: Float64Array, u: number): number {
  let rest = u;
  for (let i = 0; i < weights.length - 1; i += 1) {
    rest -= weights[i]!;
    if (rest < 0) return i;
  }
  return weights.length - 1;
}

/** ln of the sum of e^x over the kernels that count. */
function logSumExp(sums: Float64Array, { places, count }: Alive): number {
  let most = -Infinity;
  for (let j = 0; j < count; j += 1) most = Math.max(most, sums[places[j]!]!);
  let total = 0;
  for (let j = 0; j < count; j += 1) {
    const below = sums[places[j]!]! - most;
    if (below > -NEGLIGIBLE) total += Math.exp(below);
  }
  return most + Math.log(total);
}
