import type { Trial } from '../../server/schemas/trial.ts';

/** A hyperparameter's value. */
export type ParameterValue = Trial['assignment'][string];

/** Values of hyperparameters, at most five significant digits: `0.001234`, `[10, 10]`, `adam`. */
export function parameterText(value: ParameterValue | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'object') return `[${value.join(', ')}]`;
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(4)));
}

/** The same value in full, for titles and copies. */
export function fullParameterText(value: ParameterValue | null | undefined): string {
  return typeof value === 'number' ? String(value) : parameterText(value);
}
