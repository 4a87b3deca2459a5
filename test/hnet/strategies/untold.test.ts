/** What is classified without being told the task, against the same worked out from each task's own predictions. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { resolveConfiguration } from '../../../hnet/configuration/resolve.ts';
import { strategyByName } from '../../../hnet/strategies/index.ts';
import type { Learner } from '../../../hnet/strategies/strategy.types.ts';
import { loadBatch } from '../../../hnet/training/batches.ts';
import type { Scenario } from '../../../hnet/types.ts';
import { blobs, configurationFor, SMALL_BLOBS } from '../../support/training.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

/** A learner after some steps on each of three tasks, the last one not ended. */
async function learnt(name: string, scenario: Scenario): Promise<{ learner: Learner; x: tf.Tensor2D }> {
  const benchmark = blobs(3, scenario);
  const learner = strategyByName(name).createLearner({
    benchmark: benchmark.spec,
    configuration: resolveConfiguration(benchmark.spec, name, configurationFor(name, SMALL_BLOBS)),
    seed: 4,
    data: benchmark,
    onWarning: (message) => expect.unreachable(message),
  });
  const rows = Uint32Array.from({ length: 16 }, (_, i) => i);
  for (const task of [0, 1, 2]) {
    await learner.beginTask(task);
    const batch = loadBatch(benchmark, benchmark.task(task), 'train', rows);
    for (let i = 0; i < 25; i += 1) learner.step(batch, i, false);
    if (task < 2) await learner.endTask();
  }
  const samples = [0, 1, 2].map((task) => loadBatch(benchmark, benchmark.task(task), 'test', rows).x);
  return { learner, x: tf.concat2d(samples, 0) };
}

const classified = (learner: Learner, upTo: number, x: tf.Tensor2D) => {
  const classifier = learner.classifier!(upTo);
  const { labels, tasks } = classifier.classify(x);
  classifier.dispose();
  return { labels: [...labels.dataSync()], tasks: tasks === null ? null : [...tasks.dataSync()] };
};

const logitsOf = (learner: Learner, task: number, x: tf.Tensor2D): number[][] => {
  const predictor = learner.predictor(task);
  const logits = predictor.predict(x).arraySync();
  predictor.dispose();
  return logits;
};

describe.each<[Scenario, number]>([
  ['CL2', 0],
  ['CL3', 2],
])('in %s', (scenario, offset) => {
  test('hnet+ent takes each sample for the task, among those so far, that is surest of it', async () => {
    const { learner, x } = await learnt('hnet+ent', scenario);
    const taken = new Set<number>();
    for (const upTo of [0, 1, 2]) {
      const logits = Array.from({ length: upTo + 1 }, (_, task) => logitsOf(learner, task, x));
      const found = classified(learner, upTo, x);
      for (let row = 0; row < 48; row += 1) {
        const entropies = logits.map((of) => {
          // Of two logits d apart: ln(1 + e^-d) + d / (1 + e^d).
          const d = Math.abs(of[row]![1]! - of[row]![0]!);
          return Math.log1p(Math.exp(-d)) + d / (1 + Math.exp(d));
        });
        const task = entropies.indexOf(Math.min(...entropies));
        const [a, b] = logits[task]![row]!;
        expect(found.tasks![row]).toBe(task);
        expect(found.labels[row]).toBe(Number(b! > a!) + offset * task);
      }
      found.tasks!.forEach((task) => taken.add(task));
    }
    expect(taken.size).toBeGreaterThan(1);
    learner.dispose();
  });

  test('a network of its own takes the largest output of all seen so far, and infers no task', async () => {
    const { learner, x } = await learnt('naive', scenario);
    for (const upTo of [0, 1, 2]) {
      const seen = scenario === 'CL2' ? [upTo] : [0, 1, 2].slice(0, upTo + 1);
      const logits = seen.map((task) => logitsOf(learner, task, x));
      const { labels, tasks } = classified(learner, upTo, x);
      expect(tasks).toBeNull();
      labels.forEach((label, row) => {
        const all = logits.flatMap((of) => of[row]!);
        expect(label).toBe(all.indexOf(Math.max(...all)));
      });
    }
    learner.dispose();
  });
});
