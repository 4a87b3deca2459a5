import * as tf from '@tensorflow/tfjs-core';
import type { DenseLayer } from '../../model/mlp.ts';
import { tidy } from '../../model/tidy.ts';
import { randomStream } from '../../random.ts';
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
  Learner,
  LearnerContext,
  NamedArray,
  NamedArrays,
  Predictor,
  StepLoss,
} from '../strategy.types.ts';
import { initialiseNetwork } from './initialise-network.ts';
import { ruleOf } from './plain-learner.ts';
import {
  columnGradient,
  columnLayers,
  columnLayout,
  predictColumn,
  type ColumnShape,
} from './progressive-columns.ts';

/** A column that is trained no more, cut into its layers once. */
interface FrozenColumn {
  readonly weights: tf.Tensor1D;
  readonly layers: readonly DenseLayer[];
}

interface TaskTraining {
  readonly task: number;
  weights: tf.Tensor1D;
  state: OptimiserState;
}

/** A progressive network: a column a task, which reads the activations of all columns before it; those are frozen. */
export class ProgressiveLearner implements Learner {
  readonly #context: LearnerContext;
  readonly #shape: ColumnShape;
  readonly #rule: OptimiserRule;
  readonly #columns: FrozenColumn[] = [];
  #training: TaskTraining | null = null;

  constructor(context: LearnerContext, shape: ColumnShape) {
    this.#context = context;
    this.#shape = shape;
    this.#rule = ruleOf(context.configuration);
  }

  beginTask(task: number): void {
    const layout = columnLayout(this.#shape, task);
    const drawn = initialiseNetwork(layout, randomStream(this.#context.seed, 'column', task));
    this.#training = { task, weights: tf.tensor1d(drawn), state: freshState(this.#rule, layout.size) };
  }

  step(batch: Batch, _iteration: number, wantLoss: boolean, rateScale = 1): StepLoss | null {
    const training = this.#training!;
    const own = this.#cut(training.weights, training.task);
    const columns = [...this.#columns.map(({ layers }) => layers), own];
    const { gradient, loss } = columnGradient(
      columns,
      batch.x,
      batch.labels,
      this.#shape.activation,
      wantLoss,
    );
    free(own);
    const rule = scaledRule(this.#rule, rateScale);
    const next = takeStep(rule, training.state, training.weights, gradient);
    gradient.dispose();
    training.weights = next.parameters;
    training.state = next.state;
    return loss === null ? null : { task: loss, regulariser: null };
  }

  endTask(): Promise<void> {
    const { task, weights } = this.#training!;
    this.#columns[task] = { weights: weights.clone(), layers: this.#cut(weights, task) };
    this.#closeTask();
    return Promise.resolve();
  }

  predictor(task: number): Predictor {
    const training = this.#training?.task === task ? this.#training : null;
    const weights = (training ?? this.#columns[task]!).weights.clone();
    const own = this.#cut(weights, task);
    const columns = [...this.#columns.slice(0, task).map(({ layers }) => layers), own];
    return {
      weights,
      predict: (x) => predictColumn(columns, x, this.#shape.activation),
      dispose() {
        free(own);
        weights.dispose();
      },
    };
  }

  async save(scope: 'final' | 'midway'): Promise<NamedArrays> {
    const arrays: Record<string, NamedArray> = {};
    for (const [task, { weights }] of this.#columns.entries())
      arrays[`column.${task}`] = await toHost(weights);
    if (scope === 'final' || this.#training === null) return arrays;
    const { weights, state } = this.#training;
    arrays.weights = await toHost(weights);
    if (state.first !== null) arrays['weights.first_moment'] = await toHost(state.first);
    if (state.second !== null) arrays['weights.second_moment'] = await toHost(state.second);
    return arrays;
  }

  restore(
    arrays: NamedArrays,
    at: { readonly task: number; readonly midway: boolean; readonly steps: number },
  ): void {
    const size = (task: number): number => columnLayout(this.#shape, task).size;
    const own = at.midway
      ? ['weights', 'weights.first_moment', 'weights.second_moment'].filter(
          (name) => name === 'weights' || name in arrays,
        )
      : [];
    const earlier = Array.from({ length: at.task }, (_, task) => task);
    checkSizes(
      arrays,
      Object.fromEntries([
        ...earlier.map((task) => [`column.${task}`, size(task)]),
        ...own.map((name) => [name, size(at.task)]),
      ]) as Record<string, number>,
    );
    for (const task of earlier) {
      const weights = fromHost(arrays[`column.${task}`]!);
      this.#columns[task] = { weights, layers: this.#cut(weights, task) };
    }
    if (!at.midway) return;
    const moment = (name: string): tf.Tensor1D | null =>
      arrays[name] === undefined ? null : fromHost(arrays[name]);
    this.#training = {
      task: at.task,
      weights: fromHost(arrays.weights!),
      state: {
        first: moment('weights.first_moment'),
        second: moment('weights.second_moment'),
        step: at.steps,
      },
    };
  }

  dispose(): void {
    this.#closeTask();
    for (const { weights, layers } of this.#columns) {
      weights.dispose();
      free(layers);
    }
    this.#columns.length = 0;
  }

  #cut(weights: tf.Tensor1D, column: number): DenseLayer[] {
    return tidy(() => columnLayers(weights, columnLayout(this.#shape, column)));
  }

  #closeTask(): void {
    if (this.#training === null) return;
    this.#training.weights.dispose();
    disposeState(this.#training.state);
    this.#training = null;
  }
}

function free(layers: readonly DenseLayer[]): void {
  for (const { weights, bias } of layers) tf.dispose([weights, bias]);
}
