/** What all strategies that train a network of their own, rather than generate it, have in common. */
import type { InputIssue } from '../../../common/errors.ts';
import { publishedDefaults } from '../../configuration/defaults.ts';
import type { Hyperparameter } from '../../configuration/hyperparameter.types.ts';
import { count, HNET_HYPERPARAMETERS } from '../../configuration/hyperparameters.ts';
import { impossibleTraining } from '../../configuration/impossible-training.ts';
import { targetNetworkOf } from '../../configuration/target.ts';
import type { BenchmarkSpec, Configuration, ParameterCounts } from '../../types.ts';
import { unreadBy } from '../influence.ts';
import type { LearnerContext, Strategy } from '../strategy.types.ts';
import type { PlainMethod } from './method.types.ts';
import { PlainLearner } from './plain-learner.ts';

/** Hyperparameters that only a hypernetwork has. */
const OF_HYPERNETWORKS: readonly string[] = [
  'beta',
  'task_embedding_size',
  'chunk_embedding_size',
  'chunk_size',
  'chunked',
  'hidden_layers',
  'activation',
  'embedding_learning_rate',
  'lookahead',
  'regularised_tasks',
  'regulariser_targets',
  'mask_regulariser',
  'initialisation',
  'task_embedding_std',
  'chunk_embedding_std',
  // The network has one set of weights, and one of statistics.
  'batch_norm_statistics',
];

/** The network and its training: HNET's target network, batches and learning rates, without the hypernetwork. */
export const NETWORK_HYPERPARAMETERS: readonly Hyperparameter[] = HNET_HYPERPARAMETERS.filter(
  ({ name }) => !OF_HYPERNETWORKS.includes(name),
);

/** Their published values on a benchmark. */
export function networkDefaults(benchmark: BenchmarkSpec, given: Configuration): Configuration {
  const published = publishedDefaults(benchmark, given);
  const names = NETWORK_HYPERPARAMETERS.map(({ name }) => name).filter((name) =>
    Object.hasOwn(published, name),
  );
  return Object.fromEntries(names.map((name) => [name, published[name]!]));
}

/** How many training samples importances are measured on. */
export const IMPORTANCE_SAMPLES: Hyperparameter = {
  name: 'importance_samples',
  doc: 'Training samples, drawn at random, that the importances of weights are measured on after a task; -1 for all.',
  domain: count(-1),
};

/** What a method's file says of it; the rest follows. */
export interface PlainStrategy {
  readonly name: string;
  readonly description: string;
  readonly hyperparameters: readonly Hyperparameter[];
  /** Published values of its own hyperparameters, given those of the network and its training. */
  defaults(network: Configuration, benchmark: BenchmarkSpec): Configuration;
  /** Own values that are each legal but can't stand together. */
  impossible?(benchmark: BenchmarkSpec, values: Configuration): readonly InputIssue[];
  /** Whether it measures single samples' gradients, which not every network can. */
  readonly perSample?: boolean;
  /** Numbers it keeps from task to task besides the network's `weights` weights. */
  memory(benchmark: BenchmarkSpec, configuration: Configuration, weights: number): number;
  /** Own hyperparameters that no stage up to `task` reads. */
  unread?(configuration: Configuration, task: number): readonly string[];
  /** Strategies of one learner share the stages whose effective configurations are the same; the name unless given. */
  readonly learner?: string;
  method(context: LearnerContext): PlainMethod;
}

/** Makes a strategy of a method: all scenarios, the network's hyperparameters before its own. */
export function plainStrategy(own: PlainStrategy): Strategy {
  return {
    name: own.name,
    description: own.description,
    scenarios: ['CL1', 'CL2', 'CL3'],
    hyperparameters: [...NETWORK_HYPERPARAMETERS, ...own.hyperparameters],
    defaults: (benchmark, given) => {
      const network = networkDefaults(benchmark, given);
      return { ...network, ...own.defaults({ ...network, ...given }, benchmark) };
    },
    impossible(benchmark, values) {
      const ofTraining = impossibleTraining(benchmark, values);
      if (ofTraining.length > 0) return ofTraining;
      const issues: InputIssue[] = [...(own.impossible?.(benchmark, values) ?? [])];
      if (values.importance_samples === 0)
        issues.push({
          path: 'parameters.importance_samples',
          given: '0',
          allowed: '-1 for all, or at least 1',
        });
      if (own.perSample === true && targetNetworkOf(benchmark, values).perSampleSum === undefined)
        issues.push({
          path: 'parameters.target_network',
          given: JSON.stringify(values.target_network),
          allowed: `mlp with ${own.name}, which needs the gradients of single samples`,
        });
      return issues;
    },
    parameterCounts: (benchmark, configuration) => {
      const target = targetNetworkOf(benchmark, configuration).layout.size;
      return networkCounts(target, target, own.memory(benchmark, configuration, target));
    },
    learner: () => own.learner ?? own.name,
    carriesScores: false,
    effectiveConfiguration: (configuration, task) =>
      withoutUnread(configuration, own.unread?.(configuration, task) ?? []),
    createLearner: (context) => new PlainLearner(context, own.method(context)),
  };
}

/** Counts of networks that are stored as they are. */
export function networkCounts(target: number, network: number, memory: number): ParameterCounts {
  return {
    target,
    chunks: 0,
    hypernetworkMlp: 0,
    chunkEmbeddings: 0,
    taskEmbeddings: 0,
    network,
    memory,
    total: network,
    compressionRatio: network / target,
  };
}

/** A configuration less what isn't read: what the optimiser ignores, and what the method says. */
export function withoutUnread(configuration: Configuration, unread: readonly string[]): Configuration {
  const all = [...unreadBy(configuration), ...unread];
  return Object.fromEntries(Object.entries(configuration).filter(([name]) => !all.includes(name)));
}
