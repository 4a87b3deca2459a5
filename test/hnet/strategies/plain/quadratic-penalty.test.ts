import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { selectBackend } from '../../../../hnet/backend/index.ts';
import { QuadraticPenalty } from '../../../../hnet/strategies/plain/quadratic-penalty.ts';
import { differences, normals, relativeError } from '../../../support/naive-hnet.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

const SIZE = 40;
/** Importances of four tasks: none of the first ten weights matters to anyone, the next ten only to some. */
const terms = Array.from({ length: 4 }, (_, task) => ({
  importance: normals(`importance ${task}`, SIZE).map((value, i) =>
    i < 10 || (i < 20 && i % 4 !== task) ? 0 : value * value,
  ),
  weights: normals(`weights ${task}`, SIZE),
}));
const naive = (at: ArrayLike<number>): number =>
  3 *
  terms.reduce(
    (sum, { importance, weights }) =>
      sum + importance.reduce((part, a, i) => part + a * (at[i]! - weights[i]!) ** 2, 0),
    0,
  );

const merged = (): QuadraticPenalty => {
  const penalty = new QuadraticPenalty(3);
  for (const { importance, weights } of terms) penalty.merge(tf.tensor1d(importance), tf.tensor1d(weights));
  return penalty;
};

test('merged terms are their sum, value and gradient', () => {
  const at = normals('at', SIZE);
  const { gradient, value } = merged().at(tf.tensor1d(at), true)!;
  expect(relativeError(gradient.dataSync(), differences(naive, at))).toBeLessThan(1e-5);
  expect(value!.dataSync()[0]! / naive(at)).toBeCloseTo(1, 5);
});

test('what nobody needs is held by nobody', () => {
  const { gradient } = merged().at(tf.tensor1d(normals('elsewhere', SIZE, 100)), false)!;
  expect([...gradient.dataSync().subarray(0, 10)].every((value) => value === 0)).toBe(true);
});

test('comes back from a checkpoint as it was, and frees its tensors', async () => {
  const before = tf.memory().numTensors;
  const penalty = new QuadraticPenalty(3);
  for (const { importance, weights } of terms) {
    const anchor = tf.tensor1d(weights);
    penalty.merge(tf.tensor1d(importance), anchor);
    anchor.dispose();
  }
  const saved = await penalty.save();
  const other = new QuadraticPenalty(3);
  other.restore(saved);
  expect(await other.save()).toEqual(saved);
  penalty.dispose();
  other.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
