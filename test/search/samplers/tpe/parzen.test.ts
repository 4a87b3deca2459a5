import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axesOf } from '../../../../search/samplers/axis.ts';
import { ascending } from '../../../../search/samplers/tpe/order.ts';
import { mixtureWeights, parzen, type Estimator } from '../../../../search/samplers/tpe/parzen.ts';
import { widths } from '../../../../search/samplers/tpe/widths.ts';
import { uniformStream } from '../../../../search/random.ts';
import type { Assignment, SearchSpace } from '../../../../search/types.ts';

const SPACE: SearchSpace = {
  x: { kind: 'float', min: -2, max: 3, log: false, step: null },
  r: { kind: 'float', min: 1e-4, max: 1, log: true, step: null },
  n: { kind: 'int', min: 1, max: 9, log: false, step: 2 },
  w: { kind: 'int', min: 4, max: 64, log: true, step: 1 },
  c: { kind: 'categorical', values: ['a', 'b', 'c'] },
};
const OBSERVED: readonly Assignment[] = [
  { x: -1.5, r: 1e-3, n: 1, w: 4, c: 'a' },
  { x: 0.25, r: 0.5, n: 3, w: 60, c: 'c' },
  { x: 0.25, r: 2e-4, n: 3, w: 16, c: 'c' },
  { x: 2.9, r: 0.03, n: 9, w: 16, c: 'b' },
  { x: 1, r: 0.03, n: 3, w: 17, c: 'c' },
];
const axes = axesOf(SPACE);
const point = (assignment: Assignment): Float64Array =>
  Float64Array.from(axes, ({ name, coordinate }) => coordinate(assignment[name]));

function estimator(observed: readonly Assignment[]): Estimator {
  const points = observed.map(point);
  return parzen(
    axes,
    axes.map((_, d) => Float64Array.from(points, (p) => p[d]!)),
    observed.length,
  );
}

describe('the Parzen estimator', () => {
  it.each<[Assignment, number]>([
    [{ x: 0, r: 0.01, n: 3, w: 16, c: 'c' }, -5.52185169],
    [{ x: -2, r: 1e-4, n: 9, w: 5, c: 'a' }, -7.38131307],
    [{ x: 2.5, r: 0.9, n: 5, w: 64, c: 'b' }, -9.00332384],
  ])("has Optuna 5.0's density at %j", (assignment, expected) => {
    // To three digits, since narrow steps count as the density at their middle.
    expect(estimator(OBSERVED).logDensity(point(assignment))).toBeCloseTo(expected, 3);
  });

  it("has Optuna 5.0's density of 40 observations, of which the oldest count less", () => {
    const [axis] = axesOf({ x: { kind: 'float', min: 0, max: 1, log: false, step: null } });
    const observed = Float64Array.from({ length: 40 }, (_, i) => (((i * 37) % 40) + 0.5) / 40);
    const density = parzen([axis!], [observed], 40);
    const found = [0, 0.3, 0.77].map((x) => density.logDensity(Float64Array.of(x)));
    [-1.52453546, 0.11448379, -0.09505332].forEach((x, i) => expect(found[i]).toBeCloseTo(x, 6));
  });

  it('integrates to 1', () => {
    const space: SearchSpace = {
      x: { kind: 'float', min: 1, max: 100, log: true, step: null },
      n: { kind: 'int', min: 1, max: 7, log: false, step: 2 },
      c: { kind: 'categorical', values: ['a', 'b', 'c'] },
    };
    const these = axesOf(space);
    const columns = [
      Float64Array.of(0.1, 0.12, 0.9),
      Float64Array.of(0.125, 0.375, 0.375),
      Float64Array.of(0, 2, 2),
    ];
    const density = parzen(these, columns, 3);
    let total = 0;
    for (let i = 0; i < 1000; i += 1)
      for (const n of [1, 3, 5, 7])
        for (const c of [0, 1, 2])
          total += Math.exp(
            density.logDensity(Float64Array.of((i + 0.5) / 1000, these[1]!.coordinate(n), c)),
          );
    expect(total / 1000).toBeCloseTo(1, 5);
  });

  it('draws what it has the density of', () => {
    const space: SearchSpace = {
      n: { kind: 'int', min: 1, max: 6, log: true, step: 1 },
      c: { kind: 'categorical', values: ['a', 'b'] },
    };
    const these = axesOf(space);
    const n = (value: number): number => these[0]!.coordinate(value);
    const density = parzen(these, [Float64Array.of(n(2), n(2), n(5)), Float64Array.of(0, 0, 1)], 3);
    const uniform = uniformStream(1);
    const counts = new Map<string, number>();
    const drawn = new Float64Array(2);
    for (let i = 0; i < 20_000; i += 1) {
      density.draw(uniform, drawn);
      counts.set(drawn.join(), (counts.get(drawn.join()) ?? 0) + 1);
    }
    for (const value of [1, 2, 3, 4, 5, 6])
      for (const c of [0, 1]) {
        const expected = 20_000 * Math.exp(density.logDensity(Float64Array.of(n(value), c)));
        // Five standard deviations of a Poisson number.
        const found = counts.get([n(value), c].join()) ?? 0;
        expect(Math.abs(found - expected)).toBeLessThan(5 * Math.sqrt(expected));
      }
  });

  it('weighs the newest 25 fully, older ones in a line down to 1/n', () => {
    const weights = mixtureWeights(28);
    const times = weights.map((weight) => weight / weights.at(-1)!);
    expect([...times.slice(0, 4)].map((x) => Number(x.toFixed(6)))).toEqual([0.035714, 0.517857, 1, 1]);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect([...mixtureWeights(1)]).toEqual([0.5, 0.5]);
  });
});

describe('the widths of kernels', () => {
  it('are the larger distance to a neighbour, no less than 1 / (n + 2)', () => {
    const found = widths(Float64Array.of(0.5, 0.1, 0.45, 0.5, 1));
    [1 / 7, 0.35, 0.35, 0.5, 0.5].forEach((x, i) => expect(found[i]).toBeCloseTo(x, 9));
  });

  it('reach to the farther end for one alone', () => {
    expect([...widths(Float64Array.of(0.2))]).toEqual([0.8]);
    expect([...widths(new Float64Array(0))]).toEqual([]);
  });
});

describe('the order of coordinates', () => {
  it('is that of sorting, equal ones as given', () => {
    const coordinate = fc.oneof(
      fc.integer({ min: 0, max: 2 ** 20 }).map((k) => k / 2 ** 20),
      fc.constantFrom(0, 0.5, 1),
    );
    fc.assert(
      fc.property(fc.array(coordinate, { maxLength: 300 }), (list) => {
        const expected = list.map((_, i) => i).sort((a, b) => list[a]! - list[b]!);
        expect([...ascending(Float64Array.from(list))]).toEqual(expected);
      }),
    );
  });
});
