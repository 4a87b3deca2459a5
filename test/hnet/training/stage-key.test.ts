import { describe, expect, test } from 'vitest';
import { resolveBenchmark } from '../../../hnet/benchmarks/resolve.ts';
import { resolveConfiguration } from '../../../hnet/configuration/resolve.ts';
import { stageKey } from '../../../hnet/training/stage-key.ts';
import type { BackendName, Configuration } from '../../../hnet/types.ts';

interface Stage {
  readonly strategy?: string;
  readonly seed?: number;
  readonly backend?: BackendName | 'auto';
  readonly benchmark?: Record<string, unknown>;
}

/** Key of a stage of Split MNIST. */
function keyOf(task: number, given: Configuration = {}, stage: Stage = {}): string {
  const benchmark = resolveBenchmark({ name: 'split-mnist', ...stage.benchmark });
  const strategy = stage.strategy ?? 'hnet';
  const configuration = resolveConfiguration(benchmark, strategy, given);
  const trial = { benchmark, strategy, configuration };
  return stageKey({ trial, seed: stage.seed ?? 1, task }, stage.backend ?? 'wasm');
}

describe('stages share a key', () => {
  test.each<[string, Configuration]>([
    ['beta', { beta: 3 }],
    ['look-ahead', { lookahead: false }],
    ['the number of regularised tasks', { regularised_tasks: 1 }],
    ['the way targets are had', { regulariser_targets: 'online' }],
    ['head masks', { mask_regulariser: true }],
  ])('on the first task whatever %s, and no longer', (_, given) => {
    expect(keyOf(0, given)).toBe(keyOf(0));
    expect(keyOf(2, given)).not.toBe(keyOf(2));
  });

  test('as long as K is no fewer than the tasks so far', () => {
    expect(keyOf(2, { regularised_tasks: 2 })).toBe(keyOf(2));
    expect(keyOf(3, { regularised_tasks: 2 })).not.toBe(keyOf(3));
  });

  test('where they differ in what is not read', () => {
    expect(keyOf(1, { momentum: 0.5 })).toBe(keyOf(1));
    expect(keyOf(1, { chunked: false, chunk_size: 5 })).toBe(keyOf(1, { chunked: false }));
    expect(keyOf(1, { beta: 0, lookahead: false })).toBe(keyOf(1, { beta: 0 }));
  });

  test('fine-tune with hnet at beta 0, and every strategy on the first task', () => {
    expect(keyOf(2, {}, { strategy: 'fine-tune' })).toBe(keyOf(2, { beta: 0 }));
    expect(keyOf(0, {}, { strategy: 'from-scratch' })).toBe(keyOf(0));
    expect(keyOf(1, {}, { strategy: 'from-scratch' })).not.toBe(keyOf(1, {}, { strategy: 'fine-tune' }));
  });
});

test('hnet and hnet+ent share all stages where the task is given', () => {
  for (const task of [0, 4]) expect(keyOf(task, {}, { strategy: 'hnet+ent' })).toBe(keyOf(task));
  const scenarios = ['CL1', 'CL2', 'CL3'].map((scenario) =>
    keyOf(0, {}, { strategy: 'hnet+ent', benchmark: { scenario } }),
  );
  expect(new Set(scenarios).size).toBe(3);
});

test('both forms of EWC share the first task, whatever they do with it later', () => {
  const ewc = { strategy: 'ewc' };
  const online = { strategy: 'online-ewc' };
  expect(keyOf(0, { gamma: 0.5, lambda: 7 }, online)).toBe(keyOf(0, {}, ewc));
  expect(keyOf(1, {}, online)).not.toBe(keyOf(1, {}, ewc));
  expect(keyOf(1, { gamma: 0.5 }, online)).not.toBe(keyOf(1, {}, online));
  expect(keyOf(0, { importance_samples: 5 }, ewc)).not.toBe(keyOf(0, {}, ewc));
});

test('everything else makes a key of its own', () => {
  const keys = [
    keyOf(1),
    keyOf(2),
    keyOf(1, {}, { seed: 2 }),
    keyOf(1, {}, { backend: 'cpu' }),
    keyOf(1, {}, { benchmark: { data_seed: 7 } }),
    keyOf(1, {}, { benchmark: { validation: 0 } }),
    keyOf(1, {}, { benchmark: { train_limit: 9 } }),
    keyOf(1, {}, { benchmark: { data: 'glyphs' } }),
    keyOf(1, { iterations: 9 }),
    keyOf(1, { batch_size: 9 }),
    keyOf(1, { learning_rate: 0.5, embedding_learning_rate: 0.001 }),
    keyOf(1, { embedding_learning_rate: 0.5 }),
    keyOf(1, { chunk_size: 9 }),
    keyOf(1, { hidden_layers: [9] }),
    keyOf(1, { target_layers: [400, 401] }),
    keyOf(1, { initialisation: 'hyperfan-in' }),
    keyOf(1, { task_embedding_std: 2 }),
    keyOf(1, { optimizer: 'sgd' }),
    keyOf(1, { optimizer: 'sgd', momentum: 0.9 }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});
