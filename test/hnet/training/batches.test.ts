import { expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { createBatchOrder, loadBatch } from '../../../hnet/training/batches.ts';
import { blobs } from '../../support/training.ts';

test('every epoch holds each row once, in an order of its own', () => {
  const order = createBatchOrder(1, 0, 30, 10);
  const epoch = (first: number): number[] => [0, 1, 2].flatMap((i) => [...order.rows(first + i)]);
  const [one, two] = [epoch(0), epoch(3)];
  const all = Array.from({ length: 30 }, (_, i) => i);
  expect([...one].sort((a, b) => a - b)).toEqual(all);
  expect([...two].sort((a, b) => a - b)).toEqual(all);
  expect(one).not.toEqual(two);
  expect(createBatchOrder(1, 1, 30, 10).rows(0)).not.toEqual(order.rows(0));
  expect(createBatchOrder(2, 0, 30, 10).rows(0)).not.toEqual(order.rows(0));
});

test('a batch at the end of an epoch takes its missing rows from the next', () => {
  const rows = createBatchOrder(1, 0, 7, 4);
  const stream = [0, 1, 2, 3, 4, 5, 6].flatMap((i) => [...rows.rows(i)]);
  for (let epoch = 0; epoch < 4; epoch += 1)
    expect(stream.slice(7 * epoch, 7 * epoch + 7).sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('the order is a function of the iteration, wherever one begins', () => {
  const through = createBatchOrder(1, 0, 13, 5);
  const batches = Array.from({ length: 12 }, (_, i) => through.rows(i));
  for (const i of [11, 0, 6]) expect(createBatchOrder(1, 0, 13, 5).rows(i)).toEqual(batches[i]);
});

test('batches may be larger than the training set', () => {
  const rows = [...createBatchOrder(1, 0, 3, 8).rows(1)];
  expect(rows).toHaveLength(8);
  expect(new Set(rows).size).toBe(3);
});

test('soft labels give the true class its share and spread the rest', async () => {
  await selectBackend('cpu');
  const benchmark = blobs(1);
  const batch = loadBatch(benchmark, benchmark.task(0), 'train', Uint32Array.of(0, 1), { softTargets: 0.75 });
  const { labels } = batch;
  const rows = labels.kind === 'classes' ? [...labels.oneHot.dataSync()] : [];
  expect(rows).toEqual([0.75, 0.25, 0.25, 0.75]);
  tf.dispose([batch.x]);
});
