import { describe, expect, it } from 'vitest';
import { describeSweep, parseSweepFile } from '../../sweepfile/index.ts';
import { faultsOf, fileWith } from './read.ts';

const METRICS = 'metrics: [{ name: val_average_accuracy }, compression_ratio]';

describe('metrics', () => {
  it('make a sweep of several objectives, the first of which is ranked by', () => {
    const { spec } = parseSweepFile(fileWith(METRICS));
    expect(spec.objective).toEqual({ name: 'val_average_accuracy', goal: 'maximize' });
    expect(spec.objectives).toEqual([
      { name: 'val_average_accuracy', goal: 'maximize' },
      { name: 'compression_ratio', goal: 'minimize' },
    ]);
    expect(describeSweep(spec).objective).toBe('maximize val_average_accuracy, minimize compression_ratio');
    expect(parseSweepFile(fileWith()).spec.objectives).toBeUndefined();
  });

  it.each([
    ['metrics: [val_average_accuracy]', /^metrics: .* \| a list of at least 2 items$/],
    [
      'metrics: [val_average_accuracy, val_average_accuracy]',
      /^metrics\[1\]: val_average_accuracy \| each metric once$/,
    ],
    [
      'metrics: [val_average_accuracy, device_second]',
      /^metrics\[1\]: "device_second" \| .*did you mean device_seconds\?$/,
    ],
    [
      'metrics: [device_seconds, val_average_accuracy]',
      /^metrics\[0\]: device_seconds \| any other metric first,/,
    ],
    [`${METRICS}\nmetric: val_average_accuracy`, /^metric: .* \| nothing beside metrics$/],
    [`${METRICS}\nearly_terminate: asha`, /^early_terminate: asha \| with metrics, threshold alone:/],
    [
      `${METRICS}\nearly_terminate: { type: patience, patience: 2 }`,
      /^early_terminate: patience \| with metrics, threshold alone:/,
    ],
    [`${METRICS}\nracing: { min_seeds: 2 }`, /^racing: .*min_seeds.* \| nothing \(or false\) with metrics:/],
    [`${METRICS}\nstop_when: { no_improvement: 5 }`, /^stop_when: .* \| nothing with metrics:.* run_cap,/],
  ])('%s is refused', (line, fault) => {
    const faults = faultsOf(fileWith(line));
    expect(faults.map((text) => text.replace(/^\d+: /, ''))).toContainEqual(expect.stringMatching(fault));
  });

  it('want a method that can search by several', () => {
    const [fault] = faultsOf(fileWith(METRICS, 'run_cap: 9').replace('method: grid', 'method: gp'));
    expect(fault).toMatch(/method: gp \| grid, random, sobol, tpe, nsga2, with metrics/);
  });

  it('leave thresholds and confirmation to the first, and say so', () => {
    const threshold = 'early_terminate: { type: threshold, lower: 0.8 }';
    const { spec, warnings } = parseSweepFile(fileWith(METRICS, threshold, 'confirm: 3', 'racing: false'));
    expect(spec).toMatchObject({ earlyTerminate: { type: 'threshold', lower: 0.8 }, confirm: { seeds: 3 } });
    expect(warnings).toEqual(
      expect.arrayContaining([
        'early_terminate: with metrics, the bounds are those of val_average_accuracy',
        'confirm: with metrics, the leaders by val_average_accuracy are confirmed, not the whole front',
      ]),
    );
    const during = '{ type: threshold, of: during, lower: 0.8 }';
    expect(parseSweepFile(fileWith(METRICS, `early_terminate: ${during}`)).warnings).toContain(
      'early_terminate: with metrics, the bounds are those of the score on the task just learnt',
    );
  });

  it('change nothing for one metric', () => {
    const { warnings } = parseSweepFile(
      fileWith('early_terminate: asha', 'confirm: 3', 'stop_when: { no_improvement: 5 }'),
    );
    expect(warnings.filter((text) => text.includes('with metrics'))).toEqual([]);
  });
});
