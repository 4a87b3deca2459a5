import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  Compiled,
  compiles,
  fuse,
  largestDifference,
  notCompilable,
  setCompiling,
} from '../../../hnet/backend/compiled.ts';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { readSafetensors } from '../../../hnet/training/safetensors.ts';
import { hasTensorFlow } from '../../support/backends.ts';
import { normals, relativeError } from '../../support/naive-hnet.ts';
import { blobs, polynomials, SMALL_BLOBS, trainTasks, type Training } from '../../support/training.ts';

const values = (tensors: readonly tf.Tensor[]): number[][] => tensors.map((tensor) => [...tensor.dataSync()]);
const matrix = (name: string, rows: number, columns: number): tf.Tensor2D =>
  tf.tensor2d(normals(name, rows * columns), [rows, columns]);

/** Operations of every kind that a training consists of. */
function many([a, b, chosen]: readonly tf.Tensor[]): tf.Tensor[] {
  const [x, y] = [a as tf.Tensor2D, b as tf.Tensor2D]; // [4, 6], [4, 6]
  const cut = tf.reshape(tf.slice1d(tf.reshape(x, [-1]), 3, 12), [3, 4]);
  const both = tf.concat2d([x, y], 1);
  return [
    tf.matMul(cut, y),
    tf.matMul(x, y, true, false),
    tf.softmax(tf.elu(tf.relu(x))),
    tf.sum(tf.mul(both, tf.sigmoid(both)), 0),
    tf.gather(x, chosen as tf.Tensor1D),
    tf.pad2d(tf.transpose(y), [
      [1, 0],
      [0, 2],
    ]),
    tf.tile(tf.reshape(x, [4, 1, 6]), [1, 2, 1]),
    tf.addN([x, y, tf.ones([4, 6])]),
    ...tf.split(x, 2, 1),
    tf.mean(tf.square(tf.sub(x, 0.5))),
  ];
}

describe.skipIf(!hasTensorFlow)('computations as graphs of native TensorFlow', () => {
  const warned = vi.spyOn(process, 'emitWarning');
  beforeEach(async () => {
    await selectBackend('tensorflow');
    warned.mockClear();
  });
  afterEach(() => tf.setBackend('cpu'));

  test('give what the operations give one by one, for other inputs too', () => {
    const compiled = new Compiled();
    for (const round of ['1', '2', '3']) {
      const inputs = [
        matrix(`a${round}`, 4, 6),
        matrix(`b${round}`, 4, 6),
        tf.tensor1d([3, Number(round)], 'int32'),
      ];
      const expected = values(tf.tidy(() => many(inputs)));
      const found = compiled.run(inputs, round === '1' ? many : neverRun);
      expect(found.map(({ shape }) => shape)).toEqual(tf.tidy(() => many(inputs)).map(({ shape }) => shape));
      values(found).forEach((result, i) =>
        expect(relativeError(result, expected[i]!), `result ${i}`).toBeLessThan(1e-6),
      );
    }
    expect(warned).not.toHaveBeenCalled();
    compiled.dispose();
  });

  test('inputs that are one tensor at first are told apart later', () => {
    const compiled = new Compiled();
    const difference = ([a, b]: readonly tf.Tensor[]): tf.Tensor[] => [tf.sub(a!, b!)];
    const one = tf.tensor1d([1, 2]);
    expect(values(compiled.run([one, one.clone()], difference))).toEqual([[0, 0]]);
    expect(values(compiled.run([tf.tensor1d([5, 5]), one], neverRun))).toEqual([[4, 3]]);
  });

  test('other shapes are another graph, and a result two results may be one tensor', () => {
    const compiled = new Compiled();
    const doubled = ([a]: readonly tf.Tensor[]): tf.Tensor[] => {
      const twice = tf.mul(a!, 2);
      return [twice, twice];
    };
    for (const size of [3, 5, 3])
      expect(values(compiled.run([tf.ones([size])], doubled))).toEqual(Array(2).fill(Array(size).fill(2)));
  });

  test('keep larger tensors from outside, which may be freed meanwhile', () => {
    const compiled = new Compiled();
    const outside = tf.fill([3000], 7);
    compiled.run([tf.zeros([3000])], ([a]) => [tf.add(a!, outside)]);
    outside.dispose();
    expect(values(compiled.run([tf.ones([3000])], neverRun))).toEqual([Array(3000).fill(8)]);
  });

  test('a part fused into one loop gives what its operations give', () => {
    const compiled = new Compiled();
    const chain = ([a, b, rate]: readonly tf.Tensor[]): tf.Tensor[] => {
      const square = tf.add(tf.mul(tf.square(a!), 0.25), b!);
      return [tf.sub(b!, tf.mul(tf.div(a!, tf.sqrt(square)), rate!)), square];
    };
    const inputs = [tf.tensor1d(normals('a', 500)), tf.abs(tf.tensor1d(normals('b', 500))), tf.scalar(0.1)];
    const found = compiled.run(inputs, (given) => fuse(given, chain).map((tensor) => tf.mul(tensor, 2)));
    const expected = values(chain(inputs).map((tensor) => tf.mul(tensor, 2)));
    values(found).forEach((result, i) => expect(relativeError(result, expected[i]!)).toBeLessThan(1e-6));
    expect(warned).not.toHaveBeenCalled();
  });

  test('what can not be fused or recorded is computed all the same, and said', () => {
    const compiled = new Compiled();
    const inputs = [tf.tensor1d([0, 1])];
    expect(values(compiled.run(inputs, (given) => fuse(given, ([a]) => [tf.cos(a!)])))[0]![0]).toBe(1);
    expect(warned).toHaveBeenCalledWith(expect.stringContaining("without fused parts: Cos can't"));
  });

  test('a computation that is no function of its inputs runs anew each time', () => {
    const compiled = new Compiled();
    let drawn = 0;
    const draw = ([a]: readonly tf.Tensor[]): tf.Tensor[] => {
      notCompilable();
      return [tf.add(a!, ++drawn)];
    };
    const results = [1, 2, 3].map(() => values(compiled.run([tf.zeros([1])], draw))[0]![0]);
    expect(results).toEqual([1, 2, 3]);
    expect(warned).not.toHaveBeenCalled();
  });

  test('one inside another is part of it', () => {
    const [outer, inner] = [new Compiled(), new Compiled()];
    const twice = ([a]: readonly tf.Tensor[]): tf.Tensor[] => inner.run([a!], ([b]) => [tf.mul(b!, 2)]);
    const plusOne = (inputs: readonly tf.Tensor[]): tf.Tensor[] => [tf.add(twice(inputs)[0]!, 1)];
    expect(values(outer.run([tf.tensor1d([3])], plusOne))).toEqual([[7]]);
    expect(values(outer.run([tf.tensor1d([4])], neverRun))).toEqual([[9]]);
  });

  test('leave no tensors behind', () => {
    const before = tf.memory().numTensors;
    const compiled = new Compiled();
    const inputs = [matrix('a', 4, 6), matrix('b', 4, 6), tf.tensor1d([3, 1], 'int32')];
    for (let i = 0; i < 3; i += 1) tf.dispose(compiled.run(inputs, many));
    compiled.dispose();
    tf.dispose(inputs);
    expect(tf.memory().numTensors).toBe(before);
  });

  /** Where rates are larger, rounding decides within ten steps which side of a kink a neuron is on. */
  const GENTLE = { iterations: 30, learning_rate: 1e-3 };
  const TRAININGS: Record<string, Training> = {
    'the Gram form': {
      benchmark: polynomials,
      configuration: { iterations: 30 },
      options: { forceRegulariser: 'gram' },
    },
    'the plain form, one of the earlier tasks at a time': {
      benchmark: polynomials,
      configuration: { iterations: 30, regularised_tasks: 1 },
      options: { forceRegulariser: 'plain' },
    },
    'the plain form without look-ahead, whose regulariser begins at nothing but zeros': {
      benchmark: polynomials,
      configuration: { iterations: 30, lookahead: false },
      options: { forceRegulariser: 'plain' },
    },
    'several heads, chunks with a surplus': {
      benchmark: blobs(3),
      configuration: { ...SMALL_BLOBS, ...GENTLE },
    },
    'masked heads in the Gram form': {
      benchmark: blobs(3),
      configuration: { ...SMALL_BLOBS, ...GENTLE, mask_regulariser: true },
      options: { forceRegulariser: 'gram' },
    },
    'masked heads, targets generated anew, SGD with momentum': {
      benchmark: blobs(3),
      configuration: {
        ...SMALL_BLOBS,
        ...{ iterations: 30, mask_regulariser: true, regulariser_targets: 'online' },
        ...{ optimizer: 'sgd', momentum: 0.5, learning_rate: 1e-3 },
      },
      options: { forceRegulariser: 'plain' },
    },
  };
  test.each(Object.entries(TRAININGS))('train as the operations one by one do: %s', async (_, training) => {
    const weights = async (on: boolean): Promise<Float32Array> => {
      setCompiling(on);
      try {
        const { checkpoints } = await trainTasks(training, 3);
        return readSafetensors(checkpoints[2]!).arrays.theta!.data;
      } finally {
        setCompiling(true);
      }
    };
    const [graph, single] = [await weights(true), await weights(false)];
    expect(graph).not.toEqual(single); // else nothing was compiled
    expect(relativeError(graph, single)).toBeLessThan(1e-3);
    expect(warned).not.toHaveBeenCalled();
  });
});

test('elsewhere computations run as they are', async () => {
  await selectBackend('cpu');
  expect(compiles()).toBe(false);
  let runs = 0;
  const compiled = new Compiled();
  for (let i = 0; i < 2; i += 1)
    compiled.run([tf.zeros([1])], ([a]) => {
      runs += 1;
      return [tf.add(a!, 1)];
    });
  expect(runs).toBe(2);
});

function neverRun(): tf.Tensor[] {
  throw new Error('ran although there is a graph');
}

describe('how far a graph is from its operations', () => {
  const apart = (found: number[], expected: number[]): number | null =>
    largestDifference([tf.tensor1d(found)], [tf.tensor1d(expected)]);

  test.each<[string, number[], number[], unknown]>([
    ['nothing where they agree', [1, 0, Infinity], [1, 0, Infinity], 0],
    ['relative to the largest number', [4, 0.5], [4, 0.1], expect.closeTo(0.1, 6)],
    ['infinitely far with a NaN for a number', [NaN, 1], [2, 1], Infinity],
    ['infinitely far with a number for an infinity', [1, 1], [1, Infinity], Infinity],
    ['not to be told from zeros alone', [1e-9, 0], [0, 0], null],
  ])('is %s', (_, found, expected, distance) => expect(apart(found, expected)).toEqual(distance));

  test('is the largest of all results, of integers too', () => {
    const found = [tf.tensor1d([1, 3], 'int32'), tf.tensor1d([0, 1e-9]), tf.scalar(true, 'bool')];
    const expected = [tf.tensor1d([1, 2], 'int32'), tf.tensor1d([0, 0]), tf.scalar(true, 'bool')];
    expect(largestDifference(found, expected)).toBe(0.5);
  });
});
