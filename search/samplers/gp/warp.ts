/**
 * Values of an objective are seldom normal: a few are far worse than all others, or nearly all lie far from the best. The
 * power transform of I.-K. Yeo and R. A. Johnson (A new family of power transformations, 2000) bends them, smoothly and
 * without changing their order: with a power above 1 what is below the mean is drawn together and what is above is spread,
 * below 1 the other way round; 1 leaves everything as it is.
 */

/** Standardised values bent by a power and standardised again, with what a fit of that power needs. */
export interface Warped {
  readonly values: Float64Array;
  /** Derivatives of the values by the power. */
  readonly slopes: Float64Array;
  /** ln of the derivative of each bent value by the value it was, and its derivative by the power. */
  readonly logStretch: Float64Array;
  readonly logStretchSlopes: Float64Array;
}

/** @param power from 0 to 2 */
export function warp(y: Float64Array, power: number): Warped {
  const n = y.length;
  const [values, slopes] = [new Float64Array(n), new Float64Array(n)];
  let [mean, meanSlope] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    const above = y[i]! >= 0;
    // Below 0 it is the same curve, turned about 0, with the power 2 - power.
    const { value, slope } = boxCox(Math.log1p(Math.abs(y[i]!)), above ? power : 2 - power);
    values[i] = above ? value : -value;
    slopes[i] = slope;
    mean += values[i]! / n;
    meanSlope += slope / n;
  }
  let [variance, varianceSlope] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    const from = values[i]! - mean;
    variance += (from * from) / n;
    varianceSlope += (2 * from * (slopes[i]! - meanSlope)) / n;
  }
  const sd = variance > 0 ? Math.sqrt(variance) : 1;
  const logSdSlope = variance > 0 ? varianceSlope / (2 * variance) : 0;
  const [logStretch, logStretchSlopes] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i += 1) {
    values[i] = (values[i]! - mean) / sd;
    slopes[i] = (slopes[i]! - meanSlope) / sd - values[i]! * logSdSlope;
    const log = Math.sign(y[i]!) * Math.log1p(Math.abs(y[i]!));
    logStretch[i] = (power - 1) * log - Math.log(sd);
    logStretchSlopes[i] = log - logSdSlope;
  }
  return { values, slopes, logStretch, logStretchSlopes };
}

/** (x^power - 1) / power of ln x, and its derivative by the power. */
function boxCox(log: number, power: number): { readonly value: number; readonly slope: number } {
  const t = power * log;
  // Near power 0: log (1 + t / 2 + t^2 / 6 + t^3 / 24), and log^2 (1 / 2 + t / 3 + t^2 / 8 + t^3 / 30).
  if (Math.abs(t) < 1e-3)
    return {
      value: log * (1 + t * (1 / 2 + t * (1 / 6 + t / 24))),
      slope: log * log * (1 / 2 + t * (1 / 3 + t * (1 / 8 + t / 30))),
    };
  const grown = Math.exp(t);
  return { value: (grown - 1) / power, slope: (grown * (t - 1) + 1) / (power * power) };
}
