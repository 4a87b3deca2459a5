import * as tf from '@tensorflow/tfjs-core';
import { notCompilable } from '../backend/compiled.ts';
import { headOf, labelOffset } from '../configuration/scenario.ts';
import { targetNetworkOf } from '../configuration/target.ts';
import type { Hypernetwork } from '../model/hypernetwork.ts';
import { headMask } from '../model/head-mask.ts';
import type { Head, Labels, TargetNetwork } from '../model/target-network.ts';
import { randomStream } from '../random.ts';
import { checkSizes } from './host-arrays.ts';
import type { HnetOptions } from './hnet-options.ts';
import { HypernetworkTrainer, type BatchLoss } from './hypernetwork-trainer.ts';
import { leastEntropy } from './least-entropy.ts';
import type {
  Batch,
  Classification,
  Classifier,
  Learner,
  LearnerContext,
  NamedArrays,
  Predictor,
  StepLoss,
} from './strategy.types.ts';
import { TaskStatistics } from './task-statistics.ts';

/** Most target weights that an evaluation without the task keeps at once, over all tasks: 256 MiB. */
const KEPT_WEIGHTS = 2 ** 26;

/**
 * HNET: a hypernetwork that generates the classifier (or regression) of each task. One learner serves `hnet`,
 * `hnet+ent`, `fine-tune` (beta 0) and `from-scratch` (`freshPerTask`: Theta_h is drawn anew for every task).
 */
export class HnetLearner implements Learner {
  readonly target: TargetNetwork;
  readonly #context: LearnerContext;
  readonly #trainer: HypernetworkTrainer;
  readonly #statistics: TaskStatistics;
  #task = 0;

  constructor(context: LearnerContext, options: HnetOptions, freshPerTask: boolean) {
    this.#context = context;
    this.target = targetNetworkOf(context.benchmark, context.configuration);
    this.#statistics = new TaskStatistics(this.target, options.statistics);
    this.#trainer = new HypernetworkTrainer({
      targetLayout: this.target.layout,
      options,
      seed: context.seed,
      streams: [],
      freshPerTask,
      maskOf: options.maskRegulariser
        ? (hypernetwork, task) => headMask(hypernetwork, this.target, this.#head(task))
        : null,
      onWarning: context.onWarning,
      forceRegulariser: context.forceRegulariser,
    });
  }

  get hypernetwork(): Hypernetwork {
    return this.#trainer.hypernetwork;
  }

  beginTask(task: number): void {
    this.#task = task;
    this.#trainer.beginTask(task);
    this.#statistics.begin(task);
  }

  step(batch: Batch, iteration: number, wantLoss: boolean, rateScale = 1): StepLoss | null {
    const head = this.#head(this.#task);
    const { labels } = batch;
    const { running } = this.#statistics;
    const openStream = () => {
      notCompilable();
      return randomStream(this.#context.seed, 'dropout', this.#task, iteration);
    };
    const loss: BatchLoss = {
      inputs: [
        batch.x,
        labels.kind === 'classes' ? labels.oneHot : labels.values,
        ...(running ? [running] : []),
      ],
      compute: (weights, [x, y, statistics = null], want) => {
        const [rows, goal] = [x as tf.Tensor2D, y as tf.Tensor2D];
        const given: Labels =
          labels.kind === 'classes' ? { ...labels, oneHot: goal } : { ...labels, values: goal };
        const context = { statistics: statistics as tf.Tensor1D | null, openStream };
        const pass = this.target.lossAndGradient(weights, rows, given, head, want, context);
        return { ...pass, moved: pass.statistics === null ? [] : [pass.statistics] };
      },
      take: ([statistics = null]) => this.#statistics.move(statistics as tf.Tensor1D | null),
    };
    return this.#trainer.step(loss, iteration, wantLoss, rateScale);
  }

  /** Ends the training of the current task before the task itself ends. */
  finish(): void {
    this.#trainer.finish();
  }

  async endTask(): Promise<void> {
    await this.#trainer.endTask();
    await this.#statistics.end(this.#task);
  }

  /** Batch-norm statistics that a task is predicted with [S], the caller's; null for networks without any. */
  statistics(task: number): tf.Tensor1D | null {
    return this.#statistics.of(task);
  }

  predictor(task: number): Predictor {
    const weights = this.#trainer.weights(task);
    const head = this.#head(task);
    const statistics = this.statistics(task);
    return {
      weights,
      predict: (x) => this.target.predict(weights, x, head, statistics),
      dispose() {
        weights.dispose();
        statistics?.dispose();
      },
    };
  }

  /** @param infer decides on each row's task and label from the logits [rows, k] of all tasks' models */
  classifier(
    upTo: number,
    infer: (
      logits: readonly tf.Tensor2D[],
      offsets: readonly number[],
      x: tf.Tensor2D,
    ) => Classification = leastEntropy,
  ): Classifier {
    const tasks = Array.from({ length: upTo + 1 }, (_, task) => task);
    const offsets = tasks.map((task) => labelOffset(this.#context.benchmark, task));
    // All models at once where they fit; else one after the other, generated again for every batch.
    const kept =
      tasks.length * this.target.layout.size <= KEPT_WEIGHTS
        ? tasks.map((task) => this.predictor(task))
        : null;
    return {
      classify: (x) => {
        const logits = tasks.map((task) => {
          const predictor = kept?.[task] ?? this.predictor(task);
          const output = predictor.predict(x);
          if (kept === null) predictor.dispose();
          return output;
        });
        const classification = infer(logits, offsets, x);
        tf.dispose(logits);
        return classification;
      },
      dispose: () => kept?.forEach((predictor) => predictor.dispose()),
    };
  }

  async save(scope: 'final' | 'midway'): Promise<NamedArrays> {
    return { ...(await this.#trainer.save(scope)), ...(await this.#statistics.save(scope)) };
  }

  restore(
    arrays: NamedArrays,
    at: {
      readonly task: number;
      readonly midway: boolean;
      readonly steps: number;
      readonly finished?: boolean;
    },
  ): void {
    this.#task = at.task;
    checkSizes(arrays, this.#statistics.sizes(at));
    this.#trainer.restore(arrays, at);
    this.#statistics.restore(arrays, at);
  }

  dispose(): void {
    this.#trainer.dispose();
    this.#statistics.dispose();
  }

  #head(task: number): Head {
    return headOf(this.#context.benchmark, task);
  }
}
