/** What distinguishes one method that trains a network of its own from another. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Head, Labels, TargetNetwork } from '../../model/target-network.ts';
import type { Batch, NamedArrays } from '../strategy.types.ts';

/** A penalty and its gradient at some weights; the caller disposes both. */
export interface Penalty {
  readonly gradient: tf.Tensor1D;
  /** Null unless asked for. */
  readonly value: tf.Scalar | null;
}

/** A task at its end, as a protection looks at it. */
export interface FinishedTask {
  readonly weights: tf.Tensor1D;
  readonly network: TargetNetwork;
  /** The outputs the task was trained on. */
  readonly head: Head;
  /** Training samples of the task, a random `count` of them or all (-1), batch by batch; each batch is freed behind it. */
  samples(count: number): AsyncIterable<{ readonly x: tf.Tensor2D; readonly labels: Labels }>;
}

/** How a method protects what was learnt before: a penalty on changes of the weights. Owns its tensors. */
export interface Protection {
  /** Null while there is nothing to protect. */
  penalty(weights: tf.Tensor1D, wantValue: boolean): Penalty | null;
  beginTask?(weights: tf.Tensor1D): void;
  /** A step was taken from `before` to `after`; `gradient` is the task loss's alone, at `before`. All stay the caller's. */
  stepped?(before: tf.Tensor1D, after: tf.Tensor1D, gradient: tf.Tensor1D): void;
  /** Measures what the task's weights are worth to it. */
  endTask(task: FinishedTask): Promise<void>;
  save(scope: 'final' | 'midway'): Promise<NamedArrays>;
  /** Names of the tensors, each of n_W numbers, that a checkpoint must have. */
  expects(at: { readonly task: number; readonly midway: boolean }): readonly string[];
  restore(arrays: NamedArrays, at: { readonly task: number; readonly midway: boolean }): void;
  dispose(): void;
}

/** Draws the batches of a task, iteration by iteration: a function of the iteration alone, so that resume is exact. */
export type BatchSource = (task: number) => (iteration: number) => Batch;

/** A method: what it adds to plain training on one task after another. */
export interface PlainMethod {
  readonly protection?: Protection;
  readonly batches?: BatchSource;
}
