import { describe, expect, it } from 'vitest';
import { createSampler } from '../../../search/samplers/index.ts';
import type { Assignment, SearchSpace } from '../../../search/types.ts';
import { propose, samplerSuite, SPACE } from './suite.ts';

const sobol = createSampler('sobol');
samplerSuite(sobol);

describe('sobol', () => {
  it('gives every pair of a choice and an octave an equal share of 64 trials', () => {
    const space: SearchSpace = {
      choice: { kind: 'categorical', values: ['a', 'b', 'c', 'd'] },
      width: { kind: 'float', min: 1, max: 16, log: true, step: null },
    };
    const trials = propose(sobol, space, 64) as Assignment[];
    for (const value of ['a', 'b', 'c', 'd'])
      for (const octave of [0, 1, 2, 3])
        expect(
          trials.filter((t) => t.choice === value && Math.floor(Math.log2(t.width as number)) === octave),
        ).toHaveLength(4);
  });

  it('differs between seeds', () => {
    expect(propose(sobol, SPACE, 10, { seed: 1 })).not.toEqual(propose(sobol, SPACE, 10, { seed: 2 }));
  });

  it('needs no earlier proposal to give a later one', () => {
    const objective = { name: 'x', goal: 'maximize' } as const;
    const seventh = sobol.suggest({ space: SPACE, objective, seed: 1, number: 7, history: [] });
    expect(seventh).toEqual(propose(sobol, SPACE, 8)[7]);
  });

  it('takes the points in order where nothing can repeat', () => {
    const space: SearchSpace = { x: { kind: 'float', min: 0, max: 1, log: false, step: null } };
    const intervals = propose(sobol, space, 16).map((t) => Math.floor(((t as Assignment).x as number) * 16));
    expect(new Set(intervals).size).toBe(16);
  });
});
