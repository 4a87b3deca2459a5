/** How numbers are shown: the same everywhere in the command's output. */

/** Whether a metric is a share, shown in percent. */
export const isShare = (metric: string): boolean => /accuracy|forgetting|transfer|inference/.test(metric);

/** A metric's value: shares as percent with two decimals, errors and ratios with four significant digits. */
export function formatMetric(metric: string, value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return isShare(metric) ? `${(100 * value).toFixed(2)} %` : significant(value, 4);
}

/** A mean with its standard error, `98.71 ± 0.12 %`; without one (a single seed) the mean alone. */
export function formatEstimate(metric: string, mean: number | null, standardError: number | null): string {
  if (mean === null) return '–';
  if (standardError === null) return formatMetric(metric, mean);
  return isShare(metric)
    ? `${(100 * mean).toFixed(2)} ± ${percentError(standardError)} %`
    : `${withError(mean, standardError)} ± ${withError(standardError, standardError)}`;
}

/** A standard error in points; one that two decimals would show as none keeps two digits. */
function percentError(standardError: number): string {
  const points = 100 * standardError;
  return points === 0 || points >= 0.005 ? points.toFixed(2) : points.toPrecision(2);
}

/** A number to the second significant digit of its standard error: more would only be noise. */
function withError(value: number, standardError: number): string {
  if (!(standardError > 0) || !Number.isFinite(value)) return significant(value, 4);
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(standardError)));
  return decimals > 8 ? value.toExponential(2) : value.toFixed(decimals);
}

/** `0.00123`, `12.35`, `465,672`: significant digits without exponents for everyday sizes. */
export function significant(value: number, digits: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-5 || size >= 1e9)) return value.toExponential(digits - 1);
  return String(Number(value.toPrecision(digits)));
}

/** Seconds as `42 s`, `3 min 20 s`, `2 h 05 min`. */
export function formatDuration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, '0')} s`;
  return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, '0')} min`;
}

/** A hyperparameter's value as a sweep file would have it. */
export function formatValue(value: unknown): string {
  if (typeof value === 'number') return significant(value, 4).replaceAll(',', '');
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}

/** A difference of two means with its standard error, signed: `-1.20 ± 0.31 points` of accuracies. */
export function formatDifference(
  metric: string,
  difference: number | null,
  standardError: number | null,
): string {
  if (difference === null) return '–';
  const sign = difference > 0 ? '+' : '';
  const error =
    standardError === null
      ? ''
      : ` ± ${isShare(metric) ? percentError(standardError) : withError(standardError, standardError)}`;
  return isShare(metric)
    ? `${sign}${(100 * difference).toFixed(2)}${error} points`
    : `${sign}${standardError === null ? significant(difference, 3) : withError(difference, standardError)}${error}`;
}
