import * as tf from '@tensorflow/tfjs-core';
import type { Benchmark } from '../../benchmarks/benchmark.types.ts';
import type { BatchOptions } from '../../training/batches.ts';
import type { Batch } from '../strategy.types.ts';

/** Training rows of one task. */
export interface Pick {
  readonly task: number;
  readonly rows: Uint32Array;
}

/** A batch of training samples of several tasks, in the order of the picks. The caller disposes it. */
export function loadMixedBatch(
  benchmark: Benchmark,
  picks: readonly Pick[],
  { augment = null, softTargets = 1 }: BatchOptions = {},
): Batch {
  const { inputSize, outputs } = benchmark;
  const rows = picks.reduce((sum, pick) => sum + pick.rows.length, 0);
  const inputs = new Float32Array(rows * inputSize);
  const tasks = new Int32Array(rows);
  const regression = benchmark.kind === 'mse';
  const labels = regression ? new Float32Array(rows * outputs) : new Int32Array(rows);
  const each = regression ? outputs : 1;
  let at = 0;
  for (const { task, rows: chosen } of picks) {
    const end = at + chosen.length;
    benchmark
      .task(task)
      .batch(
        'train',
        chosen,
        inputs.subarray(at * inputSize, end * inputSize),
        labels.subarray(at * each, end * each),
        augment,
      );
    tasks.fill(task, at, end);
    at = end;
  }
  const x = tf.tensor2d(inputs, [rows, inputSize]);
  if (regression)
    return { x, tasks, labels: { kind: 'values', values: tf.tensor2d(labels, [rows, outputs]) } };
  const oneHot = new Float32Array(rows * outputs);
  if (softTargets < 1) oneHot.fill((1 - softTargets) / (outputs - 1));
  labels.forEach((label, row) => (oneHot[row * outputs + label] = softTargets));
  return { x, tasks, labels: { kind: 'classes', oneHot: tf.tensor2d(oneHot, [rows, outputs]) } };
}
