import { HnetLearner } from './hnet-learner.ts';
import { hnetOptions } from './hnet-options.ts';
import { HYPERNETWORK } from './hypernetwork-settings.ts';
import { influence } from './influence.ts';
import type { Strategy } from './strategy.types.ts';

/** The paper's method: a hypernetwork whose outputs for earlier tasks are held fixed by a regulariser. */
export const hnet: Strategy = {
  name: 'hnet',
  description: 'task-conditioned hypernetwork with the output regulariser',
  scenarios: ['CL1'],
  ...HYPERNETWORK,
  learner: () => 'hnet',
  carriesScores: false,
  effectiveConfiguration: (configuration, task) => influence(configuration, task, true),
  createLearner: (context) => new HnetLearner(context, hnetOptions(context.configuration), false),
};
