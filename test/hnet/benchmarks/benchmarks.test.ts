import { describe, expect, it } from 'vitest';
import type { Benchmark, SplitName, TaskData } from '../../../hnet/benchmarks/benchmark.types.ts';
import type { ImageDataset, ImageSet } from '../../../hnet/benchmarks/datasets/images.types.ts';
import { createPermutedMnist } from '../../../hnet/benchmarks/permuted-mnist.ts';
import { loadPolynomials } from '../../../hnet/benchmarks/polynomials.ts';
import { resolveBenchmark } from '../../../hnet/benchmarks/resolve.ts';
import { createSplitMnist } from '../../../hnet/benchmarks/split-mnist.ts';

/** Images that can be told apart: pixel p of image i is (7 i + p) mod 256, its label i mod 10. */
function images(count: number): ImageSet {
  return {
    count,
    rows: 28,
    columns: 28,
    channels: 1,
    pixels: Uint8Array.from(
      { length: count * 784 },
      (_, at) => (7 * Math.floor(at / 784) + (at % 784)) % 256,
    ),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
  };
}
const dataset: ImageDataset = { train: images(100), test: images(30) };

function rows(
  benchmark: Benchmark,
  task: TaskData,
  split: SplitName,
): { inputs: Float32Array[]; labels: number[] } {
  const count = { train: task.trainSize, val: task.valSize, test: task.testSize }[split];
  const inputs = new Float32Array(count * benchmark.inputSize).fill(NaN);
  const labels = new Float32Array(count);
  task.batch(split, Uint32Array.from({ length: count }, (_, i) => i), inputs, labels); // prettier-ignore
  const size = benchmark.inputSize;
  return {
    inputs: Array.from({ length: count }, (_, i) => inputs.slice(i * size, (i + 1) * size)),
    labels: [...labels],
  };
}

describe('Split MNIST', () => {
  const spec = { ...resolveBenchmark('split-mnist'), validation: 20 };
  const benchmark = createSplitMnist(spec, dataset);

  it('gives every task its two classes, labelled 0 and 1, as pixels over 255', () => {
    expect(benchmark).toMatchObject({ kind: 'accuracy', inputSize: 784, outputs: 2 });
    for (let task = 0; task < 5; task += 1) {
      const data = benchmark.task(task);
      expect(data.testSize).toBe(6);
      const { inputs, labels } = rows(benchmark, data, 'test');
      const from = [0, 1, 10, 11, 20, 21].map((i) => i + 2 * task);
      expect(labels).toEqual([0, 1, 0, 1, 0, 1]);
      from.forEach((image, i) => {
        expect(inputs[i]![0]).toBe(Math.fround(((7 * image) % 256) / 255));
        expect(inputs[i]![783]).toBe(Math.fround(((7 * image + 783) % 256) / 255));
      });
    }
  });

  it('trains on no image that validates, and loses none', () => {
    const all = [0, 1, 2, 3, 4].map((task) => benchmark.task(task));
    expect(all.reduce((sum, { valSize }) => sum + valSize, 0)).toBe(20);
    expect(all.reduce((sum, { trainSize }) => sum + trainSize, 0)).toBe(80);
    const text = (split: SplitName): string[] =>
      all.flatMap((task) => rows(benchmark, task, split).inputs.map((x) => x.join()));
    expect(new Set([...text('train'), ...text('val')]).size).toBe(100);
  });

  it('holds out other images with another data seed, none with validation 0', () => {
    const val = (given: Benchmark): string[] =>
      rows(given, given.task(0), 'val').inputs.map((x) => x.slice(0, 3).join());
    const other = createSplitMnist({ ...spec, dataSeed: 43 }, dataset);
    expect(val(other)).not.toEqual(val(benchmark));
    expect(val(createSplitMnist(spec, dataset))).toEqual(val(benchmark));
    const whole = createSplitMnist({ ...spec, validation: 0 }, dataset).task(0);
    expect(whole).toMatchObject({ trainSize: 20, valSize: 0 });
  });

  it('limits training images, and nothing else', () => {
    const few = createSplitMnist({ ...spec, trainLimit: 5 }, dataset).task(1);
    expect(few).toMatchObject({ trainSize: 5, valSize: benchmark.task(1).valSize, testSize: 6 });
  });
});

describe('Permuted MNIST', () => {
  const spec = { ...resolveBenchmark({ name: 'permuted-mnist', tasks: 4 }), validation: 20 };
  const benchmark = createPermutedMnist(spec, dataset);

  it('pads task 0 to 32 x 32 without permuting it', () => {
    const { inputs, labels } = rows(benchmark, benchmark.task(0), 'test');
    expect(labels.slice(0, 12)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    const image = inputs[3]!;
    expect(image).toHaveLength(1024);
    for (let y = 0; y < 32; y += 1)
      for (let x = 0; x < 32; x += 1) {
        const inside = x >= 2 && x < 30 && y >= 2 && y < 30;
        const expected = inside ? ((21 + (y - 2) * 28 + (x - 2)) % 256) / 255 : 0;
        expect(image[y * 32 + x]).toBe(Math.fround(expected));
      }
  });

  it('moves pixels by one permutation a task, the same for all its images and splits', () => {
    const plain = rows(benchmark, benchmark.task(0), 'test').inputs;
    const tasks = [1, 2, 3].map((task) => rows(benchmark, benchmark.task(task), 'test').inputs);
    for (const moved of tasks)
      moved.forEach((image, i) => {
        expect([...image].sort()).toEqual([...plain[i]!].sort());
        expect(image).not.toEqual(plain[i]);
      });
    expect(new Set(tasks.map((task) => task[0]!.join())).size).toBe(3);
    // What images share at a place before, they share after: their differences are moved alike.
    const difference = (of: Float32Array[]): number[] => [...of[0]!].map((value, p) => value - of[1]![p]!);
    expect(difference(tasks[0]!).sort()).toEqual(difference(plain).sort());
  });

  it('has the same permutations whatever the number of tasks, and others with another data seed', () => {
    const second = (given: Benchmark): Float32Array => rows(given, given.task(1), 'test').inputs[0]!;
    expect(second(createPermutedMnist({ ...spec, tasks: 2 }, dataset))).toEqual(second(benchmark));
    expect(second(createPermutedMnist({ ...spec, dataSeed: 7 }, dataset))).not.toEqual(second(benchmark));
  });
});

describe('polynomials', () => {
  const functions = [(x: number) => x + 3, (x: number) => 2 * x * x - 1, (x: number) => (x - 3) ** 3];
  const intervals = [[-4, -2], [-1, 1], [2, 4]] as const; // prettier-ignore
  const benchmark = loadPolynomials(resolveBenchmark('polynomials'));

  it.each([0, 1, 2])('task %i is tested without noise, from end to end', (task) => {
    const { inputs, labels } = rows(benchmark, benchmark.task(task), 'test');
    const [from, to] = intervals[task]!;
    expect(inputs).toHaveLength(50);
    inputs.forEach(([x], i) => {
      expect(x).toBeCloseTo(from + ((to - from) * i) / 49, 6);
      expect(labels[i]).toBeCloseTo(functions[task]!(x!), 5);
    });
  });

  it.each([0, 1, 2])('task %i is trained with noise of 0.05 and validated without', (task) => {
    const [from, to] = intervals[task]!;
    const residuals = (split: SplitName): number[] => {
      const { inputs, labels } = rows(benchmark, benchmark.task(task), split);
      for (const [x] of inputs) expect(x! >= from && x! <= to).toBe(true);
      return inputs.map(([x], i) => labels[i]! - functions[task]!(x!));
    };
    const train = residuals('train');
    expect(train).toHaveLength(100);
    const deviation = Math.sqrt(train.reduce((sum, r) => sum + r * r, 0) / 100);
    expect(deviation).toBeGreaterThan(0.035);
    expect(deviation).toBeLessThan(0.065);
    for (const r of residuals('val')) expect(Math.abs(r)).toBeLessThan(1e-5);
  });

  it('draws the same in every task, as the reference does', () => {
    const places = [0, 1, 2].map((task) =>
      rows(benchmark, benchmark.task(task), 'train').inputs.map(([x]) => x! - intervals[task]![0]),
    );
    places[1]!.forEach((place, i) => expect(place).toBeCloseTo(places[0]![i]!, 5));
    places[2]!.forEach((place, i) => expect(place).toBeCloseTo(places[0]![i]!, 5));
  });
});
