/** hnet+tir, hnet+r and dgr over several tasks: what they promise besides what every strategy does. */
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../../hnet/backend/index.ts';
import { loadBenchmark } from '../../../../hnet/benchmarks/index.ts';
import { resolveBenchmark } from '../../../../hnet/benchmarks/resolve.ts';
import { resolveConfiguration } from '../../../../hnet/configuration/resolve.ts';
import { createHypernetwork, generate } from '../../../../hnet/model/hypernetwork.ts';
import { replayHypernetworkOptions, vaeOf } from '../../../../hnet/strategies/replay/settings.ts';
import type { NamedArrays } from '../../../../hnet/strategies/strategy.types.ts';
import { readSafetensors } from '../../../../hnet/training/safetensors.ts';
import type { CheckpointBytes, StageOutcome } from '../../../../hnet/training/stage.types.ts';
import type { Configuration, Scenario } from '../../../../hnet/types.ts';
import { relativeError } from '../../../support/naive-hnet.ts';
import { blobs, smallBlobsOf, trainTask, trainTasks, type Training } from '../../../support/training.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

const trainingOf = (strategy: string, scenario: Scenario, given: Configuration = {}): Training => ({
  benchmark: blobs(3, scenario),
  strategy,
  configuration: { ...smallBlobsOf(strategy), ...given },
});
const arraysOf = (checkpoint: CheckpointBytes): NamedArrays => readSafetensors(checkpoint).arrays;

/** A finished outcome less the times it took. */
function lasting(outcome: StageOutcome): object {
  if (outcome.kind !== 'finished') throw new Error('interrupted');
  const { trainSeconds, evaluationSeconds, ...result } = outcome.result;
  expect(trainSeconds + evaluationSeconds).toBeGreaterThan(0);
  return { result, checkpoint: digest(outcome.checkpoint) };
}

/** Checkpoints are compared by their digest: byte by byte takes the test library seconds. */
function digest(checkpoint: CheckpointBytes): string {
  return createHash('sha256').update(checkpoint).digest('hex');
}

describe('a stage resumed from a checkpoint of any iteration of any phase', () => {
  test.each<[string, Scenario, Configuration]>([
    ['hnet+tir', 'CL3', {}],
    ['hnet+tir', 'CL2', { regularised_tasks: 1, replay_weighting: 'by_tasks' }],
    ['hnet+r', 'CL1', {}],
    ['hnet+r', 'CL3', { optimizer: 'sgd', momentum: 0.5, learning_rate: 1e-3, replay_learning_rate: 1e-3 }],
    ['hnet+r', 'CL2', { replay_targets: 'hard', conditional_replay: false }],
    ['dgr', 'CL3', {}],
    ['dgr', 'CL1', { conditional_replay: true }],
  ])('ends as one that was not: %s in %s, %o', async (strategy, scenario, given) => {
    const training = trainingOf(strategy, scenario, { iterations: 3, replay_iterations: 2, ...given });
    const { checkpoints } = await trainTasks(training, 1);
    const previous = checkpoints[0]!;
    const saved = new Map<number, CheckpointBytes>();
    const undisturbed = lasting(
      await trainTask(
        training,
        1,
        { previous },
        {
          checkpointEverySeconds: 0,
          saveCheckpoint: (bytes, iteration) => Promise.resolve(void saved.set(iteration, bytes)),
        },
      ),
    );
    const steps = strategy === 'hnet+tir' ? 8 : 5;
    expect([...saved.keys()]).toEqual(Array.from({ length: steps - 1 }, (_, i) => i + 1));
    for (const [iteration, resume] of saved) {
      const resumed = lasting(await trainTask(training, 1, { resume }));
      expect(resumed, `from iteration ${iteration}`).toEqual(undisturbed);
    }
  });
});

test('the same seed trains the same, another seed something else', async () => {
  for (const strategy of ['hnet+tir', 'hnet+r', 'dgr']) {
    const training = trainingOf(strategy, 'CL3', { iterations: 2, replay_iterations: 2 });
    const run = async (seed: number) => digest((await trainTasks({ ...training, seed }, 2)).checkpoints[1]!);
    const [one, again, other] = [await run(1), await run(1), await run(2)];
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  }
});

describe('in CL1 hnet+tir', () => {
  test('is hnet, to the last bit of its checkpoints', async () => {
    const hnet = await trainTasks(trainingOf('hnet', 'CL1', { iterations: 5 }), 2);
    const tir = await trainTasks(trainingOf('hnet+tir', 'CL1', { iterations: 5 }), 2);
    expect(tir.checkpoints.map(digest)).toEqual(hnet.checkpoints.map(digest));
  });
});

describe('the classifier of hnet+tir', () => {
  test('is trained as that of hnet+ent, whatever is trained beside it', async () => {
    const ent = await trainTasks(trainingOf('hnet+ent', 'CL3', { iterations: 5 }), 3);
    const tir = await trainTasks(trainingOf('hnet+tir', 'CL3', { iterations: 5 }), 3);
    const [a, b] = [arraysOf(ent.checkpoints[2]!), arraysOf(tir.checkpoints[2]!)];
    for (const name of ['theta', 'task_embeddings']) expect(b[name]).toEqual(a[name]);
  });
});

describe('the decoders', () => {
  const training = (replay_beta: number): Training =>
    trainingOf('hnet+r', 'CL3', { iterations: 2, replay_iterations: 40, replay_beta });

  /** W_0 of the decoders' hypernetwork, of the checkpoint after each task. */
  async function firstDecoder(training: Training): Promise<Float32Array[]> {
    const { benchmark, configuration } = training;
    const resolved = resolveConfiguration(benchmark.spec, 'hnet+r', configuration);
    const hypernetwork = createHypernetwork({
      ...replayHypernetworkOptions(resolved),
      targetSize: vaeOf(benchmark.spec, resolved).decoder.size,
    });
    const { checkpoints } = await trainTasks(training, 2);
    return checkpoints.map((checkpoint) => {
      const arrays = arraysOf(checkpoint);
      const [theta, embeddings] = [arrays['replay.theta']!, arrays['replay.task_embeddings']!];
      const size = embeddings.shape[1]!;
      return tf.tidy(() =>
        generate(
          hypernetwork,
          tf.tensor1d(theta.data),
          tf.tensor2d(embeddings.data.slice(0, size), [1, size]),
        )
          .dataSync<'float32'>()
          .slice(),
      );
    });
  }

  test('of earlier tasks stay what they were, the better the stronger they are protected', async () => {
    const [free, protectedWell] = [await firstDecoder(training(0)), await firstDecoder(training(10))];
    // The first task is trained without a regulariser either way.
    expect(protectedWell[0]).toEqual(free[0]);
    const drift = ([before, after]: Float32Array[]): number => relativeError(after!, before!);
    expect(drift(protectedWell)).toBeLessThan(0.2 * drift(free));
  });

  test('of earlier tasks keep their embeddings to the bit, and the last task gets none', async () => {
    const { checkpoints } = await trainTasks(training(0.1), 3);
    const [first, second, third] = checkpoints.map(
      (checkpoint) => arraysOf(checkpoint)['replay.task_embeddings']!,
    );
    expect(second!.data.slice(0, first!.data.length)).toEqual(first!.data);
    expect(third).toEqual(second);
    expect(second!.shape).toEqual([2, 3]);
  });
});

test.each(['hnet+r', 'dgr'])('%s forgets less than it does if replay has no weight', async (strategy) => {
  const training = (replay_weight: number): Training =>
    trainingOf(strategy, 'CL3', {
      iterations: 60,
      replay_iterations: 200,
      encoder_layers: [30],
      decoder_layers: [30],
      replay_weighting: 'constant',
      replay_weight,
      target_layers: [30],
    });
  const previous = (await trainTasks(training(0), 1)).checkpoints[0]!;
  const kept = async (weight: number): Promise<number> => {
    const outcome = await trainTask(training(weight), 1, { previous });
    return outcome.kind === 'finished' ? outcome.result.test[0]! : NaN;
  };
  expect(await kept(0)).toBeLessThan(0.1);
  expect(await kept(0.5)).toBeGreaterThan(0.8);
});

test('hnet+tir infers the task of drawn digits far better than by chance', async () => {
  const benchmark = await loadBenchmark(
    resolveBenchmark({
      name: 'split-mnist',
      scenario: 'CL3',
      data: 'glyphs',
      tasks: 3,
      validation: 0,
      train_limit: 1000,
    }),
    null,
  );
  const { results } = await trainTasks(
    {
      benchmark,
      strategy: 'hnet+tir',
      configuration: {
        iterations: 60,
        replay_iterations: 150,
        batch_size: 32,
        target_layers: [40],
        chunk_size: 4000,
        encoder_layers: [50],
        decoder_layers: [40],
        latent_size: 10,
        replay_chunk_size: 4000,
        learning_rate: 3e-3,
        replay_learning_rate: 3e-3,
      },
    },
    3,
  );
  const { test: accuracies, testTaskInference: inferred } = results[2]!;
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  // Chance is a third of the tasks, a sixth of the classes.
  expect(mean(inferred!)).toBeGreaterThan(0.6);
  expect(mean(accuracies)).toBeGreaterThan(0.55);
  // What is taken for the wrong task is labelled wrongly in CL3.
  accuracies.forEach((accuracy, task) => expect(accuracy).toBeLessThanOrEqual(inferred![task]!));
});
