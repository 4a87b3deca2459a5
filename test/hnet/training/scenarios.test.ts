/** What is scored in CL2 and CL3, on a tiny case worked out by hand, and that every strategy that claims to can do it. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { headOf, labelOffset, seenHead } from '../../../hnet/configuration/scenario.ts';
import { targetOutputs } from '../../../hnet/configuration/target.ts';
import { resolveBenchmark } from '../../../hnet/benchmarks/resolve.ts';
import { STRATEGIES } from '../../../hnet/strategies/index.ts';
import { evaluateUntold } from '../../../hnet/training/evaluate.ts';
import type { Scenario } from '../../../hnet/types.ts';
import { blobs, configurationFor, smallBlobsOf, trainTasks } from '../../support/training.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

describe.each<[Scenario, number, object, object, number]>([
  ['CL1', 10, { from: 6, size: 2 }, { from: 6, size: 2 }, 0],
  ['CL2', 2, { from: 0, size: 2 }, { from: 0, size: 2 }, 0],
  ['CL3', 10, { from: 6, size: 2 }, { from: 0, size: 8 }, 6],
])('task 3 of Split MNIST in %s', (scenario, outputs, head, seen, offset) => {
  const spec = resolveBenchmark({ name: 'split-mnist', scenario });

  test('has its outputs, and labels that go with them', () => {
    expect(targetOutputs(spec)).toBe(outputs);
    expect(headOf(spec, 3)).toEqual(head);
    expect(seenHead(spec, 3)).toEqual(seen);
    expect(labelOffset(spec, 3)).toBe(offset);
  });
});

describe.each<[Scenario, number[], number]>([
  // The 40 test rows are of classes 0, 1, 0, 1, ...: three of four right.
  ['CL2', [0, 1, 1, 1], 0.75],
  // Of task 2 the labels are 4, 5, 4, 5, ...: two of four right.
  ['CL3', [1, 5, 4, 4], 0.5],
])('a classifier that answers the same four labels over and over, in %s', (scenario, labels, accuracy) => {
  const over = (values: number[], rows: number): tf.Tensor1D =>
    tf.tensor1d(
      Array.from({ length: rows }, (_, i) => values[i % 4]!),
      'int32',
    );
  const score = (tasks: number[] | null) =>
    evaluateUntold(
      blobs(3, scenario),
      2,
      'test',
      {
        classify: ({ shape: [rows] }) => ({
          labels: over(labels, rows),
          tasks: tasks && over(tasks, rows),
        }),
        dispose: () => undefined,
      },
      () => Promise.resolve(),
    );

  test('gets the share of right labels, and of right tasks', async () => {
    expect(await score([2, 2, 0, 2])).toEqual({ accuracy, taskInference: 0.75 });
    expect(await score(null)).toEqual({ accuracy, taskInference: null });
  });
});

/** Blobs are drawn for every task anew, so that tasks look different. */
const scenarios = STRATEGIES.flatMap(({ name, scenarios, infersTask }) =>
  scenarios.map((scenario) => ({ name, scenario, infers: infersTask?.includes(scenario) === true })),
);

test.each(scenarios)('$name learns the task at hand in $scenario', async ({ name, scenario, infers }) => {
  const benchmark = blobs(2, scenario);
  const before = tf.memory().numTensors;
  const wide = { target_layers: [30], chunk_size: 3000 };
  const configuration = configurationFor(name, { ...smallBlobsOf(name), ...wide });
  // With so few samples it is up to the seed whether the first task's network is unsure of the second's.
  const { results } = await trainTasks({ benchmark, strategy: name, configuration, seed: 3 }, 2);
  expect(tf.memory().numTensors).toBe(before);
  expect(results[0]!.test).toHaveLength(1);
  expect(results[0]!.test[0]!).toBeGreaterThan(0.9);
  expect(results[1]!.test).toHaveLength(2);
  expect(results[1]!.test[1]!).toBeGreaterThan(scenario === 'CL1' ? 0.9 : 0.5);
  expect(results[1]!.testTaskInference?.length).toBe(infers ? 2 : undefined);
  expect(results[1]!.valTaskInference?.length).toBe(infers ? 2 : undefined);
  // With one task so far there is nothing to take it for but that.
  if (infers) expect(results[0]!.testTaskInference).toEqual([1]);
});
