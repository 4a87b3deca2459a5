import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../common/errors.ts';
import { benchmarkNames } from '../../hnet/benchmarks/resolve.ts';
import { samplerNames } from '../../search/samplers/index.ts';
import { parseSweepFile } from '../../sweepfile/index.ts';
import { faultOf, faultsOf, fileWith } from './read.ts';

const METHODS = samplerNames.join(', ');

describe('a sweep file', () => {
  it('becomes a sweep with every default filled in', () => {
    const { spec, warnings } = parseSweepFile(
      fileWith('parameters: { beta: { values: [0.01, 0.1] } }', 'seeds: 3'),
    );
    expect(warnings).toEqual([]);
    expect(spec).toEqual({
      name: 'x',
      benchmark: {
        name: 'split-mnist',
        scenario: 'CL1',
        tasks: 5,
        validation: 5000,
        trainLimit: null,
        dataSeed: 42,
        data: 'mnist',
      },
      strategy: 'hnet',
      method: 'grid',
      objective: { name: 'val_average_accuracy', goal: 'maximize' },
      space: { beta: { kind: 'categorical', values: [0.01, 0.1] } },
      seeds: [1, 2, 3],
      searchSeed: 1,
      runCap: null,
      maxConcurrentTrials: 4,
      maxFailedTrials: null,
      maxTrialSeconds: null,
      checkpointEverySeconds: 60,
      checkpointKeep: 2,
      backend: 'auto',
      priority: 3,
    });
  });

  it('survives JSON, as databases and workflows carry it', () => {
    const { spec } = parseSweepFile(fileWith('seeds: [7, 9]'));
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
  });

  it('may be JSON, indented with tabs', () => {
    const json = JSON.stringify(
      { name: 'x', benchmark: { name: 'polynomials' }, method: 'grid' },
      null,
      '\t',
    );
    expect(parseSweepFile(json).spec.benchmark.name).toBe('polynomials');
  });

  it('may use the names of Katib, NNI and Ray, and camelCase', () => {
    const theirs = parseSweepFile(
      ['name: x', 'benchmark: { name: split-mnist, dataSeed: 3 }', 'method: grid', 'maxTrialCount: 10']
        .concat('trialConcurrency: 2', 'maxFailedTrialCount: 1', 'maxTrialDuration: 2h', 'searchSeed: 5')
        .concat('parameters: { taskEmbeddingSize: { min: 2, max: 10, step: 4 } }')
        .join('\n'),
    ).spec;
    const ours = parseSweepFile(
      ['name: x', 'benchmark: { name: split-mnist, data_seed: 3 }', 'method: grid', 'run_cap: 10']
        .concat(
          'max_concurrent_trials: 2',
          'max_failed_trials: 1',
          'max_trial_duration: 7200',
          'search_seed: 5',
        )
        .concat('parameters: { task_embedding_size: { min: 2, max: 10, q: 4 } }')
        .join('\n'),
    ).spec;
    expect(theirs).toEqual(ours);
    expect(ours).toMatchObject({
      runCap: 10,
      maxConcurrentTrials: 2,
      maxFailedTrials: 1,
      maxTrialSeconds: 7200,
    });
  });

  it('reads durations', () => {
    const { spec } = parseSweepFile(fileWith('max_trial_duration: 1h30m', 'checkpoint: { every: 90s }'));
    expect([spec.maxTrialSeconds, spec.checkpointEverySeconds, spec.checkpointKeep]).toEqual([5400, 90, 2]);
  });
});

describe('a faulty sweep file', () => {
  it('is told all its faults at once, in order of lines, under its name', () => {
    const text = fileWith(
      'strategi: hnet',
      'metric: { name: val_averge_accuracy }',
      'parameters:',
      '  chunk_sise: { values: [1] }',
      '  hidden_layers: { values: [[10], 5] }',
      'run_cap: 0',
    );
    let caught: unknown;
    try {
      parseSweepFile(text, { source: 'my.yaml' });
    } catch (error) {
      caught = error;
    }
    const lines = (caught as InvalidInputError).message.split('\n');
    expect(lines[0]).toBe('my.yaml:');
    expect(lines.slice(1).map((line) => line.split(': given ')[0])).toEqual([
      '  line 4, strategi',
      '  line 5, metric.name',
      '  line 7, parameters.chunk_sise',
      '  line 8, parameters.hidden_layers.values[1]',
      '  line 9, run_cap',
    ]);
    expect(lines[1]).toMatch(/did you mean strategy\?$/);
    expect(lines[2]).toMatch(/did you mean val_average_accuracy\?$/);
    expect(lines[3]).toMatch(/did you mean chunk_size\?$/);
  });

  it.each([
    ['', '1: the file: null'],
    ['[1, 2]', '1: the file: [1,2]'],
    ['name: x\nname: y', '2: syntax: "name: y", a key that is there already'],
    ['name: [x', '1: syntax:'],
    ['name: x\n---\nname: y', '2: syntax:'],
    ['name: &x [*x]', 'undefined: aliases:'],
  ])('that is no mapping or no YAML is refused: %j', (text, beginning) => {
    expect(faultsOf(text)[0]!.slice(0, beginning.length)).toBe(beginning);
  });

  it.each([
    [
      'name: x\nbenchmark:\n\tname: y',
      'line 3, column 1, syntax: given a tab before the first word; allowed: spaces',
    ],
    [
      'name: x\nbenchmark split-mnist\nmethod: grid',
      'line 2, column 1, syntax: given "benchmark split-mnist"; allowed: a key, a colon, a space and a value',
    ],
    [
      'name: x\nparameters:\n  beta: { values: [1, 2 }\n',
      'line 3, column 25, syntax: given a [ that is not closed before this; allowed: ] at its end',
    ],
    [
      'name: x\nparameters:\n  beta: 1\n beta2: 2\n',
      'line 4, column 1, syntax: given "beta2: 2"; allowed: keys that belong together begin at the same column',
    ],
    ['name: "x\nmethod: grid\n', 'syntax: given a " that is not closed before this; allowed: " at its end'],
    [
      'name: a: b\n',
      'line 1, column 7, syntax: given "name: a: b"; allowed: one value behind a key: a text that has ": " stands in quotes, a mapping on lines of its own',
    ],
  ])('that is no YAML is told where and why in one line: %j', (text, line) => {
    const refused = (): unknown => parseSweepFile(text, { source: 'my.yaml' });
    expect(refused).toThrow(InvalidInputError);
    expect(refused).toThrow(line);
    expect(refused).toThrow(/^my\.yaml: .*$/);
  });

  it('names what is missing', () => {
    expect(faultsOf('strategy: hnet')).toEqual([
      '1: name: nothing | a text',
      `1: benchmark: nothing | ${benchmarkNames.join(', ')}`,
      `1: method: nothing | ${METHODS}`,
    ]);
  });

  it.each([
    ['retry: 3', /not supported by this version; leave it out/],
    ['resources: { gpu: 1 }', /not supported by this version/],
    ['program: train.py', /hnet-sweep trains by itself/],
  ])('does not ignore what this version lacks: %s', (line, message) => {
    expect(faultOf(fileWith(line))).toMatch(message);
  });

  it.each([
    [
      'name: x\nbenchmark: split-mnist\nmethod: hyperband',
      `3: method: "hyperband" | ${METHODS} (hyperband is not supported by this version)`,
    ],
    [
      'name: x\nbenchmark: split-mnist\nmethod: rnadom',
      `3: method: "rnadom" | ${METHODS}; did you mean random?`,
    ],
  ])('says so where a word of the plan is not there yet (%#)', (text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });

  it('is told about the benchmark where it stands', () => {
    expect(
      faultsOf('name: x\nmethod: grid\nbenchmark:\n  name: split-mnist\n  tasks: 9\n  scenario: CL4'),
    ).toEqual(['6: benchmark.scenario: "CL4" | CL1, CL2, CL3; did you mean CL1?']);
    expect(faultsOf('name: x\nmethod: grid\nbenchmark:\n  name: split-mnist\n  tasks: 9\n')).toEqual([
      '5: benchmark.tasks: 9 | a whole number from 1 to 5',
    ]);
  });

  it('is told which strategies a scenario has', () => {
    const file = 'name: x\nmethod: grid\nstrategy: hnet\nbenchmark: { name: split-mnist, scenario: CL3 }\n';
    expect(faultOf(file)).toMatch(
      /^4: benchmark.scenario: CL3 with strategy hnet \| CL1 with hnet, .*; in CL3 use strategy hnet\+ent/,
    );
    expect(() => parseSweepFile(file.replace('strategy: hnet', 'strategy: hnet+ent'))).not.toThrow();
  });

  it('can rank by task inference only where there is some', () => {
    const file = (scenario: string): string =>
      `name: x\nmethod: grid\nstrategy: hnet+ent\nbenchmark: { name: split-mnist, scenario: ${scenario} }\nmetric: val_task_inference`;
    expect(() => parseSweepFile(file('CL3'))).not.toThrow();
    expect(faultOf(file('CL1'))).toMatch(/^5: metric: "val_task_inference" \| one of val_average_accuracy/);
  });

  it.each([
    ['seeds: 0', '4: seeds: 0 | at least 1'],
    ['seeds: [1, 2, 1]', '4: seeds[2]: 1 | each seed once: replicates with the same seed are the same'],
    ['seeds: 1.5', '4: seeds: 1.5 | a whole number, or a list'],
    [
      'max_trial_duration: soon',
      '4: max_trial_duration: "soon" | seconds, or a duration such as 90s, 15m, 2h, 1h30m',
    ],
    ['max_trial_duration: 0s', '4: max_trial_duration: "0s" | more than no time'],
    ['checkpoint: { evry: 60 }', '4: checkpoint.evry: unknown key | one of every, keep; did you mean every?'],
    ['priority: 9', '4: priority: 9 | at most 5'],
    ['backend: cuda', '4: backend: "cuda" | auto, tensorflow-gpu, tensorflow, webgpu, wasm, cpu'],
    ['run_cap: 5\nmaxTrialCount: 6', '5: maxTrialCount: 6 | once only: maxTrialCount is the same as run_cap'],
  ])('is told about its settings: %j', (line, fault) => {
    expect(faultOf(fileWith(line))).toBe(fault);
  });

  it.each(['toString: 1', '__proto__: 1', 'constructor: 1'])('has no hidden keys: %s', (line) => {
    expect(faultOf(fileWith(line))).toMatch(/^4: .*unknown key/);
  });

  it('does not take a name that can not name a workflow', () => {
    expect(faultOf('name: a/b\nbenchmark: split-mnist\nmethod: grid')).toBe(
      '1: name: "a/b" | letters, digits, dots, dashes and underscores, at most 64',
    );
  });
});
