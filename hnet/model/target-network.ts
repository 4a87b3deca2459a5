import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from './activation.ts';
import { mlpLayout, type Layout } from './layout.ts';
import { tidy } from './tidy.ts';
import { layersAt, mlpBackward, mlpForward } from './mlp.ts';

/** The target network f_trgt(x, W): a multilayer perceptron that owns no parameters. */
export interface TargetNetwork {
  /** [inputs, ...hidden, outputs]; all heads counted in the outputs. */
  readonly widths: readonly number[];
  readonly activation: Activation;
  readonly layout: Layout;
}

/** A range of output neurons: the head of one task. */
export interface Head {
  readonly from: number;
  readonly size: number;
}

/** Describes a target network. */
export function createTargetNetwork(widths: readonly number[], activation: Activation): TargetNetwork {
  return { widths, activation, layout: mlpLayout(widths) };
}

/** Batch labels: class indices within the head, or regression targets. */
export type Labels =
  | { readonly kind: 'classes'; readonly oneHot: tf.Tensor2D } // [rows, head size]
  | { readonly kind: 'values'; readonly values: tf.Tensor2D }; // [rows, outputs]

/** Outputs of a head. Shapes: W [n_W], x [rows, inputs] -> [rows, head size]. */
export function predict(
  network: TargetNetwork,
  weights: tf.Tensor1D,
  x: tf.Tensor2D,
  head: Head,
): tf.Tensor2D {
  return tf.tidy(() => {
    const layers = headLayers(network, weights, head);
    return mlpForward(x, layers, network.activation, 'linear').at(-1)!;
  });
}

/**
 * Task loss and its gradient with respect to the flat target weights W.
 *
 * Classification: mean softmax cross-entropy over the head's logits, sliced before the softmax (CL1). Regression:
 * mean squared error. The loss itself is computed only when asked for, since reading it every step would cost as
 * much as a layer.
 * @param weights W, with or without a surplus behind it
 * @returns `gradient` as long as `weights`, zero on other heads and the surplus; `loss` scalar or null. The caller
 *   disposes both.
 */
export function lossAndGradient(
  network: TargetNetwork,
  weights: tf.Tensor1D,
  x: tf.Tensor2D,
  labels: Labels,
  head: Head,
  wantLoss: boolean,
): { gradient: tf.Tensor1D; loss: tf.Scalar | null } {
  return tidy(() => {
    const layers = headLayers(network, weights, head);
    const activations = mlpForward(x, layers, network.activation, 'linear');
    const output = activations.at(-1)!;
    const rows = x.shape[0];
    let loss: tf.Scalar | null = null;
    let outputGradient: tf.Tensor2D;
    if (labels.kind === 'classes') {
      outputGradient = tf.div(tf.sub(tf.softmax(output), labels.oneHot), rows);
      if (wantLoss) loss = tf.neg(tf.div(tf.sum(tf.mul(tf.logSoftmax(output), labels.oneHot)), rows));
    } else {
      const difference = tf.sub<tf.Tensor2D>(output, labels.values);
      outputGradient = tf.mul(difference, 2 / (rows * output.shape[1]));
      if (wantLoss) loss = tf.mean(tf.square(difference));
    }
    const { parameters } = mlpBackward(
      layers,
      activations,
      outputGradient,
      network.activation,
      'linear',
      false,
    );
    const surplus = weights.size - network.layout.size;
    const pieces = embedHead(network, parameters, head);
    return { gradient: tf.concat1d(surplus === 0 ? pieces : [...pieces, tf.zeros([surplus])]), loss };
  });
}

/** The layers with the last one cut down to the head: other heads' logits are never computed. */
function headLayers(network: TargetNetwork, weights: tf.Tensor1D, head: Head) {
  const layers = layersAt(weights, 0, network.widths);
  const last = layers.at(-1)!;
  if (head.size === last.bias.shape[0]) return layers;
  layers[layers.length - 1] = {
    weights: tf.slice2d(last.weights, [0, head.from], [-1, head.size]),
    bias: tf.slice1d(last.bias, head.from, head.size),
  };
  return layers;
}

/** Puts the head's gradients back among the zeros of the other heads. */
function embedHead(network: TargetNetwork, gradients: tf.Tensor1D[], head: Head): tf.Tensor1D[] {
  const outputs = network.widths.at(-1)!;
  if (head.size === outputs) return gradients;
  const [weights, bias] = gradients.slice(-2) as [tf.Tensor1D, tf.Tensor1D];
  const before = head.from;
  const after = outputs - head.from - head.size;
  const matrix = tf.reshape<tf.Rank.R2>(weights, [-1, head.size]);
  return [
    ...gradients.slice(0, -2),
    tf.reshape(
      tf.pad2d(matrix, [
        [0, 0],
        [before, after],
      ]),
      [-1],
    ),
    tf.pad1d(bias, [before, after]),
  ];
}
