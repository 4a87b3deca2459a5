import { HNET_HYPERPARAMETERS } from '../configuration/hyperparameters.ts';
import { publishedReplay } from '../configuration/replay-defaults.ts';
import {
  REPLAY_HYPERNETWORK,
  REPLAY_MODEL,
  REPLAY_WEIGHTING,
  TASK_INFERENCE,
} from '../configuration/replay-hyperparameters.ts';
import { mlpLayout } from '../model/layout.ts';
import type { BenchmarkSpec, Configuration } from '../types.ts';
import { HnetLearner } from './hnet-learner.ts';
import { hnetOptions } from './hnet-options.ts';
import { HYPERNETWORK } from './hypernetwork-settings.ts';
import { influence } from './influence.ts';
import { iterationsOf } from './phased-learner.ts';
import { replayInfluence } from './replay/influence.ts';
import { InferringLearner, inferringPhases } from './replay/inferring-learner.ts';
import { classifierWidths, impossibleReplay, namesOf, replayCounts, vaeOf } from './replay/settings.ts';
import type { Strategy } from './strategy.types.ts';

/**
 * HNET+TIR: an HNET classifier, and a network of its own that infers the task of each sample, trained on real samples
 * and on replay whose decoders a second hypernetwork protects. In CL1, where the task is told, it is `hnet`, stages
 * included.
 */
export const hnetTir: Strategy = {
  name: 'hnet+tir',
  description: 'hnet with a network that infers the task, trained on replay that a hypernetwork protects',
  scenarios: ['CL1', 'CL2', 'CL3'],
  infersTask: ['CL2', 'CL3'],
  hyperparameters: [
    ...HNET_HYPERPARAMETERS,
    ...TASK_INFERENCE,
    ...REPLAY_WEIGHTING,
    ...REPLAY_MODEL,
    ...REPLAY_HYPERNETWORK,
  ],
  defaults(benchmark, given) {
    const classifier = HYPERNETWORK.defaults(benchmark, given);
    return {
      ...classifier,
      ...publishedReplay(benchmark, 'hnet+tir'),
      inference_layers: given.target_layers ?? classifier.target_layers!,
      replay_iterations: given.iterations ?? classifier.iterations!,
    };
  },
  impossible(benchmark, values, strategy) {
    const issues = HYPERNETWORK.impossible(benchmark, values);
    if (isTold(benchmark)) return issues;
    // What both check is said once.
    const said = new Set(issues.map(({ path }) => path));
    return [
      ...issues,
      ...impossibleReplay(benchmark, values, strategy).filter(({ path }) => !said.has(path)),
    ];
  },
  parameterCounts(benchmark, configuration) {
    const classifier = HYPERNETWORK.parameterCounts(benchmark, configuration);
    if (isTold(benchmark)) return classifier;
    const widths = classifierWidths(benchmark, configuration, benchmark.tasks, 'inference_layers');
    const network = mlpLayout(widths).size;
    const total = classifier.total + network;
    const replay = replayCounts(benchmark, configuration);
    return {
      ...classifier,
      network,
      replay,
      memory: replay.total + vaeOf(benchmark, configuration).encoder.size,
      total,
      compressionRatio: total / classifier.target,
    };
  },
  stageIterations(configuration, task, tasks, benchmark) {
    if (isTold(benchmark)) return null;
    return iterationsOf(inferringPhases(configuration, task, tasks));
  },
  learner: (benchmark) => (isTold(benchmark) ? 'hnet' : 'hnet+tir'),
  carriesScores: false,
  effectiveConfiguration: (configuration, task, benchmark) =>
    isTold(benchmark)
      ? influence(classifierOf(configuration), task, true)
      : replayInfluence(configuration, task, benchmark),
  createLearner: (context) =>
    isTold(context.benchmark)
      ? new HnetLearner(context, hnetOptions(context.configuration), false)
      : new InferringLearner(context),
};

/** In CL1 nothing has to be inferred, so nothing is replayed. */
function isTold({ scenario }: Pick<BenchmarkSpec, 'scenario'>): boolean {
  return scenario === 'CL1';
}

/** The hyperparameters that `hnet` has. */
function classifierOf(configuration: Configuration): Configuration {
  const names = namesOf(HNET_HYPERPARAMETERS);
  return Object.fromEntries(Object.entries(configuration).filter(([name]) => names.includes(name)));
}
