import type { Converted, Entry, Setting } from './bridge.types.ts';
import { fitParameters, sweepName, untexted, type Foreign } from './parameters.ts';
import { metricOf, ours, startOf } from './setting.ts';

type Data = Readonly<Record<string, unknown>>;
interface Named {
  readonly name: string;
  readonly value: string;
}

/** Katib's algorithms by what is nearest to them here. */
const METHODS: Readonly<Record<string, string>> = {
  ...{ random: 'random', grid: 'grid', tpe: 'tpe', 'multivariate-tpe': 'tpe', sobol: 'sobol' },
  ...{ bayesianoptimization: 'gp', cmaes: 'cmaes', hyperband: 'random' },
};
const TAKEN = [
  ...['objective', 'algorithm', 'earlyStopping', 'parameters', 'parallelTrialCount', 'maxTrialCount'],
  'maxFailedTrialCount',
];

/** Whether parsed YAML is an Experiment of Katib's. */
export function isKatib(data: Data): boolean {
  return data.kind === 'Experiment' && String(data.apiVersion).startsWith('kubeflow.org/');
}

/** A Katib Experiment as a sweep file. */
export function fromKatib(data: Data, setting: Setting): Converted {
  const remarks: string[] = [];
  const spec = (data.spec ?? {}) as Record<string, never>;
  const {
    objective = {},
    algorithm = {},
    earlyStopping,
    parameters = [],
  } = spec as Record<string, Data | undefined>;
  const fitted = fitParameters(
    (parameters as unknown as readonly Data[]).flatMap((parameter) => parameterOf(parameter, remarks)),
    ours(setting.strategy),
  );
  const { objectiveMetricName: name, type: goal, ...others } = objective as Record<string, unknown>;
  for (const key of Object.keys(others)) remarks.push(`objective.${key} is left out`);
  for (const key of Object.keys(spec))
    if (!TAKEN.includes(key)) remarks.push(`${key} is left out: hnet-sweep runs its trainings itself`);
  const { name: title, namespace } = (data.metadata ?? {}) as Record<string, unknown>;
  if (namespace !== undefined) remarks.push('metadata.namespace is left out');
  const count = (key: string, as: string): Data => (spec[key] === undefined ? {} : { [as]: spec[key] });
  return {
    from: 'a Katib Experiment',
    file: {
      name: sweepName(title, 'katib-experiment'),
      ...startOf(setting, remarks),
      ...methodOf(algorithm, remarks),
      ...metricOf({ name, goal }, setting, remarks),
      parameters: fitted.parameters,
      ...stopping(earlyStopping, remarks),
      ...count('maxTrialCount', 'run_cap'),
      ...count('parallelTrialCount', 'max_concurrent_trials'),
      ...count('maxFailedTrialCount', 'max_failed_trials'),
    },
    remarks: [...remarks, ...fitted.remarks],
  };
}

function parameterOf({ name, parameterType, feasibleSpace }: Data, remarks: string[]): Foreign[] {
  const { min, max, list, step, distribution, ...rest } = (feasibleSpace ?? {}) as Record<string, unknown>;
  for (const key of Object.keys(rest))
    remarks.push(`parameter ${String(name)}: feasibleSpace.${key} is left out`);
  if (Array.isArray(list)) return [{ name: String(name), entry: { values: list.map(untexted) } }];
  const log = distribution === 'logUniform' || distribution === 'logNormal';
  if (distribution === 'normal' || distribution === 'logNormal')
    remarks.push(`parameter ${String(name)}: ${distribution} is read as uniform over its range`);
  const whole = parameterType === 'int';
  const stepped = step !== undefined;
  const entry: Entry = {
    distribution: whole
      ? `int_${log ? 'log_uniform_values' : 'uniform'}`
      : `${stepped ? 'q_' : ''}${log ? 'log_uniform_values' : 'uniform'}`,
    ...{ min: untexted(min), max: untexted(max) },
    ...(stepped ? { q: untexted(step) } : {}),
  };
  return [{ name: String(name), entry }];
}

function methodOf({ algorithmName, algorithmSettings }: Data, remarks: string[]): Data {
  const given = typeof algorithmName === 'string' ? algorithmName : 'random';
  const method = METHODS[given];
  if (method === undefined) remarks.push(`algorithm ${given} is read as random: there is none like it`);
  if (given === 'hyperband')
    remarks.push('algorithm hyperband is read as random with early_terminate hyperband');
  let seed: unknown;
  for (const { name, value } of (algorithmSettings ?? []) as readonly Named[])
    if (name === 'random_state' || name === 'seed') seed = untexted(value);
    else remarks.push(`algorithmSettings ${name} is left out`);
  return {
    method: method ?? 'random',
    ...(seed === undefined ? {} : { search_seed: seed }),
    ...(given === 'hyperband' ? { early_terminate: { type: 'hyperband' } } : {}),
  };
}

function stopping(given: Data | undefined, remarks: string[]): Data {
  if (given === undefined) return {};
  if (given.algorithmName !== 'medianstop') {
    remarks.push(`earlyStopping ${String(given.algorithmName)} is left out: Katib has medianstop`);
    return {};
  }
  const entry: Record<string, unknown> = { type: 'median' };
  for (const { name, value } of (given.algorithmSettings ?? []) as readonly Named[])
    if (name === 'min_trials_required') entry.n_startup_trials = untexted(value);
    else if (name === 'start_step') entry.n_warmup_steps = untexted(value);
    else remarks.push(`earlyStopping setting ${name} is left out`);
  if (entry.n_warmup_steps !== undefined)
    remarks.push('earlyStopping start_step is read as tasks learnt; see that it fits their number');
  return { early_terminate: entry };
}
