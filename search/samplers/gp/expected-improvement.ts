import { normalCdf } from '../../statistics/normal.ts';

const LOG_SQRT_2_PI = Math.log(2 * Math.PI) / 2;
/** Below this the sum phi(z) + z Phi(z) cancels too much; its asymptotic series is exact to seven digits there. */
const FAR = -12;

/**
 * ln of E max(0, Z + z), Z standard normal, and its derivative, without underflow however hopeless z is (S. Ament et al.:
 * Unexpected improvements to expected improvement for Bayesian optimization, 2023). The expected improvement of a mean m
 * with standard deviation s over a threshold t is s e^value at z = (m - t) / s.
 */
export function logImprovement(z: number): { readonly value: number; readonly slope: number } {
  if (z < FAR) {
    // phi(z) / z^2 (1 - 3/z^2 + 15/z^4 - 105/z^6 + 945/z^8)
    const w = 1 / (z * z);
    const series = 1 + w * (-3 + w * (15 + w * (-105 + w * 945)));
    const seriesSlope = (w * (-3 + w * (30 + w * (-315 + w * 3780))) * -2) / z;
    return {
      value: -0.5 * z * z - LOG_SQRT_2_PI - 2 * Math.log(-z) + Math.log(series),
      slope: -z - 2 / z + seriesSlope / series,
    };
  }
  const density = Math.exp(-0.5 * z * z - LOG_SQRT_2_PI);
  const below = normalCdf(z);
  const improvement = density + z * below;
  return { value: Math.log(improvement), slope: below / improvement };
}
