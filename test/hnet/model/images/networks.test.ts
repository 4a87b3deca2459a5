import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../../hnet/backend/index.ts';
import { createResNet } from '../../../../hnet/model/images/resnet.ts';
import { createZenkeNet } from '../../../../hnet/model/images/zenkenet.ts';
import { freshStatistics, type TargetNetwork } from '../../../../hnet/model/target-network.ts';
import { randomStream } from '../../../../hnet/random.ts';
import { BACKENDS } from '../../../support/backends.ts';
import { differences, normals, relativeError } from '../../../support/naive-hnet.ts';
import {
  naiveAverage,
  naiveBatchNorm,
  naiveConvolution,
  naiveDense,
  naiveImage,
  naiveMaxPool,
  naiveRelu,
  naiveShortcut,
  naiveSoftCrossEntropy,
  naiveSum,
  WeightReader,
} from '../../../support/naive-images.ts';

const CIFAR = { height: 32, width: 32, channels: 3 };

test('ResNet-32 with six heads has 468,540 weights, ZenkeNet 1,276,508', () => {
  const resnet = createResNet({ input: CIFAR, blocks: 5, channels: [16, 16, 32, 64], outputs: 60 });
  expect(resnet.layout.size).toBe(468_540);
  // Of 31 convolutions: 11 of 16 channels, 10 of 32, 10 of 64, a mean and a variance each.
  expect(resnet.statistics!.size).toBe(2 * (11 * 16 + 10 * 32 + 10 * 64));
  expect(createZenkeNet({ input: CIFAR, outputs: 60 }).layout.size).toBe(1_276_508);
});

const ROWS = 3;
const SIDE = 8;
const INPUT = { height: SIDE, width: SIDE, channels: 2 };
const inputs = normals('images', ROWS * SIDE * SIDE * 2);
const labels = [
  [0.9, 0.1],
  [0, 1],
  [1, 0],
];
const head = { from: 2, size: 2 };
const BLOCKS = 1;
const CHANNELS = [2, 2, 3, 4] as const;

/** Logits of all heads of the small residual network; `statistics` flat as mean1, variance1, ... or null for the batch's. */
function naiveResNet(
  weights: ArrayLike<number>,
  statistics: ArrayLike<number> | null,
  seen?: number[],
): number[][] {
  const reader = new WeightReader(weights);
  const running = statistics === null ? null : new WeightReader(statistics);
  const normalised = (x: number[][][][], outputs: number, stride: number): number[][][][] => {
    const y = naiveConvolution(x, reader, outputs, stride, 1);
    const given = running === null ? null : { mean: running.next(outputs), variance: running.next(outputs) };
    return naiveBatchNorm(y, reader, given, (mean, variance) => seen?.push(...mean, ...variance));
  };
  let x = Array.from({ length: ROWS }, (_, n) =>
    naiveImage(inputs.slice(n * SIDE * SIDE * 2, (n + 1) * SIDE * SIDE * 2), SIDE, SIDE, 2),
  );
  x = naiveRelu(normalised(x, CHANNELS[0], 1));
  CHANNELS.slice(1).forEach((channels, group) => {
    const stride = group === 0 ? 1 : 2;
    const inner = normalised(naiveRelu(normalised(x, channels, stride)), channels, 1);
    x = naiveRelu(naiveSum(inner, naiveShortcut(x, stride, channels)));
  });
  return naiveDense(naiveAverage(x), reader, 4);
}

function naiveZenkeNet(weights: ArrayLike<number>): number[][] {
  const reader = new WeightReader(weights);
  let x = Array.from({ length: ROWS }, (_, n) =>
    naiveImage(inputs12.slice(n * 12 * 12, (n + 1) * 12 * 12), 12, 12, 1),
  );
  for (const channels of [2, 3]) {
    x = naiveRelu(naiveConvolution(x, reader, channels, 1, 1));
    x = naiveMaxPool(naiveRelu(naiveConvolution(x, reader, channels, 1, 0)));
  }
  const flat = x.map((image) => image.flat(2));
  const hidden = naiveDense(flat, reader, 5).map((row) => row.map((v) => Math.max(0, v)));
  return naiveDense(hidden, reader, 4);
}
const inputs12 = normals('images', ROWS * 12 * 12);

const resnet = createResNet({ input: INPUT, blocks: BLOCKS, channels: CHANNELS, outputs: 4 });
const zenkenet = createZenkeNet({
  input: { height: 12, width: 12, channels: 1 },
  outputs: 4,
  channels: [2, 2, 3, 3],
  width: 5,
});

/** Losses and their gradients in double precision, for both backends. */
const exact = {
  resnet: once((w) => naiveSoftCrossEntropy(naiveResNet(w, null), head, labels), resnet),
  zenkenet: once((w) => naiveSoftCrossEntropy(naiveZenkeNet(w), head, labels), zenkenet),
};
function once(loss: (w: ArrayLike<number>) => number, network: TargetNetwork) {
  const weights = normals('w', network.layout.size, 0.5);
  let gradient: Float64Array | null = null;
  return { weights, loss: loss(weights), gradient: () => (gradient ??= differences(loss, weights)) };
}

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  const batch = (data: Float32Array) => ({
    x: tf.tensor2d(data, [ROWS, data.length / ROWS]),
    labels: { kind: 'classes', oneHot: tf.tensor2d(labels) } as const,
  });
  const never = (): never => {
    throw new Error('no random draws are expected');
  };

  test('gradient of a residual network with stride, shortcuts and batch norm', () => {
    const { weights, loss, gradient } = exact.resnet;
    const fresh = freshStatistics(resnet)!;
    const { x, labels: given } = batch(inputs);
    const context = { statistics: tf.tensor1d(fresh), openStream: never };
    const padded = tf.tensor1d([...weights, 7, 7]);
    const found = resnet.lossAndGradient(padded, x, given, head, true, context);
    expect(found.loss!.dataSync()[0]).toBeCloseTo(loss, 4);
    const values = found.gradient.dataSync();
    expect([...values.slice(-2)]).toEqual([0, 0]);
    expect(relativeError(values.slice(0, -2), gradient())).toBeLessThan(2e-4);

    // Running statistics: nine parts of what was, one part of the batch's.
    const seen: number[] = [];
    naiveResNet(weights, null, seen);
    const expected = [...fresh].map((before, i) => 0.9 * before + 0.1 * seen[i]!);
    expect(relativeError(found.statistics!.dataSync(), expected)).toBeLessThan(1e-5);
  });

  test('a residual network predicts with the running statistics it is given', () => {
    const weights = normals('w', resnet.layout.size, 0.5);
    const statistics = normals('s', resnet.statistics!.size).map((v) => Math.abs(v) + 0.1);
    const { x } = batch(inputs);
    const found = resnet.predict(tf.tensor1d(weights), x, head, tf.tensor1d(statistics)).dataSync();
    const expected = naiveResNet(weights, statistics).flatMap((row) => row.slice(2));
    expect(relativeError(found, expected)).toBeLessThan(1e-5);
    expect(() => resnet.predict(tf.tensor1d(weights), x, head)).toThrow('running batch-norm statistics');
  });

  test('gradient of ZenkeNet without dropout', () => {
    const { weights, loss, gradient } = exact.zenkenet;
    const { x, labels: given } = batch(inputs12);
    const found = zenkenet.lossAndGradient(tf.tensor1d(weights), x, given, head, true);
    expect(found.loss!.dataSync()[0]).toBeCloseTo(loss, 4);
    expect(relativeError(found.gradient.dataSync(), gradient())).toBeLessThan(2e-4);
    expect(found.statistics).toBeNull();
    const predicted = zenkenet.predict(tf.tensor1d(weights), x, head).dataSync();
    const expected = naiveZenkeNet(weights).flatMap((row) => row.slice(2));
    expect(relativeError(predicted, expected)).toBeLessThan(1e-5);
  });

  test('dropout draws the same for the same iteration, and another for the next', () => {
    const weights = tf.tensor1d(normals('w', zenkenet.layout.size, 0.5));
    const { x, labels: given } = batch(inputs12);
    const lossOf = (iteration: number): number => {
      const openStream = () => randomStream(1, 'dropout', 0, iteration);
      const context = { statistics: null, openStream };
      return zenkenet.lossAndGradient(weights, x, given, head, true, context).loss!.dataSync()[0]!;
    };
    expect(lossOf(3)).toBe(lossOf(3));
    expect(lossOf(4)).not.toBe(lossOf(3));
  });

  test('passes leave no tensors behind but their results', () => {
    const pass = (network: TargetNetwork, data: Float32Array): number => {
      const { x, labels: given } = batch(data);
      const weights = tf.tensor1d(normals('w', network.layout.size, 0.5));
      const fresh = freshStatistics(network);
      const statistics = fresh === null ? null : tf.tensor1d(fresh);
      const before = tf.memory().numTensors;
      const openStream = () => randomStream(1, 'dropout');
      const found = network.lossAndGradient(weights, x, given, head, true, { statistics, openStream });
      tf.dispose([found.gradient, found.loss!, ...(found.statistics === null ? [] : [found.statistics])]);
      network.predict(weights, x, head, statistics).dispose();
      return tf.memory().numTensors - before;
    };
    expect(pass(resnet, inputs)).toBe(0);
    expect(pass(zenkenet, inputs12)).toBe(0);
  });
});
