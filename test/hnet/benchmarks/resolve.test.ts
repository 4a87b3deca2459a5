import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../common/errors.ts';
import { benchmarkNames, loadBenchmark } from '../../../hnet/benchmarks/index.ts';
import { resolveBenchmark } from '../../../hnet/benchmarks/resolve.ts';

const faultsOf = (given: unknown): string[] => {
  try {
    resolveBenchmark(given);
  } catch (error) {
    if (error instanceof InvalidInputError)
      return error.issues.map(({ path, given, allowed }) => `${path} ${given} ${allowed}`);
    throw error;
  }
  return [];
};

describe('a benchmark given by name', () => {
  it.each(benchmarkNames)('%s has every default', (name) => {
    const spec = resolveBenchmark(name);
    expect(spec).toMatchObject({ name, scenario: 'CL1', trainLimit: null, dataSeed: 42 });
    expect(spec.validation).toBeGreaterThan(0);
  });

  it('holds 5,000 images out of MNIST, and fewer of the smaller drawn set only if asked', () => {
    expect(resolveBenchmark('split-mnist')).toMatchObject({ tasks: 5, validation: 5000, data: 'mnist' });
    expect(resolveBenchmark('permuted-mnist').tasks).toBe(10);
    expect(resolveBenchmark('polynomials')).toMatchObject({ tasks: 3, data: 'none' });
  });
});

describe('faults of a benchmark', () => {
  it('are all named at once', () => {
    const given = {
      name: 'split-mnist',
      scenario: 'CL9',
      tasks: 6,
      validation: -1,
      train_limit: 0,
      data_seed: 1.5,
      data: 'cifar',
      vallidation: 3,
    };
    expect(faultsOf(given)).toEqual([
      'benchmark.vallidation 3 did you mean validation?',
      expect.stringMatching(/^benchmark.scenario "CL9" CL1 \(the task is given\), CL2 .*, CL3 /),
      'benchmark.data "cifar" mnist, glyphs',
      'benchmark.tasks 6 a whole number from 1 to 5',
      'benchmark.validation -1 a whole number from 0 to 50000',
      'benchmark.train_limit 0 a whole number from 1 to 60000',
      'benchmark.data_seed 1.5 a whole number from 0 to 2147483647',
    ]);
  });

  it('a regression is CL1 and nothing else', () => {
    expect(faultsOf({ name: 'polynomials', scenario: 'CL2' })).toEqual([
      'benchmark.scenario "CL2" CL1 (the task is given)',
    ]);
  });

  it.each([null, {}, 7, 'mnist', { name: 'toString' }, { name: '__proto__' }])(
    '%j is no benchmark',
    (given) => {
      expect(faultsOf(given).at(-1)).toMatch(
        /^benchmark\.name .* polynomials, random-polynomials, split-mnist, .*split-cifar$/,
      );
    },
  );
});

it('drawn digits need no files, and are drawn once', async () => {
  const spec = resolveBenchmark({ name: 'split-mnist', data: 'glyphs' });
  const benchmark = await loadBenchmark(spec, null);
  expect(await loadBenchmark({ ...spec }, null)).toBe(benchmark);
  const sizes = [0, 1, 2, 3, 4].map((task) => benchmark.task(task));
  expect(sizes.reduce((sum, task) => sum + task.trainSize + task.valSize, 0)).toBe(20_000);
  expect(sizes.reduce((sum, task) => sum + task.valSize, 0)).toBe(5000);
});
