import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { freshState, lookAhead, takeStep, type OptimiserRule } from '../../../hnet/training/optimiser.ts';
import { BACKENDS } from '../../support/backends.ts';
import { normals, relativeError } from '../../support/naive-hnet.ts';

const adam: OptimiserRule = { kind: 'adam', learningRate: 0.1, beta1: 0.9, beta2: 0.999 };
const sgd: OptimiserRule = { kind: 'sgd', learningRate: 0.1, momentum: 0 };
const heavy: OptimiserRule = { kind: 'sgd', learningRate: 0.1, momentum: 0.5 };

/** Parameters after some steps, by the textbook in double precision. */
function byHand(rule: OptimiserRule, start: number, gradients: readonly number[]): number {
  let [x, m, v] = [start, 0, 0];
  gradients.forEach((g, i) => {
    if (rule.kind === 'sgd') {
      m = rule.momentum * m + g;
      x -= rule.learningRate * m;
      return;
    }
    const { beta1, beta2, learningRate } = rule;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g ** 2;
    const k = i + 1;
    x -= ((learningRate * Math.sqrt(1 - beta2 ** k)) / (1 - beta1 ** k)) * (m / (Math.sqrt(v) + 1e-8));
  });
  return x;
}

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  test.each([
    ['Adam', adam],
    ['SGD', sgd],
    ['SGD with momentum', heavy],
  ] as const)('%s takes the steps of the textbook', (_, rule) => {
    const gradients = [0.5, -2, 0.001, 3];
    let parameters = tf.tensor1d([1, -1]);
    let state = freshState(rule, 2);
    for (const g of gradients)
      ({ parameters, state } = takeStep(rule, state, parameters, tf.tensor1d([g, -g])));
    const expected = byHand(rule, 1, gradients);
    expect(relativeError(parameters.dataSync(), [expected, -expected])).toBeLessThan(1e-5);
    expect(state.step).toBe(4);
  });

  test('the first Adam step is the learning rate against the sign of the gradient', () => {
    const { parameters } = takeStep(adam, freshState(adam, 2), tf.tensor1d([0, 0]), tf.tensor1d([1e-3, -50]));
    expect(relativeError(parameters.dataSync(), [-0.1, 0.1])).toBeLessThan(1e-3);
  });

  test.each([
    ['Adam', adam],
    ['SGD', sgd],
    ['SGD with momentum', heavy],
  ] as const)('the look-ahead of %s is the step it would take, and changes nothing', (_, rule) => {
    let parameters = tf.tensor1d(normals('p', 50));
    let state = freshState(rule, 50);
    for (let i = 0; i < 3; i += 1)
      ({ parameters, state } = takeStep(rule, state, parameters, tf.tensor1d(normals(`g${i}`, 50))));
    const gradient = tf.tensor1d(normals('g', 50));
    const held = (): (number[] | null)[] =>
      [parameters, state.first, state.second].map((tensor) => tensor && [...tensor.dataSync()]);
    const before = held();
    const ahead = lookAhead(rule, state, parameters, gradient).dataSync();
    expect(held()).toEqual(before);
    expect(state.step).toBe(3);
    const taken = takeStep(rule, state, parameters, gradient);
    expect(ahead).toEqual(taken.parameters.dataSync());
    expect(ahead).not.toEqual(Float32Array.from(before[0]!));
  });

  test('a step leaves no tensors behind', () => {
    let parameters = tf.tensor1d(normals('p', 5));
    let state = freshState(adam, 5);
    const gradient = tf.tensor1d(normals('g', 5));
    const before = tf.memory().numTensors;
    ({ parameters, state } = takeStep(adam, state, parameters, gradient));
    lookAhead(adam, state, parameters, gradient).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
