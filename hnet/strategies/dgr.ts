import { publishedDefaults } from '../configuration/defaults.ts';
import { publishedGenerativeReplay } from '../configuration/replay-defaults.ts';
import {
  PLAIN_CLASSIFIER,
  REPLAY_LABELS,
  REPLAY_MODEL,
  REPLAY_WEIGHTING,
} from '../configuration/replay-hyperparameters.ts';
import { iterationsOf } from './phased-learner.ts';
import { replayInfluence } from './replay/influence.ts';
import { RehearsingLearner, rehearsingPhases } from './replay/rehearsing-learner.ts';
import { impossibleReplay, plainCounts, ruleOf, vaeOf, weightingOf } from './replay/settings.ts';
import { UnprotectedReplay } from './replay/unprotected-replay.ts';
import type { Strategy } from './strategy.types.ts';

/**
 * Deep generative replay (Shin et al., arXiv 1705.08690), with distillation as van de Ven and Tolias (arXiv 1809.10635)
 * have it unless `replay_targets` is hard: classifier and generator both rehearse what the generator before the task
 * replays, so that its errors add up.
 */
export const dgr: Strategy = {
  name: 'dgr',
  description: 'deep generative replay: classifier and generator rehearse what the generator before replays',
  scenarios: ['CL1', 'CL2', 'CL3'],
  hyperparameters: [...PLAIN_CLASSIFIER, ...REPLAY_WEIGHTING, ...REPLAY_LABELS, ...REPLAY_MODEL],
  defaults(benchmark, given) {
    const classifier = publishedDefaults(benchmark, given);
    return {
      ...classifier,
      ...publishedGenerativeReplay((given.target_layers ?? classifier.target_layers) as readonly number[]),
      replay_iterations: given.iterations ?? classifier.iterations!,
      replay_learning_rate: given.learning_rate ?? classifier.learning_rate!,
    };
  },
  impossible: impossibleReplay,
  parameterCounts(benchmark, configuration) {
    const { encoder, decoder } = vaeOf(benchmark, configuration);
    return { ...plainCounts(benchmark, configuration), memory: encoder.size + decoder.size };
  },
  stageIterations: (configuration, task, tasks) => iterationsOf(rehearsingPhases(configuration, task, tasks)),
  learner: () => 'dgr',
  carriesScores: false,
  effectiveConfiguration: replayInfluence,
  createLearner(context) {
    const { benchmark, configuration, seed } = context;
    const replay = new UnprotectedReplay(vaeOf(benchmark, configuration), {
      rule: ruleOf(configuration, 'replay_learning_rate'),
      weighting: weightingOf(configuration),
      batchSize: configuration.batch_size as number,
      seed,
    });
    return new RehearsingLearner(context, replay);
  },
};
