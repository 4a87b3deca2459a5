import type * as tf from '@tensorflow/tfjs-core';
import type { InputIssue } from '../../common/errors.ts';
import type { Benchmark } from '../benchmarks/benchmark.types.ts';
import type { Hyperparameter } from '../configuration/hyperparameter.types.ts';
import type { Labels } from '../model/target-network.ts';
import type { BenchmarkSpec, Configuration, ParameterCounts, Scenario } from '../types.ts';

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
  /**
   * Data of all tasks, for strategies that rehearse, or measure something at the end of a task. What an earlier or later
   * task's data may be used for is the strategy's honesty. Absent where single steps are measured.
   */
  readonly data?: Benchmark;
  /** Which form of the regulariser; for tests and measurements. */
  readonly forceRegulariser?: 'plain' | 'gram';
}

/** A batch on the device. */
export interface Batch {
  readonly x: tf.Tensor2D; // [rows, inputSize]
  /** Of classes: one-hot within the task, [rows, k]. */
  readonly labels: Labels;
  /** Which task each row is of [rows]; absent where all are of the task in training. */
  readonly tasks?: Int32Array;
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

/** What is predicted for rows whose task isn't told; the caller disposes both. */
export interface Classification {
  /** int32 [rows]: in CL3 class + t k, in CL2 the class. */
  readonly labels: tf.Tensor1D;
  /** The task each row was taken for, int32 [rows]; null where the strategy infers none. */
  readonly tasks: tf.Tensor1D | null;
}

/** All that was learnt so far, ready to classify without being told the task (CL2, CL3). */
export interface Classifier {
  classify(x: tf.Tensor2D): Classification;
  dispose(): void;
}

/** A strategy at work on one sequence of tasks. Owns its tensors until `dispose`. */
export interface Learner {
  /** Begins a task: draws its embedding, makes optimisers afresh, takes the snapshot Theta*. */
  beginTask(task: number): void | Promise<void>;
  /** The batch of an iteration, where it isn't simply one of the task's training samples. The caller disposes it. */
  batch?(iteration: number): Batch;
  /**
   * One iteration of training.
   * @param rateScale multiplies all learning rates: what a schedule asks for; 1 unless given
   */
  step(batch: Batch, iteration: number, wantLoss: boolean, rateScale?: number): StepLoss | null;
  /**
   * Freezes the task's embedding, measures what later tasks need to know of it, and frees what only training needs;
   * afterwards only `save('final')` is possible.
   * @param alive to be awaited now and then by whatever takes long; it throws when the stage is to be given up, and the
   *   learner must then be as if `endTask` had not been called
   */
  endTask(alive?: () => Promise<void>): Promise<void>;
  /** The target network of any task so far, the one in training included. */
  predictor(task: number): Predictor;
  /** Needed in CL2 and CL3: classifies among tasks 0..upTo. */
  classifier?(upTo: number): Classifier;
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
  /** In which it can be trained and scored. */
  readonly scenarios: readonly Scenario[];
  /** Scenarios in which it infers the task of each sample, so that the share inferred rightly is a metric. */
  readonly infersTask?: readonly Scenario[];
  /** In the order of help texts. */
  readonly hyperparameters: readonly Hyperparameter[];
  /** Published values of all of them, as far as they follow from the benchmark and from what the user set. */
  defaults(benchmark: BenchmarkSpec, given: Configuration): Configuration;
  /** Values that are each legal but can't stand together; called once each alone is legal. */
  impossible?(benchmark: BenchmarkSpec, values: Configuration, strategy: string): InputIssue[];
  /** What is stored for all T tasks, by arithmetic alone. */
  parameterCounts(benchmark: BenchmarkSpec, configuration: Configuration): ParameterCounts;
  /** Calls of `step` in a stage; null or absent: what the hyperparameters `iterations` or `epochs` say. */
  stageIterations?(
    configuration: Configuration,
    task: number,
    tasks: number,
    benchmark: BenchmarkSpec,
  ): number | null;
  /**
   * Strategies with the same learner and effective configuration train the same weights *and* score them in the same way:
   * they share stages, checkpoints and recorded scores alike.
   */
  learner(benchmark: BenchmarkSpec): string;
  /** True where each task keeps its own network: scores of earlier tasks can't change and are carried over. */
  readonly carriesScores: boolean;
  /** The hyperparameters as they influence training on task `task`: what enters a stage's content address. */
  effectiveConfiguration(configuration: Configuration, task: number, benchmark: BenchmarkSpec): Configuration;
  createLearner(context: LearnerContext): Learner;
}
