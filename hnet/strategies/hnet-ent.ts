import { HnetLearner } from './hnet-learner.ts';
import { hnetOptions } from './hnet-options.ts';
import { HYPERNETWORK } from './hypernetwork-settings.ts';
import { influence } from './influence.ts';
import type { Strategy } from './strategy.types.ts';

/**
 * HNET+ENT: trained as `hnet`; where the task isn't told, each sample is predicted by the model of the task whose
 * prediction has the least entropy. In CL1 it is `hnet`, stages included; in CL2 and CL3 `hnet` itself is not to be had.
 */
export const hnetEnt: Strategy = {
  name: 'hnet+ent',
  description: 'hnet that takes each sample for the task whose model is surest of it (least entropy)',
  scenarios: ['CL1', 'CL2', 'CL3'],
  infersTask: ['CL2', 'CL3'],
  ...HYPERNETWORK,
  learner: () => 'hnet',
  carriesScores: false,
  effectiveConfiguration: (configuration, task) => influence(configuration, task, true),
  createLearner: (context) => new HnetLearner(context, hnetOptions(context.configuration), false),
};
