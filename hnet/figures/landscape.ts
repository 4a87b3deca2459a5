import * as tf from '@tensorflow/tfjs-core';
import type { Benchmark } from '../benchmarks/benchmark.types.ts';
import { headOf } from '../configuration/scenario.ts';
import { generate } from '../model/hypernetwork.ts';
import type { EmbeddingLandscape, TaskLandscape } from './figure.types.ts';
import { planeAround, pointOf, projected, type Plane } from './plane.ts';
import type { TrainedHypernetwork } from './trained.ts';

/** How far and how finely to look. */
export interface LandscapeOptions {
  /** Half the side of the grid, in the embedding's own units (embeddings are drawn with a standard deviation of 1). */
  readonly reach: number;
  /** Points a side; odd, so that e_t itself is one. */
  readonly steps: number;
  /** At most this many test samples of each task: the first ones. */
  readonly samples: number;
  /** Called after each row of a task's grid. */
  readonly onRow?: (done: number, of: number) => void;
}

/**
 * Accuracy of each task around its learnt embedding (the paper's landscape of 2-D embeddings): weights are generated
 * from every point of a grid, and score the task's test samples.
 */
export async function embeddingLandscape(
  trained: TrainedHypernetwork,
  benchmark: Benchmark,
  options: LandscapeOptions,
): Promise<EmbeddingLandscape> {
  const tasks: TaskLandscape[] = [];
  let kind: Plane['kind'] = 'coordinates';
  for (let task = 0; task < trained.embeddings.length; task += 1) {
    const plane = planeAround(trained.embeddings, task);
    kind = plane.kind;
    tasks.push(await around(trained, benchmark, task, plane, options));
  }
  return { kind: 'embeddings', plane: kind, tasks };
}

async function around(
  trained: TrainedHypernetwork,
  benchmark: Benchmark,
  task: number,
  plane: Plane,
  { reach, steps, samples, onRow }: LandscapeOptions,
): Promise<TaskLandscape> {
  const centre = trained.embeddings[task]!;
  const offsets = Array.from({ length: steps }, (_, i) => reach * ((2 * i) / (steps - 1) - 1));
  const data = benchmark.task(task);
  const count = Math.min(samples, data.testSize);
  const inputs = new Float32Array(count * benchmark.inputSize);
  const labels = new Int32Array(count);
  data.batch(
    'test',
    Uint32Array.from({ length: count }, (_, i) => i),
    inputs,
    labels,
  );
  const x = tf.tensor2d(inputs, [count, benchmark.inputSize]);
  const truth = tf.tensor1d(labels, 'int32');
  const head = headOf(benchmark.spec, task);
  const statistics = trained.learner.statistics(task);
  const scores: number[][] = [];
  try {
    for (const [row, b] of offsets.entries()) {
      const shares = offsets.map((a) =>
        tf.tidy(() => {
          const embedding = tf.tensor2d(pointOf(plane, centre, a, b), [1, centre.length]);
          const weights = generate(trained.hypernetwork, trained.theta, embedding);
          const predicted = tf.argMax(trained.target.predict(weights, x, head, statistics), 1);
          return tf.mean<tf.Scalar>(tf.cast(tf.equal(predicted, truth), 'float32'));
        }),
      );
      scores.push(await Promise.all(shares.map(async (share) => (await share.data())[0]!)));
      tf.dispose(shares);
      onRow?.(task * steps + row + 1, trained.embeddings.length * steps);
    }
  } finally {
    tf.dispose([x, truth, ...(statistics === null ? [] : [statistics])]);
  }
  const learnt = trained.embeddings.map((embedding) => projected(plane, embedding, centre));
  return { task, offsets, scores, learnt };
}
