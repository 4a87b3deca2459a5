import { symmetricEigen, type Eigen } from '../../numeric/symmetric-eigen.ts';

/** A Gaussian that is searched with, and the paths that steer it. */
export interface Strategy {
  /** Its mean; coordinates on the unit cube. */
  readonly mean: Float64Array;
  /** Overall step. */
  readonly sigma: number;
  /** Covariance in units of sigma^2, row by row. */
  readonly covariance: Float64Array;
  /** Of the covariance. */
  readonly eigen: Eigen;
  /** Evolution paths of the step and of the covariance. */
  readonly stepPath: Float64Array;
  readonly shapePath: Float64Array;
  /** Updates so far. */
  readonly updates: number;
}

/** A round Gaussian. */
export function startStrategy(mean: Float64Array, sigma: number): Strategy {
  const d = mean.length;
  const covariance = new Float64Array(d * d);
  for (let i = 0; i < d; i += 1) covariance[i * d + i] = 1;
  return {
    ...{ mean, sigma, covariance, eigen: symmetricEigen(covariance, d), updates: 0 },
    ...{ stepPath: new Float64Array(d), shapePath: new Float64Array(d) },
  };
}

/** Points of a generation: Hansen's default. */
export function populationSize(dimensions: number): number {
  return 4 + Math.floor(3 * Math.log(dimensions));
}

/**
 * The next Gaussian, from a generation's points, the best one first: (mu/mu_w, lambda)-CMA-ES with negative weights, all
 * formulas and constants as in N. Hansen: The CMA evolution strategy, a tutorial (arXiv 1604.00772v1), appendix A, and so
 * as in the package `cmaes` that Optuna uses.
 * @param ranked two points or more
 */
export function updated(strategy: Strategy, ranked: readonly Float64Array[]): Strategy {
  const { mean, sigma, covariance, eigen, updates } = strategy;
  const d = mean.length;
  const weights = recombination(ranked.length, d);
  const { cSigma, dSigma, cC, c1, cMu, effective } = weights;
  const steps = ranked.map((point) => point.map((at, i) => (at - mean[i]!) / sigma));

  const step = new Float64Array(d);
  steps.forEach((y, k) => {
    const weight = Math.max(0, weights.values[k]!);
    for (let i = 0; i < d; i += 1) step[i]! += weight * y[i]!;
  });
  const nextMean = mean.map((at, i) => at + sigma * step[i]!);

  const whitened = whiten(eigen, step);
  const push = Math.sqrt(cSigma * (2 - cSigma) * effective);
  const stepPath = strategy.stepPath.map((at, i) => (1 - cSigma) * at + push * whitened[i]!);
  const length = Math.hypot(...stepPath);
  const expected = Math.sqrt(d) * (1 - 1 / (4 * d) + 1 / (21 * d * d));
  const nextSigma = sigma * Math.exp(Math.min(1, (cSigma / dSigma) * (length / expected - 1)));

  // The step grows: the shape's path waits, lest it learn the growth as a direction.
  const fair = Math.sqrt(1 - (1 - cSigma) ** (2 * (updates + 1)));
  const steady = length / fair < (1.4 + 2 / (d + 1)) * expected ? 1 : 0;
  const pull = Math.sqrt(cC * (2 - cC) * effective);
  const shapePath = strategy.shapePath.map((at, i) => (1 - cC) * at + steady * pull * step[i]!);

  const negative = weights.values.map((weight, k) => {
    if (weight >= 0) return weight;
    const square = whiten(eigen, steps[k]!).reduce((sum, at) => sum + at * at, 0);
    return (weight * d) / (square + 1e-12);
  });
  const lost = (1 - steady) * cC * (2 - cC);
  const total = weights.values.reduce((sum, weight) => sum + weight, 0);
  const next = covariance.map((at) => (1 + c1 * lost - c1 - cMu * total) * at);
  for (let i = 0; i < d; i += 1)
    for (let j = 0; j < d; j += 1) {
      let sum = c1 * shapePath[i]! * shapePath[j]!;
      for (let k = 0; k < steps.length; k += 1) sum += cMu * negative[k]! * steps[k]![i]! * steps[k]![j]!;
      next[i * d + j]! += sum;
    }
  return {
    ...{ mean: nextMean, sigma: nextSigma, stepPath, shapePath, updates: updates + 1 },
    ...positive(next, d),
  };
}

/** The Gaussian's own length of a step: C^(-1/2) y. */
function whiten({ values, vectors }: Eigen, y: Float64Array): Float64Array {
  const d = y.length;
  const result = new Float64Array(d);
  for (let k = 0; k < d; k += 1) {
    let along = 0;
    for (let i = 0; i < d; i += 1) along += vectors[i * d + k]! * y[i]!;
    along /= Math.sqrt(values[k]!);
    for (let i = 0; i < d; i += 1) result[i]! += vectors[i * d + k]! * along;
  }
  return result;
}

/** The covariance with eigenvalues that rounding has not made negative. */
function positive(covariance: Float64Array, d: number): Pick<Strategy, 'covariance' | 'eigen'> {
  const eigen = symmetricEigen(covariance, d);
  const least = 1e-14 * Math.max(...eigen.values);
  if (eigen.values.every((value) => value > least)) return { covariance, eigen };
  const values = eigen.values.map((value) => Math.max(value, least));
  const repaired = new Float64Array(d * d);
  for (let i = 0; i < d; i += 1)
    for (let j = 0; j < d; j += 1)
      for (let k = 0; k < d; k += 1)
        repaired[i * d + j]! += eigen.vectors[i * d + k]! * values[k]! * eigen.vectors[j * d + k]!;
  return { covariance: repaired, eigen: { values, vectors: eigen.vectors } };
}

/** Weights of the ranks, best first, and the rates of learning that go with them. */
interface Recombination {
  readonly values: readonly number[];
  /** Effective number of points that make the mean. */
  readonly effective: number;
  readonly cSigma: number;
  readonly dSigma: number;
  readonly cC: number;
  readonly c1: number;
  readonly cMu: number;
}

function recombination(lambda: number, d: number): Recombination {
  const raw = Array.from({ length: lambda }, (_, i) => Math.log((lambda + 1) / 2) - Math.log(i + 1));
  const parents = raw.slice(0, Math.floor(lambda / 2));
  const others = raw.slice(parents.length);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const effectiveOf = (values: readonly number[]): number =>
    sum(values) ** 2 / sum(values.map((value) => value * value));
  const effective = effectiveOf(parents);
  const c1 = 2 / ((d + 1.3) ** 2 + effective);
  const cMu = Math.min(1 - c1, (2 * (effective + 1 / effective - 2)) / ((d + 2) ** 2 + effective));
  const cSigma = (effective + 2) / (d + effective + 5);
  const positiveSum = sum(raw.filter((value) => value >= 0));
  const negativeSum = -sum(raw.filter((value) => value < 0));
  const opposed = effectiveOf(others);
  const most = Math.min(1 + c1 / cMu, 1 + (2 * opposed) / (effective + 2), (1 - c1 - cMu) / (d * cMu));
  return {
    values: raw.map((value) => (value >= 0 ? value / positiveSum : (most * value) / negativeSum)),
    effective,
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (d + 1)) - 1) + cSigma,
    cC: (4 + effective / d) / (d + 4 + (2 * effective) / d),
    c1,
    cMu,
  };
}
