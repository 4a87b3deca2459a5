import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { leastEntropy } from '../../../hnet/strategies/least-entropy.ts';

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  const classify = (logits: number[][][], offsets: number[]) => {
    const tensors = logits.map((rows) => tf.tensor2d(rows));
    const before = tf.memory().numTensors;
    const { labels, tasks } = leastEntropy(tensors, offsets);
    const found = { labels: [...labels.dataSync()], tasks: [...tasks!.dataSync()] };
    expect([labels.dtype, tasks!.dtype]).toEqual(['int32', 'int32']);
    tf.dispose([labels, tasks!]);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(tensors);
    return found;
  };

  test('each row goes to the task whose prediction is surest, whatever its logits add up to', () => {
    // Entropies of (p, 1 - p): ln 2 for equal logits, less the further apart they are.
    const found = classify(
      [
        [[0, 0.1], [9, 5], [100, 100]], // prettier-ignore
        [[0, 3], [1, 0], [2, 1]], // prettier-ignore
        [[50, 49], [-7, 0], [0, 0]], // prettier-ignore
      ],
      [0, 2, 4],
    );
    expect(found.tasks).toEqual([1, 2, 1]);
    expect(found.labels).toEqual([3, 5, 2]);
  });

  test('labels are classes where all tasks share them', () => {
    expect(classify([[[0, 1]], [[8, 0]]], [0, 0])).toEqual({ labels: [0], tasks: [1] });
  });

  test('a probability that underflows to zero counts as no entropy, not as NaN', () => {
    const found = classify([[[0, 1]], [[1e4, -1e4]], [[3, 0]]], [0, 2, 4]);
    expect(found).toEqual({ labels: [2], tasks: [1] });
  });

  test('of equally sure tasks the first is taken', () => {
    expect(classify([[[1, 0]], [[0, 1]]], [0, 2])).toEqual({ labels: [0], tasks: [0] });
  });
});
