import { describe, expect, it } from 'vitest';
import { incompleteBeta, logGamma } from '../../../search/statistics/incomplete-beta.ts';
import { studentTCdf, studentTQuantile, studentTUpperTail } from '../../../search/statistics/student-t.ts';

// Reference values: scipy 1.17.1, special.gammaln, special.betainc, stats.t.sf, stats.t.ppf.

const relative = (value: number, reference: number): number =>
  reference === 0 ? Math.abs(value) : Math.abs(value / reference - 1);

describe('logGamma', () => {
  it.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [1, 0],
    [3.7, 1.428072326665388],
    [50, 144.56574394634487],
    [171.5, 709.1431630309283],
  ])('of %d', (x, reference) => {
    expect(relative(logGamma(x), reference)).toBeLessThan(1e-13);
  });
});

describe('incompleteBeta', () => {
  it.each([
    [0.5, 2, 3, 0.6875],
    [0.1, 0.5, 0.5, 0.20483276469913345],
    [0.9, 10, 0.5, 0.15164090963470994],
    [0.001, 50, 0.5, 7.9628280440758e-152],
    [0.7, 1.5, 30, 0.9999999999999989],
  ])('at x = %d with a = %d, b = %d', (x, a, b, reference) => {
    expect(relative(incompleteBeta(x, a, b), reference)).toBeLessThan(1e-12);
  });

  it('is 0 at 0 and 1 at 1', () => {
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
  });
});

describe("Student's t", () => {
  it.each([
    [0, 1, 0.5],
    [1, 1, 0.25],
    [2.5, 3, 0.04385332350403278],
    [-1.3, 7, 0.8826160823038114],
    [4.2, 19, 0.00024265823604339705],
    [12, 4.5, 6.891598826636523e-5],
    [40, 2, 0.0003122073360923703],
    [0.001, 200, 0.49960155615056945],
  ])('has the upper tail at t = %d with %d degrees of freedom', (t, df, reference) => {
    expect(relative(studentTUpperTail(t, df), reference)).toBeLessThan(1e-11);
    expect(studentTCdf(t, df)).toBeCloseTo(1 - reference, 12);
  });

  it.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 4, 2.7764451051977934],
    [0.95, 9, 1.833112932656237],
    [0.99, 2.5, 5.353111173030872],
    [0.025, 30, -2.042272456301238],
    [0.5, 3, 0],
    [0.9995, 1, 636.6192487687897],
    [0.6, 1000, 0.25341451583949876],
  ])('has the quantile of p = %d with %d degrees of freedom', (p, df, reference) => {
    expect(relative(studentTQuantile(p, df), reference)).toBeLessThan(1e-9);
  });

  it('says nothing where there is nothing to say', () => {
    expect([studentTUpperTail(NaN, 3), studentTUpperTail(1, 0), studentTQuantile(1, 3)]).toEqual([
      NaN,
      NaN,
      NaN,
    ]);
    expect([studentTUpperTail(Infinity, 3), studentTUpperTail(-Infinity, 3)]).toEqual([0, 1]);
  });
});
