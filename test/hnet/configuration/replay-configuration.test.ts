import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../../common/errors.ts';
import { resolveBenchmark } from '../../../hnet/benchmarks/resolve.ts';
import { resolveConfiguration } from '../../../hnet/configuration/resolve.ts';
import { strategyByName } from '../../../hnet/strategies/index.ts';
import { stageKey } from '../../../hnet/training/stage-key.ts';
import type { Configuration, Scenario } from '../../../hnet/types.ts';

const REPLAYING = ['hnet+tir', 'hnet+r', 'dgr'];
const split = (scenario: Scenario = 'CL3') => resolveBenchmark({ name: 'split-mnist', scenario });
const permuted = (tasks: number) => resolveBenchmark({ name: 'permuted-mnist', tasks, scenario: 'CL3' });

function faults(benchmark: ReturnType<typeof split>, strategy: string, given: Configuration): string[] {
  try {
    resolveConfiguration(benchmark, strategy, given);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.issues.map(({ path, allowed }) => `${path}: ${allowed}`);
  }
}

describe('published values', () => {
  test.each([
    [split(), 'hnet+r', [250, 350]],
    [split(), 'hnet+tir', [50, 150]],
    [permuted(10), 'hnet+r', [400, 400]],
    [permuted(10), 'hnet+tir', [1000, 1000]],
    [permuted(100), 'hnet+tir', [400, 600]],
    [split(), 'dgr', [400, 400]],
  ] as const)('of the decoder of %o with %s', (benchmark, strategy, layers) => {
    expect(resolveConfiguration(benchmark, strategy, {}).decoder_layers).toEqual(layers);
  });

  test('draw twenty tasks for the regulariser where 100 permutations are told apart (hnet-spec 1.5)', () => {
    const drawn = (tasks: number, scenario: Scenario, strategy = 'hnet+tir') =>
      resolveConfiguration(resolveBenchmark({ name: 'permuted-mnist', tasks, scenario }), strategy, {})
        .regularised_tasks;
    expect([drawn(100, 'CL2'), drawn(100, 'CL3'), drawn(10, 'CL2')]).toEqual([20, -1, -1]);
    expect([drawn(250, 'CL2'), drawn(100, 'CL2', 'hnet+r')]).toEqual([32, -1]);
  });

  test('follow what is set: the replay model as long as the classifier, dgr as wide', () => {
    const tir = resolveConfiguration(split(), 'hnet+tir', { iterations: 7, target_layers: [80] });
    expect(tir).toMatchObject({ replay_iterations: 7, inference_layers: [80], encoder_layers: [400, 400] });
    const dgr = resolveConfiguration(split(), 'dgr', { target_layers: [30, 20], learning_rate: 0.5 });
    expect(dgr).toMatchObject({
      encoder_layers: [30, 20],
      decoder_layers: [20, 30],
      replay_learning_rate: 0.5,
    });
  });

  test('of more tasks than the task code has digits are unconditional', () => {
    expect(resolveConfiguration(permuted(100), 'hnet+r', {}).conditional_replay).toBe(true);
    expect(resolveConfiguration(permuted(101), 'hnet+r', {}).conditional_replay).toBe(false);
  });
});

describe('what can not be', () => {
  test.each([
    ['hnet+r', 'polynomials'],
    ['dgr', 'polynomials'],
    ['hnet+r', 'split-cifar'],
  ])('%s of %s, which has no such pixels', (strategy, name) => {
    const [fault] = faults(resolveBenchmark(name), strategy, {});
    expect(fault).toMatch(/^benchmark\.name: images whose pixels lie in \[0, 1\].* replays them$/);
  });

  test('but in CL1 hnet+tir replays nothing', () => {
    expect(faults(resolveBenchmark('polynomials'), 'hnet+tir', {})).toEqual([]);
  });

  test('a task code for more than 100 tasks, a chunk larger than the decoder, no task regularised', () => {
    expect(faults(permuted(101), 'hnet+r', { conditional_replay: true })).toEqual([
      'parameters.conditional_replay: false with more than 100 tasks: the task code has that length',
    ]);
    expect(faults(split(), 'hnet+r', { replay_chunk_size: 413_285 })).toEqual([
      'parameters.replay_chunk_size: at most 413284, the number of decoder weights',
    ]);
    for (const strategy of ['hnet+r', 'hnet+tir'])
      expect(faults(split(), strategy, { regularised_tasks: 0 })).toEqual([
        'parameters.regularised_tasks: -1 for all, or at least 1',
      ]);
  });

  test('a length in epochs, or a schedule, where a stage has several phases', () => {
    expect(faults(split(), 'hnet+tir', { iterations: 0, epochs: 2 })).toEqual([
      'parameters.epochs: 0 with hnet+tir',
    ]);
    expect(faults(split(), 'hnet+tir', { learning_rate_schedule: 'steps' })).toEqual([
      'parameters.learning_rate_schedule: "constant" with hnet+tir',
    ]);
    for (const strategy of ['hnet+tir', 'hnet+r', 'dgr'])
      expect(faults(split(), strategy, { iterations: 0 })).toHaveLength(1);
    expect(faults(split('CL1'), 'hnet+tir', { iterations: 0, epochs: 2 })).toEqual([]);
  });

  test('what one strategy has, another need not', () => {
    expect(faults(split(), 'dgr', { replay_beta: 1 })).toHaveLength(1);
    expect(faults(split(), 'hnet+r', { beta: 1 })).toHaveLength(1);
    expect(faults(split(), 'hnet+tir', { replay_targets: 'hard' })).toHaveLength(1);
  });
});

describe('steps of a stage', () => {
  const steps = (strategy: string, scenario: Scenario, task: number): number | null => {
    const benchmark = split(scenario);
    const configuration = resolveConfiguration(benchmark, strategy, {
      iterations: 10,
      replay_iterations: 7,
    });
    return strategyByName(strategy).stageIterations!(configuration, task, benchmark.tasks, benchmark);
  };

  test('are those of classifier, task inference from the second task on, and replay but for the last', () => {
    expect([0, 1, 3, 4].map((task) => steps('hnet+tir', 'CL3', task))).toEqual([17, 27, 27, 20]);
    // As hnet's: `iterations` or `epochs` say.
    expect(steps('hnet+tir', 'CL1', 1)).toBe(null);
    for (const strategy of ['hnet+r', 'dgr'])
      expect([0, 1, 4].map((task) => steps(strategy, 'CL1', task))).toEqual([17, 17, 10]);
  });
});

describe('stage keys', () => {
  const key = (strategy: string, scenario: Scenario, task: number, given: Configuration = {}): string => {
    const benchmark = split(scenario);
    const configuration = resolveConfiguration(benchmark, strategy, given);
    return stageKey({ trial: { benchmark, strategy, configuration }, seed: 1, task }, 'cpu');
  };

  test('in CL1 hnet+tir shares every stage with hnet, whatever its replay would be', () => {
    for (const task of [0, 3])
      expect(key('hnet+tir', 'CL1', task, { replay_beta: 9, inference_layers: [3] })).toBe(
        key('hnet', 'CL1', task),
      );
    expect(key('hnet+tir', 'CL3', 0)).not.toBe(key('hnet+ent', 'CL3', 0));
  });

  test.each(REPLAYING)('of %s do not know before the second task how replay is weighed', (strategy) => {
    const other = { replay_weight: 0.9, replay_weighting: 'constant' };
    const same = { replay_weighting: 'constant' };
    expect(key(strategy, 'CL3', 0, other)).toBe(key(strategy, 'CL3', 0, same));
    expect(key(strategy, 'CL3', 1, other)).not.toBe(key(strategy, 'CL3', 1, same));
    expect(key(strategy, 'CL3', 1, { ...other, replay_weighting: 'by_tasks' })).toBe(
      key(strategy, 'CL3', 1, { replay_weighting: 'by_tasks' }),
    );
  });

  test('know of distillation only where there is some', () => {
    for (const strategy of ['hnet+r', 'dgr']) {
      const hard = { replay_targets: 'hard' };
      expect(key(strategy, 'CL3', 2, { ...hard, distillation_temperature: 3 })).toBe(
        key(strategy, 'CL3', 2, hard),
      );
      expect(key(strategy, 'CL3', 2, { distillation_temperature: 3 })).not.toBe(key(strategy, 'CL3', 2));
    }
  });

  test('of the first task do not depend on how decoders are protected', () => {
    expect(key('hnet+r', 'CL3', 0, { replay_beta: 3 })).toBe(key('hnet+r', 'CL3', 0));
    expect(key('hnet+r', 'CL3', 1, { replay_beta: 3 })).not.toBe(key('hnet+r', 'CL3', 1));
  });
});
