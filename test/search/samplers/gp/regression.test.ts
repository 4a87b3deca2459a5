import { describe, expect, it } from 'vitest';
import { logImprovement } from '../../../../search/samplers/gp/expected-improvement.ts';
import { matern52, matern52Slope } from '../../../../search/samplers/gp/kernel.ts';
import {
  fitKernel,
  Posterior,
  posteriorLoss,
  warped,
  type Belief,
  type Observations,
} from '../../../../search/samplers/gp/regression.ts';
import { warp } from '../../../../search/samplers/gp/warp.ts';
import { uniformStream } from '../../../../search/random.ts';

const kernel = { inverseSquares: Float64Array.of(4, 1), scale: 2, noise: 0.1, power: 1 };

function observations(count: number, f: (x: number, kind: number) => number): Observations {
  const uniform = uniformStream(1);
  const x = Array.from({ length: count }, () => Float64Array.of(uniform(), Math.floor(uniform() * 3)));
  return {
    x,
    y: Float64Array.from(x, (point) => f(point[0]!, point[1]!)),
    variance: new Float64Array(count),
    unordered: [false, true],
  };
}

describe('the kernel', () => {
  it('is Matérn 5/2', () => {
    expect(matern52(0)).toBe(1);
    // (1 + sqrt 5 + 5/3) e^-sqrt 5
    expect(matern52(1)).toBeCloseTo(0.5239941088318203, 12);
    expect(matern52Slope(1)).toBeCloseTo((matern52(1 + 1e-6) - matern52(1 - 1e-6)) / 2e-6, 8);
    expect(matern52Slope(0)).toBeCloseTo(-5 / 6, 12);
  });
});

describe('the posterior', () => {
  it('is what can be computed by hand for one observation', () => {
    const posterior = new Posterior(
      {
        x: [Float64Array.of(0.5, 1)],
        y: Float64Array.of(3),
        variance: Float64Array.of(0.3),
        unordered: [false, true],
      },
      kernel,
    );
    // Other kind, 0.25 away: squared distance 4 / 16 + 1.
    const covariance = 2 * matern52(1.25);
    const { mean, variance } = posterior.at(Float64Array.of(0.75, 0));
    expect(mean).toBeCloseTo((covariance * 3) / 2.4, 12);
    expect(variance).toBeCloseTo(2 - covariance ** 2 / 2.4, 12);
  });

  it('has the derivatives that differences show', () => {
    const posterior = new Posterior(
      observations(12, (x, kind) => Math.sin(6 * x) + kind),
      kernel,
    );
    const belief: Belief = {
      ...{ mean: 0, variance: 0 },
      ...{ meanSlope: new Float64Array(2), varianceSlope: new Float64Array(2) },
    };
    posterior.withSlopes(Float64Array.of(0.3, 2), belief);
    const at = (x: number) => posterior.at(Float64Array.of(x, 2));
    expect(belief.mean).toBeCloseTo(at(0.3).mean, 12);
    expect(belief.variance).toBeCloseTo(at(0.3).variance, 12);
    expect(belief.meanSlope[0]).toBeCloseTo((at(0.3 + 1e-6).mean - at(0.3 - 1e-6).mean) / 2e-6, 6);
    expect(belief.varianceSlope[0]).toBeCloseTo(
      (at(0.3 + 1e-6).variance - at(0.3 - 1e-6).variance) / 2e-6,
      6,
    );
    expect([belief.meanSlope[1], belief.varianceSlope[1]]).toEqual([0, -0]);
  });
});

describe('the fit', () => {
  it('climbs the gradient that differences show', () => {
    const some = observations(10, (x, kind) => Math.sin(6 * x) + kind / 2);
    const loss = posteriorLoss({ ...some, variance: new Float64Array(10).fill(0.2) });
    const at = Float64Array.of(0.7, -0.4, 0.3, -3, 1.4);
    const gradient = new Float64Array(5);
    loss(at, gradient);
    for (let i = 0; i < 5; i += 1) {
      const moved = (by: number): number =>
        loss(
          at.map((value, j) => (i === j ? value + by : value)),
          new Float64Array(5),
        );
      expect(gradient[i]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 5);
    }
  });

  it('finds which axis matters', () => {
    const { inverseSquares } = fitKernel(observations(40, (x) => 2 * Math.sin(9 * x)));
    expect(inverseSquares[0]).toBeGreaterThan(10 * inverseSquares[1]!);
  });

  it('tells noise from the function', () => {
    const uniform = uniformStream(2);
    const rough = fitKernel(observations(60, (x) => x + 1.5 * (uniform() - 0.5)));
    const smooth = fitKernel(observations(60, (x) => x));
    expect(rough.noise).toBeGreaterThan(0.03);
    expect(smooth.noise).toBeLessThan(0.01);
  });

  it('bends values of which a few are far worse than all others, and leaves those alone that are a smooth function', () => {
    const straight = (x: number): number => Math.sin(5 * x);
    const power = (f: (x: number) => number): number => {
      const { y, ...rest } = observations(40, f);
      return fitKernel({ ...rest, y: warp(y, 1).values }).power;
    };
    expect(Math.abs(power(straight) - 1)).toBeLessThan(0.3);
    expect(power((x) => -Math.exp(4 * straight(x)))).toBeGreaterThan(1.3);
  });

  it('takes known variances along', () => {
    const some = { ...observations(10, (x) => x), variance: new Float64Array(10).fill(0.2) };
    // Straight values are only standardised: variances by the square of the same factor.
    const { y, variance } = warped(some, 1);
    const factor = (y[1]! - y[0]!) / (some.y[1]! - some.y[0]!);
    expect(variance[0]).toBeCloseTo(0.2 * factor * factor, 10);
  });
});

// Computed with mpmath at 60 digits.
describe('the logarithm of the expected improvement', () => {
  it.each([
    [-200, -20011.51564826, 200.00999925013],
    [-40, -808.29856835662, 40.049906657649],
    [-12.5, -84.114182840685, 12.657057565828],
    [-11.5, -71.950744499499, 11.670162495433],
    [-5, -16.744301162661, 5.3618162412881],
    [-1, -2.4851210257126, 1.9042712333297],
    [0, -0.91893853320467, 1.2533141373155],
    [3, 1.0987396653277, 0.3328409684518],
  ])('is exact at z = %d', (z, value, slope) => {
    const found = logImprovement(z);
    expect(found.value / value).toBeCloseTo(1, 7);
    expect(found.slope / slope).toBeCloseTo(1, 5);
  });
});
