import { batchOptions, createBatchOrder } from '../training/batches.ts';
import type { Batch, LearnerContext } from './strategy.types.ts';
import { loadMixedBatch, type Pick } from './plain/mixed-batch.ts';
import { dataOf } from './plain/plain-learner.ts';
import { plainStrategy } from './plain/plain-strategy.ts';

/**
 * The upper bound: stage t goes on training the network on the samples of tasks 0..t together, mixed as one data set.
 * With T stages of `iterations` each, the last on all data ("Offline" of van de Ven and Tolias).
 */
export const joint = plainStrategy({
  name: 'joint',
  description: 'the target network trained on all tasks so far together: the upper bound',
  hyperparameters: [],
  defaults: () => ({}),
  memory: () => 0,
  method: (context) => ({ batches: (task) => unionBatches(context, task) }),
});

/** Batches of all training samples of tasks 0..upTo, in a new random order every epoch. */
function unionBatches(context: LearnerContext, upTo: number): (iteration: number) => Batch {
  const data = dataOf(context);
  const sizes = Array.from({ length: upTo + 1 }, (_, task) => data.task(task).trainSize);
  const order = createBatchOrder(
    context.seed,
    upTo,
    sizes.reduce((sum, size) => sum + size, 0),
    context.configuration.batch_size as number,
  );
  const { configuration, seed } = context;
  return (iteration) =>
    loadMixedBatch(
      data,
      pickRows(order.rows(iteration), sizes),
      batchOptions(configuration, seed, upTo, iteration),
    );
}

/** Rows of the tasks' samples one after another, as rows of each task. */
export function pickRows(rows: Uint32Array, sizes: readonly number[]): Pick[] {
  let from = 0;
  return sizes.map((size, task) => {
    const start = from;
    from += size;
    const own = rows.filter((row) => row >= start && row < start + size).map((row) => row - start);
    return { task, rows: own };
  });
}
