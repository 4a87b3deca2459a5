import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { ACTIVATIONS } from '../../../hnet/model/activation.ts';
import { createMlpTarget } from '../../../hnet/model/mlp-target.ts';
import {
  differences,
  naiveCrossEntropy,
  naiveMlp,
  normals,
  relativeError,
} from '../../support/naive-hnet.ts';

/** The rows of a flat matrix. */
const rowsOf = (flat: Float32Array, width: number): Float32Array[] =>
  Array.from({ length: flat.length / width }, (_, i) => flat.slice(i * width, (i + 1) * width));

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  test.each([
    { from: 0, size: 2, widths: [3, 5, 4, 6] },
    { from: 2, size: 2, widths: [3, 5, 4, 6] },
    { from: 4, size: 2, widths: [3, 5, 4, 6] },
    { from: 0, size: 6, widths: [3, 5, 4, 6] },
    { from: 1, size: 2, widths: [3, 3] },
  ])('cross-entropy of $size logits from $from on of $widths, sliced before the softmax', (given) => {
    const { from, size, widths } = given;
    const network = createMlpTarget(widths, 'relu');
    const weights = normals('w', network.layout.size);
    const inputs = normals('x', 12);
    const x = tf.tensor2d(inputs, [4, 3]);
    const labels = [0, 1, 1, 0];
    const oneHot = tf.cast(tf.oneHot(labels, size), 'float32') as tf.Tensor2D;
    const head = { from, size };
    const naive = (w: ArrayLike<number>): number =>
      naiveCrossEntropy(widths, 'relu', w, rowsOf(inputs, 3), labels, head);
    const found = network.lossAndGradient(tf.tensor1d(weights), x, { kind: 'classes', oneHot }, head, true);
    expect(found.loss!.dataSync()[0]).toBeCloseTo(naive(weights), 5);
    expect(relativeError(found.gradient.dataSync(), differences(naive, weights))).toBeLessThan(1e-5);

    const logits = rowsOf(inputs, 3).flatMap((row) =>
      naiveMlp(widths, 'relu', weights, 0, row).slice(from, from + size),
    );
    const predicted = network.predict(tf.tensor1d(weights), x, head).dataSync();
    expect(relativeError(predicted, logits)).toBeLessThan(1e-5);
  });

  test.each(ACTIVATIONS)('mean squared error with %s activations', (activation) => {
    const widths = [2, 4, 3, 2];
    const network = createMlpTarget(widths, activation);
    const weights = normals('w', network.layout.size);
    const inputs = normals('x', 10);
    const goals = normals('y', 10);
    const naive = (w: ArrayLike<number>): number => {
      const outputs = rowsOf(inputs, 2).flatMap((row) => naiveMlp(widths, activation, w, 0, row));
      return outputs.reduce((sum, output, i) => sum + (output - goals[i]!) ** 2, 0) / 10;
    };
    const labels = { kind: 'values', values: tf.tensor2d(goals, [5, 2]) } as const;
    const x = tf.tensor2d(inputs, [5, 2]);
    const head = { from: 0, size: 2 };
    const found = network.lossAndGradient(tf.tensor1d(weights), x, labels, head, true);
    expect(found.loss!.dataSync()[0]! / naive(weights)).toBeCloseTo(1, 5);
    expect(relativeError(found.gradient.dataSync(), differences(naive, weights))).toBeLessThan(1e-5);
  });

  test('a surplus behind the weights changes nothing and has no gradient', () => {
    const network = createMlpTarget([2, 3, 2], 'relu');
    const weights = normals('w', network.layout.size + 4);
    const labels = { kind: 'values', values: tf.tensor2d(normals('y', 4), [2, 2]) } as const;
    const x = tf.tensor2d(normals('x', 4), [2, 2]);
    const gradientOf = (values: Float32Array): number[] => {
      const head = { from: 0, size: 2 };
      return [...network.lossAndGradient(tf.tensor1d(values), x, labels, head, false).gradient.dataSync()];
    };
    const without = gradientOf(weights.slice(0, network.layout.size));
    expect(gradientOf(weights)).toEqual([...without, 0, 0, 0, 0]);
  });

  test('the loss is computed only when it is asked for', () => {
    const network = createMlpTarget([1, 1], 'relu');
    const labels = { kind: 'values', values: tf.ones<tf.Rank.R2>([2, 1]) } as const;
    const x = tf.ones<tf.Rank.R2>([2, 1]);
    const head = { from: 0, size: 1 };
    const found = network.lossAndGradient(tf.tensor1d(normals('w', 2)), x, labels, head, false);
    expect(found.loss).toBeNull();
  });
});
