import * as tf from '@tensorflow/tfjs-core';
import type { Benchmark } from '../../benchmarks/benchmark.types.ts';
import { headOf, seenHead } from '../../configuration/scenario.ts';
import { targetNetworkOf } from '../../configuration/target.ts';
import type { TargetNetwork } from '../../model/target-network.ts';
import { tidy } from '../../model/tidy.ts';
import { randomStream, sampleWithoutReplacement } from '../../random.ts';
import {
  disposeState,
  freshState,
  scaledRule,
  takeStep,
  type OptimiserRule,
  type OptimiserState,
} from '../../training/optimiser.ts';
import { checkSizes, fromHost, toHost } from '../host-arrays.ts';
import type {
  Batch,
  Classifier,
  Learner,
  LearnerContext,
  NamedArray,
  NamedArrays,
  Predictor,
  StepLoss,
} from '../strategy.types.ts';
import { TaskStatistics } from '../task-statistics.ts';
import { initialiseNetwork } from './initialise-network.ts';
import type { FinishedTask, PlainMethod, Protection } from './method.types.ts';
import { loadMixedBatch } from './mixed-batch.ts';
import { placeLabels } from './place-labels.ts';

/** Rows that importances are measured on at once. */
const IMPORTANCE_BATCH = 500;

/** What exists only while a task is trained. */
interface TaskTraining {
  readonly task: number;
  state: OptimiserState;
  readonly batches: ((iteration: number) => Batch) | null;
}

/**
 * A network with weights of its own, trained on one task after another: what the methods compared with HNET protect in
 * their ways. The network is HNET's target network, the optimiser is made afresh for every task as there.
 */
export class PlainLearner implements Learner {
  readonly network: TargetNetwork;
  readonly #context: LearnerContext;
  readonly #rule: OptimiserRule;
  readonly #method: PlainMethod;
  readonly #protection: Protection | null;
  readonly #statistics: TaskStatistics;
  #weights: tf.Tensor1D;
  #training: TaskTraining | null = null;
  readonly batch?: (iteration: number) => Batch;

  constructor(context: LearnerContext, method: PlainMethod) {
    this.#context = context;
    this.#method = method;
    this.#protection = method.protection ?? null;
    this.#rule = ruleOf(context.configuration);
    this.network = targetNetworkOf(context.benchmark, context.configuration);
    this.#statistics = new TaskStatistics(this.network, 'latest');
    const stream = randomStream(context.seed, 'network');
    this.#weights = tf.tensor1d(initialiseNetwork(this.network.layout, stream));
    if (method.batches !== undefined) this.batch = (iteration) => this.#training!.batches!(iteration);
  }

  beginTask(task: number): void {
    this.#training = this.#openTask(task);
    this.#statistics.begin(task);
    this.#protection?.beginTask?.(this.#weights);
  }

  step(batch: Batch, iteration: number, wantLoss: boolean, rateScale = 1): StepLoss | null {
    const training = this.#training!;
    const context = {
      statistics: this.#statistics.running,
      openStream: () => randomStream(this.#context.seed, 'dropout', training.task, iteration),
    };
    const pass = tidy(() => {
      const { head, labels } = placeLabels(this.#context.benchmark, training.task, batch);
      return this.network.lossAndGradient(this.#weights, batch.x, labels, head, wantLoss, context);
    });
    this.#statistics.move(pass.statistics);
    const penalty = this.#protection?.penalty(this.#weights, wantLoss) ?? null;
    const total = penalty === null ? pass.gradient : tf.add<tf.Tensor1D>(pass.gradient, penalty.gradient);
    penalty?.gradient.dispose();

    const before = this.#protection?.stepped === undefined ? null : this.#weights.clone();
    const next = takeStep(scaledRule(this.#rule, rateScale), training.state, this.#weights, total);
    this.#weights = next.parameters;
    training.state = next.state;
    if (before !== null) {
      this.#protection!.stepped!(before, this.#weights, pass.gradient);
      before.dispose();
    }
    tf.dispose([total, pass.gradient]);
    return pass.loss === null ? null : { task: pass.loss, regulariser: penalty?.value ?? null };
  }

  async endTask(alive: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    const { task } = this.#training!;
    await this.#protection?.endTask(this.#finished(task, alive));
    await this.#statistics.end(task);
    this.#closeTask();
  }

  predictor(task: number): Predictor {
    const weights = this.#weights.clone();
    const statistics = this.#statistics.of(task);
    const head = headOf(this.#context.benchmark, task);
    return {
      weights,
      predict: (x) => this.network.predict(weights, x, head, statistics),
      dispose: () => tf.dispose([weights, ...(statistics === null ? [] : [statistics])]),
    };
  }

  /** Chooses among all outputs seen so far; which task a sample is of is never asked. */
  classifier(upTo: number): Classifier {
    const weights = this.#weights.clone();
    const statistics = this.#statistics.of(upTo);
    const head = seenHead(this.#context.benchmark, upTo);
    return {
      classify: (x) => {
        const labels = tf.tidy(() =>
          tf.argMax<tf.Tensor1D>(this.network.predict(weights, x, head, statistics), 1),
        );
        return { labels, tasks: null };
      },
      dispose: () => tf.dispose([weights, ...(statistics === null ? [] : [statistics])]),
    };
  }

  async save(scope: 'final' | 'midway'): Promise<NamedArrays> {
    const arrays: Record<string, NamedArray> = {
      weights: await toHost(this.#weights),
      ...(await this.#protection?.save(scope)),
      ...(await this.#statistics.save(scope)),
    };
    if (scope === 'final' || this.#training === null) return arrays;
    const { first, second } = this.#training.state;
    if (first !== null) arrays['weights.first_moment'] = await toHost(first);
    if (second !== null) arrays['weights.second_moment'] = await toHost(second);
    return arrays;
  }

  restore(
    arrays: NamedArrays,
    at: { readonly task: number; readonly midway: boolean; readonly steps: number },
  ): void {
    const { size } = this.network.layout;
    const moments = at.midway
      ? ['weights.first_moment', 'weights.second_moment'].filter((name) => name in arrays)
      : [];
    const whole = ['weights', ...(this.#protection?.expects(at) ?? []), ...moments];
    checkSizes(arrays, {
      ...Object.fromEntries(whole.map((name) => [name, size])),
      ...this.#statistics.sizes(at),
    });
    this.#weights.dispose();
    this.#weights = fromHost(arrays.weights!);
    this.#protection?.restore(arrays, at);
    this.#statistics.restore(arrays, at);
    if (!at.midway) return;
    this.#training = this.#openTask(at.task);
    disposeState(this.#training.state);
    const moment = (name: string): tf.Tensor1D | null =>
      arrays[name] === undefined ? null : fromHost(arrays[name]);
    this.#training.state = {
      first: moment('weights.first_moment'),
      second: moment('weights.second_moment'),
      step: at.steps,
    };
  }

  dispose(): void {
    this.#closeTask();
    this.#protection?.dispose();
    this.#statistics.dispose();
    this.#weights.dispose();
  }

  #openTask(task: number): TaskTraining {
    return {
      task,
      state: freshState(this.#rule, this.network.layout.size),
      batches: this.#method.batches?.(task) ?? null,
    };
  }

  #closeTask(): void {
    if (this.#training !== null) disposeState(this.#training.state);
    this.#training = null;
  }

  #finished(task: number, alive: () => Promise<void>): FinishedTask {
    const { benchmark, seed } = this.#context;
    const data = dataOf(this.#context);
    return {
      weights: this.#weights,
      network: this.network,
      head: seenHead(benchmark, task),
      async *samples(count) {
        const size = data.task(task).trainSize;
        const stream = randomStream(seed, 'importance-samples', task);
        const rows = sampleWithoutReplacement(stream, size, count < 0 ? size : count);
        for (let from = 0; from < rows.length; from += IMPORTANCE_BATCH) {
          const chosen = Uint32Array.from(rows.slice(from, from + IMPORTANCE_BATCH));
          const { x, labels } = loadMixedBatch(data, [{ task, rows: chosen }]);
          const placed = tidy(() => placeLabels(benchmark, task, { labels }).labels);
          yield { x, labels: placed };
          tf.dispose([x, ...tensorsOf(labels), ...tensorsOf(placed)]);
          await alive();
        }
      },
    };
  }
}

/** The data that a learner which looks at more than its batches was made with. @throws RangeError without any */
export function dataOf({ data }: LearnerContext): Benchmark {
  if (data === undefined)
    throw new RangeError('this strategy needs the benchmark at hand, not batches alone');
  return data;
}

function tensorsOf(labels: Batch['labels']): tf.Tensor[] {
  if (labels.kind === 'values') return [labels.values];
  return [labels.oneHot, ...(labels.allowed === undefined ? [] : [labels.allowed])];
}

/** The update rule of the network's weights. */
export function ruleOf(configuration: LearnerContext['configuration']): OptimiserRule {
  const learningRate = configuration.learning_rate as number;
  return configuration.optimizer === 'adam'
    ? { kind: 'adam', learningRate, beta1: configuration.adam_beta1 as number, beta2: 0.999 }
    : { kind: 'sgd', learningRate, momentum: configuration.momentum as number };
}
