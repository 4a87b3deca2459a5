import type * as tf from '@tensorflow/tfjs-core';
import type { ReplayDecoder } from '../../replay/replay-samples.ts';
import type { Vae } from '../../replay/vae.ts';
import type { Part } from '../phased-learner.ts';

/** What former tasks are replayed from: the part of a learner that trains a generative model of the inputs. */
export interface ReplayModel extends Part {
  readonly vae: Vae;
  /**
   * What is sampled in every iteration of task t >= 1, before the model is trained on that task.
   * @returns decoders whose weights the caller disposes, and whether the task of a sampled row is known
   */
  sources(task: number): { readonly decoders: readonly ReplayDecoder[]; readonly tasksKnown: boolean };
}

/** Rows sampled of each of `tasks` former tasks for a batch of `batchSize`: ceil(batch / t), as in the reference. */
export function rowsEach(batchSize: number, tasks: number): number {
  return Math.ceil(batchSize / tasks);
}

/** Frees the weights of what `sources` gave. */
export function disposeDecoders(decoders: readonly ReplayDecoder[]): void {
  // Decoders of one model may share their weights.
  new Set<tf.Tensor>(decoders.map(({ weights }) => weights)).forEach((weights) => weights.dispose());
}
