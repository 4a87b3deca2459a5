import { UserError } from '../../common/errors.ts';
import type { Converted, Entry, Setting } from './bridge.types.ts';
import { carriedOf, keptParameters, settingOf, type Carried } from './optuna-carried.ts';
import type { OptunaDistribution } from './optuna-distributions.ts';
import { fitParameters, sweepName, untexted } from './parameters.ts';
import { ours, startOf } from './setting.ts';
import { catalogue } from '../catalogue.ts';

/** Operations of Optuna's journal that matter here. */
const OPERATIONS = {
  createStudy: 0,
  setStudyAttribute: 2,
  createTrial: 4,
  setParameter: 5,
  setState: 6,
} as const;
const COMPLETE = 1;
/** So many of the best configurations are tried first. */
const ENQUEUED = 5;

interface Log {
  readonly op_code: number;
  readonly [key: string]: unknown;
}

interface Trial {
  readonly study: number;
  readonly params: Record<string, number>;
  readonly distributions: Record<string, OptunaDistribution>;
  state: number;
  value: number | null;
}

/** A study as far as a sweep can make use of it. */
interface Study {
  readonly name: string;
  readonly directions: readonly number[];
  readonly trials: Trial[];
  /** What an export of ours says beyond what Optuna has words for; null in anybody else's study. */
  carried: Carried | null;
}

/** Whether text is a journal of Optuna's: a JSON object with an operation in each line. */
export function isOptunaJournal(text: string): boolean {
  return /^\s*\{.*"op_code":\s*\d+/.test(text.split('\n', 1)[0] ?? '');
}

/** Whether a file is an SQLite database, as Optuna's other storage is. */
export function isSqlite(text: string): boolean {
  return text.startsWith('SQLite format 3\u0000');
}

/**
 * A study in an Optuna journal as a sweep file: its space, and its best configurations to be tried first.
 * @param options.study its name; null where there is only one
 * @throws UserError where there are several studies, or none of that name
 */
export function fromOptuna(text: string, setting: Setting, study: string | null = null): Converted {
  const found = choose(readJournal(text), study);
  const remarks: string[] = [];
  const distributions = new Map<string, OptunaDistribution>();
  for (const trial of found.trials)
    for (const [name, distribution] of Object.entries(trial.distributions)) {
      const before = distributions.get(name);
      if (before !== undefined && JSON.stringify(before) !== JSON.stringify(distribution))
        remarks.push(`parameter ${name} had several distributions: the last one is taken`);
      distributions.set(name, distribution);
    }
  const { carried } = found;
  const kept = carried === null ? {} : keptParameters(carried, distributions);
  const conditional = [...distributions.keys()].filter(
    (name) => !(name in kept) && found.trials.some(({ params }) => !(name in params)),
  );
  if (conditional.length > 0) remarks.push(`not all trials have ${conditional.join(', ')}: ours always do`);
  const foreign = [
    ...Object.entries(kept).map(([name, entry]) => ({ name, entry })),
    ...[...distributions]
      .filter(([name]) => !(name in kept))
      .map(([name, distribution]) => ({ name, entry: entryOf(distribution) })),
  ];
  const assumed = carried === null ? startOf(setting, remarks) : null;
  const start = assumed ?? settingOf(carried!, setting);
  const { strategy } = start;
  const fitted = fitParameters(foreign, ours(strategy));
  const names = new Map<string, string>();
  for (const one of foreign) {
    if (!distributions.has(one.name)) continue;
    const alone = Object.keys(fitParameters([one], ours(strategy)).parameters)[0];
    if (alone !== undefined && !names.has(alone)) names.set(alone, one.name);
  }
  const goal = found.directions[0] === 2 ? 'maximize' : 'minimize';
  const best = bestOf(found, goal);
  const enqueue = best.flatMap((trial) => {
    const entries = [...names].flatMap(([our, their]) => {
      const value = trial.params[their];
      return value === undefined ? [] : [[our, externalValue(distributions.get(their)!, value)] as const];
    });
    // A parameter of ours that a trial lacks did not exist under its condition.
    const whole = [...names.values()].every((their) => their in trial.params || their in kept);
    return whole && entries.length > 0 ? [Object.fromEntries(entries)] : [];
  });
  if (enqueue.length > 0)
    remarks.push(`the ${enqueue.length} best of its ${found.trials.length} trials are tried first (enqueue)`);
  return {
    from: carried === null ? 'an Optuna study' : 'an Optuna study that hnet-sweep exported',
    file: {
      name: sweepName(found.name, 'optuna-study'),
      ...{ benchmark: start.benchmark, strategy, method: 'tpe' },
      ...start,
      ...(assumed === null ? {} : metricOf(found, goal, assumed, remarks)),
      parameters: fitted.parameters,
      run_cap: Math.max(found.trials.length, enqueue.length, 1),
      ...(enqueue.length > 0 ? { enqueue } : {}),
    },
    remarks: [...remarks, ...fitted.remarks],
  };
}

/** A metric of ours that is better the same way: the study doesn't say what its values are. */
function metricOf(
  { directions }: Study,
  goal: 'maximize' | 'minimize',
  { benchmark, strategy }: { readonly benchmark: string; readonly strategy: string },
  remarks: string[],
): Readonly<Record<string, unknown>> {
  if (directions.length > 1)
    remarks.push(`the study has ${directions.length} objectives: the first one is taken`);
  remarks.push(
    'a study does not say what its values are: the metric is the default one; it does not name its sampler: tpe is written',
  );
  const metric = catalogue
    .metrics(catalogue.resolveBenchmark({ name: benchmark }), strategy)
    .find((choice) => choice.goal === goal);
  return metric === undefined ? {} : { metric: { ...metric } };
}

/** Replays a journal. @throws UserError `corrupt-data` naming the line */
function readJournal(text: string): readonly Study[] {
  const studies: Study[] = [];
  const trials: Trial[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    let log: Log;
    try {
      log = JSON.parse(line) as Log;
    } catch (cause) {
      throw new UserError('corrupt-data', `line ${i + 1} of the journal is no JSON`, { cause });
    }
    apply(log, studies, trials);
  }
  return studies;
}

function apply(log: Log, studies: Study[], trials: Trial[]): void {
  switch (log.op_code) {
    case OPERATIONS.createStudy:
      studies.push({
        name: String(log.study_name),
        directions: log.directions as number[],
        trials: [],
        carried: null,
      });
      return;
    case OPERATIONS.setStudyAttribute: {
      const study = studies[log.study_id as number];
      const carried = carriedOf(log.user_attr);
      if (study !== undefined && carried !== null) study.carried = carried;
      return;
    }
    case OPERATIONS.createTrial: {
      const texts = Object.entries((log.distributions ?? {}) as Record<string, string>);
      const trial: Trial = {
        study: log.study_id as number,
        params: { ...(log.params as Record<string, number> | undefined) },
        distributions: Object.fromEntries(
          texts.map(([name, json]) => [name, JSON.parse(json) as OptunaDistribution]),
        ),
        state: (log.state as number | undefined) ?? 0,
        value: (log.value as number | null | undefined) ?? ((log.values ?? []) as number[])[0] ?? null,
      };
      trials.push(trial);
      studies[trial.study]?.trials.push(trial);
      return;
    }
    case OPERATIONS.setParameter: {
      const trial = trials[log.trial_id as number];
      if (trial === undefined) return;
      trial.params[log.param_name as string] = log.param_value_internal as number;
      trial.distributions[log.param_name as string] = JSON.parse(
        log.distribution as string,
      ) as OptunaDistribution;
      return;
    }
    case OPERATIONS.setState: {
      const trial = trials[log.trial_id as number];
      if (trial === undefined) return;
      trial.state = log.state as number;
      trial.value = ((log.values ?? []) as number[])[0] ?? trial.value;
    }
  }
}

function choose(studies: readonly Study[], name: string | null): Study {
  const found = name === null ? studies : studies.filter((study) => study.name === name);
  if (found.length === 1) return found[0]!;
  const names = studies.map((study) => study.name).join(', ') || 'none';
  throw new UserError(
    'invalid-input',
    name === null
      ? `the journal has ${studies.length} studies: ${names}`
      : `the journal has no study ${name}: ${names}`,
    { hint: 'Name one with --study.' },
  );
}

function bestOf({ trials }: Study, goal: 'maximize' | 'minimize'): readonly Trial[] {
  const sign = goal === 'maximize' ? -1 : 1;
  return trials
    .filter(({ state, value }) => state === COMPLETE && value !== null)
    .sort((a, b) => sign * (a.value! - b.value!))
    .slice(0, ENQUEUED);
}

/** A distribution as an entry of a sweep file; the deprecated ones of Optuna 2 among them. */
function entryOf({ name, attributes }: OptunaDistribution): Entry {
  const { low, high, log, step, q, choices } = attributes as Record<string, never>;
  if (choices !== undefined) return { values: (choices as unknown[]).map(untexted) };
  const logarithmic = log === true || /^(Int)?LogUniform/.test(name);
  const by: number | null = step ?? q ?? null;
  const range = { min: low, max: high };
  if (name.startsWith('Int'))
    return {
      distribution: `int_${logarithmic ? 'log_uniform_values' : 'uniform'}`,
      ...range,
      ...(by === null || by === 1 ? {} : { q: by }),
    };
  return {
    distribution: `${by === null ? '' : 'q_'}${logarithmic ? 'log_uniform_values' : 'uniform'}`,
    ...range,
    ...(by === null ? {} : { q: by }),
  };
}

/** What a stored number stands for. */
function externalValue({ attributes }: OptunaDistribution, value: number): unknown {
  const choices = attributes.choices as unknown[] | undefined;
  return choices === undefined ? value : untexted(choices[value]);
}
