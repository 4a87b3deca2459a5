import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

const counting = (size: number): number[] => Array.from({ length: size }, (_, i) => i);

test('contiguous parts of vectors and matrices, and parts that are not', () => {
  const flat = tf.tensor1d(counting(24));
  const matrix = tf.reshape<tf.Rank.R2>(flat, [4, 6]);
  const values = (x: tf.Tensor): number[] => [...x.dataSync()];
  expect(values(tf.slice1d(flat, 5, 3))).toEqual([5, 6, 7]);
  expect(values(tf.slice1d(flat, 20, -1))).toEqual([20, 21, 22, 23]);
  expect(values(tf.slice1d(flat, 3, 0))).toEqual([]);
  expect(values(tf.slice2d(matrix, [1, 0], [2, 6]))).toEqual(counting(24).slice(6, 18));
  expect(values(tf.slice2d(matrix, [2, 1], [1, 3]))).toEqual([13, 14, 15]);
  expect(values(tf.slice2d(matrix, [0, 4], [-1, 2]))).toEqual([4, 5, 10, 11, 16, 17, 22, 23]);
  expect(values(tf.slice1d(tf.tensor1d([7, 8, 9], 'int32'), 1, 2))).toEqual([8, 9]);
  expect(values(tf.slice1d(tf.tensor1d([true, false, true], 'bool'), 1, 2))).toEqual([0, 1]);
  expect(tf.slice(tf.tensor1d(['a', 'b', 'c']), 1, 1).dataSync()).toEqual(['b']);
});

test('parts outlive what they were cut from, and the growth of the heap', () => {
  const whole = tf.tensor1d(counting(1000));
  const part = tf.slice1d(whole, 990, 10);
  whole.dispose();
  const ballast = Array.from({ length: 8 }, () => tf.zeros([4_000_000]));
  const large = tf.slice1d(ballast[7] as tf.Tensor1D, 1, 3_000_000);
  expect([...part.dataSync()]).toEqual(counting(1000).slice(990));
  expect(large.dataSync().every((value) => value === 0)).toBe(true);
  tf.dispose([part, large, ...ballast]);
});
