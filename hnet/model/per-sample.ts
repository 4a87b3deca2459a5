import * as tf from '@tensorflow/tfjs-core';
import { activationGradient, type Activation } from './activation.ts';
import { inputGradient, weightGradient, type DenseLayer } from './mlp.ts';
import type { PerSampleForm } from './target-network.ts';

/**
 * Sums over the rows of a batch of each row's own gradient, squared or as a magnitude, with respect to every weight of a
 * perceptron with a linear last layer.
 *
 * Row n's gradient of a matrix is the outer product of its activations a_n and deltas d_n, so that its square is the outer
 * product of their squares, and the sum over rows is one product of matrices, (a^2)^T (d^2); the same holds of
 * magnitudes. No loop over rows, and no more than an ordinary backward pass.
 * @param activations what `mlpForward` gave
 * @param outputGradient of each row's own quantity with respect to the outputs [rows, out]; not divided by anything
 * @returns in the order of the layers: W1, b1, W2, b2, ...; flattened
 */
export function perSampleSums(
  layers: readonly DenseLayer[],
  activations: readonly tf.Tensor2D[],
  outputGradient: tf.Tensor2D,
  activation: Activation,
  form: PerSampleForm,
): tf.Tensor1D[] {
  const formOf = (x: tf.Tensor2D): tf.Tensor2D => (form === 'squares' ? tf.square(x) : tf.abs(x));
  const sums: tf.Tensor1D[] = [];
  let delta = outputGradient;
  for (let i = layers.length - 1; i >= 0; i -= 1) {
    const deltas = formOf(delta);
    const ofMatrix = weightGradient(formOf(activations[i]!), deltas, layers[i]!);
    sums.unshift(tf.reshape(ofMatrix, [-1]), tf.sum<tf.Tensor1D>(deltas, 0));
    if (i > 0) delta = activationGradient(activation, inputGradient(delta, layers[i]!), activations[i]!);
  }
  return sums;
}
