import { describe, expect, it } from 'vitest';
import { parseSweepFile } from '../../sweepfile/index.ts';
import { faultOf, faultsOf, fileWith } from './read.ts';

const BETA = 'parameters: { beta: { values: [0.01, 0.1] } }';
const specOf = (...lines: string[]) => parseSweepFile(fileWith(BETA, 'seeds: 4', ...lines)).spec;
const prunerOf = (entry: string) => specOf(`early_terminate: ${entry}`).earlyTerminate;
const refusalOf = (line: string) => faultOf(fileWith(BETA, 'seeds: 4', line)).replace(/^\d+: /, '');

describe('early_terminate', () => {
  it('takes the defaults of Optuna and W&B', () => {
    expect(prunerOf('median')).toEqual({
      type: 'median',
      nStartupTrials: 5,
      nWarmupSteps: 0,
      intervalSteps: 1,
    });
    expect(prunerOf('{ type: asha }')).toEqual({
      type: 'asha',
      reductionFactor: 3,
      minResource: 1,
      minEarlyStoppingRate: 0,
      rungs: null,
    });
    expect(prunerOf('hyperband')).toEqual({
      type: 'hyperband',
      reductionFactor: 3,
      minResource: 1,
      maxResource: null,
    });
  });

  it('reads what W&B calls hyperband as the series of rungs that it is there', () => {
    expect(prunerOf('{ type: hyperband, min_iter: 2, eta: 2 }')).toMatchObject({
      type: 'asha',
      reductionFactor: 2,
      minResource: 2,
      rungs: null,
    });
    // W&B's own example: max_iter 27, s 2 gives 27/3 and 27/9.
    expect(prunerOf('{ type: hyperband, max_iter: 27, s: 2 }')).toMatchObject({
      type: 'asha',
      rungs: [3, 9],
    });
    expect(prunerOf('{ type: hyperband, min_iter: 1, max_iter: 4 }')).toMatchObject({
      type: 'hyperband',
      maxResource: 4,
    });
  });

  it('knows the words of Optuna and Ray', () => {
    expect(prunerOf('{ type: successive-halving, reduction_factor: 4, min_resource: 2 }')).toMatchObject({
      type: 'asha',
      reductionFactor: 4,
      minResource: 2,
    });
    expect(prunerOf('{ type: asha, gracePeriod: 3 }')).toMatchObject({ minResource: 3 });
    expect(specOf('pruner: { type: percentile, percentile: 25, n_warmup_steps: 1 }').earlyTerminate).toEqual({
      type: 'percentile',
      percentile: 25,
      nStartupTrials: 5,
      nWarmupSteps: 1,
      intervalSteps: 1,
    });
    expect(
      prunerOf('{ type: patient, patience: 1, wrapped: { type: median, n_startup_trials: 2 } }'),
    ).toMatchObject({ type: 'patience', minDelta: 0, wrapped: { type: 'median', nStartupTrials: 2 } });
  });

  it('reads the minimum during-accuracy of each task', () => {
    expect(prunerOf('{ type: threshold, of: during, lower: [0.95, 0.9] }')).toEqual({
      type: 'threshold',
      of: 'during',
      lower: [0.95, 0.9],
      upper: null,
      nWarmupSteps: 0,
      intervalSteps: 1,
    });
  });

  it.each([
    [
      '{ type: medain }',
      'early_terminate.type: "medain" | median, percentile, threshold, patience, asha, hyperband; did you mean median?',
    ],
    [
      '{ type: median, eta: 3 }',
      'early_terminate.eta: 3 | nothing: median has n_startup_trials, n_warmup_steps, interval_steps',
    ],
    [
      '{ type: percentile }',
      'early_terminate.percentile: nothing | the share of the trials that goes on, e.g. 25',
    ],
    ['{ type: threshold }', 'early_terminate.lower: nothing | a bound: lower, upper or both'],
    ['{ type: asha, eta: 1 }', 'early_terminate.eta: 1 | at least 1.5'],
    [
      '{ type: hyperband, s: 2 }',
      'early_terminate.max_iter: nothing | the number of tasks that s counts down from',
    ],
    [
      '{ type: patience }',
      'early_terminate.patience: nothing | the number of tasks without improvement that are borne',
    ],
    [
      '{ type: patience, patience: 1, wrapped: { type: patience, patience: 1 } }',
      'early_terminate.wrapped.type: patience | any other pruner',
    ],
  ])('refuses %s', (entry, message) => {
    expect(refusalOf(`early_terminate: ${entry}`)).toBe(message);
  });

  it('says so where nothing can ever be pruned', () => {
    const { warnings } = parseSweepFile(fileWith('early_terminate: { type: asha, min_iter: 5 }', 'seeds: 2'));
    expect(warnings).toEqual([
      'early_terminate: with 5 tasks there is no rung before the last, so that nothing is ever pruned',
    ]);
  });
});

describe('racing and confirmation', () => {
  it('take their defaults', () => {
    expect(specOf('racing: true', 'confirm: 5')).toMatchObject({
      racing: { minSeeds: 2, alpha: 0.05 },
      confirm: { seeds: 5, leaders: 5 },
    });
    expect(specOf('racing: { min_seeds: 3, alpha: 0.1 }', 'confirm: { seeds: 3, leaders: 2 }')).toMatchObject(
      {
        racing: { minSeeds: 3, alpha: 0.1 },
        confirm: { seeds: 3, leaders: 2 },
      },
    );
    expect(specOf('racing: false')).not.toHaveProperty('racing');
  });

  it.each([
    [
      'racing: { min_seeds: 4 }',
      'racing: 4 seeds | more seeds than the 4 that every configuration gets: there is nothing to earn',
    ],
    ['racing: { min_seeds: 1 }', 'racing.min_seeds: 1 | at least 2'],
    ['racing: { alhpa: 0.1 }', 'racing.alhpa: unknown key | one of min_seeds, alpha; did you mean alpha?'],
    ['confirm: 1', 'confirm: 1 | at least 2'],
    ['confirm: { leaders: 2 }', 'confirm.seeds: nothing | a number'],
  ])('refuse %s', (line, message) => {
    expect(refusalOf(line)).toBe(message);
  });
});

describe('budgets', () => {
  it('are read in their units', () => {
    expect(
      specOf(
        'max_duration: 1h30m',
        'max_device_hours: 0.5',
        'stop_when: { no_improvement: 20 }',
        'when_spent: prune',
      ),
    ).toMatchObject({
      maxSeconds: 5400,
      maxDeviceSeconds: 1800,
      stopWhen: { noImprovement: 20 },
      whenSpent: 'prune',
    });
  });

  it.each([
    ['max_device_hours: 0', 'max_device_hours: 0 | more than 0'],
    ['max_duration: soon', 'max_duration: "soon" | seconds, or a duration such as 90s, 15m, 2h, 1h30m'],
    ['stop_when: { no_improvement: 0 }', 'stop_when.no_improvement: 0 | at least 1'],
    [
      'when_spent: prune',
      'when_spent: "prune" | nothing without max_duration, max_device_hours or stop_when',
    ],
  ])('refuse %s', (line, message) => {
    expect(refusalOf(line)).toBe(message);
  });
});

describe('what a sweep begins with', () => {
  it('is configurations of the user’s own, completed with what does not vary', () => {
    const { spec } = parseSweepFile(
      fileWith(
        'parameters: { beta: { values: [0.01, 0.1] }, learning_rate: { value: 0.002 } }',
        'seeds: 2',
        'enqueue: [{ beta: 0.1 }]',
        'warm_start: earlier-1',
      ),
    );
    expect(spec).toMatchObject({
      enqueue: [{ beta: 0.1, learning_rate: 0.002 }],
      warmStart: ['earlier-1'],
    });
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
  });

  it.each([
    ['enqueue: [{ beta: 0.5 }]', 'enqueue[0].beta: 0.5 | 0.01, 0.1'],
    ['enqueue: [{ beta: 0.1 }, {}]', 'enqueue[1].beta: nothing | 0.01, 0.1'],
    ['warm_start: []', 'warm_start: [] | a list of at least 1 item'],
  ])('refuses %s', (line, message) => {
    expect(refusalOf(line)).toBe(message);
  });

  it('names a parameter that is not there, and more configurations than trials', () => {
    expect(faultsOf(fileWith(BETA, 'seeds: 2', 'enqueue: [{ beta: 0.1, bta: 1 }]'))).toEqual([
      '6: enqueue[0].bta: 1 | a parameter of the sweep: beta; did you mean beta?',
    ]);
    expect(refusalOf('run_cap: 1\nenqueue: [{ beta: 0.1 }, { beta: 0.01 }]')).toBe(
      'enqueue: 2 configurations | at most run_cap, 1: they count as trials',
    );
  });
});
