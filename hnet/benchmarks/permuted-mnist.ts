import { permutation, randomStream } from '../random.ts';
import type { BenchmarkSpec } from '../types.ts';
import type { Benchmark, SplitName, TaskData } from './benchmark.types.ts';
import type { ImageDataset } from './datasets/images.types.ts';
import { holdOut } from './held-out.ts';

/** Images are padded by this many zeros on each side, to 32x32. */
const PADDING = 2;
const SIDE = 28 + 2 * PADDING;
const INPUTS = SIDE * SIDE;

/**
 * Permuted MNIST (hnet-spec 3.2): pixels / 255, zero-padded to 32x32, flattened, and shuffled by one fixed permutation
 * a task; task 0 is not permuted. All ten classes in every task.
 */
export function createPermutedMnist(spec: BenchmarkSpec, dataset: ImageDataset): Benchmark {
  const { train, val } = holdOut(spec.dataSeed, dataset.train.count, spec.validation);
  const rowsOf: Record<SplitName, Uint32Array> = {
    train: train.slice(0, spec.trainLimit ?? undefined),
    val,
    test: Uint32Array.from({ length: dataset.test.count }, (_, i) => i),
  };
  const destinations = Array.from({ length: spec.tasks }, (_, task) =>
    pixelDestinations(spec.dataSeed, task),
  );
  const tasks = destinations.map((destination): TaskData => ({
    trainSize: rowsOf.train.length,
    valSize: rowsOf.val.length,
    testSize: rowsOf.test.length,
    batch(split, rows, inputs, labels) {
      const set = split === 'test' ? dataset.test : dataset.train;
      inputs.fill(0, 0, rows.length * INPUTS);
      for (let i = 0; i < rows.length; i += 1) {
        const index = rowsOf[split][rows[i]!]!;
        for (let p = 0; p < 784; p += 1)
          inputs[i * INPUTS + destination[p]!] = set.pixels[index * 784 + p]! / 255;
        labels[i] = set.labels[index]!;
      }
    },
  }));
  return { spec, kind: 'accuracy', inputSize: INPUTS, outputs: 10, task: (index) => tasks[index]! };
}

/** Where each of the 784 pixels goes among the 1024 inputs: padded, then permuted. */
function pixelDestinations(dataSeed: number, task: number): Uint16Array {
  const order = task === 0 ? null : permutation(randomStream(dataSeed, 'pixel-permutation', task), INPUTS);
  return Uint16Array.from({ length: 784 }, (_, pixel) => {
    const padded = (Math.floor(pixel / 28) + PADDING) * SIDE + (pixel % 28) + PADDING;
    return order === null ? padded : order[padded]!;
  });
}
