import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeJson, encodeJson } from '../../prisma/store/json.ts';
import { meanMetrics, meanWithError } from '../../prisma/store/statistics.ts';

describe('JSON text', () => {
  test('gives back every value, every number bit for bit, keys in their order', () => {
    const number = fc.oneof(
      fc.double(),
      fc.constantFrom(NaN, Infinity, -Infinity, -0, 5e-324, Number.MAX_VALUE, 0.1),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        number,
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('tree')),
        fc.dictionary(
          fc.string().filter((key) => key !== '$number' && key !== '__proto__'),
          tie('tree'),
          { noNullPrototype: true },
        ),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const back = decodeJson(encodeJson(value));
        expect(back).toStrictEqual(value);
        if (value !== null && typeof value === 'object')
          expect(Object.keys(back as object)).toEqual(Object.keys(value));
      }),
    );
  });

  test('is valid JSON whatever the numbers', () => {
    expect(JSON.parse(encodeJson({ loss: NaN, curve: [1, -Infinity] }))).toEqual({
      loss: { $number: 'NaN' },
      curve: [1, { $number: '-Infinity' }],
    });
  });

  test('an object that only looks like a number stays an object', () => {
    expect(decodeJson(encodeJson({ $number: 'seven' }))).toEqual({ $number: 'seven' });
  });
});

describe('means', () => {
  test('mean and standard error', () => {
    expect(meanWithError([5])).toEqual({ mean: 5, standardError: null });
    const { mean, standardError } = meanWithError([1, 2, 3, 4]);
    expect(mean).toBe(2.5);
    expect(standardError).toBeCloseTo(Math.sqrt(5 / 3) / 2, 12);
  });

  test('metric by metric, over the replicates that have it', () => {
    expect(meanMetrics([{ a: 1, b: 2 }, { a: 3 }, { b: NaN }])).toEqual({ a: 2, b: NaN });
    expect(meanMetrics([])).toEqual({});
  });
});
