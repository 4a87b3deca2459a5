import { describe, expect, it } from 'vitest';
import { loadBenchmark } from '../../../hnet/benchmarks/index.ts';
import { drawPatterns, PATTERNS_SIZE } from '../../../hnet/benchmarks/datasets/patterns.ts';
import type { ImageDataset, ImageSet } from '../../../hnet/benchmarks/datasets/images.types.ts';
import { resolveBenchmark } from '../../../hnet/benchmarks/resolve.ts';
import { createSplitCifar } from '../../../hnet/benchmarks/split-cifar.ts';
import { randomStream } from '../../../hnet/random.ts';

/** Labels in turn; pixel p of image i is (i + p) mod 251. */
function images(count: number, classes: number): ImageSet {
  const pixels = Uint8Array.from(
    { length: count * 3072 },
    (_, at) => (Math.floor(at / 3072) + (at % 3072)) % 251,
  );
  return {
    count,
    rows: 32,
    columns: 32,
    channels: 3,
    pixels,
    labels: Uint8Array.from({ length: count }, (_, i) => i % classes),
  };
}
const dataset = (classes: number): ImageDataset => ({
  train: images(3 * classes, classes),
  test: images(classes, classes),
});
const spec = { ...resolveBenchmark({ name: 'split-cifar', tasks: 3 }), validation: 10 };
const benchmark = createSplitCifar(spec, dataset(10), dataset(100));
const MEAN = [0.485, 0.456, 0.406];
const STD = [0.229, 0.224, 0.225];

function inputsOf(task: number, rows: number[], augment?: ReturnType<typeof randomStream>) {
  const inputs = new Float32Array(rows.length * 3072);
  const labels = new Int32Array(rows.length);
  benchmark.task(task).batch('train', rows, inputs, labels, augment);
  return { inputs, labels: [...labels] };
}

describe('Split CIFAR', () => {
  it('begins with CIFAR-10 and goes on with ten classes of CIFAR-100 at a time, labelled 0 to 9', () => {
    expect(benchmark).toMatchObject({ kind: 'accuracy', inputSize: 3072, outputs: 10 });
    expect([0, 1, 2].map((task) => benchmark.task(task).testSize)).toEqual([10, 10, 10]);
    expect([0, 1, 2].map((task) => benchmark.task(task).trainSize + benchmark.task(task).valSize)).toEqual([
      30, 30, 30,
    ]);
    expect(benchmark.task(0).valSize).toBe(10);
    const labels = new Int32Array(10);
    const inputs = new Float32Array(10 * 3072);
    const all = Uint32Array.from({ length: 10 }, (_, i) => i);
    benchmark.task(2).batch('test', all, inputs, labels);
    expect([...labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // Class 13 of CIFAR-100 is test image 13: pixel p is (13 + p) mod 251.
    const value = (inputs[3 * 3072 + 7]! * STD[1]! + MEAN[1]!) * 255;
    expect(value).toBeCloseTo(20, 3);
  });

  it('needs no CIFAR-100 for a single task', () => {
    expect(createSplitCifar({ ...spec, tasks: 1 }, dataset(10), null).task(0).trainSize).toBe(20);
  });

  it('crops and flips by the stream it is given, the same for the same stream', () => {
    const plain = inputsOf(0, [4, 5]);
    const stream = (iteration: number) => randomStream(1, 'augmentation', 0, iteration);
    const first = inputsOf(0, [4, 5], stream(3));
    expect(first.labels).toEqual(plain.labels);
    expect(inputsOf(0, [4, 5], stream(3)).inputs).toEqual(first.inputs);
    expect(inputsOf(0, [4, 5], stream(4)).inputs).not.toEqual(first.inputs);
    // Undone by hand: every altered image is the plain one moved by at most 4 places, mirrored or not, black around.
    const black = MEAN.map((mean, channel) => Math.fround(-mean / STD[channel]!));
    const at = (image: Float32Array, y: number, x: number, c: number): number =>
      y < 0 || y > 31 || x < 0 || x > 31 ? black[c]! : image[(y * 32 + x) * 3 + c]!;
    for (let i = 0; i < 2; i += 1) {
      const [before, after] = [plain, first].map(({ inputs }) => inputs.subarray(i * 3072, (i + 1) * 3072));
      const fits = [];
      for (let up = -4; up <= 4; up += 1)
        for (let left = -4; left <= 4; left += 1)
          for (const mirrored of [false, true]) {
            let same = true;
            for (let y = 0; y < 32 && same; y += 1)
              for (let x = 0; x < 32 && same; x += 1)
                same = at(after!, y, x, 0) === at(before!, y + up, (mirrored ? 31 - x : x) + left, 0);
            if (same) fits.push([up, left, mirrored]);
          }
      expect(fits, `image ${i}`).toHaveLength(1);
    }
  });

  it('runs on drawn textures without any files', async () => {
    const drawn = await loadBenchmark(
      resolveBenchmark({ name: 'split-cifar', tasks: 2, data: 'patterns' }),
      null,
    );
    const sizes = [0, 1].map((task) => drawn.task(task));
    expect(sizes[0]!.trainSize + sizes[0]!.valSize).toBe(10 * PATTERNS_SIZE.train);
    expect(sizes.map(({ testSize }) => testSize)).toEqual([400, 400]);
    expect(sizes[0]!.valSize).toBe(200);
  });
});

it('drawn textures are the same for the same seed and name', () => {
  const [once, again] = [drawPatterns('a', 2), drawPatterns('a', 2)];
  expect(Buffer.compare(once.test.pixels, again.test.pixels)).toBe(0);
  expect(Buffer.compare(drawPatterns('a', 2, 1).test.pixels, once.test.pixels)).not.toBe(0);
  expect(Buffer.compare(drawPatterns('b', 2).test.pixels, once.test.pixels)).not.toBe(0);
});
