import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { ACTIVATIONS } from '../../../hnet/model/activation.ts';
import {
  createHypernetwork,
  generate,
  generateBackward,
  hiddenForward,
  type HypernetworkShape,
} from '../../../hnet/model/hypernetwork.ts';
import { differences, naiveGenerate, normals, relativeError } from '../../support/naive-hnet.ts';

const chunked: HypernetworkShape = {
  targetSize: 37,
  chunkSize: 10,
  taskEmbeddingSize: 4,
  chunkEmbeddingSize: 3,
  hiddenLayers: [6, 5],
  activation: 'elu',
};
const SHAPES: Record<string, HypernetworkShape> = {
  'chunked, the last chunk cut off': chunked,
  'chunked, no surplus': { ...chunked, targetSize: 40 },
  'chunked, one hidden layer': { ...chunked, hiddenLayers: [6] },
  'chunked and linear': { ...chunked, hiddenLayers: [] },
  'a single chunk': { ...chunked, chunkSize: 37 },
  full: { ...chunked, chunkSize: null },
  'full and linear': { ...chunked, chunkSize: null, hiddenLayers: [] },
};

const tensor = (name: string, size: number): tf.Tensor1D => tf.tensor1d(normals(name, size, 0.5));

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  const cases = [
    ...Object.entries(SHAPES),
    ...ACTIVATIONS.map((activation): [string, HypernetworkShape] => [activation, { ...chunked, activation }]),
  ];
  describe.each(cases)('a hypernetwork that is %s', (_, shape) => {
    const hypernetwork = createHypernetwork(shape);

    test('generates what the formula says, and its gradients are those of finite differences', () => {
      const theta = normals('theta', hypernetwork.layout.size, 0.5);
      const embedding = normals('e', 4, 0.5);
      const upstream = normals('upstream', shape.targetSize);
      const weights = generate(hypernetwork, tf.tensor1d(theta), tf.tensor2d(embedding, [1, 4]));
      expect(weights.shape).toEqual([shape.targetSize]);
      const expected = naiveGenerate(hypernetwork, theta, embedding);
      expect(relativeError(weights.dataSync(), expected)).toBeLessThan(1e-5);

      const weighted = (t: ArrayLike<number>, e: ArrayLike<number>): number =>
        naiveGenerate(hypernetwork, t, e).reduce((sum, weight, i) => sum + weight * upstream[i]!, 0);
      const pass = hiddenForward(hypernetwork, tf.tensor1d(theta), tf.tensor2d(embedding, [1, 4]));
      const padded = (values: Float32Array): tf.Tensor1D =>
        tf.pad1d(tf.tensor1d(values), [0, hypernetwork.chunks * hypernetwork.chunkSize - shape.targetSize]);
      const found = generateBackward(hypernetwork, pass, padded(upstream), true);
      const ofTheta = differences((t) => weighted(t, embedding), theta);
      const ofEmbedding = differences((e) => weighted(theta, e), embedding);
      expect(relativeError(found.theta.dataSync(), ofTheta)).toBeLessThan(1e-5);
      expect(relativeError(found.embedding!.dataSync(), ofEmbedding)).toBeLessThan(1e-5);
    });
  });

  test('several tasks at once give the rows that each gives alone', () => {
    const hypernetwork = createHypernetwork(chunked);
    const theta = tensor('theta', hypernetwork.layout.size);
    const embeddings = tf.reshape<tf.Rank.R2>(tensor('e', 12), [3, 4]);
    const together = hiddenForward(hypernetwork, theta, embeddings).output;
    for (let task = 0; task < 3; task += 1) {
      const alone = hiddenForward(hypernetwork, theta, tf.slice2d(embeddings, [task, 0], [1, -1])).output;
      const rows = tf.slice2d(together, [task * 4, 0], [4, -1]);
      expect(relativeError(rows.dataSync(), alone.dataSync())).toBeLessThan(1e-6);
    }
  });

  test('what the last chunk generates beyond n_W touches nothing', () => {
    const hypernetwork = createHypernetwork({ ...chunked, targetSize: 7, chunkSize: 7 });
    const cut = createHypernetwork({ ...chunked, targetSize: 5, chunkSize: 7 });
    const theta = tensor('theta', hypernetwork.layout.size);
    const data = theta.dataSync().slice();
    // The output layer's weights and biases of the last two of seven columns: surplus where only five are kept.
    const [matrix, bias] = hypernetwork.layout.entries.slice(-2);
    for (let row = 0; row < 5; row += 1)
      data.fill(9, matrix!.offset + row * 7 + 5, matrix!.offset + row * 7 + 7);
    data.fill(9, bias!.offset + 5, bias!.offset + 7);
    const changed = tf.tensor1d(data);
    const row = tf.reshape<tf.Rank.R2>(tensor('e', 4), [1, 4]);
    expect(generate(hypernetwork, changed, row).dataSync()).not.toEqual(
      generate(hypernetwork, theta, row).dataSync(),
    );
    expect(generate(cut, changed, row).dataSync()).toEqual(generate(cut, theta, row).dataSync());
  });
});
