import * as tf from '@tensorflow/tfjs-core';
import { createHypernetwork, generate, type Hypernetwork } from '../model/hypernetwork.ts';
import { initialiseTheta } from '../model/initialise.ts';
import type { Layout } from '../model/layout.ts';
import { randomStream, sampleWithoutReplacement } from '../random.ts';
import { createRegulariser } from '../training/choose-regulariser.ts';
import {
  disposeState,
  freshState,
  lookAhead,
  scaledRule,
  takeStep,
  type OptimiserState,
} from '../training/optimiser.ts';
import type { Regulariser } from '../training/regulariser.types.ts';
import { checkSizes, fromHost, fromHost2d, toHost } from './host-arrays.ts';
import type { HnetOptions } from './hnet-options.ts';
import type { NamedArray, NamedArrays, StepLoss } from './strategy.types.ts';
import { TaskGradient, type BatchLoss, type WeightsLoss } from './task-gradient.ts';

export type { BatchLoss, WeightsLoss } from './task-gradient.ts';

/** What of an HNET's hyperparameters concerns the hypernetwork, whatever network it generates. */
export type HypernetworkOptions = Omit<HnetOptions, 'maskRegulariser' | 'statistics'>;

/** What a trainer is made from. */
export interface HypernetworkTrainerInput {
  /** The weights that are generated. */
  readonly targetLayout: Layout;
  readonly options: HypernetworkOptions;
  readonly seed: number;
  /** What the names of its random streams begin with: hypernetworks of one learner draw from streams of their own. */
  readonly streams: readonly string[];
  /** Theta_h is drawn anew for every task, and nothing protected. */
  readonly freshPerTask: boolean;
  /** Of an earlier task, the weights that the regulariser counts (`headMask`); null: all of every task. */
  readonly maskOf: ((hypernetwork: Hypernetwork, task: number) => Float32Array) | null;
  readonly onWarning: (message: string) => void;
  /** Which form of the regulariser; for tests and measurements. */
  readonly forceRegulariser?: 'plain' | 'gram' | undefined;
}

/** The task that is trained or was trained last. */
interface CurrentTask {
  readonly task: number;
  /** e_t, trained by the task loss alone [1, taskEmbeddingSize]. */
  embedding: tf.Tensor2D;
  /** null once the training of this task is over. */
  optimisation: Optimisation | null;
}

/** What exists only while a task is trained. */
interface Optimisation {
  theta: OptimiserState;
  embeddingState: OptimiserState;
  /** Theta* [n_Theta]; null without a regulariser. */
  readonly snapshot: tf.Tensor1D | null;
  readonly regulariser: Regulariser | null;
  readonly taskGradient: TaskGradient;
}

/**
 * A hypernetwork trained on one task after another: the two-step optimisation of hnet-spec section 1.3, for whatever
 * network its weights are: a classifier, or the decoder of a replay model. Owns its tensors until `dispose`.
 */
export class HypernetworkTrainer {
  readonly hypernetwork: Hypernetwork;
  readonly #input: HypernetworkTrainerInput;
  readonly #options: HypernetworkOptions;
  #theta: tf.Tensor1D;
  /** Frozen embeddings of finished tasks, on the host: nothing can train them by accident. */
  readonly #embeddings: Float32Array[] = [];
  #current: CurrentTask | null = null;

  constructor(input: HypernetworkTrainerInput) {
    this.#input = input;
    this.#options = input.options;
    this.hypernetwork = createHypernetwork({ ...input.options, targetSize: input.targetLayout.size });
    this.#theta = this.#drawTheta(0);
  }

  /** Draws the embedding of a task, makes optimisers afresh, takes the snapshot Theta*. */
  beginTask(task: number): void {
    if (this.#input.freshPerTask && task > 0) {
      this.#theta.dispose();
      this.#theta = this.#drawTheta(task);
    }
    const stream = this.#stream('task-embedding', task);
    const size = this.#options.taskEmbeddingSize;
    const drawn = Float32Array.from({ length: size }, () => this.#options.taskEmbeddingStd * stream.normal());
    this.#current = {
      task,
      embedding: tf.tensor2d(drawn, [1, size]),
      optimisation: this.#optimise(task, this.#theta),
    };
  }

  /**
   * One iteration on the task begun last. The caller disposes the losses.
   * @param rateScale multiplies both learning rates
   */
  step(
    lossOf: WeightsLoss | BatchLoss,
    iteration: number,
    wantLoss: boolean,
    rateScale = 1,
  ): StepLoss | null {
    const current = this.#current!;
    const training = current.optimisation!;
    const { lookahead } = this.#options;
    const thetaRule = scaledRule(this.#options.thetaRule, rateScale);
    const embeddingRule = scaledRule(this.#options.embeddingRule, rateScale);

    // Steps 1 and 2: task loss and its gradients for Theta_h and e_t.
    const at = { hypernetwork: this.hypernetwork, theta: this.#theta, embedding: current.embedding };
    const first = training.taskGradient.run(lossOf, at, wantLoss);
    let ofRegulariser: tf.Tensor1D | null = null;
    let regulariserValue: tf.Scalar | null = null;

    // Steps 4 and 5: the regulariser where the task gradient alone would lead, that change taken as a constant.
    if (training.regulariser !== null) {
      const ahead = lookahead ? lookAhead(thetaRule, training.theta, this.#theta, first.theta) : this.#theta;
      const tasks = this.#regularisedTasks(current.task, iteration);
      const reg = training.regulariser.evaluate(ahead, tasks, wantLoss);
      if (lookahead) ahead.dispose();
      ofRegulariser = reg.gradient;
      regulariserValue = reg.value;
    }

    // Step 3: the embedding moves by the task loss alone. It is taken after the regulariser, which never reads e_t.
    const flatEmbedding = tf.reshape<tf.Rank.R1>(current.embedding, [-1]);
    const flatGradient = tf.reshape<tf.Rank.R1>(first.embedding, [-1]);
    tf.dispose([current.embedding, first.embedding]);
    const e = takeStep(embeddingRule, training.embeddingState, flatEmbedding, flatGradient);
    flatGradient.dispose();
    current.embedding = tf.reshape<tf.Rank.R2>(e.parameters, [1, -1]);
    e.parameters.dispose();
    training.embeddingState = e.state;

    // Step 6: one real step on the summed gradient.
    const next = takeStep(thetaRule, training.theta, this.#theta, first.theta, ofRegulariser);
    tf.dispose([first.theta, ...(ofRegulariser === null ? [] : [ofRegulariser])]);
    this.#theta = next.parameters;
    training.theta = next.state;
    if (wantLoss) return { task: first.loss!, regulariser: regulariserValue };
    first.loss?.dispose();
    return null;
  }

  /**
   * Ends the training of the current task and frees what only it needs, for learners that train something else before
   * the task ends.
   */
  finish(): void {
    const training = this.#current?.optimisation;
    if (training == null) return;
    disposeState(training.theta);
    disposeState(training.embeddingState);
    training.snapshot?.dispose();
    training.regulariser?.dispose();
    training.taskGradient.dispose();
    this.#current!.optimisation = null;
  }

  /** Freezes the task's embedding and frees what only training needs. */
  async endTask(): Promise<void> {
    const { task, embedding } = this.#current!;
    this.#embeddings[task] = (await toHost(embedding)).data;
    this.#closeTask();
  }

  /** W_j of any task so far, the one in training included, [n_W]. The caller disposes it. */
  weights(task: number): tf.Tensor1D {
    const embedding =
      this.#current?.task === task
        ? this.#current.embedding.clone()
        : tf.tensor2d(this.#embeddings[task]!, [1, this.#options.taskEmbeddingSize]);
    const weights = generate(this.hypernetwork, this.#theta, embedding);
    embedding.dispose();
    return weights;
  }

  /** `final`: what later tasks need; `midway`: also what this task's next iteration needs. */
  async save(scope: 'final' | 'midway'): Promise<NamedArrays> {
    const arrays: Record<string, NamedArray> = {
      theta: await toHost(this.#theta),
      task_embeddings: this.#embeddingArray(),
    };
    if (scope === 'final' || this.#current === null) return arrays;
    arrays.embedding = await toHost(this.#current.embedding);
    const training = this.#current.optimisation;
    if (training === null) return arrays;
    const moments = { theta: training.theta, embedding: training.embeddingState };
    for (const [name, state] of Object.entries(moments)) {
      if (state.first !== null) arrays[`${name}.first_moment`] = await toHost(state.first);
      if (state.second !== null) arrays[`${name}.second_moment`] = await toHost(state.second);
    }
    if (training.snapshot !== null) arrays.theta_snapshot = await toHost(training.snapshot);
    return arrays;
  }

  /**
   * Takes up a saved state; `midway` continues task `task`, with `steps` iterations done.
   * @param at.finished the training of the task is over (`finish`), though the task is not
   * @throws UserError `corrupt-data` if its tensors are not of this configuration's sizes
   */
  restore(
    arrays: NamedArrays,
    at: {
      readonly task: number;
      readonly midway: boolean;
      readonly steps: number;
      readonly finished?: boolean;
    },
  ): void {
    const size = this.#options.taskEmbeddingSize;
    const weights = this.hypernetwork.layout.size;
    const training = at.midway && at.finished !== true;
    const moments = training ? ['theta.first_moment', 'theta.second_moment', 'theta_snapshot'] : [];
    checkSizes(arrays, {
      theta: weights,
      task_embeddings: at.task * size,
      ...(at.midway ? { embedding: size } : {}),
      ...Object.fromEntries(moments.filter((name) => name in arrays).map((name) => [name, weights])),
    });
    this.#theta.dispose();
    this.#theta = fromHost(arrays.theta!);
    const frozen = arrays.task_embeddings!.data;
    for (let task = 0; task * size < frozen.length; task += 1)
      this.#embeddings[task] = frozen.slice(task * size, (task + 1) * size);
    if (!at.midway) return;
    const embedding = tf.tensor2d(arrays.embedding!.data.slice(), [1, size]);
    this.#current = {
      task: at.task,
      embedding,
      optimisation: training ? this.#resumeOptimisation(arrays, at.task, at.steps) : null,
    };
  }

  dispose(): void {
    this.#closeTask();
    this.#theta.dispose();
  }

  #resumeOptimisation(arrays: NamedArrays, task: number, step: number): Optimisation {
    const snapshot = arrays.theta_snapshot === undefined ? this.#theta : fromHost(arrays.theta_snapshot);
    const fresh = this.#optimise(task, snapshot);
    if (snapshot !== this.#theta) snapshot.dispose();
    disposeState(fresh.theta);
    disposeState(fresh.embeddingState);
    const state = (name: string): OptimiserState => {
      const [first, second] = ['first_moment', 'second_moment'].map((moment) => arrays[`${name}.${moment}`]);
      return {
        first: first === undefined ? null : fromHost(first),
        second: second === undefined ? null : fromHost(second),
        step,
      };
    };
    return { ...fresh, theta: state('theta'), embeddingState: state('embedding') };
  }

  #optimise(task: number, snapshot: tf.Tensor1D): Optimisation {
    const { beta, thetaRule, embeddingRule, targets } = this.#options;
    const { freshPerTask, maskOf, forceRegulariser } = this.#input;
    const regularised = task > 0 && beta > 0 && !freshPerTask;
    const previous = regularised ? fromHost2d(this.#embeddingArray(task)) : null;
    const regulariser =
      previous === null
        ? null
        : createRegulariser(
            this.hypernetwork,
            { beta, snapshot, embeddings: previous },
            {
              tasksPerStep: this.#regularisedTasks(task, 0).length,
              targets,
              masks:
                maskOf === null ? null : Array.from({ length: task }, (_, j) => maskOf(this.hypernetwork, j)),
              force: forceRegulariser,
            },
          );
    previous?.dispose();
    return {
      theta: freshState(thetaRule, this.hypernetwork.layout.size),
      embeddingState: freshState(embeddingRule, this.#options.taskEmbeddingSize),
      snapshot: regularised ? snapshot.clone() : null,
      regulariser,
      taskGradient: new TaskGradient(),
    };
  }

  #closeTask(): void {
    this.finish();
    this.#current?.embedding.dispose();
    this.#current = null;
  }

  /** S: all previous tasks, or K different ones drawn anew in every iteration. */
  #regularisedTasks(task: number, iteration: number): number[] {
    const k = this.#options.regularisedTasks ?? task;
    return sampleWithoutReplacement(this.#stream('regularised-tasks', task, iteration), task, k);
  }

  #drawTheta(task: number): tf.Tensor1D {
    const { initialisation, chunkEmbeddingStd, taskEmbeddingStd } = this.#options;
    const theta = initialiseTheta(this.hypernetwork, this.#input.targetLayout, this.#stream('theta', task), {
      method: initialisation,
      chunkEmbeddingStd,
      taskEmbeddingStd,
      onWarning: this.#input.onWarning,
    });
    return tf.tensor1d(theta);
  }

  #embeddingArray(tasks = this.#embeddings.length): NamedArray {
    const size = this.#options.taskEmbeddingSize;
    const data = new Float32Array(tasks * size);
    for (let task = 0; task < tasks; task += 1) data.set(this.#embeddings[task]!, task * size);
    return { shape: [tasks, size], data };
  }

  #stream(...name: readonly (string | number)[]) {
    return randomStream(this.#input.seed, ...this.#input.streams, ...name);
  }
}
