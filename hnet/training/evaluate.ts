import * as tf from '@tensorflow/tfjs-core';
import type { Benchmark } from '../benchmarks/benchmark.types.ts';
import { labelOffset } from '../configuration/scenario.ts';
import type { Classifier, Predictor } from '../strategies/strategy.types.ts';

/** Rows predicted at once; of colour images fewer, since convolutions hold many numbers for each. */
const EVALUATION_BATCH = 1000;
const EVALUATION_BATCH_COLOUR = 250;
const rowsAtOnce = ({ inputSize }: Benchmark): number =>
  inputSize > 1024 ? EVALUATION_BATCH_COLOUR : EVALUATION_BATCH;

/**
 * Score of one task's predictor on a split: accuracy in [0, 1], or mean squared error. Null without data.
 * Labels are compared on the host, so that evaluation costs one forward pass and one small read-back a batch.
 */
export async function evaluate(
  benchmark: Benchmark,
  task: number,
  split: 'val' | 'test',
  predictor: Predictor,
  onBatch: () => Promise<void>,
): Promise<number | null> {
  const data = benchmark.task(task);
  const size = split === 'val' ? data.valSize : data.testSize;
  if (size === 0) return null;
  let total = 0;
  for (let from = 0; from < size; from += rowsAtOnce(benchmark)) {
    const count = Math.min(rowsAtOnce(benchmark), size - from);
    const rows = Uint32Array.from({ length: count }, (_, i) => from + i);
    const inputs = new Float32Array(count * benchmark.inputSize);
    const isRegression = benchmark.kind === 'mse';
    const labels = isRegression ? new Float32Array(count * benchmark.outputs) : new Int32Array(count);
    data.batch(split, rows, inputs, labels);
    const output = tf.tidy(() => {
      const predicted = predictor.predict(tf.tensor2d(inputs, [count, benchmark.inputSize]));
      return isRegression ? predicted : tf.argMax(predicted, 1);
    });
    const values = await output.data();
    output.dispose();
    for (let i = 0; i < labels.length; i += 1)
      total += isRegression ? (values[i]! - labels[i]!) ** 2 : Number(values[i] === labels[i]);
    await onBatch();
  }
  return total / (benchmark.kind === 'mse' ? size * benchmark.outputs : size);
}

/** Shares of a split's samples that were labelled rightly, and taken for the right task. */
export interface InferredScore {
  readonly accuracy: number;
  /** Null where the classifier infers no task. */
  readonly taskInference: number | null;
}

/** Score of a classifier that isn't told the task (CL2, CL3) on one task's split. Null without data. */
export async function evaluateUntold(
  benchmark: Benchmark,
  task: number,
  split: 'val' | 'test',
  classifier: Classifier,
  onBatch: () => Promise<void>,
): Promise<InferredScore | null> {
  const data = benchmark.task(task);
  const size = split === 'val' ? data.valSize : data.testSize;
  if (size === 0) return null;
  const offset = labelOffset(benchmark.spec, task);
  let right = 0;
  let rightTask: number | null = null;
  for (let from = 0; from < size; from += rowsAtOnce(benchmark)) {
    const count = Math.min(rowsAtOnce(benchmark), size - from);
    const rows = Uint32Array.from({ length: count }, (_, i) => from + i);
    const inputs = new Float32Array(count * benchmark.inputSize);
    const classes = new Int32Array(count);
    data.batch(split, rows, inputs, classes);
    const x = tf.tensor2d(inputs, [count, benchmark.inputSize]);
    const { labels, tasks } = classifier.classify(x);
    const [found, foundTasks] = await Promise.all([labels.data(), tasks?.data() ?? null]);
    tf.dispose([x, labels, ...(tasks === null ? [] : [tasks])]);
    for (let i = 0; i < count; i += 1) right += Number(found[i] === classes[i]! + offset);
    if (foundTasks !== null) {
      rightTask ??= 0;
      for (let i = 0; i < count; i += 1) rightTask += Number(foundTasks[i] === task);
    }
    await onBatch();
  }
  return { accuracy: right / size, taskInference: rightTask === null ? null : rightTask / size };
}
