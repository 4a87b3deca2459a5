import * as tf from '@tensorflow/tfjs-core';
import { embedHead, headOf } from '../heads.ts';
import { productTransposed, transposedProduct } from '../linear-algebra.ts';
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
    const all = { weights: pass.weight<tf.Rank.R2>(matrix), bias: pass.weight<tf.Rank.R1>(vector) };
    const outputs = all.bias.shape[0];
    const { weights, bias } = head === null ? all : headOf(all, head);
    const y = tf.add(tf.matMul(x, weights), bias);
    return {
      y: tf.reshape(y, [rows, 1, 1, bias.shape[0]]),
      back(gradient) {
        const dy = tf.reshape<tf.Rank.R2>(gradient, [rows, bias.shape[0]]);
        const own: [tf.Tensor1D, tf.Tensor1D] = [
          tf.reshape(transposedProduct(x, dy), [-1]),
          tf.sum<tf.Tensor1D>(dy, 0),
        ];
        const [dWeights, dBias] = head === null ? own : embedHead(own, head, outputs);
        pass.note(matrix, dWeights);
        pass.note(vector, dBias);
        return tf.reshape(productTransposed(dy, weights), images.shape);
      },
    };
  };
}
