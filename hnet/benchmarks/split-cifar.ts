import type { RandomStream } from '../random.ts';
import type { BenchmarkSpec } from '../types.ts';
import type { Benchmark, SplitName, TaskData } from './benchmark.types.ts';
import type { ImageDataset, ImageSet } from './datasets/images.types.ts';
import { holdOut } from './held-out.ts';

/** Classes of each task, k. */
const CLASSES = 10;
/** CIFAR-10, and ten times ten classes of CIFAR-100. */
export const SPLIT_CIFAR_TASKS = { default: 6, max: 11 } as const;

const SIDE = 32;
const CHANNELS = 3;
const INPUTS = SIDE * SIDE * CHANNELS;
/** Of ImageNet, for red, green, blue; the reference normalises by them. */
const MEAN = [0.485, 0.456, 0.406] as const;
const STD = [0.229, 0.224, 0.225] as const;
/** Black places around an image that crops may reach into. */
const PADDING = 4;

/**
 * Split CIFAR-10/100 (hnet-spec 3.4): task 0 is CIFAR-10, task t the classes 10 (t - 1) to 10 t - 1 of CIFAR-100. Inputs
 * are normalised by ImageNet's mean and deviation. `validation` samples are held out of each of the two training sets.
 * @param cifar100 not needed for a single task
 */
export function createSplitCifar(
  spec: BenchmarkSpec,
  cifar10: ImageDataset,
  cifar100: ImageDataset | null,
): Benchmark {
  const tasks = Array.from({ length: spec.tasks }, (_, task) =>
    task === 0 ? taskData(spec, cifar10, 0) : taskData(spec, cifar100!, task - 1),
  );
  return { spec, kind: 'accuracy', inputSize: INPUTS, outputs: CLASSES, task: (index) => tasks[index]! };
}

/** The classes 10 group to 10 group + 9 of a set. */
function taskData(spec: BenchmarkSpec, dataset: ImageDataset, group: number): TaskData {
  const { train, val } = holdOut(spec.dataSeed, dataset.train.count, spec.validation);
  const belongs = (set: ImageSet, indices: Uint32Array): Uint32Array =>
    indices.filter((index) => Math.floor(set.labels[index]! / CLASSES) === group);
  const rowsOf: Record<SplitName, Uint32Array> = {
    train: belongs(dataset.train, train).slice(0, spec.trainLimit ?? undefined),
    val: belongs(dataset.train, val),
    test: belongs(
      dataset.test,
      Uint32Array.from({ length: dataset.test.count }, (_, i) => i),
    ),
  };
  return {
    trainSize: rowsOf.train.length,
    valSize: rowsOf.val.length,
    testSize: rowsOf.test.length,
    batch(split, rows, inputs, labels, augment = null) {
      const set = split === 'test' ? dataset.test : dataset.train;
      for (let i = 0; i < rows.length; i += 1) {
        const index = rowsOf[split][rows[i]!]!;
        const image = set.pixels.subarray(index * INPUTS, (index + 1) * INPUTS);
        normalise(image, inputs.subarray(i * INPUTS, (i + 1) * INPUTS), augment);
        labels[i] = set.labels[index]! % CLASSES;
      }
    },
  };
}

/**
 * (x / 255 - mean) / std, as it is, or cropped and flipped at random: 32 x 32 places out of the image with 4 black ones
 * around it, mirrored with probability 1/2.
 */
function normalise(image: Uint8Array, out: Float32Array, augment: RandomStream | null): void {
  const [up, left] = augment === null ? [0, 0] : [shift(augment), shift(augment)];
  const mirrored = augment !== null && augment.integer(2) === 1;
  for (let y = 0; y < SIDE; y += 1)
    for (let x = 0; x < SIDE; x += 1) {
      const row = y + up;
      const column = (mirrored ? SIDE - 1 - x : x) + left;
      const inside = row >= 0 && row < SIDE && column >= 0 && column < SIDE;
      for (let channel = 0; channel < CHANNELS; channel += 1) {
        const value = inside ? image[(row * SIDE + column) * CHANNELS + channel]! / 255 : 0;
        out[(y * SIDE + x) * CHANNELS + channel] = (value - MEAN[channel]!) / STD[channel]!;
      }
    }
}

function shift(stream: RandomStream): number {
  return stream.integer(2 * PADDING + 1) - PADDING;
}
