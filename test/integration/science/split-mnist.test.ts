/** Reduced Split MNIST in CL1 (hnet-spec 7.4): the published net, 300 iterations a task, at most 5,000 images a task. */
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { loadBenchmark, resolveBenchmark, type Benchmark } from '../../../hnet/benchmarks/index.ts';
import type { CheckpointBytes } from '../../../hnet/training/stage.types.ts';
import type { StageResult } from '../../../hnet/types.ts';
import { mnistDir, withoutMnist } from '../../support/mnist.ts';
import { trainTask } from '../../support/training.ts';

const TASKS = [0, 1, 2, 3, 4];
const title = mnistDir === null ? withoutMnist : 'reduced Split MNIST';

describe.skipIf(mnistDir === null)(title, () => {
  const results: StageResult[] = [];
  let benchmark: Benchmark;
  let previous: CheckpointBytes | null = null;
  beforeAll(async () => {
    await selectBackend('tensorflow').catch(() => selectBackend('wasm'));
    const spec = resolveBenchmark({ name: 'split-mnist', train_limit: 5000 });
    benchmark = await loadBenchmark(spec, mnistDir);
  });

  test.each(TASKS)('task %i is learnt', async (task) => {
    const outcome = await trainTask({ benchmark, configuration: { iterations: 300 } }, task, { previous });
    if (outcome.kind !== 'finished') throw new Error('interrupted');
    previous = outcome.checkpoint;
    results.push(outcome.result);
    expect(outcome.result.test[task]).toBeGreaterThan(0.95);
  });

  test('the average accuracy is at least 97%, on test and on validation images', () => {
    const average = (scores: readonly number[]): number => scores.reduce((a, b) => a + b, 0) / scores.length;
    expect(average(results[4]!.test)).toBeGreaterThanOrEqual(0.97);
    expect(average(results[4]!.val)).toBeGreaterThanOrEqual(0.97);
  });

  test('no more than a point is forgotten', () => {
    const lost = [0, 1, 2, 3].map((task) => results[task]!.test[task]! - results[4]!.test[task]!);
    expect(lost.reduce((a, b) => a + b, 0) / lost.length).toBeLessThanOrEqual(0.01);
  });
});
