import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../../common/errors.ts';
import { resolveBenchmark } from '../../../hnet/benchmarks/resolve.ts';
import { parameterNames, resolveConfiguration } from '../../../hnet/configuration/resolve.ts';
import { strategyNames } from '../../../hnet/strategies/index.ts';
import type { Configuration } from '../../../hnet/types.ts';

const split = resolveBenchmark('split-mnist');
const cifar = resolveBenchmark('split-cifar');
const permuted = (tasks: number) => resolveBenchmark({ name: 'permuted-mnist', tasks });

/** The issues of a configuration that is refused, as `path: allowed`. */
function faults(given: Configuration, strategy = 'hnet', benchmark = split): string[] {
  try {
    resolveConfiguration(benchmark, strategy, given);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues.map((i) => `${i.path}: ${i.allowed}`);
    throw error;
  }
  return [];
}

describe('published defaults (hnet-spec 3)', () => {
  test.each([
    ['Split MNIST', split, {}, { beta: 0.01, chunk_size: 42_000, hidden_layers: [10, 10], iterations: 2000 }],
    ['P10', permuted(10), {}, { beta: 0.1, activation: 'elu', chunk_size: 78_000, learning_rate: 1e-4 }],
    ['P10 small', permuted(10), { target_layers: [100, 100] }, { beta: 0.05, chunk_size: 2000 }],
    ['P100', permuted(100), {}, { beta: 0.01, activation: 'relu', hidden_layers: [200, 250, 350] }],
    ['P250', permuted(250), {}, { regularised_tasks: 32, regulariser_targets: 'online', chunk_size: 12_000 }],
    ['polynomials', resolveBenchmark('polynomials'), {}, { beta: 0.005, chunked: false, iterations: 4001 }],
    [
      'Split CIFAR with ResNet-32',
      cifar,
      {},
      {
        target_network: 'resnet32',
        hidden_layers: [],
        epochs: 200,
        iterations: 0,
        batch_size: 32,
        beta: 0.05,
        learning_rate_schedule: 'steps+plateau',
        augmentation: true,
        mask_regulariser: true,
      },
    ],
    [
      'Split CIFAR with ZenkeNet',
      cifar,
      { target_network: 'zenkenet' },
      { adam_beta1: 0.5, epochs: 80, batch_size: 256, learning_rate: 1e-4, augmentation: false, beta: 0.01 },
    ],
    ['iterations in the place of epochs', cifar, { iterations: 7 }, { iterations: 7, epochs: 0 }],
    ['epochs in the place of iterations', split, { epochs: 2 }, { iterations: 0, epochs: 2 }],
  ] as const)('%s', (_, benchmark, given, expected) => {
    expect(resolveConfiguration(benchmark, 'hnet', given)).toMatchObject(expected);
  });

  test('every hyperparameter has a value, in the same order whatever was given', () => {
    const resolved = resolveConfiguration(split, 'hnet', { iterations: 3, beta: 1 });
    expect(Object.keys(resolved)).toEqual(parameterNames('hnet'));
    expect(resolved).toMatchObject({ iterations: 3, beta: 1 });
  });

  test('embeddings learn at the rate of the network unless told otherwise', () => {
    expect(resolveConfiguration(split, 'hnet', { learning_rate: 0.5 }).embedding_learning_rate).toBe(0.5);
    const apart = resolveConfiguration(split, 'hnet', { learning_rate: 0.5, embedding_learning_rate: 0.1 });
    expect(apart.embedding_learning_rate).toBe(0.1);
  });

  test('strategies without a regulariser have beta 0', () => {
    expect(resolveConfiguration(split, 'fine-tune', {}).beta).toBe(0);
    expect(faults({ beta: 0.1 }, 'fine-tune')).toEqual([expect.stringContaining('parameters.beta')]);
  });
});

describe('refused', () => {
  test('every fault is told at once, with what is allowed', () => {
    expect(faults({ betta: 1, batch_size: 0, activation: 'tanh', hidden_layers: [10, -1] })).toEqual([
      'parameters.betta: did you mean beta?',
      expect.stringMatching(/^parameters.hidden_layers: a list of layer widths/),
      'parameters.activation: linear, sigmoid, relu, elu',
      'parameters.batch_size: a whole number >= 1',
    ]);
  });

  test.each([
    ['a negative beta', { beta: -1 }],
    ['an infinite learning rate', { learning_rate: Infinity }],
    ['a learning rate of zero', { learning_rate: 0 }],
    ['a fractional size', { task_embedding_size: 2.5 }],
    ['a number for a flag', { lookahead: 1 }],
    ['text for a number', { beta: '0.1' }],
    ['no tasks to regularise', { regularised_tasks: 0 }],
    ['momentum that never decays', { momentum: 1 }],
  ] as const)('%s', (_, given) => {
    const [name] = Object.keys(given);
    expect(faults(given)).toEqual([expect.stringMatching(`^parameters.${name}: `)]);
  });

  test('chunks larger than the target network', () => {
    expect(faults({ chunk_size: 478_411 })).toEqual([expect.stringContaining('at most 478410')]);
    expect(faults({ chunk_size: 478_410 })).toEqual([]);
    expect(faults({ chunk_size: 478_411, chunked: false })).toEqual([]);
  });

  test('what the target network or the course of training cannot have', () => {
    const of = (given: Configuration, benchmark = cifar): string => faults(given, 'hnet', benchmark).join();
    expect(of({ target_layers: [10] })).toMatch(/target_layers: nothing: resnet32 has its own layers/);
    expect(of({ target_channels: [1, 2, 3, 4, 5] })).toMatch(/target_channels: a list of four/);
    expect(of({ initialisation: 'hyperfan-in' })).toMatch(/initialisation: xavier: .* batch norm/);
    expect(of({ epochs: 2, iterations: 3 })).toMatch(/epochs: 0 beside iterations/);
    expect(of({ epochs: 0, iterations: 0 })).toMatch(/iterations: a whole number >= 1/);
    expect(of({}, { ...cifar, validation: 0 })).toMatch(/schedule: constant or steps: .* validation is 0/);
    expect(of({ target_network: 'resnet8' }, permuted(10))).toMatch(/mlp: .* permuted-mnist are no images/);
    expect(of({ augmentation: true }, split)).toMatch(/augmentation: false/);
    expect(of({ soft_targets: 0.9 }, resolveBenchmark('polynomials'))).toMatch(/soft_targets: 1/);
    expect(of({ target_network: 'resnet8', chunk_size: 700 }, split)).toBe('');
  });

  test('a scenario that the strategy has no answer to, with those that have', () => {
    const spec = resolveBenchmark({ name: 'split-mnist', scenario: 'CL3' });
    expect(() => resolveConfiguration(spec, 'hnet', {})).toThrow(
      /benchmark.scenario: given CL3 with strategy hnet; allowed: CL1 with hnet, .* in CL3 use strategy hnet\+ent/,
    );
    expect(resolveConfiguration(spec, 'hnet+ent', {})).toEqual(resolveConfiguration(split, 'hnet', {}));
  });

  test('an unknown strategy', () => {
    expect(faults({}, 'hnett')).toEqual([`strategy: ${strategyNames.join(', ')}`]);
  });
});
