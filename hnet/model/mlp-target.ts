import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from './activation.ts';
import { embedHead, headOf } from './heads.ts';
import { mlpLayout } from './layout.ts';
import { outputLoss } from './loss.ts';
import { layersAt, mlpBackward, mlpForward, type DenseLayer } from './mlp.ts';
import { perSampleSums } from './per-sample.ts';
import type { Head, TargetNetwork } from './target-network.ts';
import { tidy } from './tidy.ts';

/** A multilayer perceptron as a target network. */
export interface MlpTarget extends TargetNetwork {
  /** [inputs, ...hidden, outputs]; all heads counted in the outputs. */
  readonly widths: readonly number[];
  readonly activation: Activation;
}

/** Describes a perceptron; `widths` is [inputs, ...hidden, outputs], all heads counted in the outputs. */
export function createMlpTarget(widths: readonly number[], activation: Activation): MlpTarget {
  const layout = mlpLayout(widths);
  const outputs = widths.at(-1)!;
  const layersFor = (weights: tf.Tensor1D, head: Head): DenseLayer[] => {
    const layers = layersAt(weights, 0, widths, true);
    layers.push(headOf(layers.pop()!, head));
    return layers;
  };
  return {
    widths,
    activation,
    layout,
    outputs,
    statistics: null,
    predict: (weights, x, head) =>
      tf.tidy(() => mlpForward(x, layersFor(weights, head), activation, 'linear').at(-1)!),
    lossAndGradient: (weights, x, labels, head, wantLoss) =>
      tidy(() => {
        const layers = layersFor(weights, head);
        const activations = mlpForward(x, layers, activation, 'linear');
        const { gradient, loss } = outputLoss(activations.at(-1)!, labels, wantLoss);
        const { parameters } = mlpBackward(layers, activations, gradient, activation, 'linear', false);
        const [matrix, bias] = parameters.slice(-2) as [tf.Tensor1D, tf.Tensor1D];
        const pieces = [...parameters.slice(0, -2), ...embedHead([matrix, bias], head, outputs)];
        const surplus = weights.size - layout.size;
        if (surplus > 0) pieces.push(tf.zeros([surplus]));
        return { gradient: tf.concat1d(pieces), loss, statistics: null };
      }),
    perSampleSum: (weights, x, head, outputGradient, form) =>
      tidy(() => {
        const layers = layersFor(weights, head);
        const activations = mlpForward(x, layers, activation, 'linear');
        const gradient = outputGradient(activations.at(-1)!);
        const sums = perSampleSums(layers, activations, gradient, activation, form);
        const [matrix, bias] = sums.slice(-2) as [tf.Tensor1D, tf.Tensor1D];
        return tf.concat1d([...sums.slice(0, -2), ...embedHead([matrix, bias], head, outputs)]);
      }),
  };
}
