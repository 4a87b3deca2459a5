/** Importances against numbers worked out by hand, and against central differences of one sample at a time. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../../hnet/backend/index.ts';
import type { Activation } from '../../../../hnet/model/activation.ts';
import { createMlpTarget } from '../../../../hnet/model/mlp-target.ts';
import { MasProtection } from '../../../../hnet/strategies/mas.ts';
import { EwcProtection } from '../../../../hnet/strategies/plain/ewc-protection.ts';
import { empiricalFisher, outputSensitivity } from '../../../../hnet/strategies/plain/importance.ts';
import { SiProtection } from '../../../../hnet/strategies/si.ts';
import { linearTask, oneOfTwo } from '../../../support/finished-task.ts';
import {
  differences,
  naiveCrossEntropy,
  naiveMlp,
  normals,
  relativeError,
} from '../../../support/naive-hnet.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

const close = (found: ArrayLike<number>, expected: readonly number[]): void => {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => expect(found[i]!).toBeCloseTo(value, 5));
};

describe.each<Activation>(['sigmoid', 'relu', 'elu'])('of a perceptron with %s', (activation) => {
  const widths = [3, 5, 4, 6];
  const network = createMlpTarget(widths, activation);
  const weights = normals('weights', network.layout.size, 0.7);
  const rows = Array.from({ length: 7 }, (_, i) => normals(`row ${i}`, 3));
  const labels = rows.map((_, i) => i % 2);
  const head = { from: 2, size: 2 };
  const x = () => tf.tensor2d(rows.map((row) => Array.from(row)));

  /** Sum over rows of a form of each row's own gradient. */
  const byDifferences = (of: (w: Float64Array, row: number) => number, form: (g: number) => number) => {
    const sum = new Float64Array(network.layout.size);
    rows.forEach((_, row) => {
      differences((w) => of(w, row), weights).forEach((g, i) => (sum[i]! += form(g)));
    });
    return sum;
  };

  test('squares of the gradients of log p(y|x)', () => {
    const oneHot = tf.tensor2d(labels.map((label) => [1 - label, label]));
    const found = network.perSampleSum!(
      tf.tensor1d(weights),
      x(),
      head,
      (output) => tf.sub(tf.softmax(output), oneHot),
      'squares',
    );
    const expected = byDifferences(
      (w, row) => naiveCrossEntropy(widths, activation, w, [rows[row]!], [labels[row]!], head),
      (g) => g * g,
    );
    expect(relativeError(found.dataSync(), expected)).toBeLessThan(1e-4);
  });

  test('magnitudes of the gradients of ||f(x)||^2', () => {
    const found = network.perSampleSum!(
      tf.tensor1d(weights),
      x(),
      head,
      (output) => tf.mul(output, 2),
      'magnitudes',
    );
    const expected = byDifferences((w, row) => {
      const [a, b] = naiveMlp(widths, activation, w, 0, rows[row]!).slice(2, 4);
      return a! ** 2 + b! ** 2;
    }, Math.abs);
    expect(relativeError(found.dataSync(), expected)).toBeLessThan(1e-4);
  });
});

describe('the empirical Fisher information', () => {
  test('is a mean of squares, not the square of a mean', async () => {
    // At zero weights p = (1/2, 1/2). Sample x = 2 of class 0: d = (-1/2, 1/2), dW = (-1, 1), db = d.
    // Sample x = 1 of class 1: d = (1/2, -1/2), dW = db = d. The mean gradient would give dW^2 = 1/16 and db = 0.
    const task = linearTask(tf.zeros([4]), [[2], [1]], [oneOfTwo(0), oneOfTwo(1)]);
    close((await empiricalFisher(task, -1)).dataSync(), [0.625, 0.625, 0.25, 0.25]);
  });

  test('of a regression is that of 1/2 ||f - y||^2', async () => {
    // f = 3 x + 1: at x = 2, y = 5 it is off by 2, so dw = 4 and db = 2.
    const values = tf.tensor2d([[5]]);
    const task = linearTask(tf.tensor1d([3, 1]), [[2]], [{ kind: 'values', values }]);
    close((await empiricalFisher(task, -1)).dataSync(), [16, 4]);
  });
});

test('the sensitivity of MAS is a mean of magnitudes, not the magnitude of a mean', async () => {
  // f = 2 x - 1: 1 at x = 1, -3 at x = -1. d f^2 / dw = 2 f x: 2 and 6; d f^2 / db = 2 f: 2 and -6.
  const none = { kind: 'values', values: tf.zeros<tf.Rank.R2>([1, 1]) } as const;
  const task = linearTask(tf.tensor1d([2, -1]), [[1], [-1]], [none, none]);
  close((await outputSensitivity(task, -1)).dataSync(), [4, 4]);
});

describe('two tasks one after the other', () => {
  const first = () => linearTask(tf.zeros([4]), [[2]], [oneOfTwo(0)]); // F = 1, 1, 1/4, 1/4
  const second = () => linearTask(tf.tensor1d([1, 1, 1, 1]), [[4]], [oneOfTwo(1)]); // F = 4, 4, 1/4, 1/4
  const at = () => tf.tensor1d([3, 1, 0, 1]);

  test('EWC adds a penalty around each anchor: lambda / 2 sum_j F_j (w - w_j)^2', async () => {
    const ewc = new EwcProtection({ lambda: 10, samples: -1, gamma: null });
    expect(ewc.penalty(at(), true)).toBeNull();
    await ewc.endTask(first());
    await ewc.endTask(second());
    const { gradient, value } = ewc.penalty(at(), true)!;
    close(gradient.dataSync(), [10 * (3 + 4 * 2), 10 * 1, 10 * -0.25, 10 * 0.25]);
    expect(value!.dataSync()[0]).toBeCloseTo(5 * (9 + 4 * 4 + 1 + 0.25 + 0.25), 4);
  });

  test('online EWC has one anchor, and F <- F_t + gamma F', async () => {
    const ewc = new EwcProtection({ lambda: 10, samples: -1, gamma: 0.5 });
    await ewc.endTask(first());
    await ewc.endTask(second());
    const { gradient, value } = ewc.penalty(at(), true)!;
    close(gradient.dataSync(), [10 * 4.5 * 2, 0, 10 * 0.375 * -1, 0]);
    expect(value!.dataSync()[0]).toBeCloseTo(5 * (4.5 * 4 + 0.375), 4);
  });

  test('MAS adds sensitivities around the latest anchor', async () => {
    const none = { kind: 'values', values: tf.zeros<tf.Rank.R2>([1, 1]) } as const;
    const mas = new MasProtection(3, -1);
    await mas.endTask(linearTask(tf.tensor1d([2, -1]), [[1]], [none])); // 2, 2
    await mas.endTask(linearTask(tf.tensor1d([1, 0]), [[-3]], [none])); // 18, 6
    const { gradient, value } = mas.penalty(tf.tensor1d([2, 2]), true)!;
    close(gradient.dataSync(), [2 * 3 * 20 * 1, 2 * 3 * 8 * 2]);
    expect(value!.dataSync()[0]).toBeCloseTo(3 * (20 + 8 * 4), 3);
  });

  test('SI adds up -g dw on the way, divides by the squared way, and never counts below zero', async () => {
    const si = new SiProtection(2, 0.5);
    const walk = async (points: number[][], gradients: number[][]): Promise<void> => {
      const tensors = points.map((point) => tf.tensor1d(point));
      si.beginTask(tensors[0]!);
      gradients.forEach((g, i) => si.stepped(tensors[i]!, tensors[i + 1]!, tf.tensor1d(g)));
      await si.endTask({ ...linearTask(tensors.at(-1)!, [[1]], []), weights: tensors.at(-1)! });
    };
    // omega = 1 * 2 + 1 * 3 = 5 over a way of 2; the other weight was pushed uphill: omega = -1.
    await walk([[0, 0], [1, 1], [2, 1]], [[-2, 1], [-3, 9]]); // prettier-ignore
    close(si.penalty(tf.tensor1d([3, 5]), true)!.gradient.dataSync(), [2 * 2 * (5 / 4.5), 0]);
    // Back by 1 on a slope of 3, and forth by 2 on one of -1: 3 / 1.5 = 2 and 2 / 4.5 more.
    await walk([[2, 1], [1, 3]], [[3, -1]]); // prettier-ignore
    const omega = [5 / 4.5 + 3 / 1.5, 2 / 4.5] as const;
    const { gradient, value } = si.penalty(tf.tensor1d([2, 5]), true)!;
    close(gradient.dataSync(), [4 * omega[0], 4 * omega[1] * 2]);
    expect(value!.dataSync()[0]).toBeCloseTo(2 * (omega[0] + omega[1] * 4), 4);
  });
});
