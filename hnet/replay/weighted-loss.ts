import * as tf from '@tensorflow/tfjs-core';
import { tidy } from '../model/tidy.ts';

/** Added to a logit that takes no part: its probability is then exactly 0. */
export const EXCLUDED = -1e9;

/**
 * What a batch's outputs should be. The outputs [rows, n] are seen as groups of `size`, of each of which the softmax is
 * taken: a group is a task's head in CL1, and a row in CL2 and CL3. With q the targets, o the logits and T the
 * temperature of a group, and a mask of 0 or `EXCLUDED` for each output,
 *
 *     L = sum_g share_g T_g^2 CE(q_g, softmax(o_g / T_g + mask)),   dL/do_g = share_g T_g (softmax(o_g / T_g + mask) - q_g).
 *
 * T^2 keeps gradients of soft targets as large as those of hard ones (Hinton et al., arXiv 1503.02531).
 */
export interface WeightedTargets {
  /** q [groups, size]: of each group with a share, probabilities. */
  readonly targets: tf.Tensor2D;
  /** share_g T_g [groups, 1]. */
  readonly scale: tf.Tensor2D;
  /** 1 / T_g [groups, 1]; null where all are 1. */
  readonly inverseTemperature: tf.Tensor2D | null;
  /** [1, size]; null where every output takes part. */
  readonly mask: tf.Tensor2D | null;
}

/** Loss (null unless asked for) and gradient with respect to the outputs [rows, n]. The caller disposes both. */
export function weightedCrossEntropy(
  outputs: tf.Tensor2D,
  { targets, scale, inverseTemperature, mask }: WeightedTargets,
  wantLoss: boolean,
): { gradient: tf.Tensor2D; loss: tf.Scalar | null } {
  return tidy(() => {
    let logits = tf.reshape<tf.Rank.R2>(outputs, [-1, targets.shape[1]]);
    if (inverseTemperature !== null) logits = tf.mul(logits, inverseTemperature);
    if (mask !== null) logits = tf.add(logits, mask);
    const gradient = tf.mul(tf.sub(tf.softmax(logits), targets), scale);
    let loss: tf.Scalar | null = null;
    if (wantLoss) {
      const entropies = tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1, true)); // [groups, 1]
      const withTemperature = inverseTemperature === null ? scale : tf.div(scale, inverseTemperature);
      loss = tf.sum(tf.mul(entropies, withTemperature));
    }
    return { gradient: tf.reshape<tf.Rank.R2>(gradient, outputs.shape), loss };
  });
}
