/** Matérn's kernel of smoothness 5/2 with a length scale for each axis (automatic relevance determination). */

const SQRT_5 = Math.sqrt(5);

/** What a Gaussian process is made of, in units of the standardised objective. */
export interface KernelParameters {
  /** 1 / length scale^2, axis by axis. */
  readonly inverseSquares: Float64Array;
  /** Variance of the function. */
  readonly scale: number;
  /** Variance of the noise on an observation. */
  readonly noise: number;
  /** The power by which the objective's values are bent before anything else (warp.ts). */
  readonly power: number;
}

/** The covariance at a squared distance in length scales, of a function with variance 1. */
export function matern52(squared: number): number {
  const r = SQRT_5 * Math.sqrt(squared);
  return (1 + r + (5 / 3) * squared) * Math.exp(-r);
}

/** Its derivative by the squared distance; finite at 0. */
export function matern52Slope(squared: number): number {
  const r = SQRT_5 * Math.sqrt(squared);
  return (-5 / 6) * (1 + r) * Math.exp(-r);
}

/**
 * How far two coordinates of an axis lie apart, squared: on the unit interval where there is an order, 0 or 1 (Hamming)
 * where there is none.
 */
export function apart(a: number, b: number, unordered: boolean): number {
  if (unordered) return a === b ? 0 : 1;
  return (a - b) * (a - b);
}
