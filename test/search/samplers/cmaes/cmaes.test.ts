import { describe, expect, it } from 'vitest';
import { axesOf } from '../../../../search/samplers/axis.ts';
import { generationOf } from '../../../../search/samplers/cmaes/replay.ts';
import { createSampler } from '../../../../search/samplers/index.ts';
import { observe } from '../../../../search/samplers/past.ts';
import type { Assignment, PastTrial, SearchSpace } from '../../../../search/types.ts';
import { median, search } from '../search.ts';
import { samplerSuite, SPACE } from '../suite.ts';

const cmaes = createSampler('cmaes');
samplerSuite(cmaes, { adaptive: true });

const range = { kind: 'float', min: -5, max: 5, log: false, step: null } as const;
const PLANE: SearchSpace = { x: range, y: range };
const minimise = { name: 'f', goal: 'minimize' } as const;
/** A narrow valley at a slant, lowest at (2, -1). */
const valley = ({ x, y }: Assignment): number => {
  const [u, v] = [(x as number) - 2, (y as number) + 1];
  return (u + v) ** 2 + 100 * (u - v) ** 2;
};

describe('cmaes', () => {
  it.each(['minimize', 'maximize'] as const)('follows a slanting valley to its end (%s)', (goal) => {
    const sign = goal === 'minimize' ? 1 : -1;
    const best = [1, 2, 3, 4, 5].map((seed) =>
      Math.min(
        ...search(cmaes, PLANE, (at) => sign * valley(at), { seed, goal, trials: 200 }).map(
          ({ value }) => sign * value!,
        ),
      ),
    );
    expect(median(best)).toBeLessThan(1e-5);
  });

  it('does not get stuck on one whole number', () => {
    const space: SearchSpace = {
      n: { kind: 'int', min: 1, max: 40, log: false, step: 1 },
      m: { kind: 'int', min: 1, max: 40, log: true, step: 1 },
      x: range,
    };
    const value = ({ n, m, x }: Assignment): number =>
      Math.abs((n as number) - 33) + Math.abs((m as number) - 4) + Math.abs(x as number) / 100;
    const best = [1, 2, 3, 4, 5].map((seed) =>
      Math.min(...search(cmaes, space, value, { seed, trials: 150 }).map((trial) => trial.value!)),
    );
    expect(Math.max(...best)).toBeLessThan(0.1);
  });

  it('starts again elsewhere, with more trials a generation, once it has converged or sees no difference', () => {
    // Six a generation of two axes, all at the middle: the Gaussian narrows.
    const history = (value: (number: number) => number): PastTrial[] =>
      Array.from({ length: 600 }, (_, number) => ({
        ...{ number, state: 'complete', assignment: { x: 0, y: 0 }, value: value(number) },
      }));
    const at = (number: number, value: (number: number) => number) =>
      generationOf(observe(axesOf(PLANE), history(value)), 'minimize', { dimensions: 2, seed: 1, number });
    const identity = (number: number): number => number;
    const sizes = Array.from({ length: 100 }, (_, i) => at(6 * i, identity).size);
    const first = sizes.indexOf(12);
    expect(first).toBeGreaterThan(20);
    expect(at(6 * (first - 1), identity).strategy.sigma).toBeLessThan(1e-5);
    expect(at(6 * first, identity).strategy.sigma).toBe(1 / 6);
    expect([...at(6 * first, identity).strategy.mean]).not.toEqual([0.5, 0.5]);

    expect(at(17, () => 1).size).toBe(6);
    expect(at(18, () => 1).size).toBe(12);
  });

  it('gives a generation in flight the same Gaussian, whatever has ended of it', () => {
    // Six a generation: numbers 6 to 11 follow from the results of 0 to 5 alone.
    const history = search(cmaes, PLANE, valley, { trials: 12 });
    const context = { space: PLANE, objective: minimise, seed: 1 };
    for (const ended of [6, 8, 10])
      expect(
        cmaes.suggest({
          ...context,
          number: 11,
          history: history
            .slice(0, 11)
            .map((trial) => (trial.number < ended ? trial : { ...trial, state: 'running', value: null })),
        }),
      ).toEqual(history[11]!.assignment);
  });

  it('counts diverged trials as worst and pruned ones as worse than complete ones', () => {
    const history = search(cmaes, PLANE, valley, { trials: 6 });
    const last = history[5]!;
    const suggest = (end: Partial<PastTrial>) =>
      cmaes.suggest({
        ...{ space: PLANE, objective: minimise, seed: 1, number: 6 },
        history: [...history.slice(0, 5), { ...last, ...end }],
      });
    const worst = suggest({ value: 1e9 });
    expect(suggest({ state: 'diverged', value: null })).toEqual(worst);
    expect(suggest({ state: 'pruned', value: 0 })).toEqual(worst);
    expect(suggest({ value: 0 })).not.toEqual(worst);
  });

  it('refuses choices, and names methods that have them', () => {
    expect(cmaes.faults(SPACE).map(({ path, allowed }) => `${path}: ${allowed}`)).toContainEqual(
      expect.stringMatching(/^parameters\.beta: .*tpe or gp/),
    );
    expect(cmaes.faults({ only: { kind: 'categorical', values: ['a'] } })).toEqual([]);
  });
});
