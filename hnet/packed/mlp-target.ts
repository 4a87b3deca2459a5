/** The perceptron of `hnet/model/mlp-target.ts` for several members at once. */
import * as tf from '@tensorflow/tfjs-core';
import type { MlpTarget } from '../model/mlp-target.ts';
import type { Head } from '../model/target-network.ts';
import { tidy } from '../model/tidy.ts';
import { layersAt, mlpBackward, mlpForward, type PackedLayer } from './mlp.ts';

/** A batch for every member: inputs [P, rows, inputs], one-hot classes or targets [P, rows, outputs]. */
export interface PackedBatch {
  readonly x: tf.Tensor3D;
  readonly labels: tf.Tensor3D;
}

/** Outputs of a head. Shapes: W [P, n_W], x [P or 1, rows, inputs] -> [P, rows, head size]. The caller disposes it. */
export function predict(network: MlpTarget, weights: tf.Tensor2D, x: tf.Tensor3D, head: Head): tf.Tensor3D {
  return tf.tidy(() =>
    mlpForward(x, headLayers(network, weights, head), network.activation, 'linear').at(-1)!,
  );
}

/**
 * Each member's task loss and its gradient with respect to its W; see `lossAndGradient` of the single network.
 * @param weights [P, n_W or more]
 * @returns `gradient` of the shape of `weights`; `loss` [P] or null
 */
export function lossAndGradient(
  network: MlpTarget,
  weights: tf.Tensor2D,
  { x, labels }: PackedBatch,
  kind: 'classes' | 'values',
  head: Head,
  wantLoss: boolean,
): { gradient: tf.Tensor2D; loss: tf.Tensor1D | null } {
  return tidy(() => {
    const layers = headLayers(network, weights, head);
    const activations = mlpForward(x, layers, network.activation, 'linear');
    const output = activations.at(-1)!;
    const [members, rows, outputs] = output.shape;
    let loss: tf.Tensor1D | null = null;
    let outputGradient: tf.Tensor3D;
    if (kind === 'classes') {
      outputGradient = tf.div(tf.sub(tf.softmax(output), labels), rows);
      if (wantLoss) loss = tf.neg(tf.div(tf.sum(tf.mul(tf.logSoftmax(output), labels), [1, 2]), rows));
    } else {
      const difference = tf.sub<tf.Tensor3D>(output, labels);
      outputGradient = tf.mul(difference, 2 / (rows * outputs));
      if (wantLoss) loss = tf.mean(tf.square(difference), [1, 2]);
    }
    const { parameters } = mlpBackward(
      layers,
      activations,
      outputGradient,
      network.activation,
      'linear',
      false,
    );
    const pieces = embedHead(network, parameters, head);
    const surplus = weights.shape[1] - network.layout.size;
    if (surplus > 0) pieces.push(tf.zeros([members, surplus]));
    return { gradient: tf.concat2d(pieces, 1), loss };
  });
}

/** The layers with the last one cut down to the head. */
function headLayers(network: MlpTarget, weights: tf.Tensor2D, head: Head): PackedLayer[] {
  const layers = layersAt(weights, 0, network.widths, true);
  const last = layers.at(-1)!;
  if (head.size === last.bias.shape[2]) return layers;
  layers[layers.length - 1] = {
    ...last,
    weights: tf.slice3d(last.weights, [0, head.from, 0], [-1, head.size, -1]),
    bias: tf.slice3d(last.bias, [0, 0, head.from], [-1, -1, head.size]),
  };
  return layers;
}

/** Puts the head's gradients back among the zeros of the other heads. */
function embedHead(network: MlpTarget, gradients: tf.Tensor2D[], head: Head): tf.Tensor2D[] {
  const outputs = network.widths.at(-1)!;
  if (head.size === outputs) return gradients;
  const [weights, bias] = gradients.slice(-2) as [tf.Tensor2D, tf.Tensor2D];
  const around: [number, number] = [head.from, outputs - head.from - head.size];
  const width = weights.shape[1] / head.size;
  const ofWeights: [number, number] = [around[0] * width, around[1] * width];
  return [
    ...gradients.slice(0, -2),
    tf.pad2d(weights, [[0, 0], ofWeights]),
    tf.pad2d(bias, [[0, 0], around]),
  ];
}
