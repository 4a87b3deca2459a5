import { describe, expect, it } from 'vitest';
import { warp } from '../../../../search/samplers/gp/warp.ts';

const SOME = Float64Array.of(-3, -1.2, -0.1, 0, 0.4, 0.9, 2.5);

/** Mean 0, variance 1. */
function standard(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0);
  return values.map((value) => (value - mean) / Math.sqrt(variance));
}

describe('the power transform', () => {
  it.each([
    [1, (y: number) => y],
    [0, (y: number) => (y >= 0 ? Math.log(1 + y) : -((1 - y) ** 2 - 1) / 2)],
    [2, (y: number) => (y >= 0 ? ((1 + y) ** 2 - 1) / 2 : -Math.log(1 - y))],
    [0.5, (y: number) => (y >= 0 ? (Math.sqrt(1 + y) - 1) / 0.5 : -((1 - y) ** 1.5 - 1) / 1.5)],
  ])('of power %d is Yeo and Johnson’s, standardised', (power, formula) => {
    const expected = standard([...SOME].map(formula));
    [...warp(SOME, power).values].forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
  });

  it.each([0, 1e-5, 0.3, 1, 1.7, 2])('has the derivatives that differences show (power %d)', (power) => {
    const { slopes, logStretchSlopes } = warp(SOME, power);
    const by = 1e-6;
    const [more, less] = [warp(SOME, power + by), warp(SOME, power - by)];
    SOME.forEach((_, i) => {
      expect(slopes[i]).toBeCloseTo((more.values[i]! - less.values[i]!) / (2 * by), 6);
      expect(logStretchSlopes[i]).toBeCloseTo((more.logStretch[i]! - less.logStretch[i]!) / (2 * by), 6);
    });
  });

  it('knows how far it stretches each value', () => {
    // Two equal values one of which moves a little: what they come to lie apart, by what they were.
    const y = Float64Array.of(-2, -1, 0.5, 0.5 + 1e-6, 3);
    const { values, logStretch } = warp(y, 1.6);
    expect((values[3]! - values[2]!) / 1e-6).toBeCloseTo(Math.exp(logStretch[2]!), 5);
  });

  it('leaves values without spread alone', () => {
    const { values, slopes, logStretch } = warp(Float64Array.of(0, 0, 0), 1.5);
    expect([...values, ...slopes, ...logStretch].every((value) => value === 0)).toBe(true);
  });
});
