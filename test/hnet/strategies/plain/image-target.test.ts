/** Convolutional networks with weights of their own: batch norm, exact resume, and what needs single samples' gradients. */
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../../hnet/backend/index.ts';
import { resolveConfiguration } from '../../../../hnet/configuration/resolve.ts';
import { readSafetensors } from '../../../../hnet/training/safetensors.ts';
import type { CheckpointBytes } from '../../../../hnet/training/stage.types.ts';
import type { Configuration } from '../../../../hnet/types.ts';
import { blobs, trainTask, trainTasks, type Training } from '../../../support/training.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

const RESNET: Configuration = {
  target_network: 'resnet8',
  target_channels: [2, 2, 3, 4],
  batch_size: 4,
  iterations: 3,
  soft_targets: 0.9,
};

describe.each(['si', 'experience-replay'])('%s', (strategy) => {
  test('trains a residual network, and resumes exactly', async () => {
    const training: Training = { benchmark: blobs(2, 'CL3'), strategy, configuration: RESNET };
    const before = await trainTasks(training, 1);
    const { weights, batch_norm_statistics: statistics } = readSafetensors(before.checkpoints[0]!).arrays;
    expect(weights!.data.every(Number.isFinite)).toBe(true);
    expect(statistics!.shape).toEqual([1, 40]);
    const saved: CheckpointBytes[] = [];
    const undisturbed = await trainTask(
      training,
      1,
      { previous: before.checkpoints[0]! },
      { checkpointEverySeconds: 0, saveCheckpoint: (bytes) => Promise.resolve(void saved.push(bytes)) },
    );
    if (undisturbed.kind !== 'finished') throw new Error('interrupted');
    expect(undisturbed.result.test).toHaveLength(2);
    for (const resume of saved) {
      const resumed = await trainTask(training, 1, { resume });
      expect(resumed.kind === 'finished' && Buffer.from(resumed.checkpoint)).toEqual(
        Buffer.from(undisturbed.checkpoint),
      );
    }
  });
});

test.each(['ewc', 'online-ewc', 'mas', 'pnn'])(
  '%s is refused, and says which network it needs',
  (strategy) => {
    const { spec } = blobs(2);
    expect(() => resolveConfiguration(spec, strategy, { target_network: 'resnet8' })).toThrow(
      new RegExp(`parameters.target_network: given "resnet8"; allowed: mlp with ${strategy}`),
    );
  },
);
