import * as tf from '@tensorflow/tfjs-core';
import { headOf, seenHead } from '../../configuration/scenario.ts';
import type { Head, Labels } from '../../model/target-network.ts';
import type { BenchmarkSpec } from '../../types.ts';
import type { Batch } from '../strategy.types.ts';

/** Which outputs a batch is trained on, and its labels among them. */
export interface PlacedLabels {
  readonly head: Head;
  readonly labels: Labels;
}

/**
 * Where a network of one's own is trained on a batch while task `task` is (hnet-spec 3.6): CL1: the outputs of each row's
 * own task; CL2: all k; CL3: a softmax over all classes seen so far, 0..(t + 1) k, with labels class + j k. For use inside
 * a tidy.
 */
export function placeLabels(
  benchmark: BenchmarkSpec,
  task: number,
  { labels, tasks }: Pick<Batch, 'labels' | 'tasks'>,
): PlacedLabels {
  const own = headOf(benchmark, task);
  if (labels.kind === 'values' || benchmark.scenario === 'CL2') return { head: own, labels };
  if (tasks === undefined) {
    if (benchmark.scenario === 'CL1') return { head: own, labels };
    const oneHot = tf.pad2d(labels.oneHot, [
      [0, 0],
      [own.from, 0],
    ]);
    return { head: seenHead(benchmark, task), labels: { kind: 'classes', oneHot } };
  }
  // Rows of several tasks: one-hot of the task times one-hot of the class.
  const [rows, k] = labels.oneHot.shape;
  const seen = task + 1;
  const hot = new Float32Array(rows * seen);
  tasks.forEach((of, row) => (hot[row * seen + of] = 1));
  const ofTask = tf.tensor3d(hot, [rows, seen, 1]);
  const spread = (x: tf.Tensor): tf.Tensor2D => tf.reshape(tf.mul(ofTask, x), [rows, seen * k]);
  const oneHot = spread(tf.reshape(labels.oneHot, [rows, 1, k]));
  const head: Head = { from: 0, size: seen * k };
  if (benchmark.scenario === 'CL3') return { head, labels: { kind: 'classes', oneHot } };
  return { head, labels: { kind: 'classes', oneHot, allowed: spread(tf.ones([1, 1, k])) } };
}
