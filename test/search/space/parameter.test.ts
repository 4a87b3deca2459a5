import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cardinality,
  fromUnit,
  indexOf,
  isLegal,
  placeFromUnit,
  toUnit,
  valueAt,
} from '../../../search/space/index.ts';
import type { ParameterSpace } from '../../../search/types.ts';
import { anyParameter, countable } from '../arbitraries.ts';

const tenths: ParameterSpace = { kind: 'float', min: 0, max: 0.3, log: false, step: 0.1 };
const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('a parameter', () => {
  it.each<[ParameterSpace, number]>([
    [{ kind: 'constant', value: 'x' }, 1],
    [{ kind: 'categorical', values: [] }, 0],
    [{ kind: 'categorical', values: [[1, 2], [1, 2], '1', 1] }, 3],
    [{ kind: 'int', min: 2000, max: 60_000, log: true, step: 500 }, 117],
    [{ kind: 'int', min: 1, max: 10, log: false, step: 4 }, 3],
    [{ kind: 'int', min: 2, max: 1, log: false, step: 1 }, 0],
    [tenths, 4],
    [{ kind: 'float', min: 0, max: 1, log: false, step: null }, Infinity],
    [{ kind: 'float', min: 1, max: 1, log: false, step: null }, 1],
  ])('counts its values (%#)', (parameter, count) => {
    expect(cardinality(parameter)).toBe(count);
  });

  it('has steps that read as people write them', () => {
    expect([0, 1, 2, 3].map((i) => valueAt(tenths, i))).toEqual([0, 0.1, 0.2, 0.3]);
    expect(isLegal(tenths, 0.3)).toBe(true);
    expect(isLegal(tenths, 0.35)).toBe(false);
  });

  it('finds every value where it put it', () => {
    fc.assert(
      fc.property(countable, fc.nat(), (parameter, n) => {
        const index = n % cardinality(parameter);
        expect(indexOf(parameter, valueAt(parameter, index))).toBe(index);
      }),
    );
  });

  it('has a value at every point of the unit interval', () => {
    fc.assert(
      fc.property(anyParameter, unit, (parameter, u) => {
        expect(isLegal(parameter, fromUnit(parameter, u))).toBe(true);
      }),
    );
  });

  it('comes back from the unit interval', () => {
    fc.assert(
      fc.property(countable, fc.nat(), (parameter, n) => {
        const value = valueAt(parameter, n % cardinality(parameter));
        expect(fromUnit(parameter, toUnit(parameter, value))).toEqual(value);
      }),
    );
  });

  it('comes back from the unit interval in a continuous range within rounding', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1, noNaN: true }), fc.boolean(), (value, log) => {
        const beta: ParameterSpace = { kind: 'float', min: 1e-4, max: 1, log, step: null };
        expect(fromUnit(beta, toUnit(beta, value))).toBeCloseTo(value, 12);
      }),
    );
  });

  it('gives the ends of a stepped range the same share as their neighbours', () => {
    const four: ParameterSpace = { kind: 'int', min: 1, max: 4, log: false, step: 1 };
    const shares = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i += 1) shares[placeFromUnit(four, (i + 0.5) / 4000)]! += 1;
    expect(shares).toEqual([1000, 1000, 1000, 1000]);
  });

  it('has no value past its last, and none of a continuous range by number', () => {
    expect(() => valueAt(tenths, 4)).toThrow(RangeError);
    expect(() => valueAt({ kind: 'float', min: 0, max: 1, log: false, step: null }, 0)).toThrow(RangeError);
  });

  it('keeps types apart', () => {
    const choice: ParameterSpace = { kind: 'categorical', values: [1, true, [1]] };
    expect(['1', 'true', 1, true].map((value) => isLegal(choice, value))).toEqual([false, false, true, true]);
    expect(isLegal(choice, [1])).toBe(true);
    expect(isLegal(tenths, '0.1')).toBe(false);
  });
});
