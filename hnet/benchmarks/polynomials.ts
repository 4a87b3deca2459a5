import { randomStream } from '../random.ts';
import type { BenchmarkSpec } from '../types.ts';
import type { Benchmark, SplitName, TaskData } from './benchmark.types.ts';

/** One regression task: a function and the interval it is sampled on. */
interface Polynomial {
  readonly from: number;
  readonly to: number;
  readonly value: (x: number) => number;
  /** Standard deviation of the noise on training targets. */
  readonly noise: number;
}

/** The three tasks of the toy regression (hnet-spec 3.1). */
const TASKS: readonly Polynomial[] = [
  { from: -4, to: -2, value: (x) => x + 3, noise: 0.05 },
  { from: -1, to: 1, value: (x) => 2 * x ** 2 - 1, noise: 0.05 },
  { from: 2, to: 4, value: (x) => (x - 3) ** 3, noise: 0.05 },
];
export const POLYNOMIAL_TASKS = TASKS.length;

/** How many random polynomials there are as published, and at most. */
export const RANDOM_POLYNOMIAL_TASKS = { default: 20, max: 200 } as const;
const MAX_DEGREE = 6;

const TRAIN_SIZE = 100;
const TEST_SIZE = 50;

interface Samples {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/**
 * 1-D regression, of the three tasks of the paper or of random polynomials: 100 training points a task, uniform, targets with N(0, 0.05^2) noise (random polynomials: 0.1^2); 50 equidistant test points with
 * the ends, noise-free. As in the reference, every task draws from the same seed, so draws repeat across tasks.
 * Validation points (`validation` of them a task) are uniform and noise-free from a stream of their own.
 */
export function loadPolynomials(spec: BenchmarkSpec): Benchmark {
  const polynomials =
    spec.name === 'polynomials'
      ? TASKS.slice(0, spec.tasks)
      : Array.from({ length: spec.tasks }, (_, task) => randomPolynomial(spec.dataSeed, task));
  const tasks = polynomials.map((task) => taskData(task, spec));
  return { spec, kind: 'mse', inputSize: 1, outputs: 1, task: (index) => tasks[index]! };
}

/**
 * A polynomial of degree 1 to 6 on [-10, 10], as the reference's set of twenty draws it: coefficients uniform in [-1, 1],
 * that of x^i divided by 2^(2^i), all scaled so that the larger of |p(-10)| and |p(10)| is 10; targets with N(0, 0.1^2)
 * noise. The reference draws from NumPy's unseeded generator: these are polynomials of the same kind, not the same ones.
 */
function randomPolynomial(dataSeed: number, task: number): Polynomial {
  const stream = randomStream(dataSeed, 'random-polynomials', task);
  const degree = MAX_DEGREE - stream.integer(MAX_DEGREE);
  const coefficients = Array.from(
    { length: degree + 1 },
    (_, power) => (2 * stream.uniform() - 1) / 2 ** (2 ** power),
  );
  const unscaled = (x: number): number => coefficients.reduceRight((sum, c) => sum * x + c, 0);
  const scale = 10 / (Math.max(Math.abs(unscaled(-10)), Math.abs(unscaled(10))) + 1e-5);
  return { from: -10, to: 10, value: (x) => scale * unscaled(x), noise: 0.1 };
}

function taskData({ from, to, value, noise }: Polynomial, spec: BenchmarkSpec): TaskData {
  const uniform = (purpose: string, size: number, std: number): Samples => {
    const stream = randomStream(spec.dataSeed, 'polynomials', purpose);
    const x = Float32Array.from({ length: size }, () => from + (to - from) * stream.uniform());
    return { x, y: x.map((at) => value(at) + std * stream.normal()) };
  };
  const grid = Float32Array.from({ length: TEST_SIZE }, (_, i) => from + ((to - from) * i) / (TEST_SIZE - 1));
  const splits: Record<SplitName, Samples> = {
    train: uniform('train', Math.min(TRAIN_SIZE, spec.trainLimit ?? TRAIN_SIZE), noise),
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
