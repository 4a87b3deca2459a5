import * as tf from '@tensorflow/tfjs-core';
import type { Labels } from './target-network.ts';

/** How far below its true value a logit is pushed that must not be chosen. */
const OUT_OF_REACH = 1e9;

/**
 * Loss of a head's outputs and its gradient with respect to them [rows, size]: mean softmax cross-entropy, or mean
 * squared error over rows and outputs. The loss is null unless asked for. For use inside a tidy.
 */
export function outputLoss(
  output: tf.Tensor2D,
  labels: Labels,
  wantLoss: boolean,
): { gradient: tf.Tensor2D; loss: tf.Scalar | null } {
  const rows = output.shape[0];
  if (labels.kind === 'classes') {
    // What isn't allowed is pushed out of the softmax: its probability and its gradient are exactly 0.
    const logits =
      labels.allowed === undefined
        ? output
        : tf.add<tf.Tensor2D>(output, tf.mul(tf.sub(labels.allowed, 1), OUT_OF_REACH));
    return {
      gradient: tf.div(tf.sub(tf.softmax(logits), labels.oneHot), rows),
      loss: wantLoss ? tf.neg(tf.div(tf.sum(tf.mul(tf.logSoftmax(logits), labels.oneHot)), rows)) : null,
    };
  }
  const difference = tf.sub<tf.Tensor2D>(output, labels.values);
  return {
    gradient: tf.mul(difference, 2 / (rows * output.shape[1])),
    loss: wantLoss ? tf.mean(tf.square(difference)) : null,
  };
}
