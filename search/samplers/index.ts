import { InvalidInputError } from '../../common/errors.ts';
import { closest } from '../../common/closest.ts';
import type { Sampler } from '../types.ts';
import { cmaes } from './cmaes/index.ts';
import { gp } from './gp/index.ts';
import { grid } from './grid.ts';
import { nsga2 } from './nsga2.ts';
import { random } from './random.ts';
import { sobol } from './sobol.ts';
import { tpe } from './tpe/index.ts';

/** Every sampler, in the order of help texts. */
const SAMPLERS: readonly Sampler[] = [grid, random, sobol, tpe, gp, cmaes, nsga2];

/** All of them. */
export const samplers = (): readonly Sampler[] => SAMPLERS;

/** Their names: what `method` in a sweep file may be. */
export const samplerNames: readonly string[] = SAMPLERS.map((sampler) => sampler.name);

/** Other tools' names for the same: W&B's, Optuna's, Katib's. */
export const samplerAliases: Readonly<Record<string, string>> = {
  bayes: 'gp',
  bayesianoptimization: 'gp',
  'multivariate-tpe': 'tpe',
  qmc: 'sobol',
  'nsga-ii': 'nsga2',
  motpe: 'tpe',
  'cma-es': 'cmaes',
};

/** The sampler of that name. @throws InvalidInputError for an unknown one */
export function createSampler(name: string): Sampler {
  const sampler = SAMPLERS.find((candidate) => candidate.name === name);
  if (sampler !== undefined) return sampler;
  const near = closest(name, samplerNames);
  throw new InvalidInputError('search', [
    {
      path: 'method',
      given: name,
      allowed: near === null ? samplerNames.join(', ') : `${samplerNames.join(', ')}; did you mean ${near}?`,
    },
  ]);
}
