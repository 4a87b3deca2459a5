import { describe, expect, test } from 'vitest';
import { standardNormals } from '../../../hnet/replay/noise.ts';

describe('standard normal numbers', () => {
  const many = standardNormals(400_000, 1, 'noise', 0);
  const mean = (f: (x: number) => number): number => many.reduce((sum, x) => sum + f(x), 0) / many.length;
  /** Tolerance: five standard errors of a mean whose single terms have that standard deviation. */
  const within = (deviation: number): number => (5 * deviation) / Math.sqrt(many.length);

  test.each([
    ['mean', 1, 0, 1],
    ['variance', 2, 1, Math.sqrt(2)],
    ['third moment', 3, 0, Math.sqrt(15)],
    ['fourth moment', 4, 3, Math.sqrt(96)],
  ])('have the %s of a normal distribution', (_, power, expected, deviation) => {
    expect(Math.abs(mean((x) => x ** power) - expected)).toBeLessThan(within(deviation));
  });

  test.each([
    // Where the ziggurat's tail begins, in its middle, and near 0.
    ['beyond 3.4426', (x: number) => Math.abs(x) > 3.442619855899, 5.7614e-4],
    ['beyond 1.96', (x: number) => Math.abs(x) > 1.959964, 0.05],
    ['within 0.1', (x: number) => Math.abs(x) < 0.1, 0.0796557],
    ['above 0', (x: number) => x > 0, 0.5],
  ])('lie %s as often as they should', (_, counts, share) => {
    const found = mean((x) => Number(counts(x)));
    expect(Math.abs(found - share)).toBeLessThan(within(Math.sqrt(share * (1 - share))));
  });

  test('follow from seed and name alone, and begin the same however many are drawn', () => {
    expect(standardNormals(7, 3, 'z', 2)).toEqual(standardNormals(7, 3, 'z', 2));
    expect(standardNormals(100, 3, 'z', 2).slice(0, 7)).toEqual(standardNormals(7, 3, 'z', 2));
    const first = [
      standardNormals(1, 3, 'z', 2),
      standardNormals(1, 4, 'z', 2),
      standardNormals(1, 3, 'y', 2),
      standardNormals(1, 3, 'z', 3),
    ].map(([x]) => x);
    expect(new Set(first).size).toBe(4);
  });
});
