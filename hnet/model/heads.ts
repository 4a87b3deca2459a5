import * as tf from '@tensorflow/tfjs-core';
import type { DenseLayer } from './mlp.ts';
import type { Head } from './target-network.ts';

/** The output layer [outputs, width] cut down to a head: other heads' logits are never computed. */
export function headOf(layer: DenseLayer, head: Head): DenseLayer {
  if (head.size === layer.bias.shape[0]) return layer;
  return {
    ...layer,
    weights: tf.slice2d(layer.weights, [head.from, 0], [head.size, -1]),
    bias: tf.slice1d(layer.bias, head.from, head.size),
  };
}

/**
 * Puts the gradients of a head back among the zeros of the other heads.
 * @param gradients flat, of the head's matrix [head size, width] and of its bias
 * @param outputs neurons of all heads
 */
export function embedHead(
  [weights, bias]: readonly [tf.Tensor1D, tf.Tensor1D],
  head: Head,
  outputs: number,
): [tf.Tensor1D, tf.Tensor1D] {
  if (head.size === outputs) return [weights, bias];
  const before = head.from;
  const after = outputs - head.from - head.size;
  const width = weights.size / head.size;
  return [tf.pad1d(weights, [before * width, after * width]), tf.pad1d(bias, [before, after])];
}
