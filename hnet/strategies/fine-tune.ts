import { HnetLearner } from './hnet-learner.ts';
import { hnetOptions } from './hnet-options.ts';
import { HYPERNETWORK, UNREGULARISED } from './hypernetwork-settings.ts';
import { influence } from './influence.ts';
import type { Strategy } from './strategy.types.ts';

/** The lower bound: the same hypernetwork trained on one task after the other with beta = 0. */
export const fineTune: Strategy = {
  name: 'fine-tune',
  description: 'the hypernetwork without its regulariser (beta = 0): how much is forgotten unprotected',
  scenarios: ['CL1'],
  ...HYPERNETWORK,
  ...UNREGULARISED,
  // An ordinary network has one set of batch-norm statistics. With the weights of now and the statistics of then an old
  // task would be at chance whatever was forgotten (hnet-spec 3.4).
  defaults: (benchmark, given) => ({
    ...UNREGULARISED.defaults(benchmark, given),
    batch_norm_statistics: 'latest',
  }),
  learner: () => 'hnet',
  carriesScores: false,
  effectiveConfiguration: (configuration, task) => influence(configuration, task, false),
  createLearner: (context) =>
    new HnetLearner(context, { ...hnetOptions(context.configuration), beta: 0 }, false),
};
