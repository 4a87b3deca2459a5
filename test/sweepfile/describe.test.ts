import { describe, expect, it } from 'vitest';
import { configurationHash, describeSweep, parseSweepFile, resolveTrial } from '../../sweepfile/index.ts';
import { fileWith } from './read.ts';

const SPEC = parseSweepFile(
  fileWith(
    'parameters:',
    '  hidden_layers: { values: [[10, 10], []] }',
    '  beta: { distribution: log_uniform_values, min: 0.001, max: 1 }',
    '  batch_size: { min: 32, max: 64 }',
    '  chunk_size: { distribution: q_log_uniform_values, min: 2000, max: 4000, q: 500 }',
    '  optimizer: adam',
    'seeds: 2',
    'run_cap: 10',
  ).replace('grid', 'random'),
).spec;

describe('the description of a sweep', () => {
  it('says what will be tried', () => {
    expect(describeSweep(SPEC)).toEqual({
      name: 'x',
      benchmark: 'split-mnist, CL1, 5 tasks',
      strategy: 'hnet',
      method: 'random',
      objective: 'maximize val_average_accuracy',
      parameters: [
        { name: 'hidden_layers', values: '[10,10], []', count: 2 },
        { name: 'beta', values: '0.001 to 1, logarithmic', count: null },
        { name: 'batch_size', values: '32 to 64, whole numbers', count: 33 },
        { name: 'chunk_size', values: '2000 to 4000, steps of 500, logarithmic', count: 5 },
        { name: 'optimizer', values: 'adam', count: 1 },
      ],
      configurations: null,
      constraints: [],
      control: [],
      feasible: null,
      trials: 10,
      seeds: [1, 2],
      stages: 10 * 2 * 5,
    });
  });

  it('says how the file steers spending, as it was understood', () => {
    const { spec } = parseSweepFile(
      fileWith(
        'parameters: { beta: { values: [0.1, 0.2] } }',
        'seeds: 4',
        'early_terminate: { type: asha, eta: 3 }',
        'racing: true',
        'confirm: 5',
        'max_device_hours: 1.5',
        'stop_when: { no_improvement: 20 }',
        'enqueue: [{ beta: 0.1 }]',
      ),
    );
    const { control } = describeSweep(spec);
    expect(control[0]).toMatch(/^ends early by asha \(reduction_factor 3,/);
    expect(control.slice(1)).toEqual([
      '2 seeds each, more for what is not beaten (alpha 0.05)',
      'at most 5 leaders confirmed with 5 fresh seeds',
      'at most 1.5 h of device time',
      'stops after 20 trials without improvement',
      '1 configuration of the file tried first',
    ]);
  });

  it('has no number of trials where only the user ends it', () => {
    const { trials, stages } = describeSweep({ ...SPEC, runCap: null });
    expect([trials, stages]).toEqual([null, null]);
  });
});

describe('a trial', () => {
  it('is named alike whether published values are spelt out or left out', () => {
    const spelt = resolveTrial(SPEC, { beta: 0.01, optimizer: 'adam', task_embedding_size: 96 });
    const left = resolveTrial(SPEC, {});
    expect(spelt).toEqual(left);
    expect(configurationHash(spelt)).toBe(configurationHash(left));
    expect(configurationHash(resolveTrial(SPEC, { beta: 0.02 }))).not.toBe(configurationHash(left));
  });

  it('that can not be trained is refused', () => {
    expect(() => resolveTrial(SPEC, { chunk_size: 1e6 })).toThrow(/at most 478410/);
  });
});
