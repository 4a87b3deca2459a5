import { describe, expect, it } from 'vitest';
import { createSampler } from '../../../search/samplers/index.ts';
import type { Assignment, SearchSpace } from '../../../search/types.ts';
import { propose, samplerSuite, SPACE } from './suite.ts';

const random = createSampler('random');
samplerSuite(random);

describe('random', () => {
  it('differs between seeds', () => {
    expect(propose(random, SPACE, 10, { seed: 1 })).not.toEqual(propose(random, SPACE, 10, { seed: 2 }));
  });

  it('needs no earlier proposal to give a later one', () => {
    const objective = { name: 'x', goal: 'maximize' } as const;
    const seventh = random.suggest({ space: SPACE, objective, seed: 1, number: 7, history: [] });
    expect(seventh).toEqual(propose(random, SPACE, 8)[7]);
  });

  it('is uniform over choices and log-uniform over a logarithmic range', () => {
    const space: SearchSpace = {
      choice: { kind: 'categorical', values: ['a', 'b', 'c', 'd'] },
      beta: { kind: 'float', min: 1e-4, max: 1, log: true, step: null },
    };
    const trials = propose(random, space, 2000) as Assignment[];
    // Expected 500 of each, standard deviation sqrt(2000 / 4 * 3 / 4) = 19.4: five of them either side.
    for (const value of ['a', 'b', 'c', 'd'])
      expect(within(trials.filter((t) => t.choice === value).length)).toBe(true);
    for (const decade of [-4, -3, -2, -1])
      expect(within(trials.filter((t) => Math.floor(Math.log10(t.beta as number)) === decade).length)).toBe(
        true,
      );
    function within(count: number): boolean {
      return Math.abs(count - 500) < 97;
    }
  });

  it('has no size where the space has no end', () => {
    expect(random.size({ x: { kind: 'float', min: 0, max: 1, log: false, step: null } })).toBeNull();
  });

  it('draws parameters independently', () => {
    const space: SearchSpace = Object.fromEntries(
      ['a', 'b'].map((name) => [name, { kind: 'float', min: 0, max: 1, log: false, step: null } as const]),
    );
    const trials = propose(random, space, 2000) as Record<'a' | 'b', number>[];
    const correlation =
      (12 * trials.reduce((sum, { a, b }) => sum + (a - 0.5) * (b - 0.5), 0)) / trials.length;
    // Standard deviation 1 / sqrt(2000) = 0.022.
    expect(Math.abs(correlation)).toBeLessThan(0.11);
  });
});
