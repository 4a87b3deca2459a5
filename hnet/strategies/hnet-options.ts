import type { Activation } from '../model/activation.ts';
import type { Initialisation } from '../model/initialise.ts';
import type { OptimiserRule } from '../training/optimiser.ts';
import type { TargetMode } from '../training/plain-regulariser.ts';
import type { Configuration } from '../types.ts';
import type { StatisticsMode } from './task-statistics.ts';

/** The hyperparameters of an HNET under their TypeScript names; see `hnet/configuration/` for what each means. */
export interface HnetOptions {
  readonly beta: number;
  readonly taskEmbeddingSize: number;
  readonly chunkEmbeddingSize: number;
  /** null: a full hypernetwork. */
  readonly chunkSize: number | null;
  readonly hiddenLayers: readonly number[];
  readonly activation: Activation;
  readonly lookahead: boolean;
  /** K; null for all. */
  readonly regularisedTasks: number | null;
  readonly targets: TargetMode;
  readonly maskRegulariser: boolean;
  readonly initialisation: Initialisation;
  readonly taskEmbeddingStd: number;
  readonly chunkEmbeddingStd: number;
  /** Which batch-norm statistics a task is predicted with. */
  readonly statistics: StatisticsMode;
  readonly thetaRule: OptimiserRule;
  readonly embeddingRule: OptimiserRule;
}

/** Reads a resolved configuration (checked by `resolveConfiguration`) into options. */
export function hnetOptions(configuration: Configuration): HnetOptions {
  const number = (name: string): number => configuration[name] as number;
  const rule = (learningRate: number): OptimiserRule =>
    configuration.optimizer === 'adam'
      ? { kind: 'adam', learningRate, beta1: number('adam_beta1'), beta2: 0.999 }
      : { kind: 'sgd', learningRate, momentum: number('momentum') };
  return {
    beta: number('beta'),
    taskEmbeddingSize: number('task_embedding_size'),
    chunkEmbeddingSize: number('chunk_embedding_size'),
    chunkSize: configuration.chunked === true ? number('chunk_size') : null,
    hiddenLayers: configuration.hidden_layers as readonly number[],
    activation: configuration.activation as Activation,
    lookahead: configuration.lookahead === true,
    regularisedTasks: number('regularised_tasks') < 0 ? null : number('regularised_tasks'),
    targets: configuration.regulariser_targets as TargetMode,
    maskRegulariser: configuration.mask_regulariser === true,
    initialisation: configuration.initialisation as Initialisation,
    taskEmbeddingStd: number('task_embedding_std'),
    chunkEmbeddingStd: number('chunk_embedding_std'),
    statistics: configuration.batch_norm_statistics as StatisticsMode,
    thetaRule: rule(number('learning_rate')),
    embeddingRule: rule(number('embedding_learning_rate')),
  };
}
