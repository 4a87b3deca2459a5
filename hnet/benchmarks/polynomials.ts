import { randomStream } from '../random.ts';
import type { BenchmarkSpec } from '../types.ts';
import type { Benchmark, SplitName, TaskData } from './benchmark.types.ts';

/** One regression task: a function and the interval it is sampled on. */
interface Polynomial {
  readonly from: number;
  readonly to: number;
  readonly value: (x: number) => number;
}

/** The three tasks of the toy regression (hnet-spec 3.1). */
const TASKS: readonly Polynomial[] = [
  { from: -4, to: -2, value: (x) => x + 3 },
  { from: -1, to: 1, value: (x) => 2 * x ** 2 - 1 },
  { from: 2, to: 4, value: (x) => (x - 3) ** 3 },
];
export const POLYNOMIAL_TASKS = TASKS.length;

const TRAIN_SIZE = 100;
const TEST_SIZE = 50;
/** Standard deviation of the noise on training targets. */
const NOISE = 0.05;

interface Samples {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/**
 * 1-D regression: 100 training points a task, uniform, targets with N(0, 0.05^2) noise; 50 equidistant test points with
 * the ends, noise-free. As in the reference, every task draws from the same seed, so draws repeat across tasks.
 * Validation points (`validation` of them a task) are uniform and noise-free from a stream of their own.
 */
export function loadPolynomials(spec: BenchmarkSpec): Benchmark {
  const tasks = TASKS.slice(0, spec.tasks).map((task) => taskData(task, spec));
  return { spec, kind: 'mse', inputSize: 1, outputs: 1, task: (index) => tasks[index]! };
}

function taskData({ from, to, value }: Polynomial, spec: BenchmarkSpec): TaskData {
  const uniform = (purpose: string, size: number, noise: number): Samples => {
    const stream = randomStream(spec.dataSeed, 'polynomials', purpose);
    const x = Float32Array.from({ length: size }, () => from + (to - from) * stream.uniform());
    return { x, y: x.map((at) => value(at) + noise * stream.normal()) };
  };
  const grid = Float32Array.from({ length: TEST_SIZE }, (_, i) => from + ((to - from) * i) / (TEST_SIZE - 1));
  const splits: Record<SplitName, Samples> = {
    train: uniform('train', Math.min(TRAIN_SIZE, spec.trainLimit ?? TRAIN_SIZE), NOISE),
    val: uniform('val', spec.validation, 0),
    test: { x: grid, y: grid.map(value) },
  };
  return {
    trainSize: splits.train.x.length,
    valSize: splits.val.x.length,
    testSize: TEST_SIZE,
    batch(split, rows, inputs, labels) {
      const { x, y } = splits[split];
      for (let i = 0; i < rows.length; i += 1) {
        inputs[i] = x[rows[i]!]!;
        labels[i] = y[rows[i]!]!;
      }
    },
  };
}
