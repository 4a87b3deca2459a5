import * as tf from '@tensorflow/tfjs-core';
import type { Labels, PerSampleForm } from '../../model/target-network.ts';
import type { FinishedTask } from './method.types.ts';

/**
 * The diagonal of the empirical Fisher information (hnet-spec 4): the mean over samples of (d log p(y|x) / dw)^2, with the
 * true labels and sample by sample, not the square of a batch's mean gradient. Of a regression, -log p is
 * 1/2 ||f - y||^2. [n_W]; the caller disposes it.
 * @param count how many training samples, drawn at random; -1 for all
 */
export function empiricalFisher(task: FinishedTask, count: number): Promise<tf.Tensor1D> {
  return meanOverSamples(task, count, 'squares', (output, labels) =>
    labels.kind === 'classes'
      ? tf.sub(tf.softmax(output), labels.oneHot)
      : tf.sub<tf.Tensor2D>(output, labels.values),
  );
}

/**
 * The sensitivity of Memory Aware Synapses: the mean over samples of |d ||f(x)||^2 / dw|, f being the outputs that the
 * task was trained on. Needs no labels. [n_W]; the caller disposes it.
 * @param count how many training samples, drawn at random; -1 for all
 */
export function outputSensitivity(task: FinishedTask, count: number): Promise<tf.Tensor1D> {
  return meanOverSamples(task, count, 'magnitudes', (output) => tf.mul(output, 2));
}

async function meanOverSamples(
  task: FinishedTask,
  count: number,
  form: PerSampleForm,
  outputGradient: (output: tf.Tensor2D, labels: Labels) => tf.Tensor2D,
): Promise<tf.Tensor1D> {
  const { weights, network, head } = task;
  let sum: tf.Tensor1D = tf.zeros([network.layout.size]);
  let rows = 0;
  try {
    for await (const { x, labels } of task.samples(count)) {
      const next = tf.tidy(() => {
        const own = network.perSampleSum!(weights, x, head, (output) => outputGradient(output, labels), form);
        return tf.add<tf.Tensor1D>(sum, own);
      });
      sum.dispose();
      sum = next;
      rows += x.shape[0];
    }
    return tf.div<tf.Tensor1D>(sum, rows);
  } finally {
    sum.dispose();
  }
}
