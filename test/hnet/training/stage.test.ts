import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { CURVE_POINTS } from '../../../hnet/training/curve.ts';
import { readSafetensors } from '../../../hnet/training/safetensors.ts';
import type { CheckpointBytes } from '../../../hnet/training/stage.types.ts';
import { relativeError } from '../../support/naive-hnet.ts';
import {
  blobs,
  polynomials,
  SMALL_BLOBS,
  trainTask,
  trainTasks,
  type Training,
} from '../../support/training.ts';

const toy = (configuration: Training['configuration'] = {}, strategy = 'hnet'): Training => ({
  benchmark: polynomials,
  strategy,
  configuration: { iterations: 30, ...configuration },
});
const small: Training = { benchmark: blobs(3), configuration: SMALL_BLOBS };
const array = (bytes: CheckpointBytes, name: string): Float32Array =>
  readSafetensors(bytes).arrays[name]!.data;

beforeAll(async () => {
  await selectBackend('wasm');
});

describe('a stage', () => {
  test('gives scores of all tasks so far, drift from where each was learnt, and a curve', async () => {
    const { results } = await trainTasks(toy({ iterations: 450 }), 3);
    results.forEach((result, task) => {
      expect(result).toMatchObject({ task, outcome: 'complete', iterations: 450, backend: 'wasm' });
      for (const row of [result.val, result.test, result.weightDrift]) expect(row).toHaveLength(task + 1);
      expect(result.weightDrift[task]).toBe(0);
      expect(result.curve.length).toBeLessThanOrEqual(CURVE_POINTS);
      expect(result.curve.at(-1)!.iteration).toBe(450);
      expect(result.curve.at(-1)!.loss).toBe(result.finalLoss);
    });
    expect(results[2]!.weightDrift[0]).toBeGreaterThan(0);
    expect(results[0]!.test[0]).toBeLessThan(0.1);
  });

  test('learns tasks with heads of their own and keeps them', async () => {
    const { results } = await trainTasks(
      { ...small, configuration: { ...SMALL_BLOBS, beta: 1, iterations: 150 } },
      3,
    );
    expect(results[2]!.val).toHaveLength(3);
    for (const accuracy of results[2]!.test) expect(accuracy).toBeGreaterThan(0.9);
  });

  test('is the same again with the same seed, and another with another', async () => {
    const [one, again, other] = [
      await trainTasks(toy(), 2),
      await trainTasks(toy(), 2),
      await trainTasks({ ...toy(), seed: 2 }, 2),
    ];
    expect(again.checkpoints).toEqual(one.checkpoints);
    expect(array(other.checkpoints[0]!, 'theta')).not.toEqual(array(one.checkpoints[0]!, 'theta'));
  });

  test('leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    await trainTasks(toy({ regularised_tasks: 1 }), 3);
    await trainTasks({ ...small, options: { forceRegulariser: 'gram' } }, 2);
    await trainTasks({ ...small, configuration: { ...SMALL_BLOBS, mask_regulariser: true } }, 2);
    await trainTasks(toy({}, 'from-scratch'), 2);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the regulariser', () => {
  test('is nothing on the first task, nor at the first iteration without look-ahead', async () => {
    const regulariser = async (given: Training['configuration']): Promise<number[]> => {
      const { results } = await trainTasks(toy(given), 2);
      expect(results[0]!.curve.every((point) => point.regulariser === 0)).toBe(true);
      return results[1]!.curve.map((point) => point.regulariser);
    };
    const without = await regulariser({ lookahead: false });
    const ahead = await regulariser({ lookahead: true });
    expect(without[0]).toBe(0);
    expect(without[1]).toBeGreaterThan(0);
    expect(ahead[0]).toBeGreaterThan(0);
  });

  test('with beta 0 the trajectory is the same with look-ahead and without, and that of fine-tune', async () => {
    const runs = [
      await trainTasks(toy({ beta: 0, lookahead: true }), 3),
      await trainTasks(toy({ beta: 0, lookahead: false }), 3),
      await trainTasks(toy({}, 'fine-tune'), 3),
    ];
    expect(runs[1]!.checkpoints).toEqual(runs[0]!.checkpoints);
    expect(runs[2]!.checkpoints).toEqual(runs[0]!.checkpoints);
    const regularised = await trainTasks(toy(), 3);
    expect(regularised.checkpoints[0]).toEqual(runs[0]!.checkpoints[0]);
    expect(regularised.checkpoints[1]).not.toEqual(runs[0]!.checkpoints[1]);
  });

  test.each<[string, Training['configuration']]>([
    ['chunked, the last chunk cut off', {}],
    ['chunked, no surplus', { chunk_size: 478 }],
    ['full', { chunked: false }],
    ['a random task a step', { regularised_tasks: 1 }],
    ['targets generated anew', { regulariser_targets: 'online' }],
    ['masked heads, chunks of any part of the output layer', { mask_regulariser: true, chunk_size: 300 }],
    ['masked heads, full', { mask_regulariser: true, chunked: false }],
  ])('the Gram form trains a whole stage as the plain form does: %s', async (_, given) => {
    const rule = { optimizer: 'sgd', momentum: 0.5, learning_rate: 3e-3 };
    const configuration = { ...SMALL_BLOBS, beta: 2, ...rule, ...given };
    const forms = await Promise.all(
      (['plain', 'gram'] as const).map((forceRegulariser) =>
        trainTasks({ ...small, configuration, options: { forceRegulariser } }, 3),
      ),
    );
    const [plain, gram] = forms.map(({ checkpoints }) => array(checkpoints[2]!, 'theta'));
    expect(relativeError(gram!, plain!)).toBeLessThan(1e-4);
    const [before, after] = forms.map(({ results }) => results[2]!.curve.map((point) => point.regulariser));
    expect(relativeError(after!, before!)).toBeLessThan(1e-3);
    expect(Math.max(...before!)).toBeGreaterThan(1e-3);
  });
});

describe('old embeddings', () => {
  test('are bit-identical after later tasks', async () => {
    const { checkpoints } = await trainTasks(toy({ beta: 1 }), 3);
    const [first, second, third] = checkpoints.map((bytes) => array(bytes, 'task_embeddings'));
    expect(second!.slice(0, 2)).toEqual(first);
    expect(third!.slice(0, 4)).toEqual(second);
    expect(third).toHaveLength(6);
  });
});

describe('from scratch', () => {
  test('each task has its network; earlier scores stay and nothing drifts', async () => {
    const { results } = await trainTasks(toy({}, 'from-scratch'), 3);
    expect(results[2]!.test.slice(0, 2)).toEqual(results[1]!.test);
    expect(results[1]!.test.slice(0, 1)).toEqual(results[0]!.test);
    expect(results[2]!.weightDrift).toEqual([0, 0, 0]);
  });
});

describe('divergence', () => {
  test('is a result without scores', async () => {
    const outcome = await trainTask(toy({ optimizer: 'sgd', learning_rate: 1e6, iterations: 300 }), 0, {});
    if (outcome.kind !== 'finished') throw new Error('interrupted');
    expect(outcome.result).toMatchObject({ outcome: 'diverged', val: [], test: [], weightDrift: [] });
    expect(Number.isFinite(outcome.result.finalLoss)).toBe(true);
    expect(outcome.result.iterations).toBeLessThan(300);
  });

  test('in the very last step shows in the scores', async () => {
    // One step: its loss is still that of the initial weights.
    const wild = toy({ optimizer: 'sgd', learning_rate: 3e38, iterations: 1, target_activation: 'relu' });
    const outcome = await trainTask(wild, 0, {});
    expect(outcome).toMatchObject({ kind: 'finished', result: { outcome: 'diverged', test: [] } });
  });
});

describe('checkpoints that do not fit are refused', () => {
  test.each<
    [string, (final: CheckpointBytes) => { training: Training; task: number; previous: CheckpointBytes }]
  >([
    ['of another seed', (previous) => ({ training: { ...toy(), seed: 2 }, task: 1, previous })],
    ['of another task', (previous) => ({ training: toy(), task: 2, previous })],
    ['of other sizes', (previous) => ({ training: toy({ hidden_layers: [9, 9] }), task: 1, previous })],
    ['torn', (previous) => ({ training: toy(), task: 1, previous: previous.slice(0, -1) })],
  ])('%s', async (_, alter) => {
    const { checkpoints } = await trainTasks(toy(), 1);
    const { training, task, previous } = alter(checkpoints[0]!);
    const before = tf.memory().numTensors;
    await expect(trainTask(training, task, { previous })).rejects.toMatchObject({ code: 'corrupt-data' });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a final one where a mid-stage one is needed', async () => {
    const { checkpoints } = await trainTasks(toy(), 1);
    await expect(trainTask(toy(), 0, { resume: checkpoints[0]! })).rejects.toMatchObject({
      code: 'corrupt-data',
    });
  });
});
