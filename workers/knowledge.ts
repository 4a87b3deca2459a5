import type { Knowledge } from '../activities/control/control.types.ts';
import { metricsOf, parameterCounts, scoreKindOf, stageKey } from '../hnet/index.ts';
import { createSampler } from '../search/samplers/index.ts';
import { resolveTrial } from '../sweepfile/index.ts';

/** What control activities know of the search and the science; the one place where the three meet. */
export const knowledge: Knowledge = {
  createSampler,
  resolveTrial,
  stageKey,
  metricsOf: (trial, stages) => metricsOf(scoreKindOf(trial.benchmark), stages, countsOf(trial)),
  parameterCounts: countsOf,
};

function countsOf(
  trial: Parameters<Knowledge['parameterCounts']>[0],
): ReturnType<Knowledge['parameterCounts']> {
  return parameterCounts(trial.benchmark, trial.strategy, trial.configuration);
}
