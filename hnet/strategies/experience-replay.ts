import { count } from '../configuration/hyperparameters.ts';
import { benchmarkShape } from '../configuration/benchmark-shape.ts';
import { permutation, randomStream } from '../random.ts';
import { batchOptions, createBatchOrder } from '../training/batches.ts';
import { loadMixedBatch, type Pick } from './plain/mixed-batch.ts';
import { dataOf } from './plain/plain-learner.ts';
import { plainStrategy } from './plain/plain-strategy.ts';
import type { Batch, LearnerContext } from './strategy.types.ts';

/**
 * Experience replay (Chaudhry et al., 2019): a memory of real samples, shared equally by the tasks so far; every step is
 * taken on a batch of the task at hand together with one from the memory, all samples counting the same.
 */
export const experienceReplay = plainStrategy({
  name: 'experience-replay',
  description: 'rehearsal of stored real samples of earlier tasks, one batch of them in every step',
  hyperparameters: [
    {
      name: 'memory_size',
      doc: 'Real samples that are stored, of all earlier tasks together.',
      domain: count(1),
    },
    {
      name: 'replay_batch_size',
      doc: "Stored samples a step; `batch_size`'s value unless given.",
      domain: count(1),
    },
  ],
  defaults: (network) => ({ memory_size: 1000, replay_batch_size: network.batch_size! }),
  impossible: ({ tasks }, { memory_size: size }) =>
    (size as number) < tasks - 1
      ? [
          {
            path: 'parameters.memory_size',
            given: String(size),
            allowed: `at least ${tasks - 1}, a sample of each task before the last`,
          },
        ]
      : [],
  memory: (benchmark, { memory_size: size }) => (size as number) * benchmarkShape(benchmark).inputs,
  // The first task has nothing to rehearse.
  unread: (_, task) => (task === 0 ? ['memory_size', 'replay_batch_size'] : []),
  method: (context) => ({ batches: (task) => batchesWithMemory(context, task) }),
});

function batchesWithMemory(context: LearnerContext, task: number): (iteration: number) => Batch {
  const { seed, configuration } = context;
  const data = dataOf(context);
  const order = createBatchOrder(seed, task, data.task(task).trainSize, configuration.batch_size as number);
  const sizes = Array.from({ length: task }, (_, earlier) => data.task(earlier).trainSize);
  const memory = memoryOf(seed, sizes, configuration.memory_size as number);
  const replayed = task === 0 ? 0 : (configuration.replay_batch_size as number);
  return (iteration) => {
    const own: Pick = { task, rows: order.rows(iteration) };
    const rows: number[][] = sizes.map(() => []);
    const stream = randomStream(seed, 'replay', task, iteration);
    const stored = memory.reduce((sum, { rows }) => sum + rows.length, 0);
    for (let i = 0; i < replayed; i += 1) {
      let at = stream.integer(stored);
      for (const pick of memory) {
        if (at < pick.rows.length) {
          rows[pick.task]!.push(pick.rows[at]!);
          break;
        }
        at -= pick.rows.length;
      }
    }
    const picks = [...rows.map((of, earlier) => ({ task: earlier, rows: Uint32Array.from(of) })), own];
    return loadMixedBatch(data, picks, batchOptions(configuration, seed, task, iteration));
  };
}

/**
 * Rows of earlier tasks that are in the memory: equally many of each, the first of a random order of the task's samples,
 * so that what a task has to give up as others come is a random part of it. A function of the seed alone: nothing has to
 * be saved.
 * @param sizes training samples of each earlier task
 */
export function memoryOf(seed: number, sizes: readonly number[], memorySize: number): Pick[] {
  const share = Math.floor(memorySize / Math.max(1, sizes.length));
  return sizes.map((size, task) => ({
    task,
    rows: permutation(randomStream(seed, 'memory', task), size).slice(0, share),
  }));
}
