/** Which samples methods of one network are trained on, and which outputs those go to. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../../hnet/backend/index.ts';
import { resolveConfiguration } from '../../../../hnet/configuration/resolve.ts';
import { createMlpTarget } from '../../../../hnet/model/mlp-target.ts';
import { memoryOf } from '../../../../hnet/strategies/experience-replay.ts';
import { strategyByName } from '../../../../hnet/strategies/index.ts';
import { pickRows } from '../../../../hnet/strategies/joint.ts';
import { loadMixedBatch } from '../../../../hnet/strategies/plain/mixed-batch.ts';
import { placeLabels } from '../../../../hnet/strategies/plain/place-labels.ts';
import type { Batch } from '../../../../hnet/strategies/strategy.types.ts';
import type { Configuration, Scenario } from '../../../../hnet/types.ts';
import { normals, relativeError } from '../../../support/naive-hnet.ts';
import { blobs, configurationFor, SMALL_BLOBS } from '../../../support/training.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

/** Rows of classes 1 of task 0, 0 of task 2 and 1 of task 2. */
const mixed = (scenario: Scenario): Batch =>
  loadMixedBatch(blobs(3, scenario), [
    { task: 0, rows: Uint32Array.of(1) },
    { task: 1, rows: Uint32Array.of() },
    { task: 2, rows: Uint32Array.of(4, 7) },
  ]);

describe('labels', () => {
  const placed = (scenario: Scenario) => {
    const { head, labels } = placeLabels(blobs(3, scenario).spec, 2, mixed(scenario));
    if (labels.kind !== 'classes') throw new Error('classes were given');
    return { head, oneHot: labels.oneHot.arraySync(), allowed: labels.allowed?.arraySync() };
  };

  test('CL1: each row among the outputs of its own task', () => {
    expect(placed('CL1')).toEqual({
      head: { from: 0, size: 6 },
      oneHot: [[0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 1]], // prettier-ignore
      allowed: [[1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1], [0, 0, 0, 0, 1, 1]], // prettier-ignore
    });
  });

  test('CL2: the same two outputs for all', () => {
    expect(placed('CL2')).toEqual({ head: { from: 0, size: 2 }, oneHot: [[0, 1], [1, 0], [0, 1]], allowed: undefined }); // prettier-ignore
  });

  test('CL3: among the outputs of all tasks so far', () => {
    const { oneHot, allowed } = placed('CL3');
    expect(oneHot).toEqual(placed('CL1').oneHot);
    expect(allowed).toBeUndefined();
  });

  test('of a batch of the task at hand alone', () => {
    const oneHot = tf.tensor2d([[0, 1]]);
    const of = (scenario: Scenario) =>
      placeLabels(blobs(3, scenario).spec, 1, { labels: { kind: 'classes', oneHot } });
    expect(of('CL1')).toEqual({ head: { from: 2, size: 2 }, labels: { kind: 'classes', oneHot } });
    const { head, labels } = of('CL3');
    expect(head).toEqual({ from: 0, size: 4 });
    expect(labels.kind === 'classes' && labels.oneHot.arraySync()).toEqual([[0, 0, 0, 1]]);
  });
});

test('a mixed batch of CL1 has the mean loss and gradient of its rows, each with its own head', () => {
  const benchmark = blobs(3);
  const network = createMlpTarget([784, 5, 6], 'elu');
  const weights = tf.tensor1d(normals('weights', network.layout.size, 0.1));
  const batch = mixed('CL1');
  const { head, labels } = placeLabels(benchmark.spec, 2, batch);
  const together = network.lossAndGradient(weights, batch.x, labels, head, true);
  const rows = [0, 1, 2].map((row) => {
    const of = [0, 2, 2][row]!;
    const label = [1, 0, 1][row]!;
    const oneHot = tf.tensor2d([[1 - label, label]]);
    const x = tf.slice2d(batch.x, [row, 0], [1, -1]);
    return network.lossAndGradient(weights, x, { kind: 'classes', oneHot }, { from: 2 * of, size: 2 }, true);
  });
  const mean = rows.reduce((sum, { loss }) => sum + loss!.dataSync()[0]! / 3, 0);
  expect(together.loss!.dataSync()[0]).toBeCloseTo(mean, 5);
  const gradient = tf.div(tf.addN(rows.map((row) => row.gradient)), 3);
  expect(relativeError(together.gradient.dataSync(), gradient.dataSync())).toBeLessThan(1e-5);
});

test('rows of all tasks one after another are rows of each', () => {
  const picks = pickRows(Uint32Array.of(11, 0, 4, 5, 10, 9), [5, 0, 5, 2]);
  expect(picks.map(({ rows }) => [...rows])).toEqual([[0, 4], [], [0, 4], [1, 0]]);
});

describe('the memory of experience replay', () => {
  test('is shared equally, and what a task gives up is the end of its share', () => {
    const two = memoryOf(1, [50, 60], 21);
    const three = memoryOf(1, [50, 60, 7], 21);
    expect(two.map(({ rows }) => rows.length)).toEqual([10, 10]);
    expect(three.map(({ rows }) => rows.length)).toEqual([7, 7, 7]);
    expect([...three[1]!.rows]).toEqual([...two[1]!.rows.slice(0, 7)]);
    expect([...three[2]!.rows].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(memoryOf(2, [50], 10)[0]!.rows).not.toEqual(memoryOf(1, [50], 10)[0]!.rows);
  });

  test('holds no more than there is', () => {
    expect(memoryOf(1, [3], 100).map(({ rows }) => rows.length)).toEqual([3]);
  });
});

describe.each<[string, Configuration, number[]]>([
  ['experience-replay', { memory_size: 4, replay_batch_size: 3 }, [16, 19, 19]],
  ['joint', {}, [16, 16, 16]],
])('%s', (name, own, sizes) => {
  test('draws batches of all tasks so far, the same for an iteration whenever it is asked', async () => {
    const benchmark = blobs(3, 'CL3');
    const given = { ...configurationFor(name, SMALL_BLOBS), ...own };
    const learner = strategyByName(name).createLearner({
      benchmark: benchmark.spec,
      configuration: resolveConfiguration(benchmark.spec, name, given),
      seed: 1,
      data: benchmark,
      onWarning: (message) => expect.unreachable(message),
    });
    for (const task of [0, 1, 2]) {
      await learner.beginTask(task);
      const batches = [0, 1, 2, 3, 4, 5, 6, 7].map((iteration) => learner.batch!(iteration));
      const seen = new Set(batches.flatMap(({ tasks }) => [...tasks!]));
      expect([...seen].sort()).toEqual([0, 1, 2].slice(0, task + 1));
      expect(batches[0]!.x.shape[0]).toBe(sizes[task]);
      expect(learner.batch!(5).x.dataSync()).toEqual(batches[5]!.x.dataSync());
      expect(batches[4]!.x.dataSync()).not.toEqual(batches[5]!.x.dataSync());
      if (name === 'experience-replay') {
        const own = batches.map(({ tasks }) => tasks!.filter((of) => of === task).length);
        expect(own).toEqual(Array(8).fill(16));
      }
      await learner.endTask();
    }
    learner.dispose();
  });
});
