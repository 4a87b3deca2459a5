import { closest } from '../../common/closest.ts';
import { InvalidInputError, type InputIssue } from '../../common/errors.ts';
import type { BenchmarkSpec, Scenario } from '../types.ts';
import { SCENARIOS } from '../configuration/scenario.ts';
import { POLYNOMIAL_TASKS, RANDOM_POLYNOMIAL_TASKS } from './polynomials.ts';
import { SPLIT_CIFAR_TASKS } from './split-cifar.ts';
import { SPLIT_MNIST_TASKS } from './split-mnist.ts';

/** What a benchmark allows and takes where nothing is said. */
interface BenchmarkLimits {
  readonly tasks: { readonly default: number; readonly max: number };
  readonly validation: { readonly default: number; readonly max: number };
  readonly data: readonly BenchmarkSpec['data'][];
  readonly scenarios: readonly Scenario[];
}

const LIMITS: Record<BenchmarkSpec['name'], BenchmarkLimits> = {
  polynomials: {
    tasks: { default: POLYNOMIAL_TASKS, max: POLYNOMIAL_TASKS },
    validation: { default: 50, max: 10_000 },
    data: ['none'],
    // Nothing to infer: a regression has no classes, and its inputs tell the tasks apart.
    scenarios: ['CL1'],
  },
  'random-polynomials': {
    tasks: RANDOM_POLYNOMIAL_TASKS,
    validation: { default: 50, max: 10_000 },
    data: ['none'],
    scenarios: ['CL1'],
  },
  'split-mnist': {
    tasks: { default: SPLIT_MNIST_TASKS, max: SPLIT_MNIST_TASKS },
    validation: { default: 5000, max: 50_000 },
    data: ['mnist', 'glyphs'],
    scenarios: SCENARIOS,
  },
  'permuted-mnist': {
    tasks: { default: 10, max: 1000 },
    validation: { default: 5000, max: 50_000 },
    data: ['mnist', 'glyphs'],
    scenarios: SCENARIOS,
  },
  'split-fashion-mnist': {
    tasks: { default: SPLIT_MNIST_TASKS, max: SPLIT_MNIST_TASKS },
    validation: { default: 5000, max: 50_000 },
    data: ['fashion-mnist'],
    scenarios: SCENARIOS,
  },
  'permuted-fashion-mnist': {
    tasks: { default: 10, max: 1000 },
    validation: { default: 5000, max: 50_000 },
    data: ['fashion-mnist'],
    scenarios: SCENARIOS,
  },
  'split-cifar': {
    tasks: SPLIT_CIFAR_TASKS,
    validation: { default: 5000, max: 40_000 },
    data: ['cifar', 'patterns'],
    // As published; the data allow more, but no reference says what to expect.
    scenarios: ['CL1'],
  },
};

/** What each scenario is about, for messages. */
const SCENARIO_WORDS: Readonly<Record<Scenario, string>> = {
  CL1: 'the task is given',
  CL2: 'the task is not given, classes share outputs',
  CL3: 'the task is not given, each class has its output',
};

/** Names of all benchmarks. */
export const benchmarkNames = Object.keys(LIMITS) as BenchmarkSpec['name'][];

const KEYS = ['name', 'scenario', 'tasks', 'validation', 'train_limit', 'data_seed', 'data'];
/** Most that can be held out of what is drawn here, which is less than the files hold. */
const DRAWN_VALIDATION_MAX: Partial<Record<BenchmarkSpec['data'], number>> = {
  glyphs: 10_000,
  patterns: 700,
};
/** And how much is, where nothing is said and the files' default would be most of it. */
const DRAWN_VALIDATION: Partial<Record<BenchmarkSpec['data'], number>> = { patterns: 200 };

/**
 * Fills a benchmark's defaults and checks it.
 * @param given the sweep file's `benchmark`: a name, or an object with snake_case keys
 * @throws InvalidInputError naming every fault
 */
export function resolveBenchmark(given: unknown): BenchmarkSpec {
  const object = (typeof given === 'string' ? { name: given } : (given ?? {})) as Record<string, unknown>;
  const issues: InputIssue[] = [];
  const fault = (key: string, allowed: string): void => {
    issues.push({ path: `benchmark.${key}`, given: JSON.stringify(object[key]) ?? 'nothing', allowed });
  };
  for (const key of Object.keys(object)) {
    if (KEYS.includes(key)) continue;
    const near = closest(key, KEYS);
    fault(key, near === null ? `one of ${KEYS.join(', ')}` : `did you mean ${near}?`);
  }
  if (typeof object.name !== 'string' || !Object.hasOwn(LIMITS, object.name)) {
    fault('name', benchmarkNames.join(', '));
    throw new InvalidInputError('benchmark', issues);
  }
  const limits = LIMITS[object.name as BenchmarkSpec['name']];
  const whole = (key: string, fallback: number, min: number, max: number): number => {
    const value = object[key] ?? fallback;
    if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max)
      return value as number;
    fault(key, `a whole number from ${min} to ${max}`);
    return fallback;
  };
  const scenario = (object.scenario ?? 'CL1') as Scenario;
  if (!limits.scenarios.includes(scenario))
    fault('scenario', limits.scenarios.map((each) => `${each} (${SCENARIO_WORDS[each]})`).join(', '));
  const data = (object.data ?? limits.data[0]) as BenchmarkSpec['data'];
  if (!limits.data.includes(data)) fault('data', limits.data.join(', '));
  const validationMax = DRAWN_VALIDATION_MAX[data] ?? limits.validation.max;
  const validation = DRAWN_VALIDATION[data] ?? limits.validation.default;
  const spec: BenchmarkSpec = {
    name: object.name as BenchmarkSpec['name'],
    scenario,
    tasks: whole('tasks', limits.tasks.default, 1, limits.tasks.max),
    validation: whole('validation', Math.min(validation, validationMax), 0, validationMax),
    trainLimit:
      object.train_limit === undefined || object.train_limit === null
        ? null
        : whole('train_limit', 1, 1, 60_000),
    dataSeed: whole('data_seed', 42, 0, 2 ** 31 - 1),
    data,
  };
  if (issues.length > 0) throw new InvalidInputError('benchmark', issues);
  return spec;
}
