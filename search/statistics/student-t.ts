import { incompleteBeta } from './incomplete-beta.ts';

/** P(T > t) for Student's t with `df` degrees of freedom (> 0, need not be whole); accurate far out in the tail. */
export function studentTUpperTail(t: number, df: number): number {
  if (Number.isNaN(t) || !(df > 0)) return NaN;
  if (!Number.isFinite(t)) return t > 0 ? 0 : 1;
  const tail = incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/** P(T <= t). */
export function studentTCdf(t: number, df: number): number {
  return studentTUpperTail(-t, df);
}

/**
 * The t with P(T <= t) = p: what a confidence interval multiplies the standard error with.
 * @param p in (0, 1)
 */
export function studentTQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1) || !(df > 0)) return NaN;
  if (p === 0.5) return 0;
  // Symmetric: the upper tail probability q <= 1/2 belongs to |t|.
  const q = Math.min(p, 1 - p);
  let high = 1;
  while (studentTUpperTail(high, df) > q) high *= 2;
  let low = high === 1 ? 0 : high / 2;
  // Bisection down to neighbouring floating point numbers.
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (studentTUpperTail(middle, df) > q) low = middle;
    else high = middle;
  }
  return p > 0.5 ? high : -high;
}
