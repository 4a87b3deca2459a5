import type { Assignment, ParameterSpace, SearchSpace } from '../../search/types.ts';
import { recordedFunction } from './recorded-function.ts';

/** A function to be minimised, with its smallest value. */
export interface TestFunction {
  readonly space: SearchSpace;
  readonly minimum: number;
  /** Most trials of a search, where the space is small; left out: as many as are wanted. */
  readonly most?: number;
  readonly evaluate: (assignment: Assignment) => number;
}

const range = (min: number, max: number, log = false): ParameterSpace => ({
  kind: 'float',
  min,
  max,
  log,
  step: null,
});
const whole = (min: number, max: number, { log = false, step = 1 } = {}): ParameterSpace => ({
  kind: 'int',
  min,
  max,
  log,
  step,
});
const choice = (...values: string[]): ParameterSpace => ({ kind: 'categorical', values });
const cube = (dimensions: number, parameter: ParameterSpace): SearchSpace =>
  Object.fromEntries(Array.from({ length: dimensions }, (_, i) => [`x${i}`, parameter]));

/** A function of the coordinates alone. */
const numeric = (space: SearchSpace, minimum: number, f: (x: readonly number[]) => number): TestFunction => ({
  space,
  minimum,
  evaluate: (assignment) => f(Object.values(assignment) as number[]),
});

const sum = (x: readonly number[], f: (value: number, i: number) => number): number =>
  x.reduce((total, value, i) => total + f(value, i), 0);
const { PI, cos, sin, exp, sqrt, log10 } = Math;

/** Hartmann's family: four wells of the given centres and widths. */
const hartmann =
  (widths: readonly (readonly number[])[], centres: readonly (readonly number[])[]) =>
  (x: readonly number[]): number =>
    -sum(
      [1, 1.2, 3, 3.2],
      (height, i) =>
        height * exp(-sum(x, (value, j) => widths[i]![j]! * (value - centres[i]![j]! * 1e-4) ** 2)),
    );

const branin = (x: number, y: number): number =>
  (y - (5.1 / (4 * PI ** 2)) * x ** 2 + (5 / PI) * x - 6) ** 2 + 10 * (1 - 1 / (8 * PI)) * cos(x) + 10;

const rosenbrock = (x: readonly number[]): number =>
  sum(x.slice(1), (next, i) => 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2);

const levy = (x: readonly number[]): number => {
  const w = x.map((value) => 1 + (value - 1) / 4);
  const last = w.at(-1)!;
  return (
    sin(PI * w[0]!) ** 2 +
    sum(w.slice(0, -1), (v) => (v - 1) ** 2 * (1 + 10 * sin(PI * v + 1) ** 2)) +
    (last - 1) ** 2 * (1 + sin(2 * PI * last) ** 2)
  );
};

const ackley = (x: readonly number[]): number =>
  -20 * exp(-0.2 * sqrt(sum(x, (v) => v ** 2) / x.length)) -
  exp(sum(x, (v) => cos(2 * PI * v)) / x.length) +
  20 +
  Math.E;

const griewank = (x: readonly number[]): number =>
  1 + sum(x, (v) => v ** 2) / 4000 - x.reduce((product, v, i) => product * cos(v / sqrt(i + 1)), 1);

/**
 * The public functions of Surjanovic and Bingham's Virtual Library of Simulation Experiments, over their usual domains
 * (Ackley's and Griewank's shifted, so that the optimum isn't the centre), then spaces such as hyperparameters have.
 */
export const FUNCTIONS: Readonly<Record<string, TestFunction>> = {
  branin: numeric({ x: range(-5, 10), y: range(0, 15) }, 0.39788735772973816, ([x, y]) => branin(x!, y!)),
  hartmann3: numeric(
    cube(3, range(0, 1)),
    -3.86278214782076,
    hartmann(
      [
        [3, 10, 30],
        [0.1, 10, 35],
        [3, 10, 30],
        [0.1, 10, 35],
      ],
      [
        [3689, 1170, 2673],
        [4699, 4387, 7470],
        [1091, 8732, 5547],
        [381, 5743, 8828],
      ],
    ),
  ),
  hartmann6: numeric(
    cube(6, range(0, 1)),
    -3.32236801141551,
    hartmann(
      [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
      ],
      [
        [1312, 1696, 5569, 124, 8283, 5886],
        [2329, 4135, 8307, 3736, 1004, 9991],
        [2348, 1451, 3522, 2883, 3047, 6650],
        [4047, 8828, 8732, 5743, 1091, 381],
      ],
    ),
  ),
  rosenbrock4: numeric(cube(4, range(-2.048, 2.048)), 0, rosenbrock),
  levy5: numeric(cube(5, range(-10, 10)), 0, levy),
  ackley5: numeric(cube(5, range(-32.768, 32.768)), 0, (x) => ackley(x.map((v, i) => v - 3 * (i - 1)))),
  rastrigin4: numeric(
    cube(4, range(-5.12, 5.12)),
    0,
    (x) => 40 + sum(x, (v) => (v - 1) ** 2 - 10 * cos(2 * PI * (v - 1))),
  ),
  'styblinski-tang4': numeric(
    cube(4, range(-5, 5)),
    -39.16616570377141 * 4,
    (x) => sum(x, (v) => v ** 4 - 16 * v ** 2 + 5 * v) / 2,
  ),
  'griewank-int4': numeric(cube(4, whole(-100, 60)), 0, (x) => griewank(x.map((v) => v - 20))),
  'log-quadratic5': numeric(cube(5, range(1e-5, 10, true)), 0, (x) =>
    sum(x, (v, i) => (log10(v) + 0.5 + 0.7 * i) ** 2),
  ),
  /** Each choice has an effect of its own, neighbouring ones one together. */
  categorical6: {
    space: cube(6, choice('a', 'b', 'c', 'd', 'e')),
    minimum: 0,
    evaluate(assignment) {
      const at = Object.values(assignment).map((value) => 'abcde'.indexOf(value as string));
      return (
        sum(at, (v, i) => [0, 1, 2, 3, 4][(v + i) % 5]!) +
        2 * sum(at.slice(1), (v, i) => ((v + i + 1) % 5 === (at[i]! + i) % 5 ? 0 : 1))
      );
    },
  },
  /** Branin with an offset and a slope by choice, and a whole number to meet. */
  mixed: {
    space: { kind: choice('a', 'b', 'c', 'd'), x: range(-5, 10), y: range(0, 15), n: whole(1, 20) },
    minimum: 0.39788735772973816,
    evaluate: ({ kind, x, y, n }) =>
      branin(x as number, y as number) +
      { a: 12, b: 3, c: 0, d: 6 }[kind as 'a'] +
      0.3 * ((n as number) - { a: 3, b: 8, c: 14, d: 18 }[kind as 'a']) ** 2,
  },
  /** In the shape of a sweep of this project: a valley of learning rate and beta, widths and chunks in steps. */
  hyperparameters: {
    space: {
      beta: range(1e-4, 1, true),
      learning_rate: range(1e-5, 1e-1, true),
      chunk_size: whole(2000, 60_000, { log: true, step: 500 }),
      embedding: { kind: 'categorical', values: [2, 8, 32, 96] },
      activation: choice('relu', 'elu', 'sigmoid'),
      layers: whole(1, 4),
    },
    minimum: 0,
    evaluate: ({ beta, learning_rate, chunk_size, embedding, activation, layers }) => {
      const rate = log10(learning_rate as number) + 3;
      return (
        (rate + 0.5 * (log10(beta as number) + 2)) ** 2 +
        0.3 * (log10(beta as number) + 2) ** 2 +
        4 * log10((chunk_size as number) / 20_000) ** 2 +
        { 2: 0.5, 8: 0.1, 32: 0, 96: 0.2 }[embedding as number]! +
        { relu: 0, elu: 0.1, sigmoid: 0.8 }[activation as 'relu'] +
        0.1 * ((layers as number) - 2) ** 2 * (activation === 'sigmoid' ? 2 : 1)
      );
    },
  } /** What trainings of this project gave: 45 of 72 configurations, means of 4 seeds. */,
  'recorded-split-mnist': recordedFunction('split-mnist.json'),
};
