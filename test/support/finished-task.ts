import * as tf from '@tensorflow/tfjs-core';
import { createMlpTarget } from '../../hnet/model/mlp-target.ts';
import type { Labels } from '../../hnet/model/target-network.ts';
import type { FinishedTask } from '../../hnet/strategies/plain/method.types.ts';

/**
 * A task at its end on a linear network, x W + b, for importances worked out by hand. Weights are W [inputs, outputs], then
 * b; every row comes as a batch of its own.
 */
export function linearTask(
  weights: tf.Tensor1D,
  rows: readonly (readonly number[])[],
  labels: readonly Labels[],
): FinishedTask {
  const outputs = weights.size / (rows[0]!.length + 1);
  return {
    weights,
    network: createMlpTarget([rows[0]!.length, outputs], 'relu'),
    head: { from: 0, size: outputs },
    async *samples() {
      for (const [i, row] of rows.entries()) {
        const x = tf.tensor2d([[...row]]);
        yield await Promise.resolve({ x, labels: labels[i]! });
        x.dispose();
      }
    },
  };
}

/** A one-hot label of two classes. */
export function oneOfTwo(label: 0 | 1): Labels {
  return { kind: 'classes', oneHot: tf.tensor2d([[1 - label, label]]) };
}
