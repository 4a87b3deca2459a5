import * as tf from '@tensorflow/tfjs-core';
import type { NetworkPass } from './pass.ts';
import type { Step } from './step.ts';

/** Added to variances. */
const EPSILON = 1e-5;
/** Share of the batch's own statistics in the running ones, as in PyTorch. */
const MOMENTUM = 0.1;

/**
 * Batch norm of layer `index`, with the bias of the convolution before it: gamma (x + b - mean) / sqrt(variance + eps) + beta.
 *
 * In training mean and variance are the batch's, over rows and places; the running ones move towards them (the unbiased
 * variance, as in PyTorch). There b has no influence, since the mean takes it away again: it is left out, and its
 * gradient is 0. At test they are the running ones of the task.
 */
export function batchNorm(pass: NetworkPass, index: number): Step {
  return (images) => {
    const channels = images.shape[3];
    const x = tf.reshape<tf.Rank.R2>(images, [-1, channels]);
    const [gamma, beta, bias] = [`gamma${index}`, `beta${index}`, `b${index}`].map((name) =>
      pass.weight<tf.Rank.R1>(name),
    ) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    const [mean, variance] = [`mean${index}`, `variance${index}`];
    const running = { mean: pass.statistic(mean), variance: pass.statistic(variance) };
    if (!pass.training) {
      const scale = tf.mul(gamma, tf.rsqrt(tf.add(running.variance, EPSILON)));
      const shift = tf.add(beta, tf.mul(tf.sub(bias, running.mean), scale));
      return { y: tf.reshape(tf.add(tf.mul(x, scale), shift), images.shape), back: notInTraining };
    }
    const count = x.shape[0];
    const batchMean = tf.mean<tf.Tensor1D>(x, 0);
    const centred = tf.sub<tf.Tensor2D>(x, batchMean);
    const batchVariance = tf.mean<tf.Tensor1D>(tf.square(centred), 0);
    const inverse = tf.rsqrt(tf.add(batchVariance, EPSILON));
    const scale = tf.mul(gamma, inverse);
    const towards = (from: tf.Tensor1D, to: tf.Tensor1D): tf.Tensor1D =>
      tf.add(tf.mul(from, 1 - MOMENTUM), tf.mul(to, MOMENTUM));
    pass.move(mean, towards(running.mean, tf.add(batchMean, bias)));
    pass.move(variance, towards(running.variance, tf.mul(batchVariance, count / Math.max(1, count - 1))));
    return {
      y: tf.reshape(tf.add(tf.mul(centred, scale), beta), images.shape),
      back(gradient) {
        const dy = tf.reshape<tf.Rank.R2>(gradient, [-1, channels]);
        const dBeta = tf.sum<tf.Tensor1D>(dy, 0);
        const dGamma = tf.mul(tf.sum<tf.Tensor1D>(tf.mul(dy, centred), 0), inverse);
        pass.note(`gamma${index}`, dGamma);
        pass.note(`beta${index}`, dBeta);
        // dx = scale (dy - mean(dy) - x^ mean(dy x^)), with x^ = centred * inverse.
        const ofCentred = tf.mul(tf.mul(scale, inverse), tf.div(dGamma, -count));
        const constant = tf.mul(scale, tf.div(dBeta, -count));
        const dx = tf.add(tf.add(tf.mul(dy, scale), tf.mul(centred, ofCentred)), constant);
        return tf.reshape(dx, images.shape);
      },
    };
  };
}

function notInTraining(): never {
  throw new Error('batch norm at test has no way back');
}
