import * as tf from '@tensorflow/tfjs-core';
import { embedHead, headOf } from '../heads.ts';
import { applyLayer, inputGradient, weightGradient } from '../mlp.ts';
import type { Head } from '../target-network.ts';
import type { NetworkPass } from './pass.ts';
import type { Step } from './step.ts';

/**
 * A dense layer `W<index>`, `b<index>` on flattened images [rows, 1, 1, in] -> [rows, 1, 1, out].
 * @param head only these neurons; null for all
 */
export function denseStep(pass: NetworkPass, index: number, head: Head | null): Step {
  const [matrix, vector] = [`W${index}`, `b${index}`];
  return (images) => {
    const [rows, , , width] = images.shape;
    const x = tf.reshape<tf.Rank.R2>(images, [rows, width]);
    const [weights, bias] = [pass.weight<tf.Rank.R2>(matrix), pass.weight<tf.Rank.R1>(vector)];
    const all = { weights, bias, transposed: true };
    const outputs = bias.shape[0];
    const layer = head === null ? all : headOf(all, head);
    const y = applyLayer(x, layer, 'linear');
    const size = layer.bias.shape[0];
    return {
      y: tf.reshape(y, [rows, 1, 1, size]),
      back(gradient) {
        const dy = tf.reshape<tf.Rank.R2>(gradient, [rows, size]);
        const own: [tf.Tensor1D, tf.Tensor1D] = [
          tf.reshape(weightGradient(x, dy, layer), [-1]),
          tf.sum<tf.Tensor1D>(dy, 0),
        ];
        const [dWeights, dBias] = head === null ? own : embedHead(own, head, outputs);
        pass.note(matrix, dWeights);
        pass.note(vector, dBias);
        return tf.reshape(inputGradient(dy, layer), images.shape);
      },
    };
  };
}
