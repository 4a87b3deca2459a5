import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { EXCLUDED, weightedCrossEntropy } from '../../../hnet/replay/weighted-loss.ts';

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  const evaluate = (
    outputs: number[][],
    q: number[][],
    scale: number[],
    inverseTemperature: number[] | null,
    mask: number[] | null,
  ) =>
    tf.tidy(() => {
      const column = (values: number[]): tf.Tensor2D => tf.tensor2d(values, [values.length, 1]);
      const targets = {
        targets: tf.tensor2d(q),
        scale: column(scale),
        inverseTemperature: inverseTemperature === null ? null : column(inverseTemperature),
        mask: mask === null ? null : tf.tensor2d([mask]),
      };
      const { gradient, loss } = weightedCrossEntropy(tf.tensor2d(outputs), targets, true);
      return { gradient: [...gradient.dataSync()], shape: gradient.shape, loss: loss!.dataSync()[0]! };
    });
  const close = (found: readonly number[], expected: readonly number[]): void =>
    expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 6));

  test('distillation at temperature 2 by hand', () => {
    // (2 ln 3, 0) / 2 gives probabilities (3/4, 1/4); share 1/2, T^2 = 4.
    const { loss, gradient } = evaluate([[2 * Math.log(3), 0]], [[0.5, 0.5]], [0.5 * 2], [0.5], null);
    expect(loss).toBeCloseTo(0.5 * 4 * -0.5 * (Math.log(0.75) + Math.log(0.25)), 5);
    close(gradient, [0.25, -0.25]);
  });

  test('a row of two heads is two groups, of which one may have no share', () => {
    const outputs = [[Math.log(3), 0, 5, 7]];
    const { loss, gradient, shape } = evaluate(outputs, [[0, 1], [1, 0]], [1, 0], null, null); // prettier-ignore
    expect(shape).toEqual([1, 4]);
    expect(loss).toBeCloseTo(-Math.log(0.25), 5);
    close(gradient, [0.75, -0.75, 0, 0]);
  });

  test('an output that takes no part has no gradient and no influence, however large it is', () => {
    const mask = [0, 0, EXCLUDED];
    const { loss, gradient } = evaluate([[0, 0, 1e4]], [[1, 0, 0]], [1], null, mask);
    expect(loss).toBeCloseTo(Math.log(2), 5);
    expect(gradient[2]).toBe(0);
    close(gradient, [-0.5, 0.5]);
  });
});
