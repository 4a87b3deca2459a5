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
    [`${METRICS}\nmetric: val_average_accuracy`, /^metric: .* \| nothing beside metrics$/],
  ])('%s is refused', (line, fault) => {
    const faults = faultsOf(fileWith(line));
    expect(faults.map((text) => text.replace(/^\d+: /, ''))).toContainEqual(expect.stringMatching(fault));
  });

  it('want a method that can search by several', () => {
    const [fault] = faultsOf(fileWith(METRICS, 'run_cap: 9').replace('method: grid', 'method: gp'));
    expect(fault).toMatch(/method: gp \| grid, random, sobol, tpe, nsga2, with metrics/);
  });
});
