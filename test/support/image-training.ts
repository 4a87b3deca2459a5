/** A small benchmark of images and a small network for it. */
import type { Benchmark, TaskData } from '../../hnet/benchmarks/benchmark.types.ts';
import { resolveBenchmark } from '../../hnet/benchmarks/resolve.ts';
import { randomStream } from '../../hnet/random.ts';
import type { Configuration } from '../../hnet/types.ts';

/** Two classes a task of 28 x 28 images: bright left or right halves, at a brightness of the task. */
export function halves(): Benchmark {
  const spec = { ...resolveBenchmark('split-mnist'), tasks: 3, validation: 6 };
  const data = (task: number): TaskData => ({
    trainSize: 12,
    valSize: 6,
    testSize: 6,
    batch(split, rows, inputs, labels) {
      for (let i = 0; i < rows.length; i += 1) {
        const stream = randomStream(1, 'halves', split, task, rows[i]!);
        labels[i] = rows[i]! % 2;
        for (let p = 0; p < 784; p += 1) {
          const bright = p % 28 < 14 === (labels[i] === 0);
          inputs[i * 784 + p] = (bright ? 0.4 + 0.3 * task : 0) + 0.2 * stream.uniform();
        }
      }
    },
  });
  return { spec, kind: 'accuracy', inputSize: 784, outputs: 2, task: data };
}
/** Few channels and rows, for plain JavaScript. */
export const SMALL_RESNET: Configuration = {
  target_network: 'resnet8',
  target_channels: [2, 2, 3, 4],
  chunk_size: 100,
  task_embedding_size: 3,
  chunk_embedding_size: 3,
  hidden_layers: [],
  batch_size: 4,
  iterations: 6,
  learning_rate: 0.01,
  mask_regulariser: true,
};
