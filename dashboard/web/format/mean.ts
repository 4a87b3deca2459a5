/** The mean of the values there are, and its standard error; null with too few. */
export function meanAndError(values: readonly (number | null | undefined)[]): {
  readonly mean: number | null;
  readonly standardError: number | null;
} {
  const present = values.filter((value) => value !== null && value !== undefined);
  const n = present.length;
  if (n === 0) return { mean: null, standardError: null };
  const mean = present.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, standardError: null };
  const variance = present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const standardError = Math.sqrt(variance / n);
  // Equal values whose mean was rounded: what is left is no spread.
  return { mean, standardError: standardError < Math.abs(mean) * 1e-12 ? 0 : standardError };
}
