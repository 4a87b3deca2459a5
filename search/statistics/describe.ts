/** Mean and spread of a sample. */

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation (n - 1 in the denominator); NaN of fewer than two values. */
export function sampleSd(values: readonly number[]): number {
  if (values.length < 2) return NaN;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Standard error of the mean, sd / sqrt(n); null of fewer than two values, which say nothing about spread. */
export function standardError(values: readonly number[]): number | null {
  return values.length < 2 ? null : sampleSd(values) / Math.sqrt(values.length);
}
