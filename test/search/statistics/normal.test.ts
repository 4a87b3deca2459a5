import { describe, expect, it } from 'vitest';
import { normalCdf, normalMass, normalQuantile } from '../../../search/statistics/normal.ts';

const relative = (value: number, expected: number): number => Math.abs(value / expected - 1);

/** Values of scipy 1.17's `norm.cdf` and `norm.ppf`. */
describe('the normal distribution', () => {
  it.each([
    [-37, 5.7255712225239266e-300],
    [-20, 2.7536241186061556e-89],
    [-7.1, 6.237844463331586e-13],
    [-6, 9.865876450376946e-10],
    [-3, 0.0013498980316300933],
    [-1, 0.15865525393145707],
    [-0.2, 0.42074029056089696],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [2, 0.9772498680518208],
    [6, 0.9999999990134123],
  ])('has its distribution function at %f', (z, expected) => {
    expect(relative(normalCdf(z), expected)).toBeLessThan(1e-8);
  });

  it.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798409],
    [1e-7, -5.1993375821928165],
    [0.01, -2.3263478740408408],
    [0.075, -1.4395314709384563],
    [0.3, -0.5244005127080409],
    [0.9, 1.2815515655446004],
    [0.99, 2.3263478740408408],
    [0.999999999, 5.997807019601637],
  ])('has its quantile at %f', (p, expected) => {
    expect(relative(normalQuantile(p), expected)).toBeLessThan(1e-14);
  });

  it('ends where probabilities end', () => {
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([-Infinity, 0, Infinity]);
    expect([normalQuantile(-0.1), normalQuantile(1.1)]).toEqual([NaN, NaN]);
    expect([normalCdf(-Infinity), normalCdf(Infinity), normalCdf(-40)]).toEqual([0, 1, 0]);
  });

  it('knows the mass between two points, far out in either tail too', () => {
    expect(normalMass(-1, 1)).toBeCloseTo(0.6826894921370859, 12);
    expect(relative(normalMass(9, 9.5), 1.1180938908784698e-19)).toBeLessThan(1e-8);
    expect(normalMass(9, 9.5)).toBe(normalMass(-9.5, -9));
  });
});
