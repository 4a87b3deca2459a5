import * as tf from '@tensorflow/tfjs-core';
import { benchmarkShape } from '../../hnet/configuration/benchmark-shape.ts';
import { randomStream } from '../../hnet/random.ts';
import { strategyByName } from '../../hnet/strategies/index.ts';
import type { Batch, Learner } from '../../hnet/strategies/strategy.types.ts';
import { median } from './median.ts';
import type { Net } from './nets.ts';

/** Steps between two waits for the device, where a step is quick: waiting would otherwise be part of the figure. */
const BLOCK = 5;
const SLOW_STEP_MS = 500;
const WARM_UP = 5;

/** What is read: the time of day, or what this process has had of processors. */
export type Clock = 'wall' | 'cpu';

/** How long to look. */
export interface Effort {
  readonly clock: Clock;
  readonly steps: number;
  /** Looks no longer than this, but at one step at least. */
  readonly seconds: number;
}

/**
 * Milliseconds of one training step on the current backend, as the trainer takes it: task loss and gradients, lookahead,
 * regulariser over all previous tasks, both optimiser steps. Batch of 128 random rows, on the device already.
 * @returns the median over blocks of steps, and how many steps were timed
 */
export async function timeSteps(
  net: Net,
  previous: number,
  effort: Effort,
): Promise<{ ms: number; steps: number }> {
  const learner = await learnerAt(net, previous);
  const batch = randomBatch(net);
  let iteration = 0;
  const timed = async (steps: number): Promise<number> => {
    const start = now(effort.clock);
    for (let i = 1; i < steps; i += 1) learner.step(batch, iteration++, false);
    // Reading the last loss waits for everything queued before it.
    const loss = learner.step(batch, iteration++, true)!;
    await loss.task.data();
    const ms = (now(effort.clock) - start) / steps;
    tf.dispose([loss.task, ...(loss.regulariser === null ? [] : [loss.regulariser])]);
    return ms;
  };
  try {
    const slow = (await timed(1)) > SLOW_STEP_MS;
    if (!slow) await timed(WARM_UP - 1);
    const block = slow ? 1 : BLOCK;
    const times: number[] = [];
    const end = performance.now() + 1000 * effort.seconds;
    while (times.length === 0 || (times.length * block < effort.steps && performance.now() < end))
      times.push(await timed(block));
    return { ms: median(times), steps: times.length * block };
  } finally {
    learner.dispose();
    tf.dispose([batch.x, batch.labels.kind === 'classes' ? batch.labels.oneHot : batch.labels.values]);
  }
}

/** A learner at the first iteration of task `previous`; random embeddings stand for the tasks before. */
export async function learnerAt({ benchmark, configuration }: Net, previous: number): Promise<Learner> {
  const learner = strategyByName('hnet').createLearner({
    benchmark,
    configuration,
    seed: 1,
    onWarning: (message) => process.stderr.write(`${message}\n`),
  });
  const size = configuration.task_embedding_size as number;
  const stream = randomStream(1, 'bench', 'embeddings');
  const data = Float32Array.from({ length: previous * size }, () => stream.normal());
  const drawn = await learner.save('final');
  learner.restore(
    { ...drawn, task_embeddings: { shape: [previous, size], data } },
    { task: previous, midway: false, steps: 0 },
  );
  await learner.beginTask(previous);
  return learner;
}

function randomBatch({ benchmark, configuration }: Net): Batch {
  const { inputs, outputs } = benchmarkShape(benchmark);
  const rows = configuration.batch_size as number;
  const stream = randomStream(1, 'bench', 'batch');
  const x = Float32Array.from({ length: rows * inputs }, () => stream.uniform());
  if (benchmark.name === 'polynomials') {
    const values = Float32Array.from({ length: rows * outputs }, () => stream.normal());
    return {
      x: tf.tensor2d(x, [rows, inputs]),
      labels: { kind: 'values', values: tf.tensor2d(values, [rows, outputs]) },
    };
  }
  const oneHot = new Float32Array(rows * outputs);
  for (let row = 0; row < rows; row += 1) oneHot[row * outputs + stream.integer(outputs)] = 1;
  return {
    x: tf.tensor2d(x, [rows, inputs]),
    labels: { kind: 'classes', oneHot: tf.tensor2d(oneHot, [rows, outputs]) },
  };
}

/** Milliseconds. */
export function now(clock: Clock): number {
  if (clock === 'wall') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
