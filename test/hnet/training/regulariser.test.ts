import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { headMask } from '../../../hnet/model/head-mask.ts';
import {
  createHypernetwork,
  type Hypernetwork,
  type HypernetworkShape,
} from '../../../hnet/model/hypernetwork.ts';
import { createMlpTarget } from '../../../hnet/model/mlp-target.ts';
import { estimateCost, createRegulariser } from '../../../hnet/training/choose-regulariser.ts';
import { createGramRegulariser } from '../../../hnet/training/gram-regulariser.ts';
import { createPlainRegulariser } from '../../../hnet/training/plain-regulariser.ts';
import type { Regulariser, RegulariserInput } from '../../../hnet/training/regulariser.types.ts';
import { BACKENDS } from '../../support/backends.ts';
import { differences, naiveRegulariser, normals, relativeError } from '../../support/naive-hnet.ts';

const chunked: HypernetworkShape = {
  targetSize: 37,
  chunkSize: 10,
  taskEmbeddingSize: 4,
  chunkEmbeddingSize: 3,
  hiddenLayers: [6, 5],
  activation: 'elu',
};
const SHAPES: readonly (readonly [string, HypernetworkShape])[] = [
  ['chunked, the last chunk cut off', chunked],
  ['chunked, no surplus', { ...chunked, targetSize: 40 }],
  ['chunked and linear', { ...chunked, hiddenLayers: [] }],
  ['full', { ...chunked, chunkSize: null }],
];
const FORMS: Record<string, (hypernetwork: Hypernetwork, input: RegulariserInput) => Regulariser> = {
  'plain, stored targets': (h, input) => createPlainRegulariser(h, input, 'stored', null),
  'plain, targets generated anew': (h, input) => createPlainRegulariser(h, input, 'online', null),
  gram: (h, input) => createGramRegulariser(h, input),
};
const BETA = 0.3;
const TASKS = 4;
const embedding = (task: number): Float32Array => normals(`e${task}`, 4);
const embeddings = Float32Array.from(Array.from({ length: TASKS }, (_, task) => [...embedding(task)]).flat());

/** Theta* and a Theta a little away from it. */
function twoThetas({ layout }: Hypernetwork): { snapshot: Float32Array; theta: Float32Array } {
  const snapshot = normals('theta', layout.size, 0.5);
  const away = normals('away', layout.size, 0.05);
  return { snapshot, theta: snapshot.map((value, i) => value + away[i]!) };
}
const inputOf = (snapshot: Float32Array): RegulariserInput => ({
  beta: BETA,
  snapshot: tf.tensor1d(snapshot),
  embeddings: tf.tensor2d(embeddings, [TASKS, 4]),
});
function evaluate(regulariser: Regulariser, theta: Float32Array, tasks: readonly number[]) {
  const { value, gradient } = regulariser.evaluate(tf.tensor1d(theta), tasks, true);
  return { value: value!.dataSync()[0]!, gradient: gradient.dataSync<'float32'>() };
}

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  describe.each(Object.keys(FORMS))('%s', (form) => {
    const create = FORMS[form]!;

    test.each(SHAPES)('value and gradient as written in the paper: %s', (_, shape) => {
      const hypernetwork = createHypernetwork(shape);
      const { snapshot, theta } = twoThetas(hypernetwork);
      const regulariser = create(hypernetwork, inputOf(snapshot));
      for (const tasks of [[0, 1, 2, 3], [1, 3], [2]]) {
        const chosen = tasks.map(embedding);
        const naive = (t: ArrayLike<number>): number =>
          BETA * naiveRegulariser(hypernetwork, snapshot, t, chosen);
        const found = evaluate(regulariser, theta, tasks);
        expect(found.value / naive(theta)).toBeCloseTo(1, 4);
        expect(relativeError(found.gradient, differences(naive, theta))).toBeLessThan(2e-5);
      }
    });

    test.each(SHAPES)('without look-ahead, nothing at the first iteration of a task: %s', (_, shape) => {
      const hypernetwork = createHypernetwork(shape);
      const { snapshot, theta } = twoThetas(hypernetwork);
      const regulariser = create(hypernetwork, inputOf(snapshot));
      const there = evaluate(regulariser, snapshot, [0, 1, 2, 3]);
      // Of the plain form TensorFlow makes a graph whose rows may round otherwise than the targets made before.
      const rounding = backend === 'tensorflow' && form !== 'gram' ? 1e-6 : 0;
      expect(there.value).toBeLessThanOrEqual(rounding ** 2);
      expect(there.gradient.every((value) => Math.abs(value) <= rounding)).toBe(true);
      expect(evaluate(regulariser, theta, [0, 1, 2, 3]).value).toBeGreaterThan(0);
    });

    test('a sum over all n_W weights, not their mean', () => {
      const hypernetwork = createHypernetwork(chunked);
      const { snapshot } = twoThetas(hypernetwork);
      const theta = snapshot.slice();
      const bias = hypernetwork.layout.entries.at(-1)!;
      for (let i = 0; i < bias.size; i += 1) theta[bias.offset + i]! += 0.5;
      const regulariser = create(hypernetwork, inputOf(snapshot));
      expect(evaluate(regulariser, theta, [0, 1, 2, 3]).value).toBeCloseTo(BETA * 37 * 0.25, 4);
    });

    test('the mean over all subsets of K tasks is the whole', () => {
      const hypernetwork = createHypernetwork(chunked);
      const { snapshot, theta } = twoThetas(hypernetwork);
      const regulariser = create(hypernetwork, inputOf(snapshot));
      const whole = evaluate(regulariser, theta, [0, 1, 2, 3]);
      const pairs = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].filter((b) => a < b).map((b) => [a, b]));
      const parts = pairs.map((pair) => evaluate(regulariser, theta, pair));
      const mean = parts.reduce((sum, part) => sum + part.value, 0) / parts.length;
      expect(mean / whole.value).toBeCloseTo(1, 5);
      const gradient = whole.gradient.map(
        (_, i) => parts.reduce((sum, part) => sum + part.gradient[i]!, 0) / parts.length,
      );
      expect(relativeError(gradient, whole.gradient)).toBeLessThan(1e-5);
    });

    test('evaluating leaves no tensors behind, and disposing none at all', () => {
      const hypernetwork = createHypernetwork(chunked);
      const { snapshot, theta } = twoThetas(hypernetwork);
      const input = inputOf(snapshot);
      const at = tf.tensor1d(theta);
      const before = tf.memory().numTensors;
      const regulariser = create(hypernetwork, input);
      const once = (): number => {
        const { value, gradient } = regulariser.evaluate(at, [0, 2], true);
        tf.dispose([value!, gradient]);
        return tf.memory().numTensors;
      };
      const made = once(); // targets, and what a graph holds, are made at the first evaluation
      expect(once()).toBe(made);
      regulariser.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  test('stored and newly generated targets give the same regulariser', () => {
    const hypernetwork = createHypernetwork(chunked);
    const { snapshot, theta } = twoThetas(hypernetwork);
    const [stored, online] = (['stored', 'online'] as const).map((mode) =>
      evaluate(createPlainRegulariser(hypernetwork, inputOf(snapshot), mode, null), theta, [0, 1, 3]),
    );
    if (backend !== 'tensorflow') expect(stored).toEqual(online);
    expect(relativeError(stored!.gradient, online!.gradient)).toBeLessThan(1e-6);
  });

  describe('with heads masked', () => {
    const target = createMlpTarget([2, 3, 6], 'relu'); // W1 6, b1 3, W2 18, b2 6: 33 weights, three heads of two
    const heads = [0, 1, 2].map((task) => ({ from: 2 * task, size: 2 }));
    const shapes = SHAPES.map(([name, shape]) => [name, { ...shape, targetSize: 33 }] as const);

    const MASKED = {
      plain: (h: Hypernetwork, input: RegulariserInput, masks: Float32Array[]) =>
        createPlainRegulariser(h, input, 'stored', masks),
      gram: createGramRegulariser,
    };

    describe.each(['plain', 'gram'] as const)('in the %s form', (form) => {
      test.each(shapes)('only the own head of each task counts: %s', (_, shape) => {
        const hypernetwork = createHypernetwork(shape);
        const masks = heads.map((head) => headMask(hypernetwork, target, head));
        const { snapshot, theta } = twoThetas(hypernetwork);
        const regulariser = MASKED[form](hypernetwork, inputOf(snapshot), [...masks, masks[0]!]);
        for (const tasks of [
          [0, 1, 2],
          [0, 1, 2, 3],
        ]) {
          const chosen = tasks.map(embedding);
          const naive = (t: ArrayLike<number>): number =>
            BETA * naiveRegulariser(hypernetwork, snapshot, t, chosen, [...masks, masks[0]!]);
          const found = evaluate(regulariser, theta, tasks);
          expect(found.value / naive(theta)).toBeCloseTo(1, 4);
          expect(relativeError(found.gradient, differences(naive, theta))).toBeLessThan(2e-5);
        }
      });
    });

    test.each([8, 9, 27, 33])('masks of any kind: weights from %i on count for single tasks', (shared) => {
      const hypernetwork = createHypernetwork({ ...chunked, targetSize: 33, chunkSize: 9 });
      const masks = Array.from({ length: TASKS }, (_, task) =>
        Float32Array.from({ length: 36 }, (__, i) => Number(i < 33 && (i < shared || i % TASKS === task))),
      );
      const { snapshot, theta } = twoThetas(hypernetwork);
      const [plain, gram] = (['plain', 'gram'] as const).map((form) =>
        evaluate(MASKED[form](hypernetwork, inputOf(snapshot), masks), theta, [0, 1, 2, 3]),
      );
      expect(gram!.value / plain!.value).toBeCloseTo(1, 4);
      expect(relativeError(gram!.gradient, plain!.gradient)).toBeLessThan(2e-5);
    });

    test("other heads' rows don't touch it", () => {
      const full = createHypernetwork({ ...chunked, targetSize: 33, chunkSize: null });
      const masks = heads.map((head) => headMask(full, target, head));
      const { snapshot, theta } = twoThetas(full);
      const changed = theta.slice();
      // A full hypernetwork's output bias is an offset of every target weight: move those of heads 0 and 2 in W2 (six rows
      // of three) and b2.
      const bias = full.layout.entries.at(-1)!.offset;
      for (let weight = 9; weight < 33; weight += 1) {
        const neuron = weight < 27 ? Math.floor((weight - 9) / 3) : weight - 27;
        if (neuron < 2 || neuron > 3) changed[bias + weight]! += 5;
      }
      const all = createPlainRegulariser(full, inputOf(snapshot), 'stored', null);
      const masked = createPlainRegulariser(full, inputOf(snapshot), 'stored', [...masks, masks[0]!]);
      expect(evaluate(masked, changed, [1]).value).toBe(evaluate(masked, theta, [1]).value);
      expect(evaluate(all, changed, [1]).value).toBeGreaterThan(evaluate(all, theta, [1]).value + 1);
    });
  });

  test('the Gram form keeps its digits close to Theta*', () => {
    const hypernetwork = createHypernetwork({ ...chunked, targetSize: 995, chunkSize: 100 });
    const snapshot = normals('theta', hypernetwork.layout.size, 0.5);
    const away = normals('away', hypernetwork.layout.size, 1e-4);
    const theta = snapshot.map((value, i) => value + away[i]!);
    const found = evaluate(createGramRegulariser(hypernetwork, inputOf(snapshot)), theta, [0, 1, 2, 3]);
    const expected = BETA * naiveRegulariser(hypernetwork, snapshot, theta, [0, 1, 2, 3].map(embedding));
    expect(Math.abs(found.value / expected - 1)).toBeLessThan(1e-3);
  });
});

describe('the choice of form', () => {
  /** Split MNIST and Permuted MNIST as published. */
  const split = createHypernetwork({
    targetSize: 478_410,
    chunkSize: 42_000,
    taskEmbeddingSize: 96,
    chunkEmbeddingSize: 96,
    hiddenLayers: [10, 10],
    activation: 'relu',
  });

  test('many tasks and a narrow last layer favour the Gram form, a single task and a wide one the plain', () => {
    const of = (hypernetwork: Hypernetwork, tasks: number): string => {
      const { plain, gram } = estimateCost(hypernetwork, tasks, 'stored');
      return gram < plain ? 'gram' : 'plain';
    };
    // As measured (docs/gram-regulariser.md): the forms take turns between one task and two.
    expect([1, 2, 4].map((tasks) => of(split, tasks))).toEqual(['plain', 'gram', 'gram']);
    const wide = createHypernetwork({ ...split, chunkSize: 42_000, hiddenLayers: [10, 350] });
    expect(of(wide, 1)).toBe('plain');
  });

  test('masks change little about it, and either form can be asked for', async () => {
    await selectBackend('cpu');
    // Multi-headed Split MNIST: the output layer's 4,010 weights are the last of 478,410.
    const masks = Array.from({ length: 4 }, (_, task) => {
      const mask = new Float32Array(12 * 42_000).fill(1, 0, 474_400);
      for (let i = 474_400; i < 478_410; i += 1) if (((i - 474_400) % 10) >> 1 === task) mask[i] = 1;
      return mask;
    });
    const { plain, gram } = estimateCost(split, 4, 'stored', masks);
    expect(gram).toBeLessThan(plain);
    const hypernetwork = createHypernetwork(chunked);
    const { snapshot } = twoThetas(hypernetwork);
    const all = Array.from({ length: TASKS }, () => new Float32Array(40).fill(1));
    for (const given of [all, null])
      for (const force of ['plain', 'gram'] as const) {
        const options = { tasksPerStep: TASKS, targets: 'stored', masks: given, force } as const;
        expect(createRegulariser(hypernetwork, inputOf(snapshot), options).form).toBe(force);
      }
  });
});
