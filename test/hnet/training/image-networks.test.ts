/** Generated networks of images, trained: batch-norm statistics by task, augmentation, schedules, dropout, exact resume. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { readSafetensors } from '../../../hnet/training/safetensors.ts';
import type { CheckpointBytes, StageOutcome } from '../../../hnet/training/stage.types.ts';
import type { Configuration } from '../../../hnet/types.ts';
import { halves, SMALL_RESNET as RESNET } from '../../support/image-training.ts';
import { trainTask, trainTasks, type Training } from '../../support/training.ts';

const benchmark = halves();

function finished(outcome: StageOutcome) {
  if (outcome.kind !== 'finished') throw new Error('interrupted');
  const { trainSeconds, evaluationSeconds, ...result } = outcome.result;
  expect(trainSeconds + evaluationSeconds).toBeGreaterThan(0);
  return { result, checkpoint: Buffer.from(outcome.checkpoint).toString('base64') };
}

describe('on wasm', () => {
  beforeAll(async () => {
    await selectBackend('wasm');
  });

  test('each task keeps the batch-norm statistics of its own training', async () => {
    const training: Training = { benchmark, configuration: RESNET };
    const { checkpoints } = await trainTasks(training, 2);
    const [first, second] = checkpoints.map((bytes) => readSafetensors(bytes).arrays.batch_norm_statistics!);
    // Of 7 convolutions with 2, 2, 2, 3, 3, 4, 4 channels, a mean and a variance each.
    expect([first!.shape, second!.shape]).toEqual([
      [1, 40],
      [2, 40],
    ]);
    expect(second!.data.slice(0, 40)).toEqual(first!.data);
    expect(second!.data.slice(40)).not.toEqual(first!.data);
    // After 6 iterations of momentum 0.1 the variances, 1 at first, have moved.
    expect(first!.data.slice(2, 4).some((variance) => Math.abs(variance - 1) > 0.1)).toBe(true);
  });

  test('fine-tuning goes on from the statistics of the task before, and tests all tasks with the latest', async () => {
    const short = { ...RESNET, iterations: 1 };
    const { checkpoints, results } = await trainTasks(
      { benchmark, strategy: 'fine-tune', configuration: short },
      2,
    );
    const apart = await trainTasks(
      { benchmark, strategy: 'fine-tune', configuration: { ...short, batch_norm_statistics: 'per-task' } },
      2,
    );
    const statistics = (bytes: CheckpointBytes) => readSafetensors(bytes).arrays.batch_norm_statistics!.data;
    expect(statistics(checkpoints[0]!)).toEqual(statistics(apart.checkpoints[0]!));
    const [went, fresh] = [checkpoints[1]!, apart.checkpoints[1]!].map((bytes) =>
      statistics(bytes).slice(40),
    );
    expect(went).not.toEqual(fresh);
    // Variances were 1, then 0.9 + 0.1 v1; fresh ones are 0.9 + 0.1 v2, the others 0.81 + 0.09 v1 + 0.1 v2.
    const v1 = (statistics(checkpoints[0]!)[2]! - 0.9) / 0.1;
    const v2 = (fresh![2]! - 0.9) / 0.1;
    expect(went![2]).toBeCloseTo(0.81 + 0.09 * v1 + 0.1 * v2, 4);
    expect(results[1]!.test).toHaveLength(2);
  });

  test('the loss of a generated residual network falls', async () => {
    const { results } = await trainTasks({ benchmark, configuration: { ...RESNET, iterations: 40 } }, 1);
    const { curve } = results[0]!;
    const mean = (points: typeof curve): number =>
      points.reduce((sum, { loss }) => sum + loss, 0) / points.length;
    expect(mean(curve.slice(-8))).toBeLessThan(0.7 * mean(curve.slice(0, 4)));
  });

  const TRAININGS: Record<string, Configuration> = {
    'a residual network by epochs, with both schedules and soft targets': {
      ...RESNET,
      iterations: 0,
      epochs: 3,
      learning_rate_schedule: 'steps+plateau',
      soft_targets: 0.9,
    },
    'ZenkeNet with dropout': {
      ...RESNET,
      target_network: 'zenkenet',
      chunk_size: 60_000,
      iterations: 5,
      adam_beta1: 0.5,
    },
  };
  test.each(Object.entries(TRAININGS))('resume is exact: %s', async (_, configuration) => {
    const training: Training = { benchmark, configuration };
    const before = await trainTasks(training, 1);
    const saved: CheckpointBytes[] = [];
    const undisturbed = finished(
      await trainTask(
        training,
        1,
        { previous: before.checkpoints[0]! },
        { checkpointEverySeconds: 0, saveCheckpoint: (bytes) => Promise.resolve(void saved.push(bytes)) },
      ),
    );
    expect(undisturbed.result.iterations).toBe(configuration.epochs === 3 ? 9 : 5);
    for (const resume of [saved[0]!, saved.at(-1)!])
      expect(finished(await trainTask(training, 1, { resume }))).toEqual(undisturbed);
  });

  test('a schedule changes the steps from its epoch on', async () => {
    // Twelve rows, batches of four: epoch 81 begins at iteration 243; with beta 0 nothing but the rate differs.
    const run = async (schedule: string, seed = 1): Promise<CheckpointBytes> => {
      const configuration = {
        ...RESNET,
        target_network: 'mlp',
        target_layers: [3],
        iterations: 250,
        beta: 0,
      };
      const training: Training = {
        benchmark,
        configuration: { ...configuration, learning_rate_schedule: schedule },
        seed,
      };
      return (await trainTasks(training, 1)).checkpoints[0]!;
    };
    const theta = (bytes: CheckpointBytes) => readSafetensors(bytes).arrays.theta!.data;
    const [constant, steps] = [theta(await run('constant')), theta(await run('steps'))];
    expect(steps).not.toEqual(constant);
    expect(tf.memory().numTensors).toBeLessThan(50);
  });
});
