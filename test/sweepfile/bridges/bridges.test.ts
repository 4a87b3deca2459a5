import { describe, expect, test } from 'vitest';
import { convertedText, convertForeign } from '../../../sweepfile/bridges/index.ts';
import fc from 'fast-check';
import type { Hyperparameter } from '../../../hnet/configuration/hyperparameter.types.ts';
import type { SearchSpace } from '../../../search/types.ts';
import { carriedBy, entryOfParameter } from '../../../sweepfile/bridges/optuna-carried.ts';
import { readParameter } from '../../../sweepfile/parameter.ts';
import type { ParameterEntry } from '../../../sweepfile/sweep.schema.ts';
import { anyParameter } from '../../search/arbitraries.ts';
import { toOptuna, toOptunaValue } from '../../../sweepfile/bridges/optuna-distributions.ts';
import { parseSweepFile } from '../../../sweepfile/index.ts';

const setting = { source: 'file', benchmark: null, strategy: 'hnet' } as const;

function convert(text: string, study: string | null = null) {
  const converted = convertForeign(text, { ...setting, study })!;
  return {
    ...converted,
    remarks: converted.remarks.join('\n'),
    spec: parseSweepFile(convertedText(converted, 'yaml')).spec,
  };
}

const wandb = `
program: train.py
name: hnet sweep
method: bayes
metric: { name: val/average_accuracy, goal: maximize, target: 0.99 }
parameters:
  optimizer:
    parameters:
      lr: { distribution: log_uniform, min: -9.210340371976182, max: -4.605170185988091 }
  beta: { distribution: log_uniform_values, min: 0.0001, max: 1 }
  batch_size: { values: [32, 128], probabilities: [0.3, 0.7] }
  chunk_size: { distribution: q_log_normal, mu: 8.5, sigma: 0.5, q: 100 }
  activation: { distribution: beta, a: 1, b: 2 }
  dropout: { min: 0, max: 0.5 }
  seed: { values: [1, 2, 3] }
early_terminate: { type: hyperband, min_iter: 1, eta: 3, strict: true }
run_cap: 40
wibble: 1
`;

const katib = `
apiVersion: kubeflow.org/v1beta1
kind: Experiment
metadata: { namespace: kubeflow, name: tpe-hnet }
spec:
  objective: { type: maximize, goal: 0.99, objectiveMetricName: accuracy, additionalMetricNames: [loss] }
  algorithm: { algorithmName: tpe, algorithmSettings: [{ name: random_state, value: "10" }, { name: gamma, value: "0.25" }] }
  earlyStopping: { algorithmName: medianstop, algorithmSettings: [{ name: min_trials_required, value: "3" }] }
  parallelTrialCount: 3
  maxTrialCount: 12
  maxFailedTrialCount: 2
  parameters:
    - { name: --lr, parameterType: double, feasibleSpace: { min: "0.0003", max: "0.003", distribution: logUniform } }
    - { name: --task-embedding-size, parameterType: int, feasibleSpace: { min: "2", max: "32", step: "2" } }
    - { name: optimizer, parameterType: categorical, feasibleSpace: { list: [sgd, adam] } }
    - { name: beta, parameterType: discrete, feasibleSpace: { list: ["0.001", "0.01"] } }
  trialTemplate: { primaryContainerName: training }
`;

describe('other tools’ files', () => {
  test('a W&B sweep becomes a sweep file that passes its check, exponents as values, nested names as ours', () => {
    const { spec, from } = convert(wandb);
    expect(from).toBe('a W&B sweep');
    expect(spec).toMatchObject({ name: 'hnet-sweep', method: 'gp', runCap: 40, seeds: [1, 2, 3] });
    expect(spec.objective).toEqual({ name: 'val_average_accuracy', goal: 'maximize' });
    expect(Object.keys(spec.space)).toEqual(['learning_rate', 'beta', 'batch_size', 'chunk_size']);
    expect(spec.space.learning_rate).toEqual({ kind: 'float', min: 1e-4, max: 0.01, log: true, step: null });
    // exp(8.5 - 1) and exp(8.5 + 1), to whole numbers.
    expect(spec.space.chunk_size).toMatchObject({ kind: 'int', min: 1809, step: 100, log: true });
    expect(spec.earlyTerminate).toMatchObject({ type: 'asha', minResource: 1, reductionFactor: 3 });
  });

  test('whatever a W&B sweep loses on the way is said', () => {
    const { remarks } = convert(wandb);
    for (const lost of [
      'no benchmark is named: split-mnist is written',
      'metric.target is left out',
      'parameters.batch_size.probabilities is left out',
      'q_log_normal is read as a range of 2 standard deviations',
      'bounds are rounded to whole numbers',
      'parameter activation is left out: there is no distribution like beta',
      'parameter dropout is left out',
      'parameter optimizer.lr is read as learning_rate',
      'early_terminate.strict is left out',
      'program is left out',
      'wibble is left out',
    ])
      expect(remarks).toContain(lost);
  });

  test('a Katib Experiment becomes a sweep file with its limits, texts read as numbers', () => {
    const { spec, remarks } = convert(katib);
    expect(spec).toMatchObject({ name: 'tpe-hnet', method: 'tpe', searchSeed: 10 });
    expect(spec).toMatchObject({ runCap: 12, maxConcurrentTrials: 3, maxFailedTrials: 2 });
    expect(spec.earlyTerminate).toMatchObject({ type: 'median', nStartupTrials: 3 });
    expect(spec.space).toEqual({
      learning_rate: { kind: 'float', min: 0.0003, max: 0.003, log: true, step: null },
      task_embedding_size: { kind: 'int', min: 2, max: 32, log: false, step: 2 },
      optimizer: { kind: 'categorical', values: ['sgd', 'adam'] },
      beta: { kind: 'categorical', values: [0.001, 0.01] },
    });
    for (const lost of ['objective.goal', 'additionalMetricNames', 'gamma', 'trialTemplate', 'namespace'])
      expect(remarks).toContain(lost);
  });

  test('an algorithm of Katib’s that is not here becomes random, aloud', () => {
    const { spec, remarks } = convert(katib.replace('algorithmName: tpe', 'algorithmName: pbt'));
    expect(spec.method).toBe('random');
    expect(remarks).toContain('algorithm pbt is read as random');
  });

  test('a study in an Optuna journal becomes its space, and its best configurations come first', () => {
    const float = JSON.stringify({
      name: 'FloatDistribution',
      attributes: { low: 1e-4, high: 1, log: true, step: null },
    });
    const layers = JSON.stringify({
      name: 'CategoricalDistribution',
      attributes: { choices: ['[10, 10]', '[25]'] },
    });
    const trial = (state: number, value: number | null, beta: number, place: number) =>
      JSON.stringify({
        ...{ op_code: 4, worker_id: 'w', study_id: 0, datetime_start: null, state, value, values: null },
        distributions: { beta: float, hidden_layers: layers },
        params: { beta, hidden_layers: place },
      });
    const journal = [
      JSON.stringify({ op_code: 0, study_name: 'my study', directions: [2], worker_id: 'w' }),
      trial(1, 0.9, 0.01, 0),
      trial(1, 0.95, 0.02, 1),
      trial(3, null, 0.5, 1),
      // As study.optimize writes them, step by step.
      JSON.stringify({
        op_code: 4,
        worker_id: 'w',
        study_id: 0,
        datetime_start: '2026-01-01T00:00:00+00:00',
      }),
      JSON.stringify({
        op_code: 5,
        trial_id: 3,
        param_name: 'beta',
        param_value_internal: 0.03,
        distribution: float,
      }),
      JSON.stringify({
        op_code: 5,
        trial_id: 3,
        param_name: 'hidden_layers',
        param_value_internal: 0,
        distribution: layers,
      }),
      JSON.stringify({
        op_code: 6,
        trial_id: 3,
        state: 1,
        values: [0.99],
        datetime_complete: '2026-01-01T00:00:01+00:00',
      }),
      '',
    ].join('\n');
    const { spec, remarks } = convert(journal);
    expect(spec).toMatchObject({ name: 'my-study', runCap: 4, objective: { goal: 'maximize' } });
    expect(spec.space).toEqual({
      beta: { kind: 'float', min: 1e-4, max: 1, log: true, step: null },
      hidden_layers: { kind: 'categorical', values: [[10, 10], [25]] },
    });
    expect(spec.enqueue).toEqual([
      { beta: 0.03, hidden_layers: [10, 10] },
      { beta: 0.02, hidden_layers: [25] },
      { beta: 0.01, hidden_layers: [10, 10] },
    ]);
    expect(remarks).toContain('the 3 best of its 4 trials are tried first');
    expect(() => convert(journal, 'another')).toThrow('the journal has no study another: my study');
  });

  test('a sweep file of ours is none of theirs; SQLite is refused with a way out', () => {
    expect(
      convertForeign('name: x\nbenchmark: split-mnist\nmethod: grid\nparameters: {}\n', setting),
    ).toBeNull();
    expect(() => convertForeign('SQLite format 3\u0000...', setting)).toThrow('is an SQLite database');
  });

  test('a sweep file of ours without its benchmark, or with a misspelt one, is ours to correct', () => {
    const plain = 'name: x\nmethod: grid\nparameters: { lr: { value: 1 } }\n';
    for (const line of ['benchmrk: permuted-mnist', 'strategy: joint', 'seeds: 2', 'maxConcurrentTrials: 2'])
      expect(convertForeign(`${plain}${line}\n`, setting), line).toBeNull();
    // Nothing but keys that both know: W&B's only on the user's word, or where it says how W&B starts or labels it.
    expect(convertForeign(plain, setting)?.from).toBe('a W&B sweep');
    expect(convertForeign(plain, { ...setting, asked: false })).toBeNull();
    expect(convertForeign(`${plain}program: train.py\n`, { ...setting, asked: false })?.from).toBe(
      'a W&B sweep',
    );
  });

  test('a study that we exported keeps what Optuna has no words for, unless Optuna was told otherwise since', () => {
    const space: SearchSpace = {
      learning_rate: { kind: 'constant', value: 0.002 },
      chunk_size: { kind: 'int', min: 2000, max: 60_000, log: true, step: 500 },
      beta: { kind: 'float', min: 0.001, max: 1, log: true, step: null },
      optimizer: { kind: 'categorical', values: ['adam', 'sgd'] },
      adam_beta1: {
        kind: 'float',
        min: 0.8,
        max: 0.9,
        log: false,
        step: 0.05,
        when: { optimizer: ['adam'] },
      },
    };
    const file = { name: 'x', benchmark: 'permuted-mnist', method: 'random', seeds: [3, 4], run_cap: 9 };
    const { spec } = parseSweepFile(JSON.stringify(file));
    const before = { ...spec, space };
    const values: Record<string, number> = { chunk_size: 2500, beta: 0.01, optimizer: 1 };
    const journal = (beta = space.beta!) =>
      [
        { op_code: 0, study_name: 'x', directions: [2] },
        { op_code: 2, study_id: 0, user_attr: { sweep: carriedBy(before) } },
        {
          ...{ op_code: 4, study_id: 0, state: 1, value: 0.9, params: values },
          distributions: Object.fromEntries(
            Object.keys(values).map((name) => [
              name,
              JSON.stringify(toOptuna(name === 'beta' ? beta : space[name]!)),
            ]),
          ),
        },
      ]
        .map((entry) => JSON.stringify(entry))
        .join('\n');
    const back = convert(journal());
    expect(back.spec.space).toEqual(space);
    expect(back.spec).toMatchObject({ benchmark: spec.benchmark, method: 'random', seeds: [3, 4] });
    expect(back.spec.enqueue?.[0]).toMatchObject({ chunk_size: 2500, beta: 0.01, optimizer: 'sgd' });
    const widened = { kind: 'float', min: 1e-4, max: 1, log: true, step: null } as const;
    expect(convert(journal(widened)).spec.space).toEqual({ ...space, beta: widened });
  });

  test('a parameter is written as the entry that is read as it', () => {
    const hyperparameter: Hyperparameter = { name: 'p', doc: '', domain: { kind: 'real' } as never };
    fc.assert(
      fc.property(anyParameter, (parameter) => {
        // A range of one value is a value.
        fc.pre(!('min' in parameter) || parameter.max > parameter.min);
        const entry = entryOfParameter(parameter) as ParameterEntry;
        expect(readParameter(hyperparameter, entry).parameter).toEqual(parameter);
      }),
    );
  });

  test('parameters go to Optuna with what it can hold', () => {
    expect(toOptuna({ kind: 'int', min: 2000, max: 60_000, log: true, step: 500 })).toEqual({
      name: 'IntDistribution',
      attributes: { low: 2000, high: 60_000, log: true, step: 1 },
    });
    const layers = { kind: 'categorical', values: [[10, 10], [25]] } as const;
    expect(toOptuna(layers).attributes).toEqual({ choices: ['[10,10]', '[25]'] });
    expect(toOptunaValue(layers, [25])).toBe(1);
    expect(toOptunaValue(layers, [7])).toBeNull();
    expect(toOptunaValue({ kind: 'float', min: 0, max: 1, log: false, step: null }, 2)).toBeNull();
  });
});
