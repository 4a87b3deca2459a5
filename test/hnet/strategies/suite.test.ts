/** What every strategy must do, whatever its method. A new strategy is run through it by being registered. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { parameterCounts } from '../../../hnet/configuration/parameter-counts.ts';
import { parameterNames, resolveConfiguration } from '../../../hnet/configuration/resolve.ts';
import { STRATEGIES, strategyByName, strategyNames } from '../../../hnet/strategies/index.ts';
import type { Batch, Learner } from '../../../hnet/strategies/strategy.types.ts';
import { loadBatch } from '../../../hnet/training/batches.ts';
import type { Configuration } from '../../../hnet/types.ts';
import { blobs, smallBlobsOf } from '../../support/training.ts';

const benchmark = blobs(3);

beforeAll(async () => {
  await selectBackend('wasm');
});

test('names are unique and found again; an unknown one is refused', () => {
  expect(new Set(strategyNames).size).toBe(strategyNames.length);
  for (const name of strategyNames) expect(strategyByName(name).name).toBe(name);
  expect(() => strategyByName('hnett')).toThrow(RangeError);
});

describe.each(STRATEGIES)('$name', (strategy) => {
  const configuration = resolveConfiguration(benchmark.spec, strategy.name, smallBlobsOf(strategy.name));
  const create = (): Learner =>
    strategy.createLearner({
      benchmark: benchmark.spec,
      configuration,
      seed: 1,
      data: benchmark,
      onWarning: (message) => expect.unreachable(message),
    });
  const batch = (task: number): Batch =>
    loadBatch(
      benchmark,
      benchmark.task(task),
      'train',
      Uint32Array.from({ length: 16 }, (_, i) => i),
    );
  const steps = (learner: Learner, task: number, from: number, count: number): void => {
    for (let i = from; i < from + count; i += 1) learner.step(batch(task), i, false);
  };
  const outputs = (learner: Learner, task: number): Float32Array => {
    const predictor = learner.predictor(task);
    const values = predictor.predict(batch(task).x).dataSync<'float32'>().slice();
    predictor.dispose();
    return values;
  };

  test('says what it is, and counts its parameters', () => {
    expect(strategy.description.length).toBeGreaterThan(20);
    const counts = parameterCounts(benchmark.spec, strategy.name, configuration);
    const { hypernetworkMlp, chunkEmbeddings, taskEmbeddings, network = 0 } = counts;
    expect(counts.total).toBe(hypernetworkMlp + chunkEmbeddings + taskEmbeddings + network);
    expect(counts.compressionRatio).toBe(counts.total / counts.target);
  });

  test('its effective configuration names nothing but hyperparameters, apart from marks of its own', () => {
    const known = new Set([...parameterNames(strategy.name), 'from_scratch']);
    for (const task of [0, 1, 2]) {
      const effective: Configuration = strategy.effectiveConfiguration(configuration, task, benchmark.spec);
      expect(Object.keys(effective).filter((name) => !known.has(name))).toEqual([]);
    }
  });

  test('a learner restored in the middle of a task goes on as if nothing had happened', async () => {
    const [one, other] = [create(), create()];
    await one.beginTask(0);
    steps(one, 0, 0, 4);
    await one.endTask();
    await one.beginTask(1);
    steps(one, 1, 0, 3);
    other.restore(await one.save('midway'), { task: 1, midway: true, steps: 3 });
    for (const learner of [one, other]) steps(learner, 1, 3, 3);
    expect(await other.save('midway')).toEqual(await one.save('midway'));
    expect(outputs(other, 1)).toEqual(outputs(one, 1));
    for (const learner of [one, other]) await learner.endTask();
    expect(await other.save('final')).toEqual(await one.save('final'));
    one.dispose();
    other.dispose();
  });

  test('predicts the same for the task in training before and after it ends', async () => {
    const learner = create();
    await learner.beginTask(0);
    steps(learner, 0, 0, 3);
    const during = outputs(learner, 0);
    expect(during).toHaveLength(16 * 2);
    await learner.endTask();
    expect(outputs(learner, 0)).toEqual(during);
    learner.dispose();
  });

  test('learns: the loss of a batch falls', async () => {
    const learner = create();
    await learner.beginTask(0);
    const lossAt = (iteration: number): number =>
      learner.step(batch(0), iteration, true)!.task.dataSync<'float32'>()[0]!;
    const first = lossAt(0);
    steps(learner, 0, 1, 23);
    expect(lossAt(24)).toBeLessThan(0.5 * first);
    learner.dispose();
  });

  test('frees every tensor it made', async () => {
    const inputs = [batch(0), batch(1)] as const;
    const before = tf.memory().numTensors;
    const learner = create();
    for (const task of [0, 1] as const) {
      await learner.beginTask(task);
      learner.step(inputs[task], 0, false);
      await learner.endTask();
    }
    await learner.beginTask(2);
    const predictor = learner.predictor(1);
    predictor.predict(inputs[1].x).dispose();
    predictor.dispose();
    learner.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
