import * as tf from '@tensorflow/tfjs-core';
import type { Benchmark, SplitName, TaskData } from '../benchmarks/benchmark.types.ts';
import { permutation, randomStream, type RandomStream } from '../random.ts';
import type { Batch } from '../strategies/strategy.types.ts';
import type { Configuration } from '../types.ts';

/** Rows of a training set in a new random order every epoch; a function of the iteration alone, so resume is exact. */
export interface BatchOrder {
  /** Row indices of the batch at an iteration, 0-based. */
  rows(iteration: number): Uint32Array;
}

/** Batches run on through epochs: the last of an epoch takes its missing rows from the next. */
export function createBatchOrder(
  seed: number,
  task: number,
  trainSize: number,
  batchSize: number,
): BatchOrder {
  let epochs = new Map<number, Uint32Array>();
  const orderOf = (epoch: number): Uint32Array => {
    let order = epochs.get(epoch);
    if (order === undefined) {
      order = permutation(randomStream(seed, 'batches', task, epoch), trainSize);
      epochs = new Map([...epochs].filter(([known]) => known === epoch - 1)).set(epoch, order);
    }
    return order;
  };
  return {
    rows(iteration) {
      const rows = new Uint32Array(batchSize);
      for (let i = 0; i < batchSize; i += 1) {
        const position = iteration * batchSize + i;
        rows[i] = orderOf(Math.floor(position / trainSize))[position % trainSize]!;
      }
      return rows;
    },
  };
}

/** How training batches differ from the data as they are. */
export interface BatchOptions {
  /** Draws by which images are altered; null: none are. */
  readonly augment?: RandomStream | null;
  /** Probability of the true class, the rest spread evenly over the others; 1 unless given. */
  readonly softTargets?: number;
}

/** What a configuration says of the training batch at an iteration: a function of the iteration alone, as its rows are. */
export function batchOptions(
  configuration: Configuration,
  seed: number,
  task: number,
  iteration: number,
): BatchOptions {
  const { augmentation, soft_targets: softTargets = 1 } = configuration;
  return {
    augment: augmentation === true ? randomStream(seed, 'augmentation', task, iteration) : null,
    softTargets: softTargets as number,
  };
}

/** Copies rows of a split to the device. The caller disposes the batch with `disposeBatch`. */
export function loadBatch(
  benchmark: Benchmark,
  data: TaskData,
  split: SplitName,
  rows: Uint32Array,
  { augment = null, softTargets = 1 }: BatchOptions = {},
): Batch {
  const { inputSize, outputs } = benchmark;
  const inputs = new Float32Array(rows.length * inputSize);
  if (benchmark.kind === 'mse') {
    const values = new Float32Array(rows.length * outputs);
    data.batch(split, rows, inputs, values);
    return {
      x: tf.tensor2d(inputs, [rows.length, inputSize]),
      labels: { kind: 'values', values: tf.tensor2d(values, [rows.length, outputs]) },
    };
  }
  const classes = new Int32Array(rows.length);
  data.batch(split, rows, inputs, classes, augment);
  const oneHot = new Float32Array(rows.length * outputs);
  if (softTargets < 1) oneHot.fill((1 - softTargets) / (outputs - 1));
  classes.forEach((label, row) => (oneHot[row * outputs + label] = softTargets));
  return {
    x: tf.tensor2d(inputs, [rows.length, inputSize]),
    labels: { kind: 'classes', oneHot: tf.tensor2d(oneHot, [rows.length, outputs]) },
  };
}

/** Frees a batch's tensors. */
export function disposeBatch({ x, labels }: Batch): void {
  tf.dispose([x, labels.kind === 'classes' ? labels.oneHot : labels.values]);
}
