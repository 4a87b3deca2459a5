import { cholesky, inverseFrom, logDeterminant, solveLower, solveUpper } from '../../numeric/cholesky.ts';
import { minimiseInBox } from '../../numeric/lbfgs.ts';
import { apart, matern52, matern52Slope, type KernelParameters } from './kernel.ts';
import { warp } from './warp.ts';

/** Observations of a function. */
export interface Observations {
  /** Points, a coordinate for each axis. */
  readonly x: readonly Float64Array[];
  /** Values at them, mean 0 and variance 1 or so. */
  readonly y: Float64Array;
  /** Known variance of each value, beside the noise that is learned. */
  readonly variance: Float64Array;
  /** Axes without an order. */
  readonly unordered: readonly boolean[];
}

/** What is believed of the function at a point. */
export interface Belief {
  mean: number;
  variance: number;
  /** Derivatives by the coordinates; 0 on axes without an order. */
  readonly meanSlope: Float64Array;
  readonly varianceSlope: Float64Array;
}

/** Least variance of the noise: keeps matrices positive definite. */
const LEAST_NOISE = 1e-7;
/** Logarithms of kernel parameters stay within this of 0. */
const WIDEST = 12;
/** Standard deviation of the prior on the power, about 1. */
const POWER_SPREAD = 0.5;

/**
 * The kernel parameters, and the power that the values are bent by, of largest posterior density: by the marginal
 * likelihood of the values as they were (C. E. Rasmussen, C. K. I. Williams: Gaussian Processes for Machine Learning, eq.
 * 5.8, 5.9; E. Snelson et al.: Warped Gaussian processes, 2003), and priors: Optuna's, exp(-0.1/a - 0.1 a) on each
 * 1/length scale^2 a, Gamma(2, 1) on the function's variance, Gamma(1.1, 30) on the noise's; a normal one about 1 on the
 * power, which stays within 0 and 2.
 */
export function fitKernel(observations: Observations): KernelParameters {
  const axes = observations.unordered.length;
  const loss = posteriorLoss(observations);
  const [lower, upper] = [-WIDEST, WIDEST].map((end) => new Float64Array(axes + 3).fill(end));
  [lower![axes + 2], upper![axes + 2]] = [0, 2];
  const begin = new Float64Array(axes + 3);
  begin[axes + 2] = 1;
  const { x } = minimiseInBox(loss, begin, lower!, upper!, { tolerance: 1e-2, iterations: 80 });
  return {
    inverseSquares: x.slice(0, axes).map(Math.exp),
    scale: Math.exp(x[axes]!),
    noise: Math.exp(x[axes + 1]!) + LEAST_NOISE,
    power: x[axes + 2]!,
  };
}

/** Observations with values bent by a power, and known variances as they are there. */
export function warped(observations: Observations, power: number): Observations {
  const { values, logStretch } = warp(observations.y, power);
  return {
    ...observations,
    y: values,
    variance: observations.variance.map((known, i) => known * Math.exp(2 * logStretch[i]!)),
  };
}

/** Minus the logarithm of the posterior density, as a function of the logarithms of the kernel parameters, and the power. */
export function posteriorLoss(observations: Observations) {
  const { x, y, variance, unordered } = observations;
  const n = y.length;
  const axes = unordered.length;
  // Squared distances of each pair i > j, axis by axis.
  const pairs = (n * (n - 1)) / 2;
  const squares = unordered.map((none, d) => {
    const column = new Float64Array(pairs);
    for (let i = 1, at = 0; i < n; i += 1)
      for (let j = 0; j < i; j += 1, at += 1) column[at] = apart(x[i]![d]!, x[j]![d]!, none);
    return column;
  });
  const slopes = new Float64Array(pairs);
  const covariance = new Float64Array(n * n);
  return (logs: Float64Array, gradient: Float64Array): number => {
    const a = logs.slice(0, axes).map(Math.exp);
    const scale = Math.exp(logs[axes]!);
    const learned = Math.exp(logs[axes + 1]!);
    const power = logs[axes + 2]!;
    const bent = warp(y, power);
    const noise = learned + LEAST_NOISE;
    for (let i = 0, at = 0; i < n; i += 1) {
      for (let j = 0; j < i; j += 1, at += 1) {
        let squared = 0;
        for (let d = 0; d < axes; d += 1) squared += a[d]! * squares[d]![at]!;
        const r = Math.sqrt(5 * squared);
        const decay = scale * Math.exp(-r);
        covariance[i * n + j] = (1 + r + (5 / 3) * squared) * decay;
        slopes[at] = (-5 / 6) * (1 + r) * decay;
      }
      covariance[i * n + i] = scale + noise + variance[i]! * Math.exp(2 * bent.logStretch[i]!);
    }
    const l = cholesky(covariance, n);
    if (l === null) return Infinity;
    const weights = bent.values.slice();
    solveLower(l, n, weights);
    const fit = dot(weights, weights);
    solveUpper(l, n, weights);
    const inverse = inverseFrom(l, n);

    gradient.fill(0);
    let trace = 0;
    let byScale = 0;
    let byPower = 0;
    for (let i = 0, at = 0; i < n; i += 1) {
      for (let j = 0; j < i; j += 1, at += 1) {
        // Each pair stands in both triangles.
        const pull = inverse[i * n + j]! - weights[i]! * weights[j]!;
        byScale += pull * covariance[i * n + j]!;
        const slope = pull * slopes[at]!;
        for (let d = 0; d < axes; d += 1) gradient[d]! += slope * squares[d]![at]!;
      }
      const pull = inverse[i * n + i]! - weights[i]! * weights[i]!;
      trace += pull;
      const known = variance[i]! * Math.exp(2 * bent.logStretch[i]!);
      byPower += weights[i]! * bent.slopes[i]! + (pull * known - 1) * bent.logStretchSlopes[i]!;
    }
    let loss = 0.5 * fit + 0.5 * logDeterminant(l, n);
    for (let i = 0; i < n; i += 1) loss -= bent.logStretch[i]!;
    for (let d = 0; d < axes; d += 1) {
      loss += 0.1 / a[d]! + 0.1 * a[d]!;
      gradient[d] = gradient[d]! * a[d]! - 0.1 / a[d]! + 0.1 * a[d]!;
    }
    loss += scale - Math.log(scale);
    gradient[axes] = byScale + 0.5 * trace * scale + scale - 1;
    loss += 30 * noise - 0.1 * Math.log(noise);
    gradient[axes + 1] = (0.5 * trace + 30 - 0.1 / noise) * learned;
    const off = (power - 1) / POWER_SPREAD;
    loss += (off * off) / 2;
    gradient[axes + 2] = byPower + off / POWER_SPREAD;
    return loss;
  };
}

/** A Gaussian process given observations. */
export class Posterior {
  readonly #observations: Observations;
  readonly #kernel: KernelParameters;
  readonly #l: Float64Array;
  readonly #weights: Float64Array;
  readonly #column: Float64Array;
  readonly #slopes: Float64Array;
  readonly #solved: Float64Array;

  constructor(observations: Observations, kernel: KernelParameters) {
    this.#observations = observations;
    this.#kernel = kernel;
    const { x, y, variance, unordered } = observations;
    const n = y.length;
    const covariance = new Float64Array(n * n);
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j < i; j += 1)
        covariance[i * n + j] = kernel.scale * matern52(distance(x[i]!, x[j]!, kernel, unordered));
      covariance[i * n + i] = kernel.scale + kernel.noise + variance[i]!;
    }
    this.#l = factor(covariance, n);
    this.#weights = y.slice();
    solveLower(this.#l, n, this.#weights);
    solveUpper(this.#l, n, this.#weights);
    this.#column = new Float64Array(n);
    this.#slopes = new Float64Array(n);
    this.#solved = new Float64Array(n);
  }

  /** Mean and variance of the function itself, without noise. */
  at(point: Float64Array): { readonly mean: number; readonly variance: number } {
    const { x, unordered } = this.#observations;
    const [kernel, column, solved] = [this.#kernel, this.#column, this.#solved];
    const n = x.length;
    for (let i = 0; i < n; i += 1)
      column[i] = kernel.scale * matern52(distance(point, x[i]!, kernel, unordered));
    const mean = dot(column, this.#weights);
    solved.set(column);
    solveLower(this.#l, n, solved);
    return { mean, variance: Math.max(0, kernel.scale - dot(solved, solved)) };
  }

  /** The same with derivatives. */
  withSlopes(point: Float64Array, belief: Belief): void {
    const { x, unordered } = this.#observations;
    const [kernel, column, slopes, solved] = [this.#kernel, this.#column, this.#slopes, this.#solved];
    const n = x.length;
    for (let i = 0; i < n; i += 1) {
      const squared = distance(point, x[i]!, kernel, unordered);
      column[i] = kernel.scale * matern52(squared);
      slopes[i] = kernel.scale * matern52Slope(squared);
    }
    solved.set(column);
    solveLower(this.#l, n, solved);
    belief.mean = dot(column, this.#weights);
    belief.variance = Math.max(0, kernel.scale - dot(solved, solved));
    solveUpper(this.#l, n, solved);
    for (let d = 0; d < unordered.length; d += 1) {
      let [mean, variance] = [0, 0];
      if (unordered[d] !== true) {
        for (let i = 0; i < n; i += 1) {
          const change = slopes[i]! * (point[d]! - x[i]![d]!);
          mean += this.#weights[i]! * change;
          variance += solved[i]! * change;
        }
      }
      const twice = 2 * kernel.inverseSquares[d]!;
      belief.meanSlope[d] = twice * mean;
      belief.varianceSlope[d] = -2 * twice * variance;
    }
  }
}

/** L of a covariance matrix, which gets the more on its diagonal the worse rounding has made it. */
function factor(covariance: Float64Array, n: number): Float64Array {
  for (let more = 0; more < 1; more = more === 0 ? 1e-10 : more * 10) {
    for (let i = 0; i < n; i += 1) covariance[i * n + i]! += more;
    const l = cholesky(covariance, n);
    if (l !== null) return l;
  }
  throw new RangeError('a covariance matrix that is not one');
}

function distance(
  a: Float64Array,
  b: Float64Array,
  { inverseSquares }: KernelParameters,
  unordered: readonly boolean[],
): number {
  let squared = 0;
  for (let d = 0; d < a.length; d += 1) squared += inverseSquares[d]! * apart(a[d]!, b[d]!, unordered[d]!);
  return squared;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
