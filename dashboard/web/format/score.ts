/** Numbers of metrics as people read them: accuracies in percent, errors with significant digits. */

/** How a metric's numbers are to be read. */
export type ScoreUnit = 'percent' | 'number' | 'seconds';

/** The unit of a metric; forgetting and transfer are in that of the benchmark's scores. */
export function unitOf(metric: string, benchmark: string): ScoreUnit {
  if (metric.endsWith('_seconds')) return 'seconds';
  if (metric.includes('accuracy')) return 'percent';
  const inScores = /forgetting|transfer/.test(metric);
  return inScores && !benchmark.endsWith('polynomials') ? 'percent' : 'number';
}

/** `0.003214`, `12.35`, `3.214e-7`: so many significant digits. */
export function significant(value: number, digits = 4): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size < 1e-4 || size >= 1e6 ? value.toExponential(digits - 1) : value.toPrecision(digits);
}

/** A real minus, as wide as a digit. */
function minus(text: string): string {
  return text.replace(/^-/, '\u2212');
}

/** A metric's value without its unit's sign; `–` where there is none. */
export function bareScore(value: number | null | undefined, unit: ScoreUnit): string {
  if (value === null || value === undefined) return '–';
  if (unit === 'percent') return minus((value * 100).toFixed(2));
  return minus(unit === 'seconds' ? value.toFixed(1) : significant(value));
}

const signs: Readonly<Record<ScoreUnit, string>> = { percent: '%', number: '', seconds: ' s' };

/** A metric's value: `97.31%`, `0.003214`, `12.5 s`. */
export function score(value: number | null | undefined, unit: ScoreUnit): string {
  return value === null || value === undefined ? '–' : `${bareScore(value, unit)}${signs[unit]}`;
}

/** A standard error, in the unit of its value: two significant digits where it is no percentage. */
export function errorOf(standardError: number, unit: ScoreUnit): string {
  const points = 100 * standardError;
  // Two decimals would show it as none.
  if (unit === 'percent' && points > 0 && points < 0.005) return points.toPrecision(2);
  return unit === 'number' ? significant(standardError, 2) : bareScore(standardError, unit);
}

/** `97.31 ± 0.12%`. */
export function scoreWithError(value: number | null, standardError: number | null, unit: ScoreUnit): string {
  if (value === null || standardError === null) return score(value, unit);
  return `${bareScore(value, unit)} ± ${errorOf(standardError, unit)}${signs[unit]}`;
}

/** A p-value: `p = 0.031`, `p < 0.001`. */
export function pValue(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toPrecision(2)}`;
}

/** A difference of two means with its standard error, signed: `−2.84 ± 0.95 points` of percentages, else plain. */
export function differenceText(
  difference: number | null,
  standardError: number | null,
  unit: ScoreUnit,
): string {
  if (difference === null) return '–';
  const size = unit === 'number' ? significant(difference, 3) : bareScore(difference, unit);
  const bare = size.replace(/^[-\u2212]/, '');
  const sign = Number(bare) === 0 ? '' : difference > 0 ? '+' : '\u2212';
  const error = standardError === null ? '' : ` ± ${errorOf(standardError, unit)}`;
  return `${sign}${bare}${error}${unit === 'percent' ? ' points' : signs[unit]}`;
}
