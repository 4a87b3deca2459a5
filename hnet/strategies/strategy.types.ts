import type * as tf from '@tensorflow/tfjs-core';
import type { Labels } from '../model/target-network.ts';
import type { BenchmarkSpec, Configuration } from '../types.ts';

/** A float32 tensor on the host, as checkpoints hold it. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
/** Everything a learner needs to go on, by name. */
export type NamedArrays = Readonly<Record<string, NamedArray>>;

/** What a learner is made from. */
export interface LearnerContext {
  readonly benchmark: BenchmarkSpec;
  /** Fully resolved hyperparameters. */
  readonly configuration: Configuration;
  readonly seed: number;
  readonly onWarning: (message: string) => void;
  /** Which form of the regulariser; for tests and measurements. */
  readonly forceRegulariser?: 'plain' | 'gram';
}

/** A batch on the device. */
export interface Batch {
  readonly x: tf.Tensor2D; // [rows, inputSize]
  readonly labels: Labels;
}

/** Loss tensors of one step; null where it was not asked for. The caller disposes them. */
export interface StepLoss {
  readonly task: tf.Scalar;
  /** beta R; null without a regulariser. */
  readonly regulariser: tf.Scalar | null;
}

/** A generated target network of one task, ready to predict. */
export interface Predictor {
  /** [rows, inputSize] -> [rows, outputs]; the caller disposes the result. */
  predict(x: tf.Tensor2D): tf.Tensor2D;
  /** The generated weights W_j, flat; owned by the predictor. */
  readonly weights: tf.Tensor1D;
  dispose(): void;
}

/** A strategy at work on one sequence of tasks. Owns its tensors until `dispose`. */
export interface Learner {
  /** Begins a task: draws its embedding, makes optimisers afresh, takes the snapshot Theta*. */
  beginTask(task: number): void;
  /**
   * One iteration of training.
   * @param rateScale multiplies all learning rates: what a schedule asks for; 1 unless given
   */
  step(batch: Batch, iteration: number, wantLoss: boolean, rateScale?: number): StepLoss | null;
  /** Freezes the task's embedding and frees what only training needs; afterwards only `save('final')` is possible. */
  endTask(): Promise<void>;
  /** The target network of any task so far, the one in training included. */
  predictor(task: number): Predictor;
  /**
   * `final`: what later tasks need; `midway`: also what this task's next iteration needs (moments, Theta*).
   */
  save(scope: 'final' | 'midway'): Promise<NamedArrays>;
  /**
   * Takes up a saved state; `midway` continues the task, with `steps` iterations done.
   * @throws UserError `corrupt-data` if its tensors are not of this configuration's sizes
   */
  restore(
    arrays: NamedArrays,
    at: { readonly task: number; readonly midway: boolean; readonly steps: number },
  ): void;
  dispose(): void;
}

/** A continual-learning method. One file a strategy. */
export interface Strategy {
  readonly name: string;
  readonly description: string;
  /** Strategies with the same learner and effective configuration train the same weights, and share stages. */
  readonly learner: string;
  /** True where each task keeps its own network: scores of earlier tasks can't change and are carried over. */
  readonly carriesScores: boolean;
  /** The hyperparameters as they influence training on task `task`: what enters a stage's content address. */
  effectiveConfiguration(configuration: Configuration, task: number): Configuration;
  createLearner(context: LearnerContext): Learner;
}
