/** Short trainings for tests: tiny benchmarks, and runs over several tasks. */
import { resolveBenchmark } from '../../hnet/benchmarks/resolve.ts';
import type { Benchmark, TaskData } from '../../hnet/benchmarks/benchmark.types.ts';
import { loadPolynomials } from '../../hnet/benchmarks/polynomials.ts';
import { parameterNames, resolveConfiguration } from '../../hnet/configuration/resolve.ts';
import { randomStream } from '../../hnet/random.ts';
import { trainStageOn, type StageOptions } from '../../hnet/training/stage.ts';
import type { CheckpointBytes, StageHooks, StageOutcome } from '../../hnet/training/stage.types.ts';
import type { BenchmarkSpec, Configuration, Scenario, StageResult } from '../../hnet/types.ts';

export const polynomials = loadPolynomials(resolveBenchmark('polynomials'));

/**
 * Split MNIST in shape only: two noisy prototypes of 784 pixels a task, easy to tell apart. Multi-headed and small
 * enough to train in a test.
 */
export function blobs(tasks: number, scenario: Scenario = 'CL1'): Benchmark {
  const spec: BenchmarkSpec = {
    ...resolveBenchmark('split-mnist'),
    scenario,
    tasks,
    validation: 10,
    data: 'none',
  };
  const sizes = { train: 64, val: 10, test: 40 };
  const data = Array.from({ length: tasks }, (_, task): TaskData => ({
    trainSize: sizes.train,
    valSize: sizes.val,
    testSize: sizes.test,
    batch(split, rows, inputs, labels) {
      for (let i = 0; i < rows.length; i += 1) {
        const noise = randomStream(1, 'noise', split, task, rows[i]!);
        const label = rows[i]! % 2;
        const prototype = randomStream(1, 'prototype', task, label);
        for (let p = 0; p < 784; p += 1)
          inputs[i * 784 + p] = (prototype.uniform() < 0.2 ? 0.8 : 0) + 0.2 * noise.uniform();
        labels[i] = label;
      }
    },
  }));
  return { spec, kind: 'accuracy', inputSize: 784, outputs: 2, task: (index) => data[index]! };
}

/** A multi-headed configuration of a few thousand target weights, chunked with a surplus. */
export const SMALL_BLOBS: Configuration = {
  target_layers: [6],
  chunk_size: 700,
  task_embedding_size: 4,
  chunk_embedding_size: 3,
  hidden_layers: [7, 5],
  batch_size: 16,
  iterations: 25,
  learning_rate: 0.01,
};

/** Of a configuration what a strategy has a hyperparameter for. */
export function configurationFor(strategy: string, given: Configuration): Configuration {
  const own = new Set(parameterNames(strategy));
  return Object.fromEntries(Object.entries(given).filter(([name]) => own.has(name)));
}

/** A replay model as small. */
const SMALL_REPLAY: Configuration = {
  encoder_layers: [6],
  decoder_layers: [5],
  latent_size: 4,
  replay_chunk_size: 900,
  replay_task_embedding_size: 3,
  replay_chunk_embedding_size: 2,
  replay_hidden_layers: [4],
  replay_learning_rate: 0.01,
  replay_beta: 0.1,
};

/** A small configuration, as far as a strategy has its hyperparameters. */
export function smallBlobsOf(strategy: string): Configuration {
  // Of networks that own their weights, six neurons are so few that some seeds never learn.
  const layers = parameterNames(strategy).includes('hidden_layers') ? {} : { target_layers: [20] };
  return configurationFor(strategy, { ...SMALL_BLOBS, ...SMALL_REPLAY, ...layers });
}

/** One training, as far as it is the same for all its stages. */
export interface Training {
  readonly benchmark: Benchmark;
  readonly strategy?: string;
  readonly configuration: Configuration;
  readonly seed?: number;
  readonly options?: StageOptions;
}

/** Trains one stage without mid-stage checkpoints unless hooks say otherwise. */
export function trainTask(
  training: Training,
  task: number,
  from: { readonly previous?: CheckpointBytes | null; readonly resume?: CheckpointBytes | null },
  hooks: Partial<StageHooks> = {},
): Promise<StageOutcome> {
  const { benchmark, strategy = 'hnet', configuration, seed = 1, options = {} } = training;
  const trial = {
    benchmark: benchmark.spec,
    strategy,
    configuration: resolveConfiguration(benchmark.spec, strategy, configuration),
  };
  return trainStageOn(
    benchmark,
    {
      spec: { trial, seed, task },
      previous: from.previous ?? null,
      resume: from.resume ?? null,
      dataDir: null,
    },
    { checkpointEverySeconds: Infinity, ...hooks },
    options,
  );
}

/** Trains tasks 0, 1, ... one after another. */
export async function trainTasks(
  training: Training,
  tasks: number,
): Promise<{ results: StageResult[]; checkpoints: CheckpointBytes[] }> {
  const results: StageResult[] = [];
  const checkpoints: CheckpointBytes[] = [];
  for (let task = 0; task < tasks; task += 1) {
    const outcome = await trainTask(training, task, { previous: checkpoints.at(-1) ?? null });
    if (outcome.kind !== 'finished') throw new Error(`task ${task} was interrupted`);
    results.push(outcome.result);
    checkpoints.push(outcome.checkpoint);
  }
  return { results, checkpoints };
}
