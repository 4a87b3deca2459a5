import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSampler } from '../../../../search/samplers/index.ts';
import { contains, spaceSize } from '../../../../search/space/index.ts';
import type { Assignment, PastTrial, Sampler, SearchSpace } from '../../../../search/types.ts';
import { anySpace } from '../../arbitraries.ts';
import { median, search } from '../search.ts';
import { propose, samplerSuite, SPACE } from '../suite.ts';

const tpe = createSampler('tpe');
samplerSuite(tpe, { adaptive: true });

const PLANE: SearchSpace = {
  x: { kind: 'float', min: -5, max: 5, log: false, step: null },
  rate: { kind: 'float', min: 1e-4, max: 1, log: true, step: null },
};

describe('tpe', () => {
  it.each(['minimize', 'maximize'] as const)(
    'finds the optimum of a quadratic better than random (%s)',
    (goal) => {
      const sign = goal === 'minimize' ? 1 : -1;
      const quadratic = ({ x, rate }: Assignment): number =>
        sign * (((x as number) - 2) ** 2 + (Math.log10(rate as number) + 1) ** 2);
      const bestOf = (sampler: Sampler): number =>
        median(
          Array.from({ length: 11 }, (_, seed) =>
            Math.min(...search(sampler, PLANE, quadratic, { seed, goal }).map(({ value }) => sign * value!)),
          ),
        );
      const [ours, random] = [bestOf(tpe), bestOf(createSampler('random'))];
      expect(ours).toBeLessThan(random / 4);
    },
  );

  it('learns which choice is best', () => {
    const space: SearchSpace = {
      ...PLANE,
      kind: { kind: 'categorical', values: ['a', 'b', [1, 2], 'd', 'e'] },
    };
    const value = ({ kind, x }: Assignment): number =>
      (Array.isArray(kind) ? 0 : 3) + 0.01 * (x as number) ** 2;
    const shares = Array.from(
      { length: 11 },
      (_, seed) =>
        search(tpe, space, value, { seed })
          .slice(30)
          .filter(({ assignment }) => Array.isArray(assignment.kind)).length / 30,
    );
    // A fifth without learning.
    expect(median(shares)).toBeGreaterThan(0.6);
  });

  it('proposes only what the space allows, whatever became of trials', () => {
    const state = fc.constantFrom<PastTrial['state']>('running', 'complete', 'pruned', 'diverged', 'failed');
    const ends = fc.array(fc.tuple(state, fc.option(fc.double())), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(anySpace, fc.nat(1000), ends, fc.boolean(), (space, seed, outcomes, up) => {
        const history: PastTrial[] = [];
        outcomes.forEach(([outcome, value], number) => {
          const objective = { name: 'f', goal: up ? 'maximize' : 'minimize' } as const;
          const proposal = tpe.suggest({ space, objective, seed, number, history });
          if (proposal === 'exhausted') return expect(number).toBeGreaterThanOrEqual(spaceSize(space));
          expect(contains(space, proposal)).toBe(true);
          history.push({ number, assignment: proposal, state: outcome, value });
        });
      }),
    );
  });

  it('keeps away from trials that still run', () => {
    const space: SearchSpace = { x: { kind: 'float', min: 0, max: 1, log: false, step: null } };
    const context = { space, objective: { name: 'f', goal: 'minimize' }, number: 40 } as const;
    const finished = Array.from({ length: 30 }, (_, number): PastTrial => {
      const x = (number + 0.5) / 30;
      return { number, assignment: { x }, state: 'complete', value: (x - 0.5) ** 2 };
    });
    const running = Array.from({ length: 10 }, (_, i): PastTrial => ({
      number: 30 + i,
      assignment: { x: 0.48 + i * 0.004 },
      state: 'running',
      value: null,
    }));
    const distance = (history: PastTrial[]): number =>
      median(
        Array.from({ length: 51 }, (_, seed) => {
          const proposal = tpe.suggest({ ...context, seed, history }) as { x: number };
          return Math.abs(proposal.x - 0.5);
        }),
      );
    expect(distance([...finished, ...running])).toBeGreaterThan(2 * distance(finished));
  });

  it('keeps away from where trials fail', () => {
    const history = search(tpe, PLANE, ({ x }) => (x as number) ** 2, { trials: 30 }).map((trial) =>
      (trial.assignment.x as number) < 0 ? { ...trial, state: 'diverged' as const, value: null } : trial,
    );
    const context = { space: PLANE, objective: { name: 'f', goal: 'minimize' }, history } as const;
    const below = Array.from({ length: 60 }, (_, i) =>
      tpe.suggest({ ...context, seed: 1, number: 30 + i }),
    ).filter((proposal) => ((proposal as Assignment).x as number) < -0.5);
    expect(below.length).toBeLessThan(6);
  });

  it('begins with points of sobol', () => {
    expect(propose(tpe, PLANE, 10)).toEqual(propose(createSampler('sobol'), PLANE, 10));
  });

  it('passes over trials that are not in the space', () => {
    const history = search(tpe, PLANE, ({ x }) => x as number, { trials: 20 });
    const foreign: PastTrial[] = [{ x: 99, rate: 0.1 }, { x: 1 }, { x: 'a', rate: 0.1 }, {}].map(
      (assignment, i) => ({ number: 20 + i, assignment, state: 'complete', value: -100 }),
    );
    const context = {
      space: PLANE,
      objective: { name: 'f', goal: 'minimize' },
      seed: 1,
      number: 24,
    } as const;
    expect(tpe.suggest({ ...context, history: [...history, ...foreign] })).toEqual(
      tpe.suggest({ ...context, history }),
    );
  });

  it('comes back to everything once where proposals could not be tried, and then ends', () => {
    const space: SearchSpace = {
      a: { kind: 'categorical', values: [1, 2, 3] },
      b: { kind: 'int', min: 1, max: 8, log: false, step: 1 },
    };
    const history: PastTrial[] = [];
    let number = 0;
    for (; number < 100; number += 1) {
      const objective = { name: 'f', goal: 'maximize' } as const;
      const proposal = tpe.suggest({ space, objective, seed: 1, number, history });
      if (proposal === 'exhausted') break;
      // Every combination with a = 2 is impossible, and leaves no trial.
      if (proposal.a !== 2) history.push({ number, assignment: proposal, state: 'complete', value: number });
    }
    expect(history).toHaveLength(16);
    expect(number).toBeLessThanOrEqual(48);
  });

  it('does not repeat a configuration in a space too large to count', () => {
    const space: SearchSpace = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [
        `p${i}`,
        { kind: 'categorical', values: [true, false] } as const,
      ]),
    );
    const history = search(tpe, space, (a) => Object.values(a).filter(Boolean).length, {
      trials: 80,
      goal: 'maximize',
    });
    expect(new Set(history.map(({ assignment }) => JSON.stringify(assignment))).size).toBe(80);
  });

  it('differs between seeds, and is the same for the same', () => {
    const last = (seed: number): Assignment =>
      search(tpe, SPACE, ({ beta }) => beta as number, { seed }).at(-1)!.assignment;
    expect(last(1)).toEqual(last(1));
    expect([2, 3, 4].some((seed) => JSON.stringify(last(seed)) !== JSON.stringify(last(1)))).toBe(true);
  });

  it('takes milliseconds after a thousand trials', () => {
    const history = Array.from({ length: 1000 }, (_, number): PastTrial => {
      const x = ((number * 7919) % 1000) / 100 - 5;
      return { number, assignment: { x, rate: 0.1 }, state: 'complete', value: x ** 2 };
    });
    const context = { space: PLANE, objective: { name: 'f', goal: 'minimize' }, seed: 1, history } as const;
    const times = Array.from({ length: 31 }, (_, i) => {
      const before = performance.now();
      tpe.suggest({ ...context, number: 1000 + i });
      return performance.now() - before;
    });
    // Some 1 ms alone on the machine; the bound is that of the plan, for a busy one.
    expect(Math.min(...times)).toBeLessThan(10);
  });
});
