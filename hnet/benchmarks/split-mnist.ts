import type { BenchmarkSpec } from '../types.ts';
import type { Benchmark, SplitName, TaskData } from './benchmark.types.ts';
import type { ImageDataset, ImageSet } from './datasets/images.types.ts';
import { holdOut } from './held-out.ts';

/** Classes of each task, k. */
const CLASSES = 2;
export const SPLIT_MNIST_TASKS = 5;

/** Split MNIST (hnet-spec 3.3): tasks (0,1), (2,3), (4,5), (6,7), (8,9); pixels / 255, no padding. */
export function createSplitMnist(spec: BenchmarkSpec, dataset: ImageDataset): Benchmark {
  const { train, val } = holdOut(spec.dataSeed, dataset.train.count, spec.validation);
  const tasks = Array.from({ length: spec.tasks }, (_, task): TaskData => {
    const belongs = (set: ImageSet, indices: Uint32Array): Uint32Array =>
      indices.filter((index) => Math.floor(set.labels[index]! / CLASSES) === task);
    const all = Uint32Array.from({ length: dataset.test.count }, (_, i) => i);
    const rowsOf: Record<SplitName, Uint32Array> = {
      train: belongs(dataset.train, train).slice(0, spec.trainLimit ?? undefined),
      val: belongs(dataset.train, val),
      test: belongs(dataset.test, all),
    };
    return {
      trainSize: rowsOf.train.length,
      valSize: rowsOf.val.length,
      testSize: rowsOf.test.length,
      batch(split, rows, inputs, labels) {
        const set = split === 'test' ? dataset.test : dataset.train;
        const size = set.rows * set.columns;
        for (let i = 0; i < rows.length; i += 1) {
          const index = rowsOf[split][rows[i]!]!;
          for (let p = 0; p < size; p += 1) inputs[i * size + p] = set.pixels[index * size + p]! / 255;
          labels[i] = set.labels[index]! % CLASSES;
        }
      },
    };
  });
  return { spec, kind: 'accuracy', inputSize: 784, outputs: CLASSES, task: (index) => tasks[index]! };
}
