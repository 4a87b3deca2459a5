/** The published ResNet-32, generated in chunks, on native TensorFlow: trains, and resumes to the bit. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { loadBenchmark } from '../../../hnet/benchmarks/index.ts';
import { resolveBenchmark } from '../../../hnet/benchmarks/resolve.ts';
import type { CheckpointBytes, StageOutcome } from '../../../hnet/training/stage.types.ts';
import { hasTensorFlow } from '../../support/backends.ts';
import { trainTask, trainTasks, type Training } from '../../support/training.ts';

/** The published networks on a few coloured textures, for a few steps. */
const CONFIGURATION = { epochs: 0, iterations: 60, batch_size: 8, learning_rate_schedule: 'constant' };

describe.skipIf(!hasTensorFlow)('ResNet-32 with published values', () => {
  beforeAll(() => selectBackend('tensorflow'));
  afterAll(() => void tf.setBackend('cpu'));

  test(
    'its loss falls, and a stage taken up from a checkpoint ends the same',
    { timeout: 300_000 },
    async () => {
      const spec = resolveBenchmark({ name: 'split-cifar', tasks: 2, data: 'patterns' });
      const whole = await loadBenchmark(spec, null);
      const benchmark = {
        ...whole,
        task: (index: number) => ({ ...whole.task(index), trainSize: 24, valSize: 0, testSize: 8 }),
      };
      const training: Training = { benchmark, configuration: CONFIGURATION };
      const { results, checkpoints } = await trainTasks(training, 1);
      const { curve } = results[0]!;
      const mean = (points: typeof curve): number =>
        points.reduce((sum, { loss }) => sum + loss, 0) / points.length;
      expect(mean(curve.slice(-8))).toBeLessThan(0.75 * mean(curve.slice(0, 8)));

      const saved: CheckpointBytes[] = [];
      const undisturbed = await trainTask(
        training,
        1,
        { previous: checkpoints[0]! },
        { checkpointEverySeconds: 2, saveCheckpoint: (bytes) => Promise.resolve(void saved.push(bytes)) },
      );
      const resumed = await trainTask(training, 1, { resume: saved[Math.floor(saved.length / 2)]! });
      expect(checkpointOf(resumed)).toBe(checkpointOf(undisturbed));
    },
  );
});

function checkpointOf(outcome: StageOutcome): string {
  if (outcome.kind !== 'finished') throw new Error('interrupted');
  return Buffer.from(outcome.checkpoint).toString('base64');
}
