import { HnetLearner } from './hnet-learner.ts';
import { hnetOptions } from './hnet-options.ts';
import { HYPERNETWORK, hypernetworkCounts, UNREGULARISED } from './hypernetwork-settings.ts';
import { influence } from './influence.ts';
import type { Strategy } from './strategy.types.ts';

/** Each task on its own: a new hypernetwork per task, nothing shared and nothing forgotten. */
export const fromScratch: Strategy = {
  name: 'from-scratch',
  description: 'a new network for every task: no transfer, no forgetting; T times the parameters',
  scenarios: ['CL1'],
  ...HYPERNETWORK,
  ...UNREGULARISED,
  parameterCounts: (benchmark, configuration) =>
    hypernetworkCounts(benchmark, configuration, benchmark.tasks),
  learner: () => 'hnet',
  carriesScores: true,
  effectiveConfiguration: (configuration, task) => ({
    ...influence(configuration, task, false),
    // The first task's network is the same as any other hypernetwork's.
    ...(task > 0 ? { from_scratch: true } : {}),
  }),
  createLearner: (context) =>
    new HnetLearner(context, { ...hnetOptions(context.configuration), beta: 0 }, true),
};
