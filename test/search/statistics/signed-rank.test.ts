import { describe, expect, it } from 'vitest';
import { signedRankTest } from '../../../search/statistics/index.ts';

describe('the signed-rank test', () => {
  it.each([
    // scipy 1.17's `wilcoxon(..., method='exact')`.
    [[1.1, -2.2, 3.3, 4.4, 5.5, -6.6, 7.7, 8.8], 0.1953125],
    [[3, 5, -1, 8, 2, 9, 4, -6, 7, 10, 12, -11], 0.10986328125],
    // With zeros and equal sizes: all 2^9 signs counted.
    [[1, 1, -1, 2, 2, 3, 0, -4, 5, 5], 0.12890625],
    [[1, 2, 3, 4, 5, 6], 2 / 64],
  ])('of %j has its exact p', (differences, p) => {
    expect(signedRankTest(differences)).toBeCloseTo(p, 12);
    expect(signedRankTest(differences.map((x) => -x))).toBeCloseTo(p, 12);
  });

  it('finds nothing where nothing differs', () => {
    expect(signedRankTest([0, 0, 0])).toBe(1);
    expect(signedRankTest([])).toBe(1);
    expect(signedRankTest([1, -1])).toBe(1);
  });
});
