/** What the strategies that replay have in common: reading their hyperparameters, checking and counting. */
import type { InputIssue } from '../../../common/errors.ts';
import { benchmarkShape } from '../../configuration/benchmark-shape.ts';
import type { Hyperparameter } from '../../configuration/hyperparameter.types.ts';
import { impossibleTraining } from '../../configuration/impossible-training.ts';
import { targetOutputs } from '../../configuration/target.ts';
import { createHypernetwork } from '../../model/hypernetwork.ts';
import { mlpLayout } from '../../model/layout.ts';
import type { Activation } from '../../model/activation.ts';
import type { LabelRule, ReplayWeighting } from '../../replay/replay-plan.ts';
import { createVae, TASK_CODES, type Vae } from '../../replay/vae.ts';
import type { OptimiserRule } from '../../training/optimiser.ts';
import type { BenchmarkSpec, Configuration, ParameterCounts } from '../../types.ts';
import { hnetOptions } from '../hnet-options.ts';
import type { HypernetworkOptions } from '../hypernetwork-trainer.ts';

/** The replay model that a configuration describes. */
export function vaeOf(benchmark: BenchmarkSpec, configuration: Configuration): Vae {
  return createVae({
    inputs: benchmarkShape(benchmark).inputs,
    latentSize: configuration.latent_size as number,
    conditional: configuration.conditional_replay === true,
    encoderLayers: configuration.encoder_layers as readonly number[],
    decoderLayers: configuration.decoder_layers as readonly number[],
  });
}

/** The decoders' hypernetwork: as the classifier's, with `replay_…` in the place of what is its own. */
export function replayHypernetworkOptions(configuration: Configuration): HypernetworkOptions {
  const own = (name: string) => configuration[`replay_${name}`]!;
  return hnetOptions({
    ...configuration,
    beta: own('beta'),
    task_embedding_size: own('task_embedding_size'),
    chunk_embedding_size: own('chunk_embedding_size'),
    chunk_size: own('chunk_size'),
    chunked: true,
    hidden_layers: own('hidden_layers'),
    activation: own('activation'),
    learning_rate: own('learning_rate'),
    embedding_learning_rate: own('learning_rate'),
  });
}

/** The update rule of networks that own their weights. */
export function ruleOf(configuration: Configuration, learningRate: string): OptimiserRule {
  return hnetOptions({ ...configuration, learning_rate: configuration[learningRate]! }).thetaRule;
}

/** How real and replayed samples share the loss. */
export function weightingOf(configuration: Configuration): ReplayWeighting {
  return {
    weighting: configuration.replay_weighting as ReplayWeighting['weighting'],
    weight: configuration.replay_weight as number,
  };
}

/** How a former classifier labels replay. */
export function labelRuleOf(configuration: Configuration): LabelRule {
  return {
    targets: configuration.replay_targets as LabelRule['targets'],
    temperature: configuration.distillation_temperature as number,
    newOutputs: configuration.replay_new_outputs as LabelRule['newOutputs'],
  };
}

/** Values of a replay model that can't stand together or for this benchmark. */
export function impossibleReplay(
  benchmark: BenchmarkSpec,
  values: Configuration,
  strategy: string,
): InputIssue[] {
  if (!hasPixels(benchmark))
    return [
      {
        path: 'benchmark.name',
        given: `${benchmark.name} with strategy ${strategy}`,
        allowed: `images whose pixels lie in [0, 1], such as split-mnist or permuted-mnist: ${strategy} replays them`,
      },
    ];
  const issues = [...impossibleTraining(benchmark, values), ...notWithReplay(values, strategy)];
  if (values.conditional_replay === true && benchmark.tasks > TASK_CODES)
    issues.push({
      path: 'parameters.conditional_replay',
      given: 'true',
      allowed: `false with more than ${TASK_CODES} tasks: the task code has that length`,
    });
  const weights = vaeOf(benchmark, values).decoder.size;
  if (values.replay_chunk_size !== undefined && (values.replay_chunk_size as number) > weights)
    issues.push({
      path: 'parameters.replay_chunk_size',
      given: String(values.replay_chunk_size),
      allowed: `at most ${weights}, the number of decoder weights`,
    });
  if (values.regularised_tasks === 0)
    issues.push({ path: 'parameters.regularised_tasks', given: '0', allowed: '-1 for all, or at least 1' });
  return issues;
}

/** What the phases of these strategies have no place for. */
function notWithReplay(values: Configuration, strategy: string): InputIssue[] {
  const only: Configuration = {
    target_network: 'mlp',
    epochs: 0,
    learning_rate_schedule: 'constant',
    augmentation: false,
    soft_targets: 1,
  };
  return Object.entries(only).flatMap(([name, value]) =>
    values[name] === undefined || values[name] === value
      ? []
      : [
          {
            path: `parameters.${name}`,
            given: JSON.stringify(values[name]),
            allowed: `${JSON.stringify(value)} with ${strategy}`,
          },
        ],
  );
}

/** Whether a benchmark's inputs are what the decoder's sigmoid can draw. */
function hasPixels({ name }: BenchmarkSpec): boolean {
  return name.endsWith('mnist');
}

/**
 * Counts of the hypernetwork that generates the decoders (hnet-spec section 2.1): the last task is never replayed, so
 * there are T - 1 embeddings.
 */
export function replayCounts(
  benchmark: BenchmarkSpec,
  configuration: Configuration,
): NonNullable<ParameterCounts['replay']> {
  const options = replayHypernetworkOptions(configuration);
  const target = vaeOf(benchmark, configuration).decoder.size;
  const { layout, chunks } = createHypernetwork({ ...options, targetSize: target });
  const chunkEmbeddings = layout.entries[0]!.size;
  const hypernetworkMlp = layout.size - chunkEmbeddings;
  const taskEmbeddings = (benchmark.tasks - 1) * options.taskEmbeddingSize;
  const total = layout.size + taskEmbeddings;
  return {
    target,
    chunks,
    hypernetworkMlp,
    chunkEmbeddings,
    taskEmbeddings,
    total,
    compressionRatio: total / target,
  };
}

/** Counts of a classifier that owns its weights: what predicts is the network itself. */
export function plainCounts(benchmark: BenchmarkSpec, configuration: Configuration): ParameterCounts {
  const target = mlpLayout(classifierWidths(benchmark, configuration, targetOutputs(benchmark))).size;
  const none = { chunks: 0, hypernetworkMlp: 0, chunkEmbeddings: 0, taskEmbeddings: 0 };
  return { target, ...none, network: target, total: target, compressionRatio: 1 };
}

/** [inputs, ...hidden, outputs] of a classifier that owns its weights. */
export function classifierWidths(
  benchmark: BenchmarkSpec,
  configuration: Configuration,
  outputs: number,
  layers: 'target_layers' | 'inference_layers' = 'target_layers',
): number[] {
  return [benchmarkShape(benchmark).inputs, ...(configuration[layers] as readonly number[]), outputs];
}

/** Activation of classifiers and of the task inference. */
export function activationOf(configuration: Configuration): Activation {
  return configuration.target_activation as Activation;
}

/** The names of some hyperparameters. */
export function namesOf(hyperparameters: readonly Hyperparameter[]): readonly string[] {
  return hyperparameters.map(({ name }) => name);
}
