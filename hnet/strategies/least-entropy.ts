/** Task inference by entropy (hnet-spec 3.6), for models of which each task has its own. */
import * as tf from '@tensorflow/tfjs-core';
import type { Classification } from './strategy.types.ts';

/**
 * For each row the task whose model predicts it with the least entropy, -sum p log p, and that model's class.
 *
 * The logarithm is a log-softmax, so that p log p is 0 and not NaN where p underflows.
 * @param logits of every task's model on the same rows, [rows, k] each; the first wins ties
 * @param offsets what is added to a class of each task to make its label
 */
export function leastEntropy(logits: readonly tf.Tensor2D[], offsets: readonly number[]): Classification {
  const task = tf.tidy(() => {
    const logP = tf.logSoftmax(tf.stack([...logits]) as tf.Tensor3D); // [tasks, rows, k]
    const entropy = tf.neg(tf.sum(tf.mul(tf.exp(logP), logP), 2)); // [tasks, rows]
    return tf.argMin<tf.Tensor1D>(entropy, 0); // [rows]
  });
  return { labels: labelsOfTasks(logits, task, offsets), tasks: task };
}

/**
 * For each row the class that the model of its task predicts, with that task's offset.
 * @param logits of every task's model on the same rows, [rows, k] each
 * @param tasks the task of each row [rows]
 * @returns int32 [rows]; the caller disposes it
 */
export function labelsOfTasks(
  logits: readonly tf.Tensor2D[],
  tasks: tf.Tensor1D,
  offsets: readonly number[],
): tf.Tensor1D {
  return tf.tidy(() => {
    const column = (values: readonly number[]) => tf.tensor2d([...values], [values.length, 1], 'int32');
    const all = tf.stack([...logits]) as tf.Tensor3D; // [tasks, rows, k]
    const label = tf.add(tf.argMax<tf.Tensor2D>(all, 2), column(offsets)); // [tasks, rows]
    // Picked by a mask: no gather along two axes is needed.
    const chosen = tf.equal(tasks, column(logits.map((_, j) => j))); // [tasks, rows]
    return tf.sum<tf.Tensor1D>(tf.mul(label, tf.cast(chosen, 'int32')), 0);
  });
}
