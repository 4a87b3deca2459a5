import { describe, expect, it } from 'vitest';
import { createSampler } from '../../../../search/samplers/index.ts';
import { contains } from '../../../../search/space/index.ts';
import type { Assignment, PastTrial, SearchSpace } from '../../../../search/types.ts';
import { median, search } from '../search.ts';
import { propose, samplerSuite, SPACE } from '../suite.ts';

const gp = createSampler('gp');
samplerSuite(gp, { adaptive: true });

const PLANE: SearchSpace = {
  x: { kind: 'float', min: -5, max: 5, log: false, step: null },
  rate: { kind: 'float', min: 1e-4, max: 1, log: true, step: null },
};
const minimise = { name: 'f', goal: 'minimize' } as const;

describe('gp', () => {
  it.each(['minimize', 'maximize'] as const)('comes within a hundredth of an optimum (%s)', (goal) => {
    const sign = goal === 'minimize' ? 1 : -1;
    const quadratic = ({ x, rate }: Assignment): number =>
      sign * (((x as number) - 2) ** 2 + (Math.log10(rate as number) + 1) ** 2);
    const best = [1, 2, 3].map((seed) =>
      Math.min(...search(gp, PLANE, quadratic, { seed, goal, trials: 25 }).map(({ value }) => sign * value!)),
    );
    expect(median(best)).toBeLessThan(1e-4);
  });

  it('finds the best of choices and steps', () => {
    const value = ({ beta, chunk_size, hidden_layers, momentum, lookahead }: Assignment): number =>
      Math.abs(Math.log10(beta as number) + 2) +
      Math.abs((chunk_size as number) - 3000) / 1000 +
      (hidden_layers as number[]).length +
      (momentum as number) +
      (lookahead === true ? 0 : 1);
    const trials = search(gp, SPACE, value, { trials: 40 });
    expect(Math.min(...trials.map((trial) => trial.value!))).toBe(0);
  });

  it('is not led by luck where standard errors are known', () => {
    const space: SearchSpace = { x: { kind: 'float', min: 0, max: 1, log: false, step: null } };
    // A smooth valley at 0.25, and a few trials around 0.8 that look best.
    const history = (standardError: number | null): PastTrial[] =>
      Array.from({ length: 41 }, (_, number): PastTrial => {
        const x = number / 40;
        const value = (x - 0.25) ** 2 - 0.4 * Math.exp(-(((x - 0.8) / 0.04) ** 2));
        return { number, assignment: { x }, state: 'complete', value, standardError };
      });
    const distance = (standardError: number | null): number => {
      const context = { space, objective: minimise, seed: 1, number: 41, history: history(standardError) };
      return Math.abs((gp.suggest(context) as { x: number }).x - 0.8);
    };
    expect(distance(null)).toBeLessThan(0.1);
    expect(distance(0.3)).toBeGreaterThan(0.25);
  });

  it('looks elsewhere while a trial runs where it would look', () => {
    const value = ({ x, rate }: Assignment): number =>
      ((x as number) - 2) ** 2 + (Math.log10(rate as number) + 1) ** 2;
    // Two or three more, and there is little left to look for anywhere.
    const history = search(gp, PLANE, value, { trials: 11 });
    const context = { space: PLANE, objective: minimise, seed: 1 };
    const first = gp.suggest({ ...context, number: 11, history }) as Assignment;
    const running: PastTrial = { number: 11, assignment: first, state: 'running', value: null };
    const apart = (past: PastTrial[]): number => {
      const beside = gp.suggest({ ...context, number: 12, history: past }) as Assignment;
      return Math.hypot(
        ((first.x as number) - (beside.x as number)) / 10,
        Math.log10((first.rate as number) / (beside.rate as number)) / 4,
      );
    };
    expect(apart(history)).toBeLessThan(0.001);
    expect(apart([...history, running])).toBeGreaterThan(0.01);
  });

  it('keeps away from where trials diverge', () => {
    const history = search(gp, PLANE, ({ x }) => Math.abs((x as number) + 1), { trials: 25 }).map((trial) =>
      (trial.assignment.x as number) < 0 ? { ...trial, state: 'diverged' as const, value: null } : trial,
    );
    const proposal = gp.suggest({ space: PLANE, objective: minimise, seed: 1, number: 25, history });
    expect((proposal as { x: number }).x).toBeGreaterThan(-0.5);
  });

  it('begins with points of sobol', () => {
    expect(propose(gp, PLANE, 10)).toEqual(propose(createSampler('sobol'), PLANE, 10));
  });

  it('still answers after thousands of trials, values without spread, and outliers', () => {
    const random = createSampler('random');
    const values: ((x: number, number: number) => number)[] = [
      (x) => x * x,
      () => 1,
      (x, number) => (number === 0 ? 1e300 : x),
    ];
    for (const value of values) {
      const history = Array.from({ length: 2000 }, (_, number): PastTrial => {
        const assignment = random.suggest({
          ...{ space: PLANE, objective: minimise, seed: 1, number, history: [] },
        }) as Assignment;
        return { number, assignment, state: 'complete', value: value(assignment.x as number, number) };
      });
      const proposal = gp.suggest({ space: PLANE, objective: minimise, seed: 1, number: 2000, history });
      expect(contains(PLANE, proposal as Assignment)).toBe(true);
    }
  });
});
