import { publishedDefaults } from '../configuration/defaults.ts';
import { publishedReplay } from '../configuration/replay-defaults.ts';
import {
  HYPERNETWORK_TRAINING,
  PLAIN_CLASSIFIER,
  REPLAY_HYPERNETWORK,
  REPLAY_LABELS,
  REPLAY_MODEL,
  REPLAY_WEIGHTING,
} from '../configuration/replay-hyperparameters.ts';
import { iterationsOf } from './phased-learner.ts';
import { replayInfluence } from './replay/influence.ts';
import { ProtectedReplay } from './replay/protected-replay.ts';
import { RehearsingLearner, rehearsingPhases } from './replay/rehearsing-learner.ts';
import {
  impossibleReplay,
  plainCounts,
  replayCounts,
  replayHypernetworkOptions,
  vaeOf,
} from './replay/settings.ts';
import type { Strategy } from './strategy.types.ts';

/**
 * HNET+R: a classifier that owns its weights and rehearses former tasks, replayed by decoders that a hypernetwork
 * protects; its former self labels what is replayed.
 */
export const hnetR: Strategy = {
  name: 'hnet+r',
  description: 'one classifier that rehearses former tasks by replay that a hypernetwork protects',
  scenarios: ['CL1', 'CL2', 'CL3'],
  hyperparameters: [
    ...PLAIN_CLASSIFIER,
    ...REPLAY_WEIGHTING,
    ...REPLAY_LABELS,
    ...REPLAY_MODEL,
    ...REPLAY_HYPERNETWORK,
    ...HYPERNETWORK_TRAINING,
  ],
  defaults(benchmark, given) {
    const classifier = publishedDefaults(benchmark, given);
    return {
      ...classifier,
      ...publishedReplay(benchmark, 'hnet+r'),
      replay_iterations: given.iterations ?? classifier.iterations!,
    };
  },
  impossible: impossibleReplay,
  parameterCounts(benchmark, configuration) {
    const replay = replayCounts(benchmark, configuration);
    const memory = replay.total + vaeOf(benchmark, configuration).encoder.size;
    return { ...plainCounts(benchmark, configuration), replay, memory };
  },
  stageIterations: (configuration, task, tasks) => iterationsOf(rehearsingPhases(configuration, task, tasks)),
  learner: () => 'hnet+r',
  carriesScores: false,
  effectiveConfiguration: replayInfluence,
  createLearner(context) {
    const { benchmark, configuration } = context;
    const replay = new ProtectedReplay(
      context,
      vaeOf(benchmark, configuration),
      replayHypernetworkOptions(configuration),
      configuration.batch_size as number,
    );
    return new RehearsingLearner(context, replay);
  },
};
