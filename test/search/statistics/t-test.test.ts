import { describe, expect, it } from 'vitest';
import {
  holm,
  mean,
  pairedTTest,
  sampleSd,
  standardError,
  welchTTest,
} from '../../../search/statistics/index.ts';

// Reference values: scipy 1.17.1, stats.ttest_rel and stats.ttest_ind(equal_var=False), alternative='greater'.
const A = [0.981, 0.979, 0.985, 0.983, 0.98];
const B = [0.978, 0.98, 0.981, 0.979, 0.977];
const C = [0.95, 0.96, 0.955];
const pairsOf = (a: readonly number[], b: readonly number[]): [number, number][] =>
  a.map((x, i) => [x, b[i]!]);

describe('mean and spread', () => {
  it('agree with numpy and scipy', () => {
    expect(mean(A)).toBeCloseTo(0.9816, 14);
    expect(sampleSd(A)).toBeCloseTo(0.0024083189157584613, 14);
    expect(standardError(A)).toBeCloseTo(0.0010770329614269018, 14);
  });

  it('has no standard error for one value', () => {
    expect(standardError([1])).toBeNull();
    expect(sampleSd([1])).toBeNaN();
  });
});

describe('the paired test', () => {
  it('agrees with scipy', () => {
    const result = pairedTTest(pairsOf(A, B));
    expect(result.t).toBeCloseTo(2.8036521032893993, 9);
    expect(result.df).toBe(4);
    expect(result.p).toBeCloseTo(0.024315116928653107, 9);
  });

  it("falls back to the sign test's p where all differences are equal", () => {
    expect(
      pairedTTest([
        [3, 1],
        [4, 2],
        [9, 7],
      ]).p,
    ).toBe(1 / 8);
    expect(
      pairedTTest([
        [1, 3],
        [2, 4],
        [7, 9],
      ]).p,
    ).toBe(7 / 8);
    expect(
      pairedTTest([
        [1, 1],
        [2, 2],
      ]).p,
    ).toBe(0.5);
  });

  it('takes differences that differ by rounding alone for equal', () => {
    expect(
      pairedTTest([
        [0.3, 0.2],
        [0.4, 0.3],
      ]).p,
    ).toBe(1 / 4);
  });

  it('refuses a single pair', () => {
    expect(() => pairedTTest([[1, 2]])).toThrow(RangeError);
  });
});

describe("Welch's test", () => {
  it.each([
    [A, B, 2.017991366836328, 6.90799699172725, 0.04195908860846734],
    [A, C, 8.633209332037891, 2.5706480193808723, 0.00288563763312746],
    [C, A, -8.633209332037891, 2.5706480193808723, 0.9971143623668726],
  ])('agrees with scipy (%#)', (a, b, t, df, p) => {
    const result = welchTTest(a, b);
    expect(result.t).toBeCloseTo(t, 9);
    expect(result.df).toBeCloseTo(df, 9);
    expect(result.p).toBeCloseTo(p, 10);
  });

  it('falls back to the permutation p where nothing varies', () => {
    expect(welchTTest([2, 2], [1, 1, 1]).p).toBeCloseTo(1 / 10, 15);
    expect(welchTTest([1, 1], [1, 1]).p).toBe(0.5);
  });

  it('refuses a single value', () => {
    expect(() => welchTTest([1], [1, 2])).toThrow(RangeError);
  });
});

describe("Holm's adjustment", () => {
  it('is the step-down product by hand', () => {
    // Sorted .005 .01 .03 .04 times 4 3 2 1, then never decreasing.
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  it('never exceeds 1 and copes with nothing', () => {
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
