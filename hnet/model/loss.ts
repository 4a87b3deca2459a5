import * as tf from '@tensorflow/tfjs-core';
import type { Labels } from './target-network.ts';

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
    return {
      gradient: tf.div(tf.sub(tf.softmax(output), labels.oneHot), rows),
      loss: wantLoss ? tf.neg(tf.div(tf.sum(tf.mul(tf.logSoftmax(output), labels.oneHot)), rows)) : null,
    };
  }
  const difference = tf.sub<tf.Tensor2D>(output, labels.values);
  return {
    gradient: tf.mul(difference, 2 / (rows * output.shape[1])),
    loss: wantLoss ? tf.mean(tf.square(difference)) : null,
  };
}
