import { describe, expect, it } from 'vitest';
import { costsOf, hypervolume } from '../../../search/pareto/index.ts';
import { createSampler } from '../../../search/samplers/index.ts';
import { splitByFronts } from '../../../search/samplers/tpe/split.ts';
import type { Assignment, PastTrial, SearchSpace } from '../../../search/types.ts';
import { median } from './search.ts';
import { samplerSuite } from './suite.ts';

samplerSuite(createSampler('nsga2'), { adaptive: true });

const range = { kind: 'float', min: 0, max: 1, log: false, step: null } as const;
const SPACE: SearchSpace = { a: range, b: range, c: range, d: range };
const OBJECTIVES = [
  { name: 'accuracy', goal: 'maximize' },
  { name: 'size', goal: 'minimize' },
] as const;

/** ZDT1 with four parameters (E. Zitzler et al., 2000), its first cost turned into something to maximise. */
function zdt1({ a, ...rest }: Assignment): [number, number] {
  const f = a as number;
  const g = 1 + (9 * Object.values(rest).reduce<number>((sum, x) => sum + (x as number), 0)) / 3;
  return [-f, g * (1 - Math.sqrt(f / g))];
}

function volumes(method: string, trials: number): number {
  const sampler = createSampler(method);
  return median(
    [1, 2, 3, 4, 5].map((seed) => {
      const history: PastTrial[] = [];
      for (let number = 0; number < trials; number += 1) {
        const context = {
          space: SPACE,
          objective: OBJECTIVES[0],
          objectives: OBJECTIVES,
          seed,
          number,
          history,
        };
        const assignment = sampler.suggest(context) as Assignment;
        const values = zdt1(assignment);
        history.push({ number, assignment, state: 'complete', value: values[0], values });
      }
      const costs = history.map((trial) => costsOf(trial, OBJECTIVES)!);
      return hypervolume(costs, [1.1, 5]);
    }),
  );
}

describe('with two objectives', () => {
  it.each([
    ['nsga2', 240],
    ['tpe', 120],
  ])('%s has more of the front than random draws', (method, trials) => {
    // The whole front has 5.5 - 2/3 or so.
    expect(volumes(method, trials)).toBeGreaterThan(volumes('random', trials) + 0.5);
  });

  it('the good trials are those of the front, spread', () => {
    const trials = Array.from({ length: 40 }, (_, number): PastTrial => {
      const values = number < 10 ? [number, number] : [20, 50];
      return {
        number,
        assignment: {},
        state: number === 3 ? 'pruned' : 'complete',
        value: values[0]!,
        values,
      };
    });
    // All of 0 to 9 are on the front: more accurate, larger. Four of forty are good.
    const { good, bad } = splitByFronts(trials, OBJECTIVES);
    expect(good).toHaveLength(4);
    expect(good).not.toContain(3);
    expect(good.length + bad.length).toBe(40);
  });
});
