/** One-sided tests of "a is larger than b in the mean". */
import { mean, sampleSd } from './describe.ts';
import { studentTUpperTail } from './student-t.ts';

/** What a test found. Small p speaks for a > b. */
export interface TestResult {
  readonly test: 'paired' | 'welch';
  /** Mean of a minus mean of b. */
  readonly difference: number;
  /** Infinite where nothing varies. */
  readonly t: number;
  readonly df: number;
  readonly p: number;
}

/**
 * Paired t-test: what differs between the pairs (here: the seed) cancels. Where all differences are equal the t-test is
 * degenerate, since no spread was seen; then the sign test's p, 2^-n, stands in, so that two seeds that happen to
 * differ by the same amount prove nothing.
 * @param pairs at least two [a, b]
 */
export function pairedTTest(pairs: readonly (readonly [a: number, b: number])[]): TestResult {
  const n = pairs.length;
  if (n < 2) throw new RangeError(`a paired test needs two pairs, not ${n}`);
  const differences = pairs.map(([a, b]) => a - b);
  const difference = mean(differences);
  const spread = sampleSd(differences);
  const df = n - 1;
  if (!varies(spread, pairs.flat()))
    return { test: 'paired', difference, ...certain(difference, 2 ** -n), df };
  const t = difference / (spread / Math.sqrt(n));
  return { test: 'paired', difference, t, df, p: studentTUpperTail(t, df) };
}

/**
 * Welch's test for samples of unequal variance, degrees of freedom by Welch and Satterthwaite. Where neither varies, the
 * exact permutation p, 1 / C(n + m, n), stands in.
 * @param a and b: at least two values each
 */
export function welchTTest(a: readonly number[], b: readonly number[]): TestResult {
  if (a.length < 2 || b.length < 2) throw new RangeError('each sample of a Welch test needs two values');
  const difference = mean(a) - mean(b);
  const [sdA, sdB] = [sampleSd(a), sampleSd(b)];
  if (!varies(sdA, a) && !varies(sdB, b)) {
    const df = a.length + b.length - 2;
    return {
      test: 'welch',
      difference,
      ...certain(difference, 1 / binomial(a.length + b.length, a.length)),
      df,
    };
  }
  const [va, vb] = [sdA ** 2 / a.length, sdB ** 2 / b.length];
  const t = difference / Math.sqrt(va + vb);
  const df = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  return { test: 'welch', difference, t, df, p: studentTUpperTail(t, df) };
}

/** Whether a spread is more than the rounding of the values it came from. */
function varies(sd: number, values: readonly number[]): boolean {
  return sd > 1e-12 * Math.max(...values.map(Math.abs));
}

function certain(difference: number, smallest: number): { t: number; p: number } {
  if (difference === 0) return { t: 0, p: 0.5 };
  return difference > 0 ? { t: Infinity, p: smallest } : { t: -Infinity, p: 1 - smallest };
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i += 1) result = (result * (n - k + i)) / i;
  return result;
}
