import type { Metrics } from './types.ts';

/** A mean and its standard error (sample deviation over the root of n); the error is null below two values. */
export function meanWithError(values: readonly number[]): { mean: number; standardError: number | null } {
  const n = values.length;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  if (n < 2) return { mean, standardError: null };
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (n - 1) / n) };
}

/** Metric by metric, the mean over the replicates that have it. */
export function meanMetrics(replicates: readonly Metrics[]): Metrics {
  const names = new Set(replicates.flatMap((metrics) => Object.keys(metrics)));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = replicates.map((metrics) => metrics[name]).filter((v) => v !== undefined);
      return [name, meanWithError(values).mean];
    }),
  );
}
