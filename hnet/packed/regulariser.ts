import type * as tf from '@tensorflow/tfjs-core';
import type { Hypernetwork } from '../model/hypernetwork.ts';
import { estimateCost } from '../training/choose-regulariser.ts';
import type { TargetMode } from '../training/plain-regulariser.ts';
import { createPackedGram } from './gram-regulariser.ts';
import { createPackedPlain } from './plain-regulariser.ts';

/** The output regulariser of one stage for several members, each with its own beta, Theta* and choice of tasks. */
export interface PackedRegulariser {
  /**
   * beta R and its gradient at Theta [P, n_Theta], as `Regulariser.evaluate`.
   * @param tasks each member's S; all of one length
   * @returns gradient [P, n_Theta]; values [P] only when asked for. The caller disposes both.
   */
  evaluate(
    theta: tf.Tensor2D,
    tasks: readonly (readonly number[])[],
    wantValue: boolean,
  ): { gradient: tf.Tensor2D; value: tf.Tensor1D | null };
  dispose(): void;
}

/** What both forms are made from. */
export interface PackedRegulariserInput {
  /** One a member; 0 leaves that member alone. */
  readonly betas: readonly number[];
  /** Theta* of each member [P, n_Theta]; the regulariser keeps its own copy. */
  readonly snapshots: tf.Tensor2D;
  /** Frozen embeddings of the tasks before [P, t, taskEmbeddingSize]; likewise. */
  readonly embeddings: tf.Tensor3D;
}

/**
 * The form that a member by itself would take, so that what it trains differs by rounding alone; with masks always the plain
 * one, which is the same but for rounding too.
 */
export function createPackedRegulariser(
  hypernetwork: Hypernetwork,
  input: PackedRegulariserInput,
  options: {
    readonly tasksPerStep: number;
    readonly targets: TargetMode;
    /** By task, [chunks, m] of zeros and ones; null counts all weights. */
    readonly masks: readonly Float32Array[] | null;
    readonly force?: 'plain' | 'gram' | undefined;
  },
): PackedRegulariser {
  const cost = estimateCost(hypernetwork, options.tasksPerStep, options.targets);
  const form =
    options.masks !== null ? 'plain' : (options.force ?? (cost.gram < cost.plain ? 'gram' : 'plain'));
  return form === 'gram'
    ? createPackedGram(hypernetwork, input)
    : createPackedPlain(hypernetwork, input, options.targets, options.masks);
}
