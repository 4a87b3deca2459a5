/** One parameter of a space: how many values, which, where they lie on a scale from 0 to 1. */
import type { ParameterSpace, Value } from '../types.ts';

type NumericSpace = Extract<ParameterSpace, { kind: 'int' | 'float' }>;

/** Slack for `(max - min) / step` in floating point, in steps: 0.3 / 0.1 must count as 3. */
const SLACK = 1e-9;
/** Digits kept of a stepped value, so that 0 + 3 * 0.1 reads 0.3. */
const DIGITS = 12;

/** Whether two values are the same choice; lists by their elements. */
export function sameValue(a: Value, b: Value): boolean {
  return valueKey(a) === valueKey(b);
}

/** A text that equal values share and different ones do not (`1` and `"1"` differ). */
export function valueKey(value: Value): string {
  return JSON.stringify(value);
}

/** A categorical's values without repetitions, in the order given. */
function choices(values: readonly Value[]): readonly Value[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = valueKey(value);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The number of different values; Infinity for a continuous range, 0 for an empty one. */
export function cardinality(parameter: ParameterSpace): number {
  switch (parameter.kind) {
    case 'constant':
      return 1;
    case 'categorical':
      return choices(parameter.values).length;
    case 'int':
    case 'float': {
      const width = parameter.max - parameter.min;
      if (!(width >= 0)) return 0;
      if (parameter.step === null) return width === 0 ? 1 : Infinity;
      return Math.floor(width / parameter.step + SLACK) + 1;
    }
  }
}

/**
 * The value at a place in canonical order: ascending, or as listed for a categorical.
 * @throws RangeError for a place that isn't there, and for a continuous range
 */
export function valueAt(parameter: ParameterSpace, index: number): Value {
  const count = cardinality(parameter);
  if (!Number.isInteger(index) || index < 0 || index >= count || count === Infinity)
    throw new RangeError(`no value at ${index} among ${count}`);
  switch (parameter.kind) {
    case 'constant':
      return parameter.value;
    case 'categorical':
      return choices(parameter.values)[index]!;
    case 'int':
      return parameter.min + index * parameter.step;
    case 'float':
      return parameter.step === null || index === 0
        ? parameter.min
        : Number((parameter.min + index * parameter.step).toPrecision(DIGITS));
  }
}

/** The place of a value in canonical order; -1 if the parameter can't take it. @throws RangeError for a continuous range */
export function indexOf(parameter: ParameterSpace, value: Value): number {
  switch (parameter.kind) {
    case 'constant':
      return sameValue(parameter.value, value) ? 0 : -1;
    case 'categorical':
      return choices(parameter.values).findIndex((choice) => sameValue(choice, value));
    case 'int':
    case 'float': {
      if (cardinality(parameter) === Infinity) throw new RangeError('a continuous range has no places');
      if (typeof value !== 'number') return -1;
      const index = Math.round((value - parameter.min) / (parameter.step ?? 1));
      return index >= 0 && index < cardinality(parameter) && valueAt(parameter, index) === value ? index : -1;
    }
  }
}

/** Whether the parameter can take a value. */
export function isLegal(parameter: ParameterSpace, value: Value): boolean {
  if (cardinality(parameter) !== Infinity) return indexOf(parameter, value) >= 0;
  const { min, max } = parameter as NumericSpace;
  return typeof value === 'number' && value >= min && value <= max;
}

/**
 * The value at a point of the unit interval: `u` uniform in [0, 1) gives values with the parameter's distribution.
 * Numbers on a logarithmic scale are log-uniform. Stepped ones are drawn from the range widened by half a step on
 * either side and rounded, so that the ends are as likely as their neighbours.
 */
export function fromUnit(parameter: ParameterSpace, u: number): Value {
  if (cardinality(parameter) !== Infinity) return valueAt(parameter, placeFromUnit(parameter, u));
  const { min, max } = parameter as NumericSpace;
  const x = onScale(parameter as NumericSpace, u);
  return Math.min(max, Math.max(min, x));
}

/** The same as a place in canonical order, for a parameter whose values can be counted. */
export function placeFromUnit(parameter: ParameterSpace, u: number): number {
  const count = cardinality(parameter);
  if (count === 0) throw new RangeError('an empty parameter has no values');
  if (parameter.kind === 'constant' || parameter.kind === 'categorical')
    return Math.min(count - 1, Math.floor(u * count));
  return nearestPlace(parameter, onScale(parameter, u), count);
}

/** The point of the unit interval that stands for a value: the inverse of `fromUnit`, up to rounding to steps. */
export function toUnit(parameter: ParameterSpace, value: Value): number {
  if (parameter.kind === 'constant') return 0.5;
  if (parameter.kind === 'categorical') return (indexOf(parameter, value) + 0.5) / cardinality(parameter);
  const { low, high, log } = unitScale(parameter);
  const x = log ? Math.log(value as number) : (value as number);
  return high === low ? 0.5 : (x - low) / (high - low);
}

/** The place of the value nearest to `x`. */
function nearestPlace({ min, step }: NumericSpace, x: number, count: number): number {
  const place = step === null ? 0 : Math.round((x - min) / step);
  return Math.min(count - 1, Math.max(0, place));
}

/** The point of a range, not yet rounded to steps, at `u` of its scale. */
function onScale(parameter: NumericSpace, u: number): number {
  const { low, high, log } = unitScale(parameter);
  const x = low + u * (high - low);
  return log ? Math.exp(x) : x;
}

/** The ends of the interval that is drawn from, logarithms of them where the scale is logarithmic. */
export function unitScale(parameter: NumericSpace): {
  low: number;
  high: number;
  log: boolean;
} {
  const { min, log, step } = parameter;
  if (step === null)
    return log
      ? { low: Math.log(min), high: Math.log(parameter.max), log }
      : { low: min, high: parameter.max, log };
  const max = valueAt(parameter, cardinality(parameter) - 1) as number;
  // A wide step may reach below zero, which has no logarithm.
  const low = log ? Math.max(min - step / 2, min / 2) : min - step / 2;
  const high = max + step / 2;
  return log ? { low: Math.log(low), high: Math.log(high), log } : { low, high, log };
}
