import { describe, expect, it } from 'vitest';
import {
  populationSize,
  startStrategy,
  updated,
  type Strategy,
} from '../../../../search/samplers/cmaes/strategy.ts';

/** A generation in two dimensions, best first. */
const POINTS = [
  [0.52, 0.47],
  [0.61, 0.55],
  [0.4, 0.5],
  [0.7, 0.3],
  [0.35, 0.8],
  [0.9, 0.1],
].map((point) => Float64Array.from(point));

describe('the strategy', () => {
  it('is updated as the cmaes package does it', () => {
    let strategy: Strategy = startStrategy(Float64Array.of(0.5, 0.5), 1 / 6);
    expect(populationSize(2)).toBe(6);
    strategy = updated(strategy, POINTS);
    strategy = updated(strategy, POINTS.toReversed());
    // CMA(mean, sigma, population_size=6), told the same twice (cmaes 0.13.1).
    expect([...strategy.mean]).toEqual([
      expect.closeTo(0.7278089241449318, 7),
      expect.closeTo(0.31487661447077314, 7),
    ]);
    expect(strategy.sigma).toBeCloseTo(0.20118768333054138, 9);
    expect([...strategy.covariance]).toEqual([
      expect.closeTo(1.0907611512776576, 7),
      expect.closeTo(-0.34149092815916177, 7),
      expect.closeTo(-0.3414909281591617, 7),
      expect.closeTo(1.1255426079202842, 7),
    ]);
  });

  it('grows along a slope', () => {
    let strategy = startStrategy(Float64Array.of(0, 0), 1);
    for (let generation = 0; generation < 20; generation += 1) {
      const { mean, sigma } = strategy;
      const steps = [3, 2, 1, 0, -1, -2].map((along, i) =>
        Float64Array.of(mean[0]! + sigma * along, mean[1]! + (sigma * ((i % 3) - 1)) / 2),
      );
      strategy = updated(strategy, steps);
    }
    expect(strategy.sigma).toBeGreaterThan(3);
    expect(strategy.covariance[0]!).toBeGreaterThan(strategy.covariance[3]!);
  });
});
