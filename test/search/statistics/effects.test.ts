import { describe, expect, test } from 'vitest';
import { parameterEffects, type EffectTrial } from '../../../search/statistics/index.ts';

/** A full grid a x b over seeds whose objective is known; seeds add noise that is common to all configurations. */
function grid(objective: (a: number, b: number, seed: number) => number): EffectTrial[] {
  return [1, 2].flatMap((a) =>
    [10, 20, 30].map((b) => ({
      assignment: { a, b },
      values: new Map([1, 2, 3].map((seed) => [seed, objective(a, b, seed)])),
    })),
  );
}

describe('effects of hyperparameters', () => {
  test('a difference that seeds and other parameters hide in the means is plain in the pairs', () => {
    // b and the seed swing the objective by far more than a does.
    const trials = grid((a, b, seed) => 0.5 + 0.01 * a + b / 10 + seed + 0.001 * ((a * b + seed) % 3));
    const effect = parameterEffects(['a'], trials, 'maximize')[0]!;
    expect(effect.levels.map((level) => level.value)).toEqual([2, 1]);
    const { difference, pairs, p } = effect.levels[1]!.againstBest!;
    expect(difference).toBeCloseTo(-0.01, 2);
    expect(pairs).toBe(9);
    expect(p).toBeLessThan(0.001);
    expect(effect.levels[0]!.againstBest).toBeNull();
  });

  test('where errors are minimised the best level is the lowest', () => {
    const trials = grid((a, b, seed) => a + b * 0 + seed * 0.01 * a);
    expect(parameterEffects(['a'], trials, 'minimize')[0]!.levels[0]!.value).toBe(1);
  });

  test('a parameter that does nothing is not told apart', () => {
    const trials = grid((a, b, seed) => b + seed + 0.01 * ((7 * a + 3 * b + 5 * seed) % 11));
    expect(parameterEffects(['a'], trials, 'maximize')[0]!.levels[1]!.againstBest!.p).toBeGreaterThan(0.05);
  });

  test('p of several levels is adjusted: no smaller than the plain two-sided one', () => {
    const trials = grid((a, b, seed) => b / 10 + a + seed * 0.1 + 0.3 * ((a * 5 + b + seed * 7) % 4));
    const levels = parameterEffects(['b'], trials, 'maximize')[0]!.levels;
    const two = parameterEffects(
      ['b'],
      trials.filter((t) => t.assignment.b !== 20),
      'maximize',
    )[0]!.levels;
    expect(levels).toHaveLength(3);
    expect(levels.find((l) => l.value === 10)!.againstBest!.p).toBeGreaterThanOrEqual(two[1]!.againstBest!.p);
  });

  test('an unbalanced grid does not mislead: the pairs say which level is best', () => {
    // a = 2 is better by 1 everywhere, but was only tried where b is bad.
    const trials = grid((a, b, seed) => a + b + 0.01 * seed * a).filter(
      ({ assignment }) => assignment.a === 1 || assignment.b === 10,
    );
    const { levels } = parameterEffects(['a'], trials, 'maximize')[0]!;
    expect(levels.map((level) => level.value)).toEqual([2, 1]);
    expect(levels[0]!.mean).toBeLessThan(levels[1]!.mean);
    expect(levels[1]!.againstBest!.difference).toBeCloseTo(-1.02, 2);
  });

  test('without trials that differ in nothing else there is no effect to speak of', () => {
    const random = [1, 2, 3].map((i) => ({ assignment: { a: i, b: i * 0.37 }, values: new Map([[1, i]]) }));
    expect(parameterEffects(['a', 'b'], random, 'maximize')).toEqual([]);
    expect(parameterEffects(['a'], [], 'maximize')).toEqual([]);
  });
});
