import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { resolveConfiguration } from '../../../hnet/configuration/resolve.ts';
import { regressionFits } from '../../../hnet/figures/fits.ts';
import { embeddingLandscape } from '../../../hnet/figures/landscape.ts';
import { openTrained } from '../../../hnet/figures/trained.ts';
import type { StageSpec } from '../../../hnet/types.ts';
import { halves, SMALL_RESNET } from '../../support/image-training.ts';
import { blobs, polynomials, SMALL_BLOBS, trainTasks, type Training } from '../../support/training.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

const specOf = ({ benchmark, configuration, strategy = 'hnet' }: Training, task: number): StageSpec => ({
  trial: {
    benchmark: benchmark.spec,
    strategy,
    configuration: resolveConfiguration(benchmark.spec, strategy, configuration),
  },
  seed: 1,
  task,
});

describe('the landscape of embeddings', () => {
  it("has each task's own test accuracy in its middle, and chance far away from it", async () => {
    const training = {
      benchmark: blobs(3),
      configuration: { ...SMALL_BLOBS, iterations: 150, task_embedding_size: 2 },
    };
    const { results, checkpoints } = await trainTasks(training, 3);
    const trained = openTrained(specOf(training, 2), checkpoints[2]!);
    const rows: number[] = [];
    const { plane, tasks } = await embeddingLandscape(trained, training.benchmark, {
      reach: 30,
      steps: 5,
      samples: 1000,
      onRow: (done, of) => rows.push(done / of),
    });
    trained.dispose();
    expect(plane).toBe('coordinates');
    expect(rows.at(-1)).toBe(1);
    tasks.forEach(({ task, offsets, scores, learnt }) => {
      expect(offsets).toEqual([-30, -15, 0, 15, 30]);
      expect(scores[2]![2]).toBeCloseTo(results[2]!.test[task]!, 6);
      expect(learnt[task]).toEqual([0, 0]);
    });
    // Thirty standard deviations away the networks are others.
    expect(new Set(tasks.flatMap(({ scores }) => scores.flat())).size).toBeGreaterThan(3);
    expect(Math.min(...tasks.flatMap(({ scores }) => scores.flat()))).toBeLessThan(0.8);
  });

  it('scores networks of images with the batch-norm statistics of their task', async () => {
    const training = { benchmark: halves(), configuration: SMALL_RESNET };
    const { results, checkpoints } = await trainTasks(training, 2);
    const trained = openTrained(specOf(training, 1), checkpoints[1]!);
    const options = { reach: 1, steps: 3, samples: 6 };
    const { tasks } = await embeddingLandscape(trained, training.benchmark, options);
    trained.dispose();
    tasks.forEach(({ task, scores }) => expect(scores[1]![1]).toBeCloseTo(results[1]!.test[task]!, 6));
  });

  it('is refused where tasks share no hypernetwork', async () => {
    const training = {
      benchmark: blobs(1),
      strategy: 'from-scratch',
      configuration: { ...SMALL_BLOBS, iterations: 2 },
    };
    const { checkpoints } = await trainTasks(training, 1);
    expect(() => openTrained(specOf(training, 0), checkpoints[0]!)).toThrow(/strategy: given from-scratch/);
  });
});

describe('the fits of a regression', () => {
  it('are what was learnt of each task, at its test points: their error is the recorded one', async () => {
    const training = { benchmark: polynomials, configuration: { iterations: 60 } };
    const { results, checkpoints } = await trainTasks(training, 2);
    const trained = openTrained(specOf(training, 1), checkpoints[1]!);
    const { tasks } = await regressionFits(trained, polynomials);
    trained.dispose();
    expect(tasks.map(({ x, train }) => [x.length, train.length])).toEqual([
      [50, 100],
      [50, 100],
    ]);
    tasks.forEach(({ task, truth, fit }) => {
      const error = fit.reduce((sum, y, i) => sum + (y - truth[i]!) ** 2, 0) / fit.length;
      expect(error / results[1]!.test[task]!).toBeCloseTo(1, 4);
    });
    expect(tasks[0]!.truth[0]).toBeCloseTo(-1, 6); // x + 3 at -4
  });
});
