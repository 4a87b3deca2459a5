import { expect, test } from 'vitest';
import { loadMnist } from '../../../hnet/benchmarks/datasets/mnist.ts';
import { mnistDir, withoutMnist } from '../../support/mnist.ts';

test.skipIf(mnistDir === null)(`MNIST as published (${withoutMnist})`, async () => {
  const { train, test: heldBack } = await loadMnist({ dataDir: mnistDir, mirrors: [] });
  expect(train).toMatchObject({ count: 60_000, rows: 28, columns: 28 });
  expect(heldBack.count).toBe(10_000);
  // The first labels of both parts, as every tutorial prints them.
  expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  expect([...heldBack.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  // Mean brightness, 0.1307 in every normalisation constant.
  const sum = train.pixels.reduce((total, pixel) => total + pixel, 0);
  expect(sum / train.pixels.length / 255).toBeCloseTo(0.1307, 4);
});
