import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestSplit, sideOf } from '../../../search/importance/split.ts';

const CHOICES = 5;
const rows = fc.array(
  fc.record({
    // A number's coordinate or a choice; null: absent.
    at: fc.option(fc.integer({ min: 0, max: CHOICES - 1 })),
    value: fc.integer({ min: -20, max: 20 }),
    weight: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 12 },
);
type Rows = readonly { readonly at: number | null; readonly value: number; readonly weight: number }[];

function splitOf(given: Rows, choices: number | null, minLeaf = 1) {
  const sorted = [...given].sort((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity));
  const coordinates = sorted.map(({ at }) => (at === null ? NaN : choices === null ? at / CHOICES : at));
  const sum = sorted.reduce((total, { value, weight }) => total + value * weight, 0);
  const found = bestSplit(
    {
      axis: { name: 'x', choices, absent: 0, points: [] },
      index: 0,
      column: Float64Array.from(coordinates),
      values: Float64Array.from(sorted, ({ value }) => value),
      weights: Float64Array.from(sorted, ({ weight }) => weight),
      rows: Int32Array.from(sorted.keys()),
    },
    minLeaf,
    { weight: sorted.reduce((total, { weight }) => total + weight, 0), sum },
  );
  return { found, sorted, coordinates };
}

function squaredError(part: Rows): number {
  const weight = part.reduce((total, row) => total + row.weight, 0);
  const mean = part.reduce((total, row) => total + row.weight * row.value, 0) / weight;
  return part.reduce((total, row) => total + row.weight * (row.value - mean) ** 2, 0);
}

/** The least squared error that any allowed partition leaves, by trying all. */
function leastError(given: Rows, choices: number | null, minLeaf: number): number {
  let least = Infinity;
  for (let subset = 0; subset < 2 ** (CHOICES + 1); subset += 1) {
    const bits = Array.from({ length: CHOICES }, (_, c) => (subset >> c) & 1);
    // A number's left side is a beginning of the scale.
    if (choices === null && bits.some((bit, c) => c > 0 && bit > bits[c - 1]!)) continue;
    const isLeft = ({ at }: Rows[number]): boolean => ((subset >> (at ?? CHOICES)) & 1) === 1;
    const [left, right] = [given.filter(isLeft), given.filter((row) => !isLeft(row))];
    const weights = [left, right].map((side) => side.reduce((total, row) => total + row.weight, 0));
    if (Math.min(...weights) < minLeaf) continue;
    least = Math.min(least, squaredError(left) + squaredError(right));
  }
  return least;
}

describe('the best split of an axis', () => {
  for (const [what, choices] of [
    ['threshold of a number', null],
    ['subset of a categorical', CHOICES],
  ] as const)
    test(`leaves the least squared error of every ${what}, absent ones on either side`, () => {
      fc.assert(
        fc.property(rows, fc.integer({ min: 1, max: choices === null ? 3 : 1 }), (given, minLeaf) => {
          const { found, sorted, coordinates } = splitOf(given, choices, minLeaf);
          const whole = squaredError(given);
          const least = leastError(given, choices, minLeaf);
          if (found === null) {
            expect(least).toBeGreaterThanOrEqual(whole - 1e-9);
            return;
          }
          const left = sorted.filter((_, i) => sideOf(found.split, coordinates[i]!));
          const right = sorted.filter((_, i) => !sideOf(found.split, coordinates[i]!));
          expect(squaredError(left) + squaredError(right)).toBeCloseTo(least, 8);
          expect(found.gain).toBeCloseTo(whole - least, 8);
        }),
      );
    });

  test('a choice that no trial of the node has goes where most of them go', () => {
    const given = [
      { at: 0, value: 0, weight: 3 },
      { at: 1, value: 9, weight: 1 },
    ];
    const { found } = splitOf(given, CHOICES);
    expect([...found!.split.left!]).toEqual([1, 0, 1, 1, 1]);
  });
});
