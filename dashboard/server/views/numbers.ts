import { mean, standardError } from '../../../search/statistics/index.ts';

/** JSON can't say NaN or infinity: what is not finite is null. */
export function measured(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null;
}

/** The same for each of a record's values. */
export function measuredRecord(values: Readonly<Record<string, number>>): Record<string, number | null> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, measured(value)]));
}

export const time = (date: Date): string => date.toISOString();
export const timeOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;

/** A mean with its standard error; null with fewer than two values. */
export function meanAndError(values: readonly number[]): {
  readonly value: number | null;
  readonly standardError: number | null;
} {
  if (values.length === 0) return { value: null, standardError: null };
  return { value: measured(mean(values)), standardError: measured(standardError(values)) };
}
