import { describe, expect, it } from 'vitest';
import { directionNumbers, SOBOL_DIMENSIONS } from '../../../search/low-discrepancy/directions.ts';
import { owenScramble, sobolDigits, sobolStream } from '../../../search/low-discrepancy/sobol.ts';

/** Unscrambled points of scipy 1.17's `qmc.Sobol(40, scramble=False)`, times 4,096, by index. */
const PUBLISHED: Readonly<Record<number, readonly number[]>> = {
  5: [
    3584, 3584, 512, 1536, 3584, 2560, 3584, 1536, 1536, 512, 1536, 3584, 3584, 512, 3584, 1536, 3584, 1536,
    1536, 2560, 2560, 2560, 3584, 1536, 1536, 1536, 3584, 512, 2560, 2560, 3584, 2560, 1536, 1536, 512, 512,
    512, 1536, 3584, 1536,
  ],
  100: [
    1696, 1056, 3168, 2976, 3616, 3040, 96, 1952, 2592, 2848, 1888, 2784, 1952, 3488, 1312, 2016, 2784, 3040,
    3424, 1376, 3104, 1632, 32, 2016, 96, 32, 3872, 2720, 992, 2976, 2912, 1696, 1056, 1056, 1504, 2720, 4000,
    1952, 3680, 544,
  ],
  4095: [
    1, 3855, 1369, 3693, 3851, 323, 3889, 1601, 785, 1009, 2333, 1317, 1511, 2129, 2257, 1707, 255, 2495,
    3331, 2135, 925, 2999, 2777, 1825, 751, 2183, 1551, 117, 3827, 3503, 1481, 359, 3115, 1077, 3903, 719,
    2377, 1343, 679, 931,
  ],
};

const points = (count: number, dimensions: number, seed: number): number[][] => {
  const next = sobolStream(dimensions, seed);
  return Array.from({ length: count }, () => Array.from({ length: dimensions }, next));
};

/** Points in each box of a grid with such numbers of cells; boxes without any are left out. */
function boxes(sample: readonly number[][], cells: readonly number[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const point of sample) {
    const box = cells.map((count, i) => Math.floor(point[i]! * count)).join();
    counts.set(box, (counts.get(box) ?? 0) + 1);
  }
  return counts;
}

describe('Sobol points', () => {
  it('are the published ones before scrambling', () => {
    const directions = Array.from({ length: SOBOL_DIMENSIONS }, (_, i) => directionNumbers(i));
    for (const [index, expected] of Object.entries(PUBLISHED))
      expect(directions.map((column) => sobolDigits(Number(index), column) / 2 ** 20)).toEqual(expected);
  });

  it.each([1, 2, 3])('fill each of 256 intervals of every dimension once, scrambled (seed %i)', (seed) => {
    const sample = points(256, SOBOL_DIMENSIONS, seed);
    for (let dimension = 0; dimension < SOBOL_DIMENSIONS; dimension += 1)
      expect(new Set(sample.map((point) => Math.floor(point[dimension]! * 256))).size).toBe(256);
  });

  it.each([1, 2, 3])('fill every dyadic box of the first two dimensions equally (seed %i)', (seed) => {
    const sample = points(256, 2, seed);
    for (let k = 0; k <= 8; k += 1) expect(boxes(sample, [2 ** k, 2 ** (8 - k)]).size).toBe(256);
  });

  it('fill the second power of two as evenly as the first', () => {
    expect(boxes(points(512, 2, 1).slice(256), [16, 16]).size).toBe(256);
  });

  it('are the same for the same seed, others for another, and can be begun in the middle', () => {
    expect(points(20, 5, 4)).toEqual(points(20, 5, 4));
    expect(points(20, 5, 4)).not.toEqual(points(20, 5, 5));
    const later = sobolStream(45, 4, 7);
    expect(Array.from({ length: 45 }, later)).toEqual(points(8, 45, 4)[7]);
  });

  it('integrate a smooth function ten times as well as independent draws', () => {
    // The integral of prod (1 + (x_i - 1/2)) is 1; 1,024 independent points of 5 dimensions err by some 0.02.
    const errors = Array.from({ length: 20 }, (_, seed) => {
      const values = points(1024, 5, seed).map((point) =>
        point.reduce((product, x) => product * (x + 0.5), 1),
      );
      return values.reduce((sum, value) => sum + value, 0) / 1024 - 1;
    });
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / 20)).toBeLessThan(0.002);
  });

  it('have coordinates in the unit interval, the last digit included', () => {
    for (const digits of [0, 2 ** 32 - 1])
      for (let key = 0; key < 100; key += 1) {
        const scrambled = owenScramble(digits, key);
        expect(scrambled >= 0 && scrambled < 2 ** 32).toBe(true);
      }
  });

  it('go past the table with independent numbers', () => {
    const sample = points(1000, SOBOL_DIMENSIONS + 2, 1).map((point) => point.at(-1)!);
    expect(new Set(sample).size).toBe(1000);
    // Standard deviation of the mean 1 / sqrt(12,000) = 0.009.
    expect(Math.abs(sample.reduce((sum, x) => sum + x, 0) / 1000 - 0.5)).toBeLessThan(0.045);
  });
});
