import * as tf from '@tensorflow/tfjs-core';
import type { Benchmark } from '../benchmarks/benchmark.types.ts';
import type { MlpTarget } from '../model/mlp-target.ts';
import type { Head } from '../model/target-network.ts';
import { predict } from './mlp-target.ts';

/** Rows times members predicted at once. */
const EVALUATION_ROWS = 16_000;
/** Most rows at once, as in the evaluation of a single network. */
const MOST_ROWS = 1000;

/**
 * Score of each member's network of one task on a split, as `hnet/training/evaluate.ts` measures it. Null without data.
 * @param weights [P, n_W]
 */
export async function evaluatePacked(
  benchmark: Benchmark,
  task: number,
  split: 'val' | 'test',
  { target, weights, head }: { target: MlpTarget; weights: tf.Tensor2D; head: Head },
  onBatch: () => Promise<void>,
): Promise<number[] | null> {
  const data = benchmark.task(task);
  const size = split === 'val' ? data.valSize : data.testSize;
  if (size === 0) return null;
  const members = weights.shape[0];
  const totals = new Array<number>(members).fill(0);
  const step = Math.min(MOST_ROWS, Math.max(1, Math.floor(EVALUATION_ROWS / members)));
  const isRegression = benchmark.kind === 'mse';
  for (let from = 0; from < size; from += step) {
    const count = Math.min(step, size - from);
    const rows = Uint32Array.from({ length: count }, (_, i) => from + i);
    const inputs = new Float32Array(count * benchmark.inputSize);
    const labels = isRegression ? new Float32Array(count * benchmark.outputs) : new Int32Array(count);
    data.batch(split, rows, inputs, labels);
    const output = tf.tidy(() => {
      const predicted = predict(target, weights, tf.tensor3d(inputs, [1, count, benchmark.inputSize]), head);
      return isRegression ? predicted : tf.argMax(predicted, 2);
    });
    const values = await output.data();
    output.dispose();
    for (let member = 0; member < members; member += 1)
      for (let i = 0; i < labels.length; i += 1) {
        const value = values[member * labels.length + i]!;
        totals[member]! += isRegression ? (value - labels[i]!) ** 2 : Number(value === labels[i]);
      }
    await onBatch();
  }
  return totals.map((total) => total / (isRegression ? size * benchmark.outputs : size));
}
