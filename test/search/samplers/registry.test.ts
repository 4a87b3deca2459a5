import { expect, it } from 'vitest';
import { createSampler, samplerNames } from '../../../search/samplers/index.ts';

it('gives each sampler by its name', () => {
  expect(samplerNames.map((name) => createSampler(name).name)).toEqual([
    'grid',
    'random',
    'sobol',
    'tpe',
    'gp',
    'cmaes',
    'nsga2',
  ]);
});

it('refuses an unknown name and says what was perhaps meant', () => {
  expect(() => createSampler('ranodm')).toThrow(
    'method: given ranodm; allowed: grid, random, sobol, tpe, gp, cmaes, nsga2; did you mean random?',
  );
});
